"""Enumerations of events and courses (催し・講座).

Event 催し · event date 開催日 · booking 予約 · waiting list キャンセル待ち · childcare 保育 ·
offered: a place is kept until the family answers · 組 family · 人 person.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.kernel.policy import Action


class Audience(models.TextChoices):
    """Whom an event is for."""

    CHILD_AGE = "child_age", _("月齢で決める")
    PREGNANT = "pregnant", _("妊娠中の方")
    ANYBODY = "anybody", pgettext_lazy("audience", "どなたでも")


class Counts(models.TextChoices):
    """In what the places are counted."""

    FAMILIES = "families", _("組で数える")
    PEOPLE = "people", _("人で数える")


class BookedBy(models.TextChoices):
    """Who may take a place."""

    STAFF = "staff", _("窓口と電話だけ")
    PUBLIC = "public", _("公開のページからも")


class State(models.TextChoices):
    """Where a booking stands."""

    BOOKED = "booked", pgettext_lazy("booking", "予約済み")
    WAITING = "waiting", _("キャンセル待ち")
    OFFERED = "offered", _("回答待ち")
    CANCELLED = "cancelled", pgettext_lazy("booking", "キャンセル")
    ATTENDED = "attended", _("参加")
    NO_SHOW = "no_show", _("欠席（連絡なし）")


class How(models.TextChoices):
    """By which way a booking changed."""

    DESK = "desk", _("窓口・電話")
    PUBLIC = "public", _("公開のページ")
    CLOCK = "clock", _("期限切れなど自動")


class Letter(models.TextChoices):
    """What a mail to a family is about."""

    CONFIRM = "confirm", _("予約の確認のお願い")
    CONFIRM_WAIT = "confirm_wait", _("キャンセル待ちの確認のお願い")
    BOOKED = "booked", _("予約のお知らせ")
    WAITING = "waiting", _("キャンセル待ちのお知らせ")
    OFFERED = "offered", _("空きが出たお知らせ")
    LAPSED = "lapsed", _("回答の期限が過ぎたお知らせ")
    CANCELLED = "cancelled", _("予約の取り消しのお知らせ")
    CALLED_OFF = "called_off", _("開催中止のお知らせ")
    MOVED = "moved", _("日時変更のお知らせ")
    REMINDER = "reminder", _("明日の催しのお知らせ")


class Act(Action):
    """What can be done with events."""

    VIEW_EVENTS = "events.view_events"
    CHANGE_EVENT = "events.change_event"
    CANCEL_DATE = "events.cancel_date"
    VIEW_BOOKINGS = "events.view_bookings"
    PRINT_BOOKINGS = "events.print_bookings"
    BOOK = "events.book"
    CHANGE_BOOKING = "events.change_booking"
    MARK_ATTENDANCE = "events.mark_attendance"
    CHANGE_KEEPING = "events.change_keeping"
