"""The calendars of the demonstration hub's sites: holidays, New Year, a shorter day, a closure."""

from datetime import date, timedelta
from typing import Any

from hubsite.demo.cast import LONG_AGO, Cast
from programs.dropin.choices import Falls, RuleKind
from programs.dropin.models import CalendarRule

SATURDAY = 5


def create(made: Cast, today: date) -> int:
    """Create the rules of both sites; return how many."""
    director = made.people["director"]
    shared: dict[str, Any] = {"hub": made.hub, "added_by": director}
    rows = []
    for site in (made.main, made.satellite):
        rows += [
            CalendarRule(**shared, site=site, kind=RuleKind.HOLIDAY, from_on=LONG_AGO),
            CalendarRule(
                **shared,
                site=site,
                kind=RuleKind.YEARLY,
                from_on=LONG_AGO,
                first_month=12,
                first_day=29,
                last_month=1,
                last_day=3,
                reason="年末年始",
            ),
        ]
    rows += _of_these_days(made, today, shared)
    CalendarRule.objects.bulk_create(rows)
    return len(rows)


def _of_these_days(made: Cast, today: date, shared: dict[str, Any]) -> list[CalendarRule]:
    saturday = today + timedelta(days=(SATURDAY - today.weekday()) % 7 + 7)
    works = saturday + timedelta(days=3)
    next_sunday = saturday + timedelta(days=8)
    return [
        CalendarRule(
            **shared,
            site=made.main,
            kind=RuleKind.DAY,
            from_on=saturday,
            to_on=saturday,
            opens_at="10:00",
            closes_at="12:00",
            reason="午後は大掃除",
        ),
        CalendarRule(
            **shared,
            site=made.main,
            kind=RuleKind.DAY,
            from_on=next_sunday,
            to_on=next_sunday,
            opens_at="10:00",
            closes_at="15:00",
            reason="日曜開館日",
        ),
        CalendarRule(
            **shared,
            site=made.satellite,
            kind=RuleKind.CLOSURE,
            from_on=works,
            to_on=works + timedelta(days=2),
            reason="空調の工事",
        ),
        CalendarRule(
            **shared,
            site=made.satellite,
            kind=RuleKind.NEXT_WEEKDAY,
            from_on=today,
            weekday=0,
            falls=Falls.CLOSED,
        ),
    ]
