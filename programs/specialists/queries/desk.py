"""What the desk reads of specialist days, always for an actor."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value
from django.utils.translation import gettext as _

from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden
from programs.kernel.policy import may
from programs.kernel.todos import Each, Todo
from programs.registry import queries as registry
from programs.registry.choices import Role
from programs.registry.models import Household, Hub, Membership
from programs.specialists import rules
from programs.specialists.choices import Act, EntryKind, State
from programs.specialists.models import Booking, BookingStep, Entry, Slot, SpecialistDay

MOST_FOUND, MOST_SLOTS = 8, 60
# Who may be on the list of a day.
_ON_FLOOR = (Role.STAFF, Role.CONSULTANT, Role.PARTNER, Role.DIRECTOR)


@dataclass(frozen=True)
class Place:
    """A slot of a day with the booking that holds it, if any."""

    slot: Slot
    booking: Booking | None
    free: bool
    over: bool


def entries(actor: Actor, kind: str) -> "QuerySet[Entry]":
    """Return a list of the actor's hubs, those in use first."""
    rows = Entry.objects.filter(hub_id__in=actor.hub_ids, kind=kind)
    return rows.order_by(F("retired_on").asc(nulls_first=True), "order", "pk")


def in_use(actor: Actor, kind: str, *also: int | None) -> "QuerySet[Entry]":
    """Return the entries to choose from; one that is out of use stays where it is chosen already."""
    rows = Entry.objects.filter(hub_id=actor.hub_id, kind=kind)
    return rows.filter(Q(retired_on=None) | Q(pk__in=[pk for pk in also if pk])).order_by(
        "order", "pk"
    )


def entry(actor: Actor, pk: int) -> Entry:
    """Return one entry; raises Hidden."""
    return _one(Entry.objects.filter(hub_id__in=actor.hub_ids), pk)


def colleagues(actor: Actor, today: date) -> list[tuple[int, str]]:
    """Return the people of the actor's hub at present: key and name, by kana."""
    rows = Membership.objects.filter(
        Q(to_on=None) | Q(to_on__gte=today),
        hub_id=actor.hub_id,
        from_on__lte=today,
        person__is_active=True,
        role__in=_ON_FLOOR,
    )
    found = rows.order_by("person__kana_order", "person_id").values_list(
        "person_id", "person__name"
    )
    return list(dict(found).items())


def days(actor: Actor) -> "QuerySet[SpecialistDay]":
    """Return the days of the actor's hubs with the numbers of their slots and bookings."""
    held = Q(slots__bookings__state__in=rules.HOLDING)
    rows = SpecialistDay.objects.filter(hub_id__in=actor.hub_ids)
    return (
        rows.select_related("site", "profession")
        .annotate(
            offered=Count("slots", filter=Q(slots__closed_at=None), distinct=True),
            taken=Count("slots", filter=held, distinct=True),
        )
        .order_by("held_on", "pk")
    )


def day(actor: Actor, pk: int) -> SpecialistDay:
    """Return one day with what its page shows; raises Hidden."""
    rows = SpecialistDay.objects.filter(hub_id__in=actor.hub_ids)
    return _one(rows.select_related("site", "profession", "person", "in_charge"), pk)


def slot(actor: Actor, pk: int) -> Slot:
    """Return one slot with its day; raises Hidden."""
    rows = Slot.objects.filter(hub_id__in=actor.hub_ids)
    return _one(rows.select_related("day", "day__profession", "day__site"), pk)


def booking(actor: Actor, pk: int) -> Booking:
    """Return one booking with its slot and day; raises Hidden."""
    rows = Booking.objects.filter(hub_id__in=actor.hub_ids)
    related = ("slot", "day", "day__profession", "day__site", "household", "topic")
    return _one(rows.select_related(*related), pk)


def places(actor: Actor, day: SpecialistDay, now: datetime, *, texts: bool = False) -> list[Place]:
    """Return the slots of a day in order, each with its live booking."""
    rows = _bookings(actor, day, texts=texts).filter(state__in=rules.HOLDING)
    return _slots_with(actor, day, rows, now)


def places_and_others(
    actor: Actor, day: SpecialistDay, now: datetime
) -> tuple[list[Place], list[Booking], list[Booking]]:
    """Return the slots of a day, who waits for one in order, and its newest cancelled bookings."""
    rows = list(_bookings(actor, day).order_by("booked_at", "pk"))
    for row in rows:
        row.day = day
    gone = [row for row in rows if row.state == State.CANCELLED]
    newest = sorted(gone, key=lambda row: -row.pk)[:MOST_SLOTS]
    held = [row for row in rows if row.state in rules.HOLDING]
    waiting = [row for row in rows if row.state == State.WAITING]
    return _slots_with(actor, day, held, now), waiting, newest


