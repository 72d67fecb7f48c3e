"""What can be done at the desk."""

from programs.kernel.policy import Action


class Act(Action):
    """Screens that cross areas."""

    VIEW_HOME = "desk.view_home"
    SWITCH_ROLE = "desk.switch_role"
    VIEW_HANDOVER = "desk.view_handover"
    VIEW_INBOX = "desk.view_inbox"
    MARK_READ = "desk.mark_read"
    SEARCH = "desk.search"
    VIEW_AUDIT = "desk.view_audit"
    EXPORT_AUDIT = "desk.export_audit"
    CHECK_AUDIT = "desk.check_audit"
    VIEW_READERS = "desk.view_readers"
