"""What the desk reads of events, always for an actor."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, QuerySet, Value
from django.utils.translation import gettext as _

from programs.events import rules
from programs.events.choices import Act, State
from programs.events.models import Booking, BookingStep, Event, EventDate
from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden
from programs.kernel.policy import may
from programs.registry import queries as registry
from programs.registry.models import Child, Household, Hub

MOST_READ, MOST_FOUND = 40, 8


@dataclass(frozen=True)
class Candidate:
    """A family that was found for a date: its children, who fits, and a booking it has already."""

    household: Household
    children: list[Child]
    fitting: list[Child]
    adults: int
    why_not: Any
    booking: Booking | None


def events(actor: Actor) -> "QuerySet[Event]":
    """Return the events of the actor's hubs, by title."""
    return Event.objects.filter(hub_id__in=actor.hub_ids).select_related("site")


def event(actor: Actor, pk: int) -> Event:
    """Return one event; raises Hidden."""
    return _one(events(actor), pk)


def event_date(actor: Actor, pk: int) -> EventDate:
    """Return one date with its event; raises Hidden."""
    rows = EventDate.objects.filter(hub_id__in=actor.hub_ids)
    return _one(rows.select_related("event", "event__site", "cancelled_by"), pk)


def booking(actor: Actor, pk: int) -> Booking:
    """Return one booking with its date; raises Hidden."""
    rows = Booking.objects.filter(hub_id__in=actor.hub_ids)
    return _one(rows.select_related("date", "date__event", "household"), pk)


def dates_of(actor: Actor, event: Event) -> "QuerySet[EventDate]":
    """Return the dates of an event, the latest first."""
    rows = EventDate.objects.filter(hub_id__in=actor.hub_ids, event=event)
    return rows.select_related("event__site").order_by("-starts_at", "-pk")


def later_dates(actor: Actor, on: EventDate) -> int:
    """Return how many dates of the same event stand after this one."""
    rows = EventDate.objects.filter(hub_id__in=actor.hub_ids, event=on.event_id, cancelled_at=None)
    return rows.filter(starts_at__gt=on.starts_at).count()


def month_dates(actor: Actor, first: date, after: date) -> "QuerySet[EventDate]":
    """Return the dates from a day until before another, in order, with their events."""
    start, end = clock.moment(first), clock.moment(after)
    rows = EventDate.objects.filter(
        hub_id__in=actor.hub_ids, starts_at__gte=start, starts_at__lt=end
    )
    return rows.select_related("event", "event__site").order_by("starts_at", "pk")


def hub_slug(actor: Actor) -> str:
    """Return the public name of the actor's hub, under which its events stand."""
    return str(Hub.objects.values_list("slug", flat=True).get(pk=actor.hub_id))


def last_of(actor: Actor, event: Event) -> EventDate | None:
    """Return the latest date of an event, from whose hours the next one begins."""
    return dates_of(actor, event).first()


def bookings(actor: Actor, on: EventDate) -> "QuerySet[Booking]":
    """Return all bookings of a date in the order they came."""
    rows = Booking.objects.filter(hub_id__in=actor.hub_ids, date=on)
    return rows.select_related("household", "date").order_by("queued_at", "pk")


def with_door(actor: Actor, rows: list[Booking]) -> list[Booking]:
    """Say of bookings of registered families what is to be known at the door: ``row.door``."""
    families = [row.household_id for row in rows if row.household_id]
    known = registry.at_the_door(actor, families) if families else {}
    for row in rows:
        row.door = known.get(row.household_id or 0)
    return rows


def history(actor: Actor, on: EventDate) -> "QuerySet[BookingStep]":
    """Return every change of the bookings of a date, the newest first."""
    rows = BookingStep.objects.filter(hub_id__in=actor.hub_ids, booking__date=on)
    return rows.select_related("booking", "by").order_by("-at", "-pk")


