"""Rules of events: whom they are for, when one may book, how places and the waiting list move."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from programs.events.choices import Audience, Counts, State
from programs.kernel import ages, clock

ANSWER_WITHIN = timedelta(hours=48)
# An offer that leaves less than this to answer is made by telephone instead.
SHORTEST_ANSWER = timedelta(hours=3)
MOST_DATES = 30

HOLDING = (State.BOOKED, State.OFFERED, State.ATTENDED, State.NO_SHOW)
# What a family, or the desk for it, may still give up or change.
PENDING = (State.BOOKED, State.OFFERED, State.WAITING)
# What is marked at the door.
MARKED = (State.BOOKED, State.ATTENDED, State.NO_SHOW)
LIVE = (State.BOOKED, State.OFFERED, State.WAITING, State.ATTENDED, State.NO_SHOW)

# From where a booking may go where. Attendance is corrected by a second tap.
MOVES: Mapping[State, frozenset[State]] = {
    State.WAITING: frozenset({State.OFFERED, State.BOOKED, State.CANCELLED}),
    State.OFFERED: frozenset({State.BOOKED, State.CANCELLED}),
    State.BOOKED: frozenset({State.CANCELLED, State.ATTENDED, State.NO_SHOW}),
    State.ATTENDED: frozenset({State.BOOKED, State.NO_SHOW}),
    State.NO_SHOW: frozenset({State.BOOKED, State.ATTENDED}),
    State.CANCELLED: frozenset(),
}


@dataclass(frozen=True)
class Queued:
    """A family that waits: its key, the places and the childcare places it needs."""

    pk: int
    places: int
    childcare: int


@dataclass(frozen=True)
class Room:
    """What a date has left: places (in its own unit) and childcare places."""

    places: int
    childcare: int

    def fits(self, one: Queued) -> bool:
        """Whether there is room for all that somebody asks for."""
        return one.places <= self.places and one.childcare <= self.childcare

    def without(self, one: Queued) -> "Room":
        """What is left after somebody has taken hers."""
        return Room(self.places - one.places, self.childcare - one.childcare)


# One family's turn: the dates it waits for, and what it needs on each.
Turn = Mapping[int, Queued]


def may_move(before: str, after: str) -> bool:
    """Whether a booking may go from one state to another."""
    return after in MOVES[State(before)]


def months_on(birth_on: date, day: date) -> int | None:
    """Completed months of age on a day; None where the child is not born by then."""
    return ages.months_old(birth_on, day) if birth_on <= day else None


def months_between(was: date, day: date) -> int:
    """By how many completed months a child is older on another day, as far as the two days tell.

    At most one off: its birthday within the month is not asked.
    """
    if day < was:
        return -months_between(day, was)
    return ages.months_old(was, day)


def in_window(months: int | None, months_from: int, months_to: int) -> bool:
    """Whether an age in completed months lies within the window, both ends included."""
    return months is not None and months_from <= months <= months_to


def is_outside(months: int | None, months_from: int | None, months_to: int | None) -> bool:
    """Whether a child that was booked is too young or too old, as after its date was moved."""
    if months is None or months_to is None:
        return False
    return not in_window(months, months_from or 0, months_to)


def why_not(
    audience: str, months_from: int, months_to: int, births: Sequence[date], day: date
) -> Any:
    """A kind sentence where none of the children fits on the day; empty where one does."""
    if audience != Audience.CHILD_AGE:
        return ""
    found = [months_on(birth, day) for birth in births]
    if any(in_window(months, months_from, months_to) for months in found):
        return ""
    if not found:
        return _("お子さんの誕生日を入力してください。")
    if all(months is None for months in found):
        return _("開催日にはまだお生まれになっていないため、この回は予約できません。")
    words = {"from": months_from, "to": months_to, "age": max(m for m in found if m is not None)}
    message = _(
        "この回は、開催日に%(from)sか月から%(to)sか月のお子さんが対象です。お子さんは開催日に%(age)sか月です。ほかの催しもご覧ください。"
    )
    return message % words


def places_of(counts: str, adults: int, children: int, childcare: int) -> int:
    """The places that a booking takes: one a family, or one a person who is in the room."""
    return 1 if counts == Counts.FAMILIES else max(adults + children - childcare, 1)


def booking_window(
    starts_at: datetime, opens_days: int, closes_days: int
) -> tuple[datetime, datetime]:
    """From when until when one may book: whole days before, 0 meaning until it starts."""
    day = clock.tokyo(starts_at).date()
    opens = clock.moment(day - timedelta(days=opens_days))
    if closes_days == 0:
        return opens, starts_at
    last = day - timedelta(days=closes_days - 1)
    return opens, clock.moment(last)


def answer_by(now: datetime, closes_at: datetime, within: timedelta) -> datetime | None:
    """Until when an offered place is kept; None where too little time is left to answer."""
    until = min(now + within, closes_at)
    return until if until - now >= SHORTEST_ANSWER else None


def next_offers(queue: Iterable[Turn], rooms: Mapping[int, Room]) -> list[int]:
    """Whose bookings are offered places, given what each date has left.

    In the order in which they asked, whether for one date or a course. A turn is served when every
    date that it wants has room, and then all of them at once. One that does not fit keeps its turn,
    and holds nobody up who fits: no place stays empty for a course that cannot begin.
    """
    left = dict(rooms)
    chosen: list[int] = []
    for turn in queue:
        if turn and all(on in left and left[on].fits(one) for on, one in turn.items()):
            chosen.extend(one.pk for one in turn.values())
            left |= {on: left[on].without(one) for on, one in turn.items()}
    return chosen


def series(first: date, every_weeks: int, times: int) -> list[date]:
    """The days of a series: so many times, so many weeks apart."""
    return [first + timedelta(weeks=every_weeks * number) for number in range(times)]


class Openness(StrEnum):
    """What everybody may know of a date: never the number of those who come."""

    FREE = "free"
    FEW = "few"
    FULL = "full"


def openness(room: Room, capacity: int) -> Openness:
    """Free, few (a fifth or less of the places) or full."""
    if room.places <= 0:
        return Openness.FULL
    return Openness.FEW if room.places * 5 <= capacity else Openness.FREE
