"""A month of a site's calendar as a page shows it: weeks of days, and what differs."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.dates import WEEKDAYS_ABBR

from programs.dropin import calendar_words as words
from programs.dropin.calendar_days import Span, days_from, notable, notable_spans
from programs.dropin.calendar_rules import Opening, Rules, holiday_name, opening
from programs.kernel import localdates
from programs.kernel.fiscal import month_end

_MONTH = re.compile(r"(\d{4})-(\d{2})")
YEARS_AROUND = 5  # how far from today a calendar is leafed through


@dataclass(frozen=True)
class Cell:
    """A day of the month in words; ``today`` marks the present one."""

    opening: Opening
    hours: str
    opens: str
    closes: str
    why: str
    holiday: str
    today: bool
    changed: bool

    @property
    def day(self) -> date:
        """Its day."""
        return self.opening.day


@dataclass(frozen=True)
class Difference:
    """Days that differ from the usual week, in words."""

    days: str
    what: str


@dataclass(frozen=True)
class Month:
    """A month, Monday first; None stands for days of the months beside it."""

    first: date
    weeks: list[list[Cell | None]]
    differences: list[Difference]
    before: str
    after: str

    @property
    def weekdays(self) -> list[tuple[str, str]]:
        """Heads of the columns, short and whole: 月, 月曜日."""
        return [(str(WEEKDAYS_ABBR[n]), words.weekday(n)) for n in range(7)]

    @property
    def title(self) -> str:
        """令和8年11月."""
        return localdates.month(self.first)


def asked_month(text: str, today: date) -> date:
    """The first day of the month that an address asks for (2026-11); of the present one otherwise."""
    found = _MONTH.fullmatch(text)
    if not found or not 1 <= int(found[2]) <= 12:
        return today.replace(day=1)
    asked = date(max(1, int(found[1])), int(found[2]), 1)
    return asked if _within(asked, today) else today.replace(day=1)


def month(first: date, today: date, rules: Rules) -> Month:
    """Make a month; ``first`` is its first day."""
    last = month_end(first)
    cells: list[Cell | None] = [_cell(day, today, rules) for day in days_from(first, last)]
    cells[:0] = [None] * first.weekday()
    cells += [None] * (-len(cells) % 7)
    return Month(
        first,
        [cells[n : n + 7] for n in range(0, len(cells), 7)],
        differences(first, last, rules),
        _address(first - timedelta(days=1), today),
        _address(last + timedelta(days=1), today),
    )


def differences(first: date, last: date, rules: Rules) -> list[Difference]:
    """The days between two that differ from the usual week, in words."""
    return [_difference(span) for span in notable_spans(first, last, rules)]


def usual_week(rules: Rules) -> list[tuple[str, str]]:
    """Weekday and hours, or 休館, for each day of the week."""
    week = []
    for number in range(7):
        hours = rules.hours.get(number)
        found = Opening(date.min, bool(hours), "", *(hours or (None, None)))
        week.append((words.weekday(number), words.hours(found)))
    return week


def _difference(span: Span) -> Difference:
    return Difference(words.span_days(span), words.span_what(span))


def _cell(day: date, today: date, rules: Rules) -> Cell:
    found = opening(day, rules)
    return Cell(
        found,
        words.hours(found),
        words.clock(found.opens_at),
        words.clock(found.closes_at),
        words.reason(found),
        words.holiday(holiday_name(day, rules)),
        day == today,
        notable(found, rules),
    )


def _within(day: date, today: date) -> bool:
    return abs(day.year - today.year) <= YEARS_AROUND


def _address(day: date, today: date) -> str:
    """2026-11; empty where nobody leafs on."""
    return f"{day:%Y-%m}" if _within(day, today) else ""