def timeline_rows(actor: Actor, household: Household) -> "QuerySet[Any, Any]":
    """Return a family's bookings as (area, instant, title, state, date), to be joined with others."""
    rows = Booking.objects.filter(hub_id__in=actor.hub_ids, household=household).order_by()
    if not may(actor, Act.VIEW_BOOKINGS):
        rows = rows.none()
    return rows.values_list(
        Value("events"), "date__starts_at", "date__event__title", "state", "date_id"
    )


def timeline_words(title: str, state: str) -> str:
    """Return one of those rows in words."""
    return _("催し（%(title)s）%(state)s") % {"title": title, "state": State(state).label}


def to_call(rows: list[Booking], on: EventDate) -> list[Booking]:
    """Return those whom no mail reaches: offered a place, or the date was called off under them."""
    unreached = [row for row in rows if not row.email]
    if on.cancelled_at is None:
        return [row for row in unreached if row.state == State.OFFERED]
    stood = BookingStep.objects.filter(
        booking__in=unreached, after=State.CANCELLED, at=on.cancelled_at
    )
    ids = set(stood.values_list("booking_id", flat=True))
    return [row for row in unreached if row.pk in ids]


def to_call_moved(rows: list[Booking], on: EventDate, now: datetime) -> list[Booking]:
    """Return those whom no mail tells that a date to come has another day or other hours."""
    if on.moved_at is None or on.cancelled_at is not None or on.starts_at <= now:
        return []
    old = [row for row in rows if not row.email and row.queued_at <= on.moved_at]
    return [row for row in old if row.state in rules.PENDING]


def course_bookings(actor: Actor, event: Event, now: datetime) -> "QuerySet[Booking]":
    """Return the bookings that stand on the dates of an event that are not over."""
    return Booking.objects.filter(
        hub_id__in=actor.hub_ids,
        date__event=event,
        date__cancelled_at=None,
        date__ends_at__gt=now,
        state__in=rules.PENDING,
    ).order_by("queued_at", "pk")


def to_call_off(actor: Actor, event: Event, now: datetime) -> list[Booking]:
    """Return, once each, the families without mail whose coming dates were called off under them."""
    steps = BookingStep.objects.filter(
        hub_id__in=actor.hub_ids,
        booking__date__event=event,
        booking__date__ends_at__gt=now,
        booking__email="",
        after=State.CANCELLED,
        at=F("booking__date__cancelled_at"),
    ).select_related("booking__household")
    rows = [step.booking for step in steps.order_by("booking__queued_at", "booking_id")]
    return list({(row.household_id, row.name, row.phone): row for row in rows}.values())


def candidates(actor: Actor, on: EventDate, text: str) -> list[Candidate]:
    """Return the families that match a text, those whom the date is for first."""
    found = registry.families_matching(actor, text, MOST_READ) if text.strip() else []
    live = Booking.objects.filter(
        hub_id__in=actor.hub_ids, date=on, household__in=found, state__in=rules.LIVE
    )
    booked = {row.household_id: row for row in live}
    rows = [_candidate(family, on, booked.get(family.pk)) for family in found]
    return sorted(rows, key=lambda one: bool(one.why_not))[:MOST_FOUND]


def candidate(actor: Actor, on: EventDate, household: Household) -> Candidate:
    """Return one family as it would book this date."""
    live = bookings(actor, on).filter(household=household, state__in=rules.LIVE).first()
    return _candidate(household, on, live)


def _candidate(family: Household, on: EventDate, booking: Booking | None) -> Candidate:
    event, day = on.event, clock.tokyo(on.starts_at).date()
    children = [child for child in family.everybody_young() if child.birth_on]
    births = [child.birth_on for child in children if child.birth_on]
    why_not = rules.why_not(
        event.audience, event.months_from or 0, event.months_to or 0, births, day
    )
    fitting = [child for child in children if _fits(event, child.birth_on, day)]
    return Candidate(family, children, fitting, 1, why_not, booking)


def _fits(event: Event, birth_on: date | None, day: date) -> bool:
    if event.months_to is None or birth_on is None:
        return birth_on is not None
    return rules.in_window(rules.months_on(birth_on, day), event.months_from or 0, event.months_to)


def _one(rows: "QuerySet[Any]", pk: int) -> Any:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Hidden
    return found
