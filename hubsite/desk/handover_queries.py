"""What a shift has to know before it begins: asked of every area, as far as the actor may see."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max

from consultations import queries as consultations
from programs.daylog import queries as daylog
from programs.dropin import queries as dropin
from programs.dropin.queries.calendar import opening_on
from programs.events import queries as events
from programs.events import rules as event_rules
from programs.events.models import Booking as EventBooking
from programs.kernel.actor import Actor
from programs.kernel.policy import may
from programs.registry import queries as registry
from programs.registry.models import Household, Site
from programs.specialists import queries as specialists
from programs.specialists import rules as slot_rules
from programs.specialists.models import Booking as SlotBooking

MOST = 30
REACH = timedelta(days=31)


@dataclass(frozen=True)
class Planned:
    """One thing that takes place today: when, what, how many places are taken, and where to look."""

    at: datetime | None
    title: str
    taken: int
    places: int
    url: str
    cancelled: bool = False


@dataclass(frozen=True)
class Watch:
    """A family that is expected today and of which something is to be known at the door."""

    household: Household
    why: tuple[str, ...]
    careful: bool = False


@dataclass
class Shift:
    """The page of one site and day."""

    opening: Any
    planned: list[Planned] = field(default_factory=list)
    watch: list[Watch] = field(default_factory=list)
    notes: list[Any] = field(default_factory=list)
    before: date | None = None
    numbers: Any = None
    talks: list[Any] = field(default_factory=list)


def shift(actor: Actor, site: Site, day: date) -> Shift:
    """Return what the shift of a day at a site has to know."""
    found = Shift(opening_on(site, day), notes=daylog.handover_notes(actor, site, day))
    dates = [on for on in _dates(actor, day) if on.event.site_id == site.pk]
    days = [one for one in _specialist_days(actor, day) if one.site_id == site.pk]
    found.planned = sorted(
        [*map(_event, dates), *map(_specialist, days)],
        key=lambda one: (one.at is not None, one.at, one.title),
    )
    found.watch = _expected(actor, dates, days)
    found.before = _last_day(actor, site, day)
    if found.before:
        found.numbers = dropin.today_totals(actor, found.before, site)
        found.talks = _talks(actor, site, found.before)
    return found


def _last_day(actor: Actor, site: Site, day: date) -> date | None:
    """The last day before with visits at the site, if it was in the last weeks."""
    rows = dropin.counted_visits(actor).filter(site=site, day__lt=day, day__gte=day - REACH)
    return rows.aggregate(last=Max("day"))["last"]


def _dates(actor: Actor, day: date) -> Iterable[Any]:
    if not may(actor, "events.view_events"):
        return []
    return events.month_dates(actor, day, day + timedelta(days=1))


def _specialist_days(actor: Actor, day: date) -> Iterable[Any]:
    if not may(actor, "specialists.view_days"):
        return []
    return specialists.days(actor).filter(held_on=day, cancelled_at=None)


def _event(on: Any) -> Planned:
    return Planned(
        on.starts_at,
        on.event.title,
        on.taken,
        on.capacity,
        on.get_absolute_url(),
        on.cancelled_at is not None,
    )


def _specialist(day: Any) -> Planned:
    title = f"{day.profession} {day.specialist_name}"
    return Planned(None, title, day.taken, day.offered, day.get_absolute_url())


def _expected(actor: Actor, dates: list[Any], days: list[Any]) -> list[Watch]:
    """Families with a booking today whose registration says something for the door."""
    if not may(actor, "registry.view_households") or not (dates or days):
        return []
    booked = EventBooking.objects.filter(date__in=dates, state__in=event_rules.HOLDING)
    slots = SlotBooking.objects.filter(day__in=days, state__in=slot_rules.HOLDING)
    keys = booked.order_by().values("household").union(slots.order_by().values("household"))
    rows = list(Household.objects.filter(hub_id__in=actor.hub_ids, pk__in=keys))
    door = registry.at_the_door(actor, [one.pk for one in rows])
    found = [_watch(one, door[one.pk]) for one in rows]
    return [one for one in found if one.why or one.careful]


def _watch(family: Household, door: registry.AtDoor) -> Watch:
    said = (family.allergies, *door.allergies, family.door_note)
    return Watch(family, tuple(dict.fromkeys(text for text in said if text)), door.careful)


def _talks(actor: Actor, site: Site, day: date) -> list[Any]:
    if not may(actor, "consultations.view_consultations"):
        return []
    return list(consultations.listed(actor).filter(site=site, held_on=day)[:MOST])
