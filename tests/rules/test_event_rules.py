"""Whom an event is for, when one may book, and in which order places pass on."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.events import rules
from programs.events.choices import Audience, Counts, State
from programs.events.rules import Openness, Queued, Room
from programs.kernel import ages, clock

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
MONTHS = st.integers(0, 84)


@given(DAYS, DAYS, MONTHS, st.integers(0, 24))
def test_the_window_is_the_age_in_months_and_nothing_else(
    birth: date, day: date, months_from: int, width: int
) -> None:
    said = rules.why_not(Audience.CHILD_AGE, months_from, months_from + width, [birth], day)
    fits = birth <= day and months_from <= ages.months_old(birth, day) <= months_from + width
    assert (not said) == fits


def test_one_of_several_children_is_enough() -> None:
    births = [date(2020, 1, 1), date(2026, 3, 1)]
    assert not rules.why_not(Audience.CHILD_AGE, 2, 6, births, date(2026, 6, 1))


def test_a_refusal_names_the_window_and_the_age() -> None:
    said = str(rules.why_not(Audience.CHILD_AGE, 2, 6, [date(2025, 6, 1)], date(2026, 6, 1)))
    assert "2か月から6か月" in said
    assert "12か月" in said
    assert rules.why_not(Audience.CHILD_AGE, 2, 6, [], date(2026, 6, 1))
    assert "お生まれ" in str(
        rules.why_not(Audience.CHILD_AGE, 0, 6, [date(2026, 7, 1)], date(2026, 6, 1))
    )


@pytest.mark.parametrize("audience", [Audience.ANYBODY, Audience.PREGNANT])
def test_other_audiences_have_no_window(audience: Audience) -> None:
    assert rules.why_not(audience, 0, 0, [], date(2026, 6, 1)) == ""


@pytest.mark.parametrize(
    ("closes_days", "closes"),
    [
        (0, datetime(2026, 6, 20, 10, 0)),
        (1, datetime(2026, 6, 20, 0, 0)),
        (3, datetime(2026, 6, 18, 0, 0)),
    ],
)
def test_booking_closes_with_the_last_minute_of_its_last_day(
    closes_days: int, closes: datetime
) -> None:
    starts_at = datetime(2026, 6, 20, 10, 0, tzinfo=clock.TOKYO)
    found = rules.booking_window(starts_at, 30, closes_days)
    assert found == (
        datetime(2026, 5, 21, tzinfo=clock.TOKYO),
        closes.replace(tzinfo=clock.TOKYO),
    )


QUEUE = st.lists(
    st.tuples(st.integers(1, 5), st.integers(0, 3)).map(lambda n: Queued(0, *n)), max_size=12
).map(lambda rows: [Queued(n, one.places, one.childcare) for n, one in enumerate(rows)])


@given(QUEUE, st.integers(-2, 8), st.integers(0, 4))
def test_offers_never_exceed_the_room_and_nobody_who_fits_is_passed_over(
    queue: list[Queued], places: int, childcare: int
) -> None:
    chosen = rules.next_offers([{1: one} for one in queue], {1: Room(places, childcare)})
    room = Room(places, childcare)
    for one in queue:
        assert (one.pk in chosen) == room.fits(one)
        if one.pk in chosen:
            room = room.without(one)
    assert not chosen or (room.places >= 0 and room.childcare >= 0)


def turn(*wanted: tuple[int, int]) -> dict[int, Queued]:
    """A family's turn: (date, booking) each for one place."""
    return {on: Queued(pk, 1, 0) for on, pk in wanted}


@pytest.mark.parametrize(
    ("queue", "left", "chosen"),
    [
        pytest.param([], {1: 3}, [], id="nobody waits"),
        pytest.param([turn((1, 1), (2, 2))], {1: 1, 2: 1}, [1, 2], id="a course that fits"),
        pytest.param([turn((1, 1), (2, 2))], {1: 1, 2: 0}, [], id="one date is full"),
        pytest.param([turn((1, 1), (2, 2)), turn((1, 3))], {1: 1, 2: 0}, [3], id="a single after"),
        pytest.param([turn((1, 1), (2, 2)), turn((1, 3))], {1: 1, 2: 1}, [1, 2], id="course first"),
        pytest.param([turn((1, 3)), turn((1, 1), (2, 2))], {1: 1, 2: 1}, [3], id="single first"),
        pytest.param(
            [turn((1, 1), (2, 2)), turn((1, 3)), turn((2, 4))], {1: 2, 2: 1}, [1, 2, 3], id="rest"
        ),
        pytest.param([turn((1, 1), (9, 2))], {1: 1}, [], id="a date that takes nobody any more"),
        pytest.param([{}], {1: 1}, [], id="no date is left"),
    ],
)
def test_courses_and_single_dates_are_served_in_one_order(
    queue: list[dict[int, Queued]], left: dict[int, int], chosen: list[int]
) -> None:
    rooms = {on: Room(places, 0) for on, places in left.items()}
    assert rules.next_offers(queue, rooms) == chosen


