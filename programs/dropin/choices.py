"""Enumerations of the drop-in space (親子の居場所事業).

Visit 来館 · head count お名前なしの人数 · practice family 練習用のご家族 · 組 family · 人 person.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from programs.kernel.policy import Action


class Kind(models.TextChoices):
    """How much is known of those who came."""

    FAMILY = "family", _("登録のご家族")
    GUEST = "guest", _("未登録のご家族")
    HEAD_COUNT = "head_count", _("人数のみ")


class PersonRole(models.TextChoices):
    """Who somebody is during a visit."""

    MOTHER = "mother", _("母")
    FATHER = "father", _("父")
    GRANDMOTHER = "grandmother", _("祖母")
    GRANDFATHER = "grandfather", _("祖父")
    PREGNANT = "pregnant", _("妊娠中の方")
    SUPPORTER = "supporter", _("支援者")
    OTHER = "other", _("その他の大人")
    CHILD = "child", _("子ども")


class ClosedHow(models.TextChoices):
    """How a visit ended."""

    OPEN = "", _("在館中")
    DESK = "desk", _("受付で退館")
    MOVED = "moved", _("ほかの施設で受付")
    CLOSING = "closing", _("閉館時に自動で退館")


class State(models.TextChoices):
    """Where a visit stands."""

    INSIDE = "inside", _("在館中")
    LEFT = "left", _("退館")
    VOID = "void", _("取り消し")


class Act(Action):
    """What can be done at the reception desk."""

    VIEW_RECEPTION = "dropin.view_reception"
    CHECK_IN = "dropin.check_in"
    ADD_GUEST = "dropin.add_guest"
    COUNT_HEADS = "dropin.count_heads"
    CHECK_OUT = "dropin.check_out"
    UNDO_VISIT = "dropin.undo_visit"
    CHANGE_PEOPLE = "dropin.change_people"
    CLOSE_VISITS = "dropin.close_visits"
    PRINT_INSIDE = "dropin.print_inside"
    VIEW_VISITS = "dropin.view_visits"
    EXPORT_VISITS = "dropin.export_visits"
