"""The calendar of a site as plain values, and its rules as a director edits them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from django.db.models import F, Q, QuerySet, Value

from programs.dropin import calendar_rules, calendar_words
from programs.dropin.calendar_rules import MARKS, Opening, Rule, Rules
from programs.dropin.choices import RuleKind
from programs.dropin.models import CalendarRule, PublicSite
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden
from programs.registry import plans
from programs.registry.models import OpeningHours, Site
from programs.registry.plans import Closed

IN_FORCE = ~Q(stopped_on=F("from_on"))  # the others were taken back from their first day on


def rule_of(row: CalendarRule) -> Rule:
    """Return a row as the plain value that decides."""
    first, last = (row.first_month, row.first_day), (row.last_month, row.last_day)
    return Rule(
        kind=row.kind,
        from_on=row.from_on,
        to_on=row.to_on,
        stopped_on=row.stopped_on,
        reason=row.reason,
        weekday=row.weekday,
        weeks=tuple(row.weeks),
        falls=row.falls,
        first=(first[0], first[1]) if first[0] and first[1] else None,
        last=(last[0], last[1]) if last[0] and last[1] else None,
        hours=(row.opens_at, row.closes_at) if row.opens_at and row.closes_at else None,
        pk=row.pk,
    )


# What decides, of a rule; hours of the week stand beside the rules with their empty columns.
_OF_HOURS = ("site_id", "hub_id", "weekday", "opens_at", "closes_at")
_NOT_READ = (*_OF_HOURS, "id", "added_by_id", "added_at", "stopped_by_id", "stopped_at")
_OF_RULES = {
    field.attname: field
    for field in CalendarRule._meta.concrete_fields
    if field.attname not in _NOT_READ
}


def calendars(sites: Iterable[Site], since: date) -> dict[int, Rules]:
    """Return site key -> what decides about it from a day on, in one query.

    The rows are those of the scope at hand: of an actor's hubs, or of the one a public page names.
    """
    places = list(sites)
    keys = [site.pk for site in places]
    # Marks on holidays before the day may close the weekday after them.
    earliest = since - timedelta(days=calendar_rules.LONGEST_RUN)
    rules = CalendarRule.objects.filter(
        IN_FORCE,
        Q(site_id__in=keys) | Q(site=None, hub_id__in={site.hub_id for site in places}),
        Q(to_on=None) | Q(to_on__gte=earliest),
    ).order_by()
    hours = OpeningHours.objects.filter(site_id__in=keys).order_by()
    names = ("id", *_OF_HOURS, *_OF_RULES)
    empty = {name: Value(None, field) for name, field in _OF_RULES.items()}
    rows = rules.values_list(*names).union(hours.annotate(**empty).values_list(*names), all=True)
    return _by_site(places, [CalendarRule(**dict(zip(names, row, strict=True))) for row in rows])


def _by_site(places: list[Site], rows: list[CalendarRule]) -> dict[int, Rules]:
    week = [row for row in rows if not row.kind]
    found = [(row.site_id, row.hub_id, rule_of(row)) for row in rows if row.kind]
    return {
        site.pk: Rules(
            {r.weekday: (r.opens_at, r.closes_at) for r in week if r.site_id == site.pk},
            tuple(
                rule
                for at, hub, rule in found
                if at == site.pk or (at is None and hub == site.hub_id)
            ),
        )
        for site in places
    }


def calendar_of(site: Site, since: date) -> Rules:
    """Return what decides about one site from a day on."""
    return calendars([site], since)[site.pk]


def opening_on(site: Site, day: date) -> Opening:
    """Return what holds at a site on a day."""
    return calendar_rules.opening(day, calendar_of(site, day))


def closed_days(places: list[plans.Place]) -> dict[tuple[int, date], Closed]:
    """Return (site key, day) -> why it is closed; a site without hours has no usual closed day."""
    sites = {site.pk: site for site, _day in places}
    rules = calendars(sites.values(), min(day for _site, day in places))
    found = {}
    for site, day in places:
        opening = calendar_rules.opening(day, rules[site.pk])
        usual = opening.source == calendar_rules.WEEKLY
        if not opening.open and not (usual and not rules[site.pk].hours):
            sudden = opening.source in (RuleKind.CLOSURE, RuleKind.DAY)
            why = calendar_words.reason(opening)
            found[site.pk, day] = Closed(day, why, usual, sudden)
    return _told(found, sites)


def _told(
    found: dict[tuple[int, date], Closed], sites: dict[int, Site]
) -> dict[tuple[int, date], Closed]:
    """Say of sudden closures whether everybody may read why: where the calendar is public."""
    sudden = {key: why for key, why in found.items() if why.sudden}
    if not sudden:
        return found
    public = public_values_of([sites[pk] for pk in {pk for pk, _day in sudden}])
    shown = {key: replace(why, told=public[key[0]].shows_page) for key, why in sudden.items()}
    return found | shown


def rule_rows(actor: Actor, site: Site) -> "QuerySet[CalendarRule]":
    """Return the rules of a site with those who added and stopped them, the latest first."""
    rows = CalendarRule.objects.filter(hub_id__in=actor.hub_ids, site_id=site.pk)
    return rows.select_related("added_by", "stopped_by")


def calendar_rule(actor: Actor, pk: int) -> CalendarRule:
    """Return one rule of the actor's hubs; raises Hidden."""
    rows = CalendarRule.objects.filter(hub_id__in=actor.hub_ids, pk=pk)
    found = rows.select_related("site").first()
    if found is None:
        raise Hidden
    return found


def closure_of(site: Site, day: date) -> CalendarRule | None:
    """Return the closure of a site that was made for one day alone, if it is in force."""
    rows = CalendarRule.objects.filter(
        site_id=site.pk, kind=RuleKind.CLOSURE, from_on=day, to_on=day, stopped_on=None
    )
    return rows.order_by("pk").last()


def holiday_marks(actor: Actor, year: int) -> "QuerySet[CalendarRule]":
    """Return the hub's own marks on the holidays of a year that are in force, by day."""
    rows = CalendarRule.objects.filter(
        hub_id__in=actor.hub_ids, kind__in=MARKS, from_on__year=year, stopped_on=None
    )
    return rows.select_related("added_by").order_by("from_on", "pk")


def public_values(site: Site) -> PublicSite:
    """Return what everybody may see of a site; the usual values where nobody chose others."""
    return public_values_of([site])[site.pk]


def public_values_of(sites: Iterable[Site]) -> dict[int, PublicSite]:
    """Return site key -> what everybody may see of it, in one query."""
    places = list(sites)
    rows = PublicSite.objects.filter(site_id__in=[site.pk for site in places])
    chosen = {row.site_id: row for row in rows}
    return {
        one.pk: chosen.get(one.pk) or PublicSite(hub_id=one.hub_id, site=one, version=0)
        for one in places
    }
