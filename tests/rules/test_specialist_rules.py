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


def test_a_cancelled_booking_comes_back_only_as_booked() -> None:
    assert {to for to in State if rules.may_move(State.CANCELLED, to)} == {State.BOOKED}


def test_nobody_is_moved_back_to_waiting_for_an_answer() -> None:
    assert not any(rules.may_move(before, State.OFFERED) for before in State)
