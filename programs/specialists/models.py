"""Specialist days, their slots, bookings with a sealed concern, and what came of them."""

from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from programs.kernel import clock, localdates
from programs.kernel.models import AppendOnly, HubOwned, Versioned
from programs.kernel.outside import CONFIRM_WITHIN
from programs.kernel.sealing import Sealed
from programs.specialists.choices import BookedBy, EntryKind, How, Result, State

_PERSON = settings.AUTH_USER_MODEL


class Entry(HubOwned, Versioned):
    """A profession or a topic on a hub's own list; retired ones stay for what uses them."""

    kind = models.CharField(_("種類"), max_length=10, choices=EntryKind)
    label = models.CharField(_("名称"), max_length=40)
    order = models.PositiveSmallIntegerField(_("並び順"), default=0)
    retired_on = models.DateField(_("使用をやめた日"), null=True, blank=True)

    class Meta:
        ordering = ["hub_id", "kind", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["hub", "kind", "label"], name="specialist_entry_once")
        ]

    def __str__(self) -> str:
        return gettext(self.label)


class SpecialistDay(HubOwned, Versioned):
    """A day at a site with one specialist, with or without an account of her own."""

    site = models.ForeignKey(
        "registry.Site", models.PROTECT, related_name="+", verbose_name=_("施設")
    )
    profession = models.ForeignKey(
        Entry, models.PROTECT, related_name="+", verbose_name=_("専門職")
    )
    specialist_name = models.CharField(_("専門職のお名前"), max_length=60)
    person = models.ForeignKey(
        _PERSON,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("専門職のアカウント"),
    )
    in_charge = models.ForeignKey(
        _PERSON, models.PROTECT, related_name="+", verbose_name=_("担当の職員")
    )
    held_on = models.DateField(_("相談日"))
    description = models.TextField(_("内容"), max_length=500, blank=True)
    booked_by = models.CharField(
        _("予約の受け付け"), max_length=8, choices=BookedBy, default=BookedBy.PUBLIC
    )
    opens_days = models.PositiveSmallIntegerField(_("受付開始（相談日の何日前から）"), default=30)
    closes_days = models.PositiveSmallIntegerField(_("受付終了（相談日の何日前まで）"), default=1)
    cancelled_at = models.DateTimeField(_("中止"), null=True, editable=False)
    cancelled_reason = models.CharField(_("中止の理由"), max_length=200, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    # Set by ``queries.with_closed``: why its site is closed that day, if it is.
    closed: Any = None

    class Meta:
        ordering = ["held_on", "pk"]
        verbose_name = _("専門相談日")
        constraints = [
            models.CheckConstraint(
                name="specialistday_window", condition=Q(opens_days__gte=F("closes_days"))
            ),
            models.CheckConstraint(
                name="specialistday_cancelled_for_a_reason",
                condition=Q(cancelled_at=None, cancelled_reason="")
                | (Q(cancelled_at__isnull=False) & ~Q(cancelled_reason="")),
            ),
        ]
        indexes = [models.Index(fields=["hub", "held_on"], name="specialistday_by_day")]

    def __str__(self) -> str:
        return f"{localdates.day(self.held_on)} {self.profession}"

    def get_absolute_url(self) -> str:
        """Return the page with its slots."""
        return reverse("specialists:day-detail", args=[self.pk])


class Slot(HubOwned):
    """A span of a day for one family; a closed one is a pause that staff put in."""

    day = models.ForeignKey(SpecialistDay, models.PROTECT, related_name="slots")
    starts_at = models.DateTimeField(_("開始"))
    ends_at = models.DateTimeField(_("終了"))
    closed_at = models.DateTimeField(_("受け付けない"), null=True, editable=False)

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("予約枠")
        constraints = [
            models.UniqueConstraint(fields=["day", "starts_at"], name="slot_once"),
            models.UniqueConstraint(fields=["id", "day"], name="slot_of_day"),
            models.CheckConstraint(name="slot_in_order", condition=Q(ends_at__gt=F("starts_at"))),
        ]

    def __str__(self) -> str:
        first, last = clock.tokyo(self.starts_at), clock.tokyo(self.ends_at)
        return f"{first.hour}:{first.minute:02}〜{last.hour}:{last.minute:02}"


class ConcernText(Sealed):
    """What a family wants to talk about, in its own few words."""


class Booking(HubOwned):
    """A family's slot, or its turn on a full day. Cancelled ones stay; a family has one live a day."""

    day = models.ForeignKey(SpecialistDay, models.PROTECT, related_name="bookings")
    slot = models.ForeignKey(Slot, models.PROTECT, null=True, related_name="bookings")
    household = models.ForeignKey(
        "registry.Household", models.PROTECT, null=True, related_name="+", verbose_name=_("ご家族")
    )
    name = models.CharField(_("お名前"), max_length=100)
    phone = models.CharField(_("電話番号"), max_length=20, blank=True)
    email = models.EmailField(_("メールアドレス"), blank=True)
    email_key = models.CharField(max_length=64, blank=True, editable=False)
    language = models.CharField(_("ことば"), max_length=5, default="ja")
    concern = models.OneToOneField(
        ConcernText, models.PROTECT, null=True, related_name="+", verbose_name=_("相談したいこと")
    )
    state = models.CharField(pgettext_lazy("booking", "状態"), max_length=10, choices=State)
    offered_until = models.DateTimeField(_("回答の期限"), null=True, editable=False)
    topic = models.ForeignKey(
        Entry, models.PROTECT, null=True, related_name="+", verbose_name=_("相談内容")
    )
    result = models.CharField(_("結果"), max_length=10, choices=Result, blank=True)
    handoff = models.OneToOneField(
        "registry.Handoff", models.PROTECT, null=True, related_name="+", verbose_name=_("引き継ぎ")
    )
    booked_at = models.DateTimeField(_("申込日時"))
    # Since when it counts: from outside, once the mail has answered; at the desk, at once.
    answered_at = models.DateTimeField(null=True, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)
    erased_at = models.DateTimeField(_("消去した日時"), null=True, editable=False)
    nonce = models.UUIDField(editable=False)
    created_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["booked_at", "pk"]
        verbose_name = _("専門相談の予約")
        constraints = [
            models.UniqueConstraint(fields=["hub", "nonce"], name="slot_booking_nonce_once"),
            models.UniqueConstraint(
                fields=["slot"], condition=~Q(state=State.CANCELLED), name="slot_booked_once"
            ),
            models.UniqueConstraint(
                fields=["day", "household"],
                condition=~Q(state=State.CANCELLED),
                name="slot_family_once",
            ),
            models.UniqueConstraint(
                fields=["day", "email_key"],
                condition=~Q(state=State.CANCELLED) & ~Q(email_key=""),
                name="slot_email_once",
            ),
            models.CheckConstraint(
                name="slot_unless_waiting",
                condition=Q(state=State.WAITING, slot=None)
                | Q(state=State.CANCELLED)
                | (~Q(state=State.WAITING) & Q(slot__isnull=False)),
            ),
            models.CheckConstraint(
                name="slot_offer_has_a_deadline",
                condition=Q(state=State.OFFERED, offered_until__isnull=False)
                | (~Q(state=State.OFFERED) & Q(offered_until=None)),
            ),
            models.CheckConstraint(
                name="slot_result_of_who_came",
                condition=Q(state=State.CAME) | Q(result="", topic=None, handoff=None),
            ),
        ]
        indexes = [
            models.Index(
                fields=["hub", "offered_until"],
                condition=Q(state=State.OFFERED),
                name="slot_offers",
            ),
            models.Index(
                fields=["day", "booked_at"],
                condition=Q(state=State.WAITING),
                name="slot_queue",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day_id}/{self.pk}"

    @property
    def answer_until(self) -> datetime | None:
        """Until when the mail of somebody who waits is to answer; None once it has."""
        if self.state != State.WAITING or self.answered_at is not None:
            return None
        return self.booked_at + CONFIRM_WITHIN

    @property
    def begins_at(self) -> datetime:
        """When its slot begins; of one that waits, when its day is over."""
        if self.slot is not None:
            return self.slot.starts_at
        return clock.moment(self.day.held_on, time.max)

    @property
    def tone(self) -> str:
        """The colour of its state's badge."""
        return _TONES.get(self.state, "neutral")


_TONES: dict[str, str] = {
    State.BOOKED: "info",
    State.OFFERED: "warning",
    State.WAITING: "neutral",
    State.CAME: "success",
    State.NO_SHOW: "danger",
}


class Keeping(HubOwned, Versioned):
    """How long a hub keeps what families wrote and how to reach them; without a row, for good."""

    days = models.PositiveSmallIntegerField(_("残す日数"), null=True, blank=True)

    class Meta:
        ordering = ["hub_id", "pk"]
        verbose_name = _("専門相談の予約の保存期間")
        constraints = [
            models.UniqueConstraint(fields=["hub"], name="slot_keeping_once_a_hub"),
            models.CheckConstraint(
                name="slot_keeping_days", condition=Q(days=None) | Q(days__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.days}"


class BookingStep(HubOwned, AppendOnly):
    """One change of a booking: from, to, to which slot, when, by which way and by whom."""

    booking = models.ForeignKey(Booking, models.PROTECT, related_name="steps")
    slot = models.ForeignKey(Slot, models.PROTECT, null=True, related_name="+")
    before = models.CharField(max_length=10, choices=State, blank=True)
    after = models.CharField(max_length=10, choices=State)
    how = models.CharField(max_length=8, choices=How)
    at = models.DateTimeField()
    by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("専門相談の予約の経過")

    def __str__(self) -> str:
        return f"{self.before} {self.after}"
