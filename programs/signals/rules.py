"""The three rules, on plain values. Each says yes with the rows behind it, or no; never how much."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from programs.signals.choices import Kind, State

# A family that stayed away longer than this after the gap was long enough is no news any more.
FRESH_WEEKS = 4
OPEN = (State.NEW, State.SEEN)
ANSWERS = (State.SEEN, State.ACTED, State.DISMISSED)


@dataclass(frozen=True)
class Terms:
    """A rule's numbers: how many times, within how many weeks, then how many weeks away."""

    times: int
    weeks: int
    absent_weeks: int = 0


@dataclass(frozen=True)
class Row:
    """Something that happened on a day: its key, and who wrote it where that matters."""

    pk: int
    day: date
    author_id: int = 0


@dataclass(frozen=True)
class Reason:
    """Why: how many (days, talks or people), from when until when, and the keys of the rows."""

    count: int
    first_on: date
    last_on: date
    rows: tuple[int, ...] = ()


USUAL: dict[str, Terms] = {
    Kind.GAP: Terms(times=4, weeks=8, absent_weeks=4),
    Kind.WORRY: Terms(times=3, weeks=26),
    Kind.WRITERS: Terms(times=2, weeks=1),
}


def gap(days: Iterable[date], today: date, terms: Terms) -> Reason | None:
    """Regular visits, then none: so many days within so many weeks, and so many weeks since.

    A gap that has lasted much longer already says nothing.
    """
    came = sorted(set(days))
    if not came:
        return None
    away = (today - came[-1]).days
    enough = terms.absent_weeks * 7
    if not enough <= away < enough + FRESH_WEEKS * 7:
        return None
    regular = [day for day in came if day > came[-1] - timedelta(weeks=terms.weeks)]
    if len(regular) < terms.times:
        return None
    return Reason(len(regular), regular[0], regular[-1])


def worry(talks: Iterable[Row], terms: Terms) -> Reason | None:
    """The same topic so many times within so many weeks: the newest talks that fit together."""
    return _together(sorted(talks, key=_order), terms, len)


def writers(notes: Iterable[Row], terms: Terms) -> Reason | None:
    """Notes by so many different people within so many weeks: the newest that fit together."""
    return _together(sorted(notes, key=_order), terms, _people)


def still(
    before: Reason,
    left: Iterable[Row],
    terms: Terms,
    judge: Callable[[Iterable[Row], Terms], Reason | None],
) -> Reason | None:
    """The reason by what is left of its rows: as it was where none changed, else judged anew.

    Neither time nor a rule that became stricter takes a reason back.
    """
    rows = sorted(left, key=_order)
    whole = bool(rows) and {row.pk for row in rows} == set(before.rows)
    if whole and (rows[0].day, rows[-1].day) == (before.first_on, before.last_on):
        return before
    return judge(rows, terms)


def _order(row: Row) -> tuple[date, int]:
    return row.day, row.pk


def _people(rows: list[Row]) -> int:
    return len({row.author_id for row in rows})


def _together(rows: list[Row], terms: Terms, measure: Callable[[list[Row]], int]) -> Reason | None:
    """The rows of the last span of so many weeks in which there are enough."""
    for last in range(len(rows), 0, -1):
        until = rows[last - 1].day
        span = [row for row in rows[:last] if row.day > until - timedelta(weeks=terms.weeks)]
        count = measure(span)
        if count >= terms.times:
            return Reason(count, span[0].day, until, tuple(row.pk for row in span))
    return None
