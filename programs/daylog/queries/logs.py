"""Reads of day logs and of who was on duty."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from programs.daylog.choices import LogField, Weather
from programs.daylog.models import Correction, DayLog, Duty
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden
from programs.registry.choices import Role
from programs.registry.models import Membership, Person

ON_THE_FLOOR = (
    Role.RECEPTION,
    Role.STAFF,
    Role.CONSULTANT,
    Role.PARTNER,
    Role.KOSAPO,
    Role.DIRECTOR,
)


@dataclass(frozen=True)
class Part:
    """One part of a log: its name, what holds now, and its corrections, the oldest first."""

    field: str
    label: str
    text: str
    corrections: tuple[Correction, ...] = ()


def day_of(text: str) -> date:
    """Return the day that an address names; raises Hidden."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Hidden from None


def log_of(actor: Actor, site_id: int, day: date) -> DayLog | None:
    """Return the log of a site's day, if somebody began it."""
    rows = DayLog.objects.filter(hub_id__in=actor.hub_ids, site_id=site_id, day=day)
    return rows.select_related("closed_by", "begun_by", "site").first()


def logs_between(actor: Actor, first: date, last: date) -> "QuerySet[DayLog]":
    """Return the logs of some days at all sites, both ends included."""
    rows = DayLog.objects.filter(hub_id__in=actor.hub_ids, day__range=(first, last))
    return rows.select_related("site", "closed_by")


def corrections(log: DayLog) -> list[Correction]:
    """Return what was corrected of a log since it was closed, in turn."""
    return list(Correction.objects.filter(log=log).select_related("by"))


def said(log: DayLog, corrected: Iterable[Correction]) -> list[Part]:
    """Return what a log says now, part by part, with what was corrected of each."""
    rows = list(corrected)
    found = []
    for field in LogField:
        mine = tuple(row for row in rows if row.field == field)
        text = mine[-1].after if mine else getattr(log, field.value)
        found.append(Part(field.value, str(field.label), _words(field, text), mine))
    return found


def _words(field: LogField, text: str) -> str:
    return str(Weather(text).label) if field == LogField.WEATHER and text else text


def duties(log: DayLog) -> list[Duty]:
    """Return who was on duty on the day of a log, those removed too."""
    return list(Duty.objects.filter(log=log).select_related("created_by", "removed_by"))


def duty(actor: Actor, pk: int) -> Duty:
    """Return one entry of the duty register; raises Hidden."""
    rows = Duty.objects.filter(hub_id__in=actor.hub_ids, pk=pk, removed_at=None)
    found = rows.select_related("log", "log__site").first()
    if found is None:
        raise Hidden
    return found


def duty_rows(actor: Actor, first: date, last: date) -> "QuerySet[Duty]":
    """Return who was on duty on some days, both ends included, by day."""
    rows = Duty.objects.filter(
        hub_id__in=actor.hub_ids, removed_at=None, log__day__range=(first, last)
    )
    return rows.select_related("log", "log__site").order_by("log__day", "kind", "name", "pk")


def members_for(actor: Actor, day: date, log: DayLog | None) -> list[Person]:
    """Return the members who work at the hub on a day and are not on its log yet, by kana."""
    in_force = Membership.objects.filter(
        Q(to_on=None) | Q(to_on__gte=day),
        hub_id=actor.hub_id,
        role__in=ON_THE_FLOOR,
        from_on__lte=day,
    )
    people = Person.objects.filter(pk__in=in_force.values("person"), is_active=True)
    if log is not None:
        there = Duty.objects.filter(log=log, removed_at=None, person__isnull=False)
        people = people.exclude(pk__in=there.values("person"))
    return list(people.order_by("kana_order", "name", "pk"))
