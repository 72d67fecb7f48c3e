"""Builders for events and bookings, through the commands that the screens use."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from programs.events import commands
from programs.events.choices import Audience, BookedBy, Counts
from programs.events.commands import Wish
from programs.events.models import Booking, Event, EventDate
from programs.kernel import clock
from programs.registry.choices import Program, Role
from programs.registry.models import Hub
from tests import make

NOW = datetime(2026, 6, 10, 10, 5, tzinfo=clock.TOKYO)
DAY = date(2026, 6, 20)
ADDRESS = "course@example.jp"
BABY = date(2026, 2, 15)  # four months on the day


def later(**delta: int) -> datetime:
    """Some time after NOW: later(hours=1)."""
    return NOW + timedelta(**delta)


def values(site: Any, **given: Any) -> dict[str, Any]:
    """An event's values: babies of two to six months, two families, everybody may book."""
    return {
        "title": "はじめての赤ちゃんの会",
        "site": site,
        "program": Program.DROPIN,
        "description": "",
        "audience": Audience.CHILD_AGE,
        "months_from": 2,
        "months_to": 6,
        "counts": Counts.FAMILIES,
        "capacity": 2,
        "childcare_places": 0,
        "fee_yen": 0,
        "booked_by": BookedBy.PUBLIC,
        "opens_days": 30,
        "closes_days": 1,
        **given,
    }


class Hall:
    """A hub with one event on one day, and the two who run it."""

    def __init__(self, hub: Hub | None = None, **given: Any) -> None:
        self.hub = hub or make.hub()
        self.site = make.site(self.hub)
        self.staff = make.member(self.hub, Role.STAFF)
        self.volunteer = make.member(self.hub, Role.RECEPTION)
        self.event = self.plan(**given)
        self.on = self.open(self.event)

    def plan(self, **given: Any) -> Event:
        """An event."""
        return commands.add_event(self.staff, values(self.site, **given))

    def open(self, event: Event, day: date = DAY) -> EventDate:
        """One date of an event, from ten to eleven."""
        return commands.add_dates(self.staff, event, [day], time(10), time(11))[0]

    def wish(self, name: str = "見本", **given: Any) -> Wish:
        """A family with a baby that fits."""
        return Wish(name=name, **{"births": [BABY], **given})

    def book(
        self, name: str = "見本", now: datetime = NOW, *, nonce: UUID | None = None, **given: Any
    ) -> Booking:
        """The desk takes a booking."""
        wish = self.wish(name, **given)
        return commands.book(self.volunteer, self.on, wish, now, nonce=nonce or uuid4())

    def ask(self, email: str, now: datetime = NOW, name: str = "見本", **given: Any) -> Booking:
        """A family asks for a place by itself; the booking it then has."""
        wish = self.wish(name, email=email, **given)
        commands.ask_for_place(self.hub.pk, self.on.pk, wish, now, nonce=uuid4())
        make.scope()
        return Booking.objects.filter(date=self.on, email=email).latest("pk")

    def answer(self, booking: Booking, now: datetime = NOW) -> Booking:
        """The family opens its mail and presses the button."""
        commands.confirm(self.hub.pk, booking, now)
        make.scope()
        return Booking.objects.get(pk=booking.pk)

    def states(self) -> list[tuple[str, str]]:
        """Names and states in the order they came."""
        rows = Booking.objects.filter(date=self.on).order_by("queued_at", "pk")
        return list(rows.values_list("name", "state"))

    def taken(self) -> int:
        """How many places the database counts as taken."""
        return EventDate.objects.get(pk=self.on.pk).taken


class Course(Hall):
    """An event of three weeks, one family each."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"capacity": 1, **given})
        weeks = [self.open(self.event, DAY + timedelta(days=7 * n)) for n in (1, 2)]
        self.dates = [self.on, *weeks]

    def course(self, name: str = "続き", now: datetime = NOW, **given: Any) -> list[Booking]:
        """The desk books all three weeks."""
        wish = self.wish(name, **given)
        found = commands.book_course(self.volunteer, self.on, wish, now, nonce=uuid4())
        make.scope()
        return found

    def ask_all(self, email: str = ADDRESS, now: datetime = NOW, **given: Any) -> list[Booking]:
        """A family asks for all three weeks by itself; what it then has."""
        wish = self.wish("続き", email=email, **given)
        commands.ask_for_course(self.hub.pk, self.on.pk, wish, now, nonce=uuid4())
        make.scope()
        return self.of(email=email)

    def single(self, number: int, name: str = "先に", now: datetime = NOW, **given: Any) -> Booking:
        """The desk books one of the weeks."""
        self.on, first = self.dates[number], self.on
        booking = self.book(name, now, **given)
        self.on = first
        make.scope()
        return booking

    def of(self, **which: Any) -> list[Booking]:
        """Bookings by day."""
        return list(Booking.objects.filter(**which).order_by("date__starts_at", "pk"))

    def now(self, **which: Any) -> list[str]:
        """States of bookings by day, as they are now."""
        make.scope()
        return [row.state for row in self.of(**which)]
