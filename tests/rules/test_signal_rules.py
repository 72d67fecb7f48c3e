"""Quiet signals on plain values: yes with the rows behind it, or no."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.signals import rules
from programs.signals.rules import Row, Terms

TODAY = date(2026, 6, 10)
GAP = Terms(times=4, weeks=8, absent_weeks=4)
WORRY = Terms(times=3, weeks=4)
WRITERS = Terms(times=2, weeks=1)


def ago(*days: int) -> list[date]:
    return [TODAY - timedelta(days=one) for one in days]


def rows(*days: int, by: tuple[int, ...] = ()) -> list[Row]:
    authors = by or tuple(0 for _day in days)
    pairs = zip(ago(*days), authors, strict=True)
    return [Row(pk, day, author) for pk, (day, author) in enumerate(pairs, 1)]


@pytest.mark.parametrize(
    ("days", "count"),
    [
        ((), None),
        ((28, 35, 42, 49), 4),
        ((27, 35, 42, 49), None),  # one day too early
        ((28, 35, 42), None),  # not often enough
        ((28, 28, 28, 28), None),  # one day is one day
        ((28, 35, 42, 84), None),  # the first is outside the eight weeks
        ((28, 35, 42, 83), 4),
        ((55, 60, 65, 70), 4),
        ((56, 60, 65, 70), None),  # so long ago that it is no news
        ((0, 35, 42, 49, 56), None),  # came today
    ],
)
def test_a_gap_after_regular_visits(days: tuple[int, ...], count: int | None) -> None:
    reason = rules.gap(ago(*days), TODAY, GAP)
    assert (reason.count if reason else None) == count


@pytest.mark.parametrize(
    ("days", "found"),
    [
        ((), None),
        ((1, 2), None),
        ((1, 2, 3), (3, 2, 1)),
        ((1, 2, 28), (3, 2, 1)),
        ((1, 2, 29), None),
        ((10, 12, 14, 60), (3, 2, 1)),
    ],
)
def test_the_same_worry_again(days: tuple[int, ...], found: tuple[int, ...] | None) -> None:
    reason = rules.worry(rows(*days), WORRY)
    assert (reason.rows if reason else None) == found


@pytest.mark.parametrize(
    ("days", "by", "count"),
    [
        ((1, 2), (7, 8), 2),
        ((1, 2), (7, 7), None),
        ((1, 9), (7, 8), None),
        ((1, 3, 5), (7, 8, 9), 3),
        ((1, 20, 21), (7, 7, 8), 2),
    ],
)
def test_notes_by_two_people_within_a_week(
    days: tuple[int, ...], by: tuple[int, ...], count: int | None
) -> None:
    reason = rules.writers(rows(*days, by=by), WRITERS)
    assert (reason.count if reason else None) == count


DAYS = st.lists(st.dates(TODAY - timedelta(days=200), TODAY), max_size=30)
TERMS = st.builds(Terms, st.integers(2, 6), st.integers(1, 12), st.integers(1, 8))


@given(DAYS, TERMS)
def test_a_gap_means_what_it_says(days: list[date], terms: Terms) -> None:
    reason = rules.gap(days, TODAY, terms)
    if reason is None:
        return
    assert reason.last_on == max(days) <= TODAY - timedelta(weeks=terms.absent_weeks)
    within = {d for d in days if reason.first_on <= d <= reason.last_on}
    assert reason.count == len(within) >= terms.times
    assert reason.last_on - reason.first_on < timedelta(weeks=terms.weeks)


@given(DAYS, TERMS, st.permutations(range(30)))
def test_the_order_of_reading_changes_nothing(
    days: list[date], terms: Terms, order: list[int]
) -> None:
    shuffled = [days[i] for i in order if i < len(days)]
    assert rules.gap(shuffled, TODAY, terms) == rules.gap(days, TODAY, terms)
    talks = [Row(pk, day, pk % 3) for pk, day in enumerate(days)]
    mixed = [talks[i] for i in order if i < len(talks)]
    assert rules.worry(mixed, terms) == rules.worry(talks, terms)
    assert rules.writers(mixed, terms) == rules.writers(talks, terms)


@given(DAYS, TERMS)
def test_talks_behind_a_worry_lie_within_its_span(days: list[date], terms: Terms) -> None:
    talks = dict(enumerate(days))
    reason = rules.worry([Row(pk, day) for pk, day in talks.items()], terms)
    if reason:
        found = [talks[pk] for pk in reason.rows]
        assert len(found) == reason.count >= terms.times
        assert max(found) - min(found) < timedelta(weeks=terms.weeks)


STRICT = Terms(times=9, weeks=4)


@pytest.mark.parametrize(
    ("left", "terms", "count"),
    [
        (rows(1, 5, 9, 13), WORRY, 4),
        (rows(1, 5, 9, 13), STRICT, 4),  # a stricter rule takes nothing back
        (rows(1, 5, 9, 13)[:3], WORRY, 3),
        (rows(1, 5, 9, 13)[:3], STRICT, None),
        (rows(1, 5, 9, 13)[:2], WORRY, None),
        (rows(1, 5, 9, 80), WORRY, 3),  # one of them was on another day
        ([], WORRY, None),
    ],
)
def test_a_reason_by_what_is_left_of_its_rows(
    left: list[Row], terms: Terms, count: int | None
) -> None:
    before = rules.worry(rows(1, 5, 9, 13), WORRY)
    assert before is not None
    now = rules.still(before, left, terms, rules.worry)
    assert (now.count if now else None) == count


def test_no_reason_ever_counts_what_is_not_left() -> None:
    before = rules.writers(rows(1, 1, 2, by=(4, 5, 5)), WRITERS)
    assert before is not None
    left = rows(1, 1, 2, by=(4, 5, 5))[1:]
    assert rules.still(before, left, WRITERS, rules.writers) is None
