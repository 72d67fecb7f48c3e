"""Builders for the calendar of a site."""

from datetime import date, time
from typing import Any

from programs.dropin.calendar_rules import Rule
from programs.dropin.choices import RuleKind
from programs.dropin.commands import calendar as commands
from programs.dropin.models import CalendarRule
from programs.kernel.actor import Actor
from programs.registry.models import Site

LONG_AGO = date(2026, 4, 1)
HOURS = (time(10), time(12))


def closure(first: date, last: date | None = None, reason: str = "空調の工事") -> Rule:
    """Closed for some days."""
    return Rule(RuleKind.CLOSURE, first, last, reason=reason)


def one_day(day: date, hours: Any = None, reason: str = "大掃除") -> Rule:
    """One day closed, or open at its own hours."""
    return Rule(RuleKind.DAY, day, reason=reason, hours=hours)


def holidays() -> Rule:
    """Closed on holidays."""
    return Rule(RuleKind.HOLIDAY, LONG_AGO)


def add(actor: Actor, site: Site | None, rule: Rule) -> CalendarRule:
    """Add a rule as the director does."""
    return commands.add_rule(actor, site, rule)