TURNS = st.lists(
    st.dictionaries(st.integers(1, 3), st.tuples(st.integers(1, 3), st.integers(0, 2))), max_size=9
).map(
    lambda rows: [
        {on: Queued(n * 10 + on, *need) for on, need in row.items()} for n, row in enumerate(rows)
    ]
)
ROOMS = st.fixed_dictionaries(
    {on: st.builds(Room, st.integers(0, 5), st.integers(0, 3)) for on in (1, 2, 3)}
)


@given(TURNS, ROOMS)
def test_a_course_is_served_whole_or_not_at_all_and_only_for_lack_of_room(
    queue: list[dict[int, Queued]], rooms: dict[int, Room]
) -> None:
    chosen = set(rules.next_offers(queue, rooms))
    left = dict(rooms)
    for wanted in queue:
        served = {one.pk for one in wanted.values()} & chosen
        assert served in (set(), {one.pk for one in wanted.values()})
        fits = bool(wanted) and all(left[on].fits(one) for on, one in wanted.items())
        assert bool(served) == fits
        if served:
            left |= {on: left[on].without(one) for on, one in wanted.items()}
    assert all(room.places >= 0 and room.childcare >= 0 for room in left.values())


def test_an_offer_without_time_to_answer_is_made_by_telephone() -> None:
    now = datetime(2026, 6, 20, 8, 0, tzinfo=clock.TOKYO)
    assert rules.answer_by(now, now + timedelta(hours=2), rules.ANSWER_WITHIN) is None
    soon = now + timedelta(hours=5)
    assert rules.answer_by(now, soon, rules.ANSWER_WITHIN) == soon
    far = now + timedelta(days=9)
    assert rules.answer_by(now, far, rules.ANSWER_WITHIN) == now + timedelta(hours=48)


def test_places_are_families_or_the_people_in_the_room() -> None:
    assert rules.places_of(Counts.FAMILIES, 2, 3, 1) == 1
    assert rules.places_of(Counts.PEOPLE, 2, 3, 1) == 4
    assert rules.places_of(Counts.PEOPLE, 0, 1, 1) == 1


def test_a_cancelled_booking_goes_nowhere_and_nobody_returns_to_the_queue() -> None:
    assert rules.MOVES[State.CANCELLED] == frozenset()
    assert not any(State.WAITING in goes for goes in rules.MOVES.values())
    assert set(rules.MOVES) == set(State)


def test_everybody_learns_only_free_few_or_full() -> None:
    said = [rules.openness(Room(left, 0), 10) for left in (10, 3, 2, 1, 0, -1)]
    assert said == [Openness.FREE, Openness.FREE, *[Openness.FEW] * 2, *[Openness.FULL] * 2]


def test_a_series_keeps_its_weekday() -> None:
    assert rules.series(date(2026, 2, 26), 2, 3) == [
        date(2026, 2, 26),
        date(2026, 3, 12),
        date(2026, 3, 26),
    ]


@pytest.mark.parametrize(
    ("was", "day", "months"),
    [
        (date(2026, 6, 20), date(2026, 6, 21), 0),
        (date(2026, 6, 20), date(2026, 7, 19), 0),
        (date(2026, 6, 20), date(2026, 7, 20), 1),
        (date(2026, 7, 20), date(2026, 6, 20), -1),
        (date(2026, 1, 31), date(2027, 1, 31), 12),
    ],
)
def test_a_child_is_older_by_the_months_between_two_days(was, day, months):
    assert rules.months_between(was, day) == months


@pytest.mark.parametrize(
    ("months", "window", "outside"),
    [
        (2, (3, 6), True),
        (3, (3, 6), False),
        (6, (3, 6), False),
        (7, (3, 6), True),
        (7, (None, None), False),
        (None, (3, 6), False),
        (0, (None, 6), False),
    ],
)
def test_a_child_is_outside_a_window_only_where_both_are_known(months, window, outside):
    assert rules.is_outside(months, *window) is outside
