"""Enumerations of the drop-in space (親子の居場所事業).

Visit 来館 · head count お名前なしの人数 · practice family 練習用のご家族 · 組 family · 人 person.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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


class TapKind(models.TextChoices):
    """What a tap says."""

    ARRIVAL = "arrival", _("来館")
    DEPARTURE = "departure", _("退館")


class HelperKind(models.TextChoices):
    """Who is inside to help or to learn."""

    VOLUNTEER = "volunteer", _("ボランティア")
    STUDENT = "student", _("学生・実習生")
    OTHER = "other", pgettext_lazy("duty", "その他")


class ClosedHow(models.TextChoices):
    """How a visit ended."""

    OPEN = "", _("在館中")
    DESK = "desk", _("受付で退館")
    MOVED = "moved", _("次の受付で自動的に退館")
    CLOSING = "closing", _("閉館時に自動で退館")


class State(models.TextChoices):
    """Where a visit stands."""

    INSIDE = "inside", _("在館中")
    LEFT = "left", _("退館")
    VOID = "void", _("取り消し")


class RuleKind(models.TextChoices):
    """What a rule of the calendar does; which goes first stands in ``calendar_rules``."""

    CLOSURE = "closure", _("臨時休館")
    DAY = "day", _("1日だけの変更")
    YEARLY = "yearly", _("毎年の休館")
    HOLIDAY = "holiday", _("祝日の休館")
    NEXT_WEEKDAY = "next_weekday", _("祝日の次の平日の休館")
    WEEKS = "weeks", _("第何週の休館")
    HOLIDAY_ADDED = "holiday_added", _("祝日として加えた日")
    HOLIDAY_OFF = "holiday_off", _("祝日として扱わない日")


class Falls(models.TextChoices):
    """On which weekday a holiday falls, for a rule about the day after it."""

    ANY = "any", _("どちらでも")
    OPEN = "open", _("ふだん開館している曜日")
    CLOSED = "closed", _("ふだん休館の曜日")


class Crowd(models.TextChoices):
    """How full a site is, told to everybody in three steps and never as a number."""

    QUIET = "quiet", _("空いています")
    BUSY = "busy", _("やや混んでいます")
    FULL = "full", _("混んでいます")


class Act(Action):
    """What can be done at the reception desk."""

    VIEW_RECEPTION = "dropin.view_reception"
    CHECK_IN = "dropin.check_in"
    CARRY_LIST = "dropin.carry_list"
    ADD_GUEST = "dropin.add_guest"
    COUNT_HEADS = "dropin.count_heads"
    CHECK_OUT = "dropin.check_out"
    UNDO_VISIT = "dropin.undo_visit"
    CHANGE_PEOPLE = "dropin.change_people"
    REGISTER_GUEST = "dropin.register_guest"
    RECORD_HELPER = "dropin.record_helper"
    CLOSE_TODAY = "dropin.close_today"
    CLOSE_VISITS = "dropin.close_visits"
    PRINT_INSIDE = "dropin.print_inside"
    VIEW_VISITS = "dropin.view_visits"
    VIEW_CALENDAR = "dropin.view_calendar"
    CHANGE_CALENDAR = "dropin.change_calendar"
    EXPORT_VISITS = "dropin.export_visits"
