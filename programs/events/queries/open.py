"""What anybody may read of a hub's events: the dates to come, never who comes.

These reads have no actor. The caller has entered the scope of the one hub whose address it is.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from programs.events import rules
from programs.events.choices import BookedBy
from programs.events.models import Booking, EventDate
from programs.events.queries.planned import with_closed
from programs.events.rules import Openness
from programs.kernel import clock
from programs.kernel.errors import Hidden
from programs.registry import plans
from programs.registry.models import Hub
from programs.registry.plans import Closed

AHEAD = timedelta(days=120)


@dataclass(frozen=True)
class Coming:
    """A date as everybody sees it on a day."""

    on: EventDate
    openness: Openness
    opens_at: datetime
    closes_at: datetime
    now: datetime

    @property
    def by_web(self) -> bool:
        """Whether a family may book by itself, now or later."""
        return self.on.event.booked_by == BookedBy.PUBLIC

    @property
    def bookable(self) -> bool:
        """Whether a family may book or wait by itself now."""
        open_ = self.opens_at <= self.now < self.closes_at
        return self.by_web and open_ and self.on.cancelled_at is None

    @property
    def last_on(self) -> date:
        """The last day on which one may book."""
        return clock.tokyo(self.closes_at - timedelta(minutes=1)).date()

    @property
    def over(self) -> bool:
        """Whether it has taken place."""
        return self.on.ends_at <= self.now

    @property
    def closed(self) -> Closed | None:
        """Why its site is suddenly closed that day."""
        return None if self.over else plans.suddenly(self.on.closed)

    @property
    def early(self) -> bool:
        """Whether booking has not begun."""
        return self.now < self.opens_at


def coming(hub: Hub, now: datetime) -> list[Coming]:
    """The dates of the next months that are not over, those called off as well."""
    rows = EventDate.objects.filter(hub=hub, ends_at__gt=now, starts_at__lt=now + AHEAD)
    rows = rows.select_related("event", "event__site__hub").order_by("starts_at", "pk")
    return [_shown(on, now) for on in with_closed(rows)]


def coming_date(hub: Hub, pk: int, now: datetime) -> Coming:
    """One date; raises Hidden for one of another hub."""
    rows = EventDate.objects.filter(hub=hub, pk=pk).select_related("event", "event__site__hub")
    for on in with_closed(rows[:1]):
        return _shown(on, now)
    raise Hidden


def course_from(hub: Hub, on: EventDate, now: datetime) -> list[Coming]:
    """A date and the later ones of its event that stand: what is booked as a course."""
    rows = EventDate.objects.filter(
        hub=hub, event=on.event_id, cancelled_at=None, ends_at__gt=now, starts_at__gte=on.starts_at
    )
    rows = rows.select_related("event", "event__site__hub").order_by("starts_at", "pk")
    return [_shown(one, now) for one in with_closed(rows)]


def of_course(booking: Booking) -> list[Booking]:
    """All bookings made together with one, by day, for whoever holds its link; none for a single."""
    if booking.course is None:
        return []
    rows = Booking.objects.filter(hub_id=booking.hub_id, course=booking.course)
    return list(rows.select_related("date").order_by("date__starts_at", "pk"))


def _shown(on: EventDate, now: datetime) -> Coming:
    event = on.event
    opens, closes = rules.booking_window(on.starts_at, event.opens_days, event.closes_days)
    return Coming(on, rules.openness(on.room, on.capacity), opens, closes, now)
