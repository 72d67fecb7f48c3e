"""What can be done at the desk."""

from programs.kernel.policy import Action


class Act(Action):
    """Screens that cross areas."""

    VIEW_HOME = "desk.view_home"
    SWITCH_ROLE = "desk.switch_role"
    VIEW_INBOX = "desk.view_inbox"
    SEARCH = "desk.search"
