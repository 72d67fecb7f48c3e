"""Builders for the day log, through the commands that the screens use."""

from datetime import date, datetime, timedelta
from typing import Any

from programs.daylog import commands
from programs.daylog.choices import (
    Care,
    DutyKind,
    IncidentKind,
    Involved,
    Place,
    Severity,
)
from programs.daylog.commands import Report, Worked
from programs.daylog.models import DayLog, Duty, Incident
from programs.kernel import clock
from programs.registry.choices import Role
from programs.registry.models import Hub
from tests import make

NOW = datetime(2026, 6, 10, 16, 5, tzinfo=clock.TOKYO)
DAY = NOW.date()


def later(**delta: int) -> datetime:
    """Some time after NOW: later(hours=1)."""
    return NOW + timedelta(**delta)


class House:
    """A hub with a site, its director and its staff."""

    def __init__(self, hub: Hub | None = None) -> None:
        self.hub = hub or make.hub()
        self.site = make.site(self.hub)
        self.staff = make.member(self.hub, Role.STAFF)
        self.colleague = make.member(self.hub, Role.STAFF)
        self.volunteer = make.member(self.hub, Role.RECEPTION)
        self.director = make.member(self.hub, Role.DIRECTOR)

    def write(self, day: date = DAY, version: int = 0, **values: str) -> DayLog:
        """A draft."""
        return commands.write_log(
            self.staff, self.site, day, values, version=version, today=NOW.date()
        )

    def close(self, day: date = DAY, **values: str) -> DayLog:
        """A closed log."""
        given = {"happened": "穏やかな一日でした。", **values}
        return commands.close_log(self.staff, self.site, day, given, version=0, at=NOW)

    def work(self, *names: str, members: tuple[int, ...] = (), reason: str = "") -> list[Duty]:
        """People on duty."""
        return commands.add_duties(
            self.staff,
            self.site,
            DAY,
            members,
            names,
            DutyKind.VOLUNTEER,
            Worked(reason=reason),
            today=DAY,
        )

    def report(self, by: Any = None, **given: Any) -> Incident:
        """A near miss at ten."""
        said = {
            "kind": IncidentKind.NEAR_MISS,
            "happened_at": NOW.replace(hour=10),
            "place": Place.ENTRANCE,
            "involved": Involved.CHILD,
            "severity": Severity.NONE,
            "care": Care.WATCHED,
            "story": "自動ドアに近づいた。",
            "measures": "声をかけた。",
            **given,
        }
        return commands.report(by or self.staff, self.site, Report(**said), NOW)
