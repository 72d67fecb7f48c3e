"""How a specialist's day falls into slots, when one may book, how bookings move."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.kernel import clock
from programs.specialists import rules
from programs.specialists.choices import State

TIMES = st.times(max_value=time(23, 59)).map(lambda one: one.replace(second=0, microsecond=0))


@pytest.mark.parametrize(
    ("begins", "ends", "minutes", "pause", "starts"),
    [
        (time(10), time(12), 30, 0, ["10:00", "10:30", "11:00", "11:30"]),
        (time(10), time(12), 30, 10, ["10:00", "10:40", "11:20"]),
        (time(10), time(10, 20), 30, 0, []),
        (time(10), time(10, 30), 30, 60, ["10:00"]),
        (time(12), time(10), 30, 0, []),
        (time(10), time(10), 30, 0, []),
        (time(10), time(11), 0, 0, []),
    ],
)
def test_a_day_falls_into_slots(
    begins: time, ends: time, minutes: int, pause: int, starts: list[str]
) -> None:
    assert [f"{one:%H:%M}" for one, _until in rules.slots(begins, ends, minutes, pause)] == starts


@given(TIMES, TIMES, st.integers(5, 240), st.integers(0, 120))
def test_slots_keep_within_the_day_and_apart(
    begins: time, ends: time, minutes: int, pause: int
) -> None:
    found = rules.slots(begins, ends, minutes, pause)
    day = date(2000, 1, 1)
    spans = [(datetime.combine(day, a), datetime.combine(day, b)) for a, b in found]
    assert all(b - a == timedelta(minutes=minutes) for a, b in spans)
    assert all(a.time() >= begins and b.time() <= ends for a, b in spans)
    pairs = pairwise(spans)
    assert all(two[0] - one[1] == timedelta(minutes=pause) for one, two in pairs)
    assert len(found) <= rules.MOST_SLOTS


@pytest.mark.parametrize(
    ("opens", "closes", "first", "after"),
    [
        (30, 1, date(2026, 5, 21), date(2026, 6, 20)),
        (7, 0, date(2026, 6, 13), date(2026, 6, 21)),
        (7, 3, date(2026, 6, 13), date(2026, 6, 18)),
    ],
)
def test_the_booking_window_is_whole_days(
    opens: int, closes: int, first: date, after: date
) -> None:
    window = rules.booking_window(date(2026, 6, 20), opens, closes)
    assert window == (
        datetime.combine(first, time(), clock.TOKYO),
        datetime.combine(after, time(), clock.TOKYO),
    )


def test_a_cancelled_booking_comes_back_as_booked_and_a_cancelled_turn_as_a_turn() -> None:
    back = {to for to in State if rules.may_move(State.CANCELLED, to)}
    assert back == {State.BOOKED, State.WAITING}


def test_only_who_waits_is_offered_a_slot() -> None:
    assert [s for s in State if rules.may_move(s, State.OFFERED)] == [State.WAITING]


@pytest.mark.parametrize(
    ("before_it_begins", "kept"),
    [
        (timedelta(days=9), timedelta(hours=48)),
        (timedelta(hours=20), timedelta(hours=17)),
        (timedelta(hours=6), timedelta(hours=3)),
        (timedelta(hours=5, minutes=59), None),
        (timedelta(hours=-1), None),
    ],
)
def test_an_offer_leaves_time_to_answer_or_is_none(
    before_it_begins: timedelta, kept: timedelta | None
) -> None:
    now = datetime(2026, 6, 10, 10, tzinfo=clock.TOKYO)
    until = rules.answer_by(now, now + before_it_begins)
    assert until == (now + kept if kept else None)
