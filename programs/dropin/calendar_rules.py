"""When a site is open: one pure function over weekly hours and rules that are data.

Which rule decides a day (the first that says something, from above):

| # | Rule           | Says                                                                       |
|---|----------------|----------------------------------------------------------------------------|
| 1 | CLOSURE        | closed from a day to a day (or until further notice), for a reason         |
| 2 | DAY            | this one day closed, or open from … to …                                   |
| 3 | YEARLY         | closed from a date to a date of every year, over New Year too              |
| 4 | HOLIDAY        | closed on holidays                                                         |
| 5 | NEXT_WEEKDAY   | closed on the next weekday after a holiday                                 |
| 6 | WEEKS          | closed on some weekdays of a month: the 2nd and 4th Monday                 |
| 7 | weekly hours   | open from … to … on this weekday; without hours closed                     |

Rules 3 to 6 only ever close a day. Of two rules of one kind the one that began later is named, so
closures may overlap: a day is closed as long as one of them covers it.

A weekday is Monday to Friday and no holiday. Holidays are those of the law (jpholiday) with the
days that a hub added or switched off.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import lru_cache

import jpholiday

from programs.dropin.choices import Falls, RuleKind

WEEKLY = "weekly"  # the source of a day that no rule decides
SATURDAY = 5
LONGEST_RUN = 31  # days without a weekday in a row that are looked back over
MARKS = frozenset({RuleKind.HOLIDAY_ADDED, RuleKind.HOLIDAY_OFF})
RECURRING = frozenset({RuleKind.YEARLY, RuleKind.HOLIDAY, RuleKind.NEXT_WEEKDAY, RuleKind.WEEKS})
Hours = tuple[time, time]
MonthDay = tuple[int, int]


@dataclass(frozen=True)
class Rule:
    """One rule, in force from ``from_on`` to ``to_on`` (both included) and before ``stopped_on``.

    ``weeks`` are counted as in "the 2nd Monday": 1 to 5. ``hours`` belong to a DAY that is open.
    ``reason`` is what people are told; for an added holiday its name.
    """

    kind: str
    from_on: date
    to_on: date | None = None
    stopped_on: date | None = None
    reason: str = ""
    weekday: int | None = None
    weeks: tuple[int, ...] = ()
    falls: str = Falls.ANY
    first: MonthDay | None = None
    last: MonthDay | None = None
    hours: Hours | None = None
    pk: int = 0

    def holds_on(self, day: date) -> bool:
        """Whether the rule is in force on a day."""
        if day < self.from_on or (self.to_on is not None and day > self.to_on):
            return False
        return self.stopped_on is None or day < self.stopped_on


@dataclass(frozen=True)
class Rules:
    """All that decides about a site: hours by weekday (0 = Monday), its rules, the hub's marks."""

    hours: Mapping[int, Hours] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()

    def holding(self, kind: str, day: date) -> list[Rule]:
        """The rules of a kind in force on a day, the one that began last first."""
        found = [one for one in self.rules if one.kind == kind and one.holds_on(day)]
        return sorted(found, key=lambda one: (one.from_on, one.pk), reverse=True)


@dataclass(frozen=True)
class Opening:
    """What holds on a day: open from … to …, or closed; why; and by which rule.

    ``source`` is a RuleKind or "weekly"; ``rule_id`` is 0 for weekly hours. ``holiday`` is the
    name of the holiday that closes the day (the one before it for the next weekday).
    """

    day: date
    open: bool
    source: str
    opens_at: time | None = None
    closes_at: time | None = None
    reason: str = ""
    rule_id: int = 0
    holiday: str = ""


# --- holidays ------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def national(year: int) -> Mapping[date, str]:
    """The holidays of a year by the law on national holidays, with their Japanese names."""
    return dict(jpholiday.year_holidays(year))


def holiday_name(day: date, rules: Rules) -> str:
    """The name of the holiday on a day, as the hub's own list has it; empty on other days."""
    for mark in rules.holding(RuleKind.HOLIDAY_ADDED, day):
        return mark.reason
    if rules.holding(RuleKind.HOLIDAY_OFF, day):
        return ""
    return national(day.year).get(day, "")


