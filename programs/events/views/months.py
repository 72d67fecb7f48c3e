"""Months and days of the calendar of events."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby

from programs.events.models import EventDate
from programs.kernel import clock

FURTHEST = 20  # years that the calendar turns back or ahead


def by_day(dates: Iterable[EventDate]) -> list[tuple[date, list[EventDate]]]:
    """Dates in order, gathered by their day in Tokyo."""
    days = groupby(dates, key=lambda on: clock.tokyo(on.starts_at).date())
    return [(day, list(rows)) for day, rows in days]


def month_of(text: str, today: date) -> date:
    """The first day of the month that an address names as 2026-04; this month's otherwise."""
    try:
        named = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return named if abs(named.year - today.year) <= FURTHEST else today.replace(day=1)


def next_month(first: date) -> date:
    """The first day of the month after."""
    return (first + timedelta(days=31)).replace(day=1)
