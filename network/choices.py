"""What can be done with partner groups.

PartnerGroup 関係団体 · verified 最終確認 · GroupContact 連絡先の方 (not a user of this system).
"""

from programs.kernel.policy import Action


class Act(Action):
    """Looking up and keeping the list of partner groups."""

    VIEW_GROUPS = "network.view_groups"
    EXPORT_GROUPS = "network.export_groups"
    CHANGE_GROUP = "network.change_group"
