"""Rules of specialist days: how a day falls into slots, who may read, how bookings move."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from programs.kernel import clock
from programs.kernel.policy import named, own_hub
from programs.specialists.choices import State

ANSWER_WITHIN = timedelta(hours=48)
# A slot that leaves less than this to answer is given by telephone instead.
SHORTEST_ANSWER = timedelta(hours=3)
MOST_SLOTS = 40

HOLDING = (State.OFFERED, State.BOOKED, State.CAME, State.NO_SHOW)
OPEN = (State.WAITING, State.OFFERED, State.BOOKED)
ATTENDANCE = (State.BOOKED, State.CAME, State.NO_SHOW)

# From where a booking may go where. Attendance and cancelling at the desk are taken back by a tap.
MOVES: Mapping[State, frozenset[State]] = {
    State.WAITING: frozenset({State.OFFERED, State.BOOKED, State.CANCELLED}),
    State.OFFERED: frozenset({State.BOOKED, State.CANCELLED}),
    State.BOOKED: frozenset({State.CANCELLED, State.CAME, State.NO_SHOW}),
    State.CAME: frozenset({State.BOOKED, State.NO_SHOW}),
    State.NO_SHOW: frozenset({State.BOOKED, State.CAME}),
    State.CANCELLED: frozenset({State.BOOKED, State.WAITING}),
}


def may_move(before: str, after: str) -> bool:
    """Whether a booking may go from one state to another."""
    return after in MOVES[State(before)]


def slots(begins: time, ends: time, minutes: int, pause: int) -> list[tuple[time, time]]:
    """The slots of a day: so many minutes each, a pause in minutes between two.

    The last one ends no later than the day; a day too short for one has none.
    """
    day = date(2000, 1, 1)
    at, end = datetime.combine(day, begins), datetime.combine(day, ends)
    found: list[tuple[time, time]] = []
    while minutes > 0 and at + timedelta(minutes=minutes) <= end and len(found) < MOST_SLOTS:
        until = at + timedelta(minutes=minutes)
        found.append((at.time(), until.time()))
        at = until + timedelta(minutes=max(pause, 0))
    return found


def booking_window(held_on: date, opens_days: int, closes_days: int) -> tuple[datetime, datetime]:
    """From when until when a family may book by itself: whole days before.

    ``closes_days`` 0 means until the day is over; slots that have begun are not offered anyway.
    """
    opens = clock.moment(held_on - timedelta(days=opens_days))
    return opens, clock.moment(held_on - timedelta(days=closes_days - 1))


def answer_by(now: datetime, starts_at: datetime) -> datetime | None:
    """Until when an offered slot is kept; None where too little time is left to answer."""
    until = min(now + ANSWER_WITHIN, starts_at - SHORTEST_ANSWER)
    return until if until - now >= SHORTEST_ANSWER else None


@named(_("その日の担当の職員と専門職"))
def on_list(actor: Any, target: Any) -> bool:
    """Whether somebody is on the list of a day of the own hub: in charge of it, or its specialist."""
    people = (getattr(target, "in_charge_id", None), getattr(target, "person_id", None))
    return own_hub(actor, target) and actor.user_id in people
