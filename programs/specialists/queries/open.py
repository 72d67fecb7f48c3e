"""What anybody may read of specialist days: free times to come, never who comes or how many.

These reads have no actor. The caller has entered the scope of the one hub whose address it is.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from programs.kernel import clock
from programs.kernel.errors import Hidden
from programs.registry import plans
from programs.registry.plans import Closed
from programs.specialists import rules
from programs.specialists.choices import BookedBy
from programs.specialists.models import Booking, Slot, SpecialistDay
from programs.specialists.queries.planned import with_closed

AHEAD = timedelta(days=120)


@dataclass(frozen=True)
class OpenDay:
    """A day as everybody sees it now: its free slots, and whether one may book them from here."""

    day: SpecialistDay
    free: list[Slot]
    opens_at: datetime
    closes_at: datetime
    now: datetime

    @property
    def by_web(self) -> bool:
        """Whether a family may book by itself, now or later."""
        return self.day.booked_by == BookedBy.PUBLIC

    @property
    def bookable(self) -> bool:
        """Whether a family may book by itself now."""
        open_now = self.opens_at <= self.now < self.closes_at
        return self.by_web and open_now and self.day.cancelled_at is None

    @property
    def closed(self) -> Closed | None:
        """Why its site is suddenly closed that day."""
        return plans.suddenly(self.day.closed)

    @property
    def full(self) -> bool:
        """Whether one may wait for a slot: the day is booked from here now, and nothing is free."""
        return self.bookable and not self.free

    @property
    def early(self) -> bool:
        """Whether booking has not begun."""
        return self.now < self.opens_at

    @property
    def last_on(self) -> date:
        """The last day on which one may book."""
        return clock.tokyo(self.closes_at - timedelta(minutes=1)).date()


def coming(hub: Any, now: datetime) -> list[OpenDay]:
    """The days of the next months, those called off as well, each with its free slots."""
    today = clock.tokyo(now).date()
    rows = SpecialistDay.objects.filter(hub=hub, held_on__range=(today, today + AHEAD))
    rows = rows.select_related("site__hub", "profession").order_by("held_on", "pk")
    days = with_closed(rows)
    free: dict[int, list[Slot]] = {day.pk: [] for day in days}
    for slot in _free(now).filter(hub=hub, day__in=days).order_by("starts_at", "pk"):
        free[slot.day_id].append(slot)
    return [_shown(day, free[day.pk], now) for day in days]


def open_slot(hub: Any, pk: int, now: datetime) -> tuple[Slot, OpenDay]:
    """One slot with its day, free or not; raises Hidden for one that is not booked from outside."""
    rows = Slot.objects.filter(hub=hub, pk=pk, day__booked_by=BookedBy.PUBLIC)
    slot = rows.select_related("day", "day__site__hub", "day__profession").first()
    if slot is None:
        raise Hidden
    free = list(_free(now).filter(pk=slot.pk))
    return slot, _shown(slot.day, free, now)


def open_day(hub: Any, pk: int, now: datetime) -> OpenDay:
    """One day with its free slots; raises Hidden for one that is not booked from outside."""
    rows = SpecialistDay.objects.filter(hub=hub, pk=pk, booked_by=BookedBy.PUBLIC)
    day = rows.select_related("site__hub", "profession").first()
    if day is None:
        raise Hidden
    with_closed([day])
    return _shown(day, list(_free(now).filter(day=day).order_by("starts_at", "pk")), now)


def _free(now: datetime) -> Any:
    held = Booking.objects.filter(slot=OuterRef("pk"), state__in=rules.HOLDING)
    return Slot.objects.filter(~Exists(held), closed_at=None, starts_at__gt=now)


def _shown(day: SpecialistDay, free: list[Slot], now: datetime) -> OpenDay:
    opens, closes = rules.booking_window(day.held_on, day.opens_days, day.closes_days)
    return OpenDay(day, free if day.cancelled_at is None else [], opens, closes, now)
