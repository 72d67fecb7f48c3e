"""Events, their dates, bookings, and the history of each booking that is never changed."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.events import rules
from programs.events.choices import Audience, BookedBy, Counts, How, State
from programs.kernel import clock
from programs.kernel.models import AppendOnly, HubOwned, Versioned
from programs.kernel.outside import CONFIRM_WITHIN
from programs.registry.choices import Program


class Event(HubOwned, Versioned):
    """What takes place, for whom, and how it is booked; its days are dates of their own."""

    title = models.CharField(_("催しの名前"), max_length=80)
    site = models.ForeignKey(
        "registry.Site", models.PROTECT, related_name="+", verbose_name=_("施設")
    )
    program = models.PositiveSmallIntegerField(_("事業"), choices=Program, default=Program.DROPIN)
    description = models.TextField(_("内容"), max_length=2000, blank=True)
    audience = models.CharField(_("対象"), max_length=12, choices=Audience)
    months_from = models.PositiveSmallIntegerField(_("月齢（から）"), null=True, blank=True)
    months_to = models.PositiveSmallIntegerField(_("月齢（まで）"), null=True, blank=True)
    counts = models.CharField(
        _("定員の数え方"), max_length=10, choices=Counts, default=Counts.FAMILIES
    )
    capacity = models.PositiveSmallIntegerField(_("定員"))
    childcare_places = models.PositiveSmallIntegerField(_("保育の定員（人）"), default=0)
    fee_yen = models.PositiveIntegerField(_("参加費（円）"), default=0)
    booked_by = models.CharField(
        _("予約の受け付け"), max_length=8, choices=BookedBy, default=BookedBy.STAFF
    )
    opens_days = models.PositiveSmallIntegerField(_("受付開始（開催日の何日前から）"), default=30)
    closes_days = models.PositiveSmallIntegerField(_("受付終了（開催日の何日前まで）"), default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["title", "pk"]
        verbose_name = _("催し")
        constraints = [
            models.CheckConstraint(
                name="event_audience_window",
                condition=Q(
                    audience=Audience.CHILD_AGE,
                    months_from__isnull=False,
                    months_to__gte=F("months_from"),
                )
                | (~Q(audience=Audience.CHILD_AGE) & Q(months_from=None, months_to=None)),
            ),
            models.CheckConstraint(name="event_capacity", condition=Q(capacity__gte=1)),
            models.CheckConstraint(
                name="event_booking_window", condition=Q(opens_days__gte=F("closes_days"))
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the page of the event with its dates."""
        return reverse("events:event-detail", args=[self.pk])


