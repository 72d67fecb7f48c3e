"""Several days of a site's calendar: a moment, what comes next, what differs; and how full it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from programs.dropin.calendar_rules import RECURRING, WEEKLY, Opening, Rules, opening
from programs.dropin.choices import Crowd, RuleKind

LOOK_AHEAD = 92  # days in which the next open day is looked for
FEW = 5  # fewer people than this are never told apart from nobody


@dataclass(frozen=True)
class Moment:
    """A site at an instant: today's opening, whether it is open now, and the next open day."""

    today: Opening
    open_now: bool
    coming: Opening | None


@dataclass(frozen=True)
class Span:
    """Days in a row that one rule closes or changes."""

    first: date
    last: date
    opening: Opening


def days_from(first: date, last: date) -> Iterator[date]:
    """Every day from one to another, both included."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def next_open(after: date, rules: Rules) -> Opening | None:
    """The first open day after a day, within about three months."""
    last = after + timedelta(days=LOOK_AHEAD)
    coming = (opening(day, rules) for day in days_from(after + timedelta(days=1), last))
    return next((one for one in coming if one.open), None)


def moment(now: datetime, rules: Rules) -> Moment:
    """A site at an instant in Tokyo; on the minute of closing it is closed."""
    today = opening(now.date(), rules)
    at = now.time()
    open_now = bool(today.opens_at and today.closes_at and today.opens_at <= at < today.closes_at)
    later = today.opens_at is not None and at < today.opens_at
    coming = None if open_now else today if later else next_open(now.date(), rules)
    return Moment(today, open_now, coming)


def notable(found: Opening, rules: Rules) -> bool:
    """Whether a day differs from the weekly hours: closed for a reason, or other hours."""
    if found.source == WEEKLY:
        return False
    only_closes = found.source in RECURRING - {RuleKind.YEARLY}
    return not (only_closes and found.day.weekday() not in rules.hours)


def notable_spans(first: date, last: date, rules: Rules) -> list[Span]:
    """The days that differ from the weekly hours; days in a row by one rule stand together."""
    spans: list[Span] = []
    for day in days_from(first, last):
        found = opening(day, rules)
        if not notable(found, rules):
            continue
        before = spans[-1] if spans else None
        if before and _continues(before, found):
            spans[-1] = Span(before.first, day, before.opening)
        else:
            spans.append(Span(day, day, found))
    return spans


def _continues(span: Span, found: Opening) -> bool:
    of = span.opening
    same = (of.source, of.rule_id, of.reason) == (found.source, found.rule_id, found.reason)
    return (
        same
        and found.source in (RuleKind.CLOSURE, RuleKind.YEARLY)
        and (found.day - span.last == timedelta(days=1))
    )


# --- how full ------------------------------------------------------------------------------------


def crowd(people: int, capacity: int, busy_from: int, full_from: int) -> Crowd:
    """How full a site is, in three steps; the shares are in percent of its capacity.

    Each step is at least FEW people wide, so that nobody can tell from outside whether a single
    family is there; a very small site may therefore never be called full.
    """
    busy = max(FEW, -(-capacity * busy_from // 100))
    full = max(busy + FEW, -(-capacity * full_from // 100))
    return Crowd.FULL if people >= full else Crowd.BUSY if people >= busy else Crowd.QUIET