def is_weekday(day: date, rules: Rules) -> bool:
    """Monday to Friday, and no holiday."""
    return day.weekday() < SATURDAY and not holiday_name(day, rules)


# --- one day -------------------------------------------------------------------------------------


def opening(day: date, rules: Rules) -> Opening:
    """Decide about a day; see the table above. Never fails: the weekly hours always answer."""
    for decide in PRECEDENCE:
        found = decide(day, rules)
        if found is not None:
            return found
    return _weekly(day, rules)


def _closed(day: date, rule: Rule, holiday: str = "") -> Opening:
    return Opening(day, False, rule.kind, reason=rule.reason, rule_id=rule.pk, holiday=holiday)


def _closure(day: date, rules: Rules) -> Opening | None:
    for rule in rules.holding(RuleKind.CLOSURE, day):
        return _closed(day, rule)
    return None


def _single_day(day: date, rules: Rules) -> Opening | None:
    for rule in rules.holding(RuleKind.DAY, day):
        if rule.hours is None:
            return _closed(day, rule)
        return Opening(day, True, rule.kind, *rule.hours, reason=rule.reason, rule_id=rule.pk)
    return None


def _yearly(day: date, rules: Rules) -> Opening | None:
    for rule in rules.holding(RuleKind.YEARLY, day):
        if rule.first and rule.last and in_year_span(day, rule.first, rule.last):
            return _closed(day, rule)
    return None


def in_year_span(day: date, first: MonthDay, last: MonthDay) -> bool:
    """Whether a day lies between two dates of the year; a span may go over New Year."""
    at = (day.month, day.day)
    return first <= at <= last if first <= last else at >= first or at <= last


def _holiday(day: date, rules: Rules) -> Opening | None:
    name = holiday_name(day, rules)
    for rule in rules.holding(RuleKind.HOLIDAY, day) if name else ():
        return _closed(day, rule, name)
    return None


def _next_weekday(day: date, rules: Rules) -> Opening | None:
    held = rules.holding(RuleKind.NEXT_WEEKDAY, day)
    if not held or not is_weekday(day, rules):
        return None
    for rule in held:
        for holiday, name in _holidays_just_before(day, rules):
            if _concerns(rule, holiday, rules):
                return _closed(day, rule, name)
    return None


def _holidays_just_before(day: date, rules: Rules) -> Iterator[tuple[date, str]]:
    """The holidays after which this is the next weekday, the latest first."""
    for back in range(1, LONGEST_RUN + 1):
        before = day - timedelta(days=back)
        if is_weekday(before, rules):
            return
        name = holiday_name(before, rules)
        if name:
            yield before, name


def _concerns(rule: Rule, holiday: date, rules: Rules) -> bool:
    if rule.weekday is not None and rule.weekday != holiday.weekday():
        return False
    usual = usually_open(holiday, rules)
    return rule.falls == Falls.ANY or usual == (rule.falls == Falls.OPEN)


def _weeks(day: date, rules: Rules) -> Opening | None:
    for rule in rules.holding(RuleKind.WEEKS, day):
        if rule.weekday == day.weekday() and week_of_month(day) in rule.weeks:
            return _closed(day, rule)
    return None


def week_of_month(day: date) -> int:
    """Which Monday (Tuesday …) of its month a day is: 1 to 5."""
    return (day.day - 1) // 7 + 1


def _weekly(day: date, rules: Rules) -> Opening:
    hours = rules.hours.get(day.weekday())
    return Opening(day, True, WEEKLY, *hours) if hours else Opening(day, False, WEEKLY)


def usually_open(day: date, rules: Rules) -> bool:
    """Whether the site is open on such a weekday of the month, holidays and exceptions aside."""
    return day.weekday() in rules.hours and _weeks(day, rules) is None


PRECEDENCE: tuple[Callable[[date, Rules], Opening | None], ...] = (
    _closure,
    _single_day,
    _yearly,
    _holiday,
    _next_weekday,
    _weeks,
)