class EventDate(HubOwned):
    """One day of an event. ``taken`` and ``childcare_taken`` are kept by the database itself."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="dates")
    starts_at = models.DateTimeField(_("開始"))
    ends_at = models.DateTimeField(_("終了"))
    counts = models.CharField(max_length=10, choices=Counts)
    capacity = models.PositiveSmallIntegerField(_("定員"))
    childcare_places = models.PositiveSmallIntegerField(_("保育の定員（人）"), default=0)
    taken = models.PositiveSmallIntegerField(_("予約の数"), default=0, editable=False)
    childcare_taken = models.PositiveSmallIntegerField(default=0, editable=False)
    # Who had booked before is to be told: by mail, and by telephone where there is none.
    moved_at = models.DateTimeField(_("日時の変更"), null=True, editable=False)
    cancelled_at = models.DateTimeField(_("中止"), null=True, editable=False)
    cancelled_reason = models.CharField(_("中止の理由"), max_length=200, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    # Set by ``queries.with_closed``: why its site is closed that day, if it is.
    closed: Any = None

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("開催日")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "starts_at"],
                condition=Q(cancelled_at=None),
                name="eventdate_once",
            ),
            models.CheckConstraint(
                name="eventdate_in_order", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="eventdate_not_oversold", condition=Q(taken__lte=F("capacity"))
            ),
            models.CheckConstraint(
                name="eventdate_childcare_not_oversold",
                condition=Q(childcare_taken__lte=F("childcare_places")),
            ),
            models.CheckConstraint(
                name="eventdate_cancelled_for_a_reason",
                condition=Q(cancelled_at=None, cancelled_reason="", cancelled_by=None)
                | (Q(cancelled_at__isnull=False) & ~Q(cancelled_reason="")),
            ),
        ]
        indexes = [models.Index(fields=["hub", "starts_at"], name="eventdate_by_day")]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d} {self.pk}"

    @property
    def room(self) -> rules.Room:
        """What is left of places and childcare."""
        return rules.Room(self.capacity - self.taken, self.childcare_places - self.childcare_taken)

    def get_absolute_url(self) -> str:
        """Return the page with its bookings."""
        return reverse("events:date-detail", args=[self.pk])


class Booking(HubOwned):
    """A family's place, or its turn on the waiting list. Cancelled ones stay."""

    date = models.ForeignKey(EventDate, models.PROTECT, related_name="bookings")
    household = models.ForeignKey(
        "registry.Household", models.PROTECT, null=True, related_name="+", verbose_name=_("ご家族")
    )
    name = models.CharField(_("お名前"), max_length=100)
    phone = models.CharField(_("電話番号"), max_length=20, blank=True)
    email = models.EmailField(_("メールアドレス"), blank=True)
    email_key = models.CharField(max_length=64, blank=True, editable=False)
    language = models.CharField(_("ことば"), max_length=5, default="ja")
    adults = models.PositiveSmallIntegerField(_("大人"), default=1)
    children = models.PositiveSmallIntegerField(_("子ども"), default=1)
    childcare = models.PositiveSmallIntegerField(_("保育を希望する子ども"), default=0)
    child_months = models.PositiveSmallIntegerField(_("開催日の月齢"), null=True)
    # The day that age was counted for, once the date was moved to another.
    aged_on = models.DateField(null=True, editable=False)
    note = models.CharField(_("連絡事項"), max_length=300, blank=True)
    places = models.PositiveSmallIntegerField(editable=False)
    state = models.CharField(pgettext_lazy("booking", "状態"), max_length=10, choices=State)
    offered_until = models.DateTimeField(_("回答の期限"), null=True, editable=False)
    queued_at = models.DateTimeField(_("申込日時"))
    # Since when it counts: from outside, once the mail has answered; at the desk, at once.
    answered_at = models.DateTimeField(null=True, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)
    erased_at = models.DateTimeField(null=True, editable=False)
    nonce = models.UUIDField(editable=False)
    # The same on all dates that were booked together as a course.
    course = models.UUIDField(null=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    # Set by ``queries.with_door``: what is to be known of a registered family.
    door: Any = None

    class Meta:
        ordering = ["queued_at", "pk"]
        verbose_name = _("予約")
        constraints = [
            models.UniqueConstraint(fields=["hub", "nonce"], name="booking_nonce_once"),
            models.UniqueConstraint(
                fields=["date", "household"],
                condition=~Q(state=State.CANCELLED),
                name="booking_family_once",
            ),
            models.UniqueConstraint(
                fields=["date", "email_key"],
                condition=~Q(state=State.CANCELLED) & ~Q(email_key=""),
                name="booking_email_once",
            ),
            models.CheckConstraint(
                name="booking_offer_has_a_deadline",
                condition=Q(state=State.OFFERED, offered_until__isnull=False)
                | (~Q(state=State.OFFERED) & Q(offered_until=None)),
            ),
            models.CheckConstraint(
                name="booking_somebody_comes", condition=Q(adults__gte=1) | Q(children__gte=1)
            ),
            models.CheckConstraint(
                name="booking_childcare_of_children", condition=Q(childcare__lte=F("children"))
            ),
            models.CheckConstraint(name="booking_places", condition=Q(places__gte=1)),
        ]
        indexes = [
            models.Index(
                fields=["hub", "offered_until"],
                condition=Q(state=State.OFFERED),
                name="booking_offers",
            ),
            models.Index(
                fields=["hub", "course"],
                condition=Q(course__isnull=False),
                name="booking_courses",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date_id}/{self.pk}"

    @property
    def queued(self) -> rules.Queued:
        """What this family asks for."""
        return rules.Queued(self.pk, self.places, self.childcare)

    @property
    def answer_until(self) -> datetime | None:
        """Until when the mail of somebody who waits is to answer; None once it has."""
        if self.state != State.WAITING or self.answered_at is not None:
            return None
        return self.queued_at + CONFIRM_WITHIN

    @property
    def months_then(self) -> int | None:
        """The child's age in completed months on the day that its date has now."""
        if self.child_months is None or self.aged_on is None:
            return self.child_months
        moved = rules.months_between(self.aged_on, clock.tokyo(self.date.starts_at).date())
        return max(0, self.child_months + moved)

    @property
    def tone(self) -> str:
        """The colour of its state's badge."""
        return _TONES.get(self.state, "neutral")


_TONES: dict[str, str] = {
    State.BOOKED: "info",
    State.WAITING: "neutral",
    State.OFFERED: "warning",
    State.ATTENDED: "success",
    State.NO_SHOW: "danger",
}


class Keeping(HubOwned, Versioned):
    """How long a hub keeps the contacts of bookings after their date; without a row, for good."""

    days = models.PositiveSmallIntegerField(_("連絡先を残す日数"), null=True, blank=True)

    class Meta:
        ordering = ["hub_id", "pk"]
        verbose_name = _("予約の連絡先の保存期間")
        constraints = [
            models.UniqueConstraint(fields=["hub"], name="keeping_once_a_hub"),
            models.CheckConstraint(name="keeping_days", condition=Q(days=None) | Q(days__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.days}"


class BookingStep(HubOwned, AppendOnly):
    """One change of a booking's state: from, to, when, by which way and by whom."""

    booking = models.ForeignKey(Booking, models.PROTECT, related_name="steps")
    before = models.CharField(max_length=10, choices=State, blank=True)
    after = models.CharField(max_length=10, choices=State)
    how = models.CharField(max_length=8, choices=How)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("予約の経過")

    def __str__(self) -> str:
        return f"{self.before} {self.after}"
