"""Reads of near misses and accidents; their texts open only behind the gate."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractMonth

from programs.daylog.choices import IncidentKind, IncidentState, Place
from programs.daylog.models import Incident, IncidentStep
from programs.kernel import clock, fiscal
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden
from programs.registry.choices import Role
from programs.registry.models import Site
from programs.registry.queries import people_with

_DURING = (
    "site",
    "household",
    "created_by",
    "story",
    "measures",
    "cause",
    "prevention",
)


@dataclass
class YearRow:
    """One kind at one place: how many in each month from April to March, and in all."""

    kind: str
    place: str
    months: list[int] = field(default_factory=lambda: [0] * 12)

    @property
    def total(self) -> int:
        """The whole year."""
        return sum(self.months)


def incidents(actor: Actor) -> "QuerySet[Incident]":
    """Return the reports of the actor's hubs, the newest first; their texts stay sealed."""
    rows = Incident.objects.filter(hub_id__in=actor.hub_ids)
    return rows.select_related("site", "created_by")


def incident(actor: Actor, pk: int) -> Incident:
    """Return one report with its sealed texts; raises Hidden."""
    rows = Incident.objects.filter(hub_id__in=actor.hub_ids, pk=pk)
    found = rows.select_related(*_DURING).first()
    if found is None:
        raise Hidden
    return found


def opened(row: Incident) -> dict[str, str]:
    """Return the texts of a report; callers have passed the gate."""
    names = ("story", "measures", "cause", "prevention")
    return {name: text.read() for name in names if (text := getattr(row, name)) is not None}


def steps(row: Incident) -> list[tuple[IncidentStep, str]]:
    """Return what was done about a report, with the words; callers have passed the gate."""
    found = IncidentStep.objects.filter(incident=row).select_related("by", "text")
    return [(step, step.text.read() if step.text else "") for step in found]


def on_day(actor: Actor, site: Site, day: date) -> list[Incident]:
    """Return the reports of a site's day, taken back ones left out."""
    rows = incidents(actor).filter(site=site, happened_at__range=bounds(day, day))
    return list(rows.exclude(state=IncidentState.VOID))


def bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """Return the first and the last instant of some days in Tokyo."""
    return (
        clock.moment(first),
        clock.moment(last, time.max),
    )


def counted(actor: Actor, first: date, last: date) -> "QuerySet[Incident]":
    """Return the reports of some days that count: not taken back, not of practice families."""
    rows = incidents(actor).filter(happened_at__range=bounds(first, last))
    return rows.exclude(state=IncidentState.VOID).exclude(household__is_demo=True)


def year_table(actor: Actor, fy: int) -> list[YearRow]:
    """Return how many near misses and accidents a fiscal year had, by place and month."""
    rows = counted(actor, fiscal.first_day(fy), fiscal.last_day(fy)).order_by()
    month = ExtractMonth("happened_at", tzinfo=clock.TOKYO)
    table = {
        (k.value, p.value): YearRow(str(k.label), str(p.label)) for k in IncidentKind for p in Place
    }
    for kind, place, number, count in (
        rows.annotate(month=month).values_list("kind", "place", "month").annotate(Count("pk"))
    ):
        table[kind, place].months[(number - 4) % 12] += count
    return [row for row in table.values() if row.total]


def deciders(hub_id: int, day: date) -> list[int]:
    """Return the directors of a hub on a day, who are told of every report."""
    return people_with(hub_id, [Role.DIRECTOR], day)
