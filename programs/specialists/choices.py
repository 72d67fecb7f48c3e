"""Enumerations of specialist days (専門相談日).

SpecialistDay 専門相談日 · Slot 予約枠 · Booking 予約 · concern 相談したいこと · Entry 選択肢 ·
profession 専門職 · result 相談後の記録 · offered: kept until the family has answered the mail ·
waiting キャンセル待ち: a family of a full day, without a slot · Keeping 保存期間.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.kernel.policy import Action


class EntryKind(models.TextChoices):
    """The lists that a hub edits."""

    PROFESSION = "profession", _("専門職")
    TOPIC = "topic", _("相談内容")


class BookedBy(models.TextChoices):
    """Who may take a slot."""

    STAFF = "staff", _("窓口と電話だけ")
    PUBLIC = "public", _("公開のページからも")


class State(models.TextChoices):
    """Where a booking stands."""

    WAITING = "waiting", _("キャンセル待ち")
    OFFERED = "offered", _("回答待ち")
    BOOKED = "booked", pgettext_lazy("booking", "予約済み")
    CANCELLED = "cancelled", pgettext_lazy("booking", "キャンセル")
    CAME = "came", _("来所")
    NO_SHOW = "no_show", _("欠席（連絡なし）")


class How(models.TextChoices):
    """By which way a booking changed."""

    DESK = "desk", _("窓口・電話")
    PUBLIC = "public", _("公開のページ")
    CLOCK = "clock", _("期限切れなど自動")


class Result(models.TextChoices):
    """What came of the talk, in a word."""

    LISTENED = "listened", _("話を聞いた")
    ADVISED = "advised", _("助言した")
    INFORMED = "informed", _("情報を伝えた")
    AGAIN = "again", _("次の相談日にも来る")
    ELSEWHERE = "elsewhere", _("ほかの窓口を案内した")


class Letter(models.TextChoices):
    """What a mail to a family is about."""

    CONFIRM = "confirm", _("予約の確認のお願い")
    CONFIRM_WAIT = "confirm_wait", _("キャンセル待ちの確認のお願い")
    BOOKED = "booked", _("予約のお知らせ")
    WAITING = "waiting", _("キャンセル待ちのお知らせ")
    OFFERED = "offered", _("空きが出たお知らせ")
    MOVED = "moved", _("時間の変更のお知らせ")
    LAPSED = "lapsed", _("回答の期限が過ぎたお知らせ")
    CANCELLED = "cancelled", _("予約の取り消しのお知らせ")
    CALLED_OFF = "called_off", _("相談日の中止のお知らせ")
    REMINDER = "reminder", _("明日の相談のお知らせ")


class Act(Action):
    """What can be done with specialist days."""

    VIEW_DAYS = "specialists.view_days"
    CHANGE_DAY = "specialists.change_day"
    CANCEL_DAY = "specialists.cancel_day"
    BOOK = "specialists.book"
    CHANGE_BOOKING = "specialists.change_booking"
    MARK = "specialists.mark_booking"
    RECORD_RESULT = "specialists.record_result"
    READ_CONCERNS = "specialists.read_concerns"
    CHANGE_LISTS = "specialists.change_lists"
    CHANGE_KEEPING = "specialists.change_keeping"