def _bookings(actor: Actor, day: SpecialistDay, *, texts: bool = False) -> "QuerySet[Booking]":
    related = ["household", "topic", "handoff", "slot"] + (["concern"] if texts else [])
    rows = Booking.objects.filter(hub_id__in=actor.hub_ids, day=day)
    return rows.select_related(*related)


def _slots_with(
    actor: Actor, day: SpecialistDay, bookings: Iterable[Booking], now: datetime
) -> list[Place]:
    held = {row.slot_id: row for row in bookings}
    found = Slot.objects.filter(hub_id__in=actor.hub_ids, day=day).order_by("starts_at", "pk")
    return [
        Place(
            one,
            held.get(one.pk),
            free=one.pk not in held and one.closed_at is None and one.ends_at > now,
            over=one.ends_at <= now,
        )
        for one in found
    ]


def history(actor: Actor, day: SpecialistDay) -> "QuerySet[BookingStep]":
    """Return every change of the bookings of a day, the newest first."""
    rows = BookingStep.objects.filter(hub_id__in=actor.hub_ids, booking__day=day)
    return rows.select_related("booking", "slot", "by").order_by("-at", "-pk")


def to_call(day: SpecialistDay, rows: list[Booking]) -> list[Booking]:
    """Return those whom no mail reached when the day was called off under them."""
    if day.cancelled_at is None:
        return []
    steps = BookingStep.objects.filter(
        booking__in=rows, after=State.CANCELLED, at=day.cancelled_at
    ).values_list("booking_id", flat=True)
    ids = set(steps)
    return [row for row in rows if row.pk in ids and not row.email]


def free_slots(actor: Actor, booking: Booking, now: datetime) -> list[Slot]:
    """Return the free slots to which a booking may move: of the same profession, from now on."""
    rows = Slot.objects.filter(
        hub_id__in=actor.hub_ids,
        day__profession=booking.day.profession_id,
        day__cancelled_at=None,
        closed_at=None,
        ends_at__gt=now,
    ).exclude(bookings__state__in=rules.HOLDING)
    return list(rows.select_related("day", "day__site").order_by("starts_at", "pk")[:MOST_SLOTS])


def families(actor: Actor, day: SpecialistDay, text: str) -> list[tuple[Household, Booking | None]]:
    """Return the families that match a text, each with the booking it has that day."""
    found = registry.households_matching(actor, text, MOST_FOUND) if text.strip() else []
    live = Booking.objects.filter(day=day, household__in=found).exclude(state=State.CANCELLED)
    booked = {row.household_id: row for row in live.select_related("slot")}
    return [(family, booked.get(family.pk)) for family in found]


def hub_slug(actor: Actor) -> str:
    """Return the public name of the actor's hub, under which its pages stand."""
    return str(Hub.objects.values_list("slug", flat=True).get(pk=actor.hub_id))


def unmarked(actor: Actor, today: date) -> "QuerySet[SpecialistDay]":
    """Return the days before today with bookings of which nobody said who came."""
    rows = SpecialistDay.objects.filter(
        hub_id__in=actor.hub_ids, held_on__lt=today, bookings__state=State.BOOKED
    )
    return rows.select_related("profession").distinct().order_by("held_on", "pk")


def waiting(actor: Actor, today: date) -> list[Each]:
    """Return what waits on the home page."""
    return [Each(unmarked(actor, today), _todo)] if may(actor, Act.MARK) else []


def _todo(day: SpecialistDay, today: date) -> Todo:
    title = _("専門相談の来所を記録する：%(what)s") % {"what": day.profession}
    return Todo(title, day.get_absolute_url(), day.held_on, day.held_on < today)


def timeline_rows(actor: Actor, household: Household) -> "QuerySet[Any, Any]":
    """Return a family's slots as (area, instant, profession, state, day), to be joined with others."""
    rows = Booking.objects.filter(
        hub_id__in=actor.hub_ids, household=household, slot__isnull=False
    ).order_by()
    if not may(actor, Act.VIEW_DAYS):
        rows = rows.none()
    return rows.values_list(
        Value("specialists"), "slot__starts_at", "day__profession__label", "state", "day_id"
    )


def timeline_words(profession: str, state: str) -> str:
    """Return one of those rows in words: with whom, never about what."""
    values = {"who": _(profession), "state": State(state).label}
    return _("専門相談（%(who)s）%(state)s") % values


def professions(actor: Actor) -> list[Entry]:
    """Return the professions of the hub that may be filtered by."""
    return list(entries(actor, EntryKind.PROFESSION))


def _one(rows: "QuerySet[Any]", pk: int) -> Any:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Hidden
    return found
