"""Visits as such: which count, who was present, sums of a day, a family's timeline."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from programs.dropin import rules, words
from programs.dropin.choices import ClosedHow, PersonRole, State
from programs.dropin.models import Visit, VisitPerson
from programs.dropin.rules import Grown, Present, Young
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden
from programs.registry import queries as registry
from programs.registry.choices import Program
from programs.registry.models import Household, Site
from programs.registry.queries import Member

VISITS = "visits"  # the kind of a visit among the rows of a timeline
COUNTED = Q(voided_at=None) & (Q(household=None) | Q(household__is_demo=False))
_PEOPLE = Prefetch("people", VisitPerson.objects.select_related("adult", "child").order_by("pk"))


@dataclass(frozen=True)
class Numbers:
    """A day's or a moment's numbers: families (組), people (人), children, ages 0 to 2, first visits."""

    families: int = 0
    people: int = 0
    children: int = 0
    small: int = 0
    first_ever: int = 0


def visits(actor: Actor) -> "QuerySet[Visit]":
    """Return all visits of the actor's hubs, voided ones too, newest first."""
    return Visit.objects.filter(hub_id__in=actor.hub_ids).select_related("household", "site")


def counted_visits(actor: Actor) -> "QuerySet[Visit]":
    """Return the visits that count: not voided, not of a practice family."""
    return visits(actor).filter(COUNTED)


def visit(actor: Actor, pk: int) -> Visit:
    """Return one visit; raises Hidden."""
    found = visits(actor).filter(pk=pk).first()
    if found is None:
        raise Hidden
    return found


def with_people(rows: "QuerySet[Visit]") -> "QuerySet[Visit]":
    """Fetch the people of visits along, in one more query."""
    return rows.prefetch_related(_PEOPLE)


def sites(actor: Actor) -> list[Site]:
    """Return the sites with a drop-in space, the main one first."""
    return [site for site in registry.sites(actor) if Program.DROPIN in site.programs]


def who_could_come(members: Iterable[Member], day: date) -> list[Present]:
    """Return everybody of a family who could come on a day, adults first."""
    everybody = list(members)
    adults = [Grown(one.pk, one.relation) for one in everybody if one.relation]
    children = [Young(one.pk, one.birth_on) for one in everybody if not one.relation]
    return rules.family_members(adults, children, day)


def present(visit: Visit) -> list[Present]:
    """Return the people of a visit as plain values."""
    rows = visit.people.all() if visit.came is None else visit.came
    return [Present(row.role, row.age_years, row.adult_id, row.child_id, row.count) for row in rows]


def forgotten(actor: Actor, site: Site, day: date) -> "QuerySet[Visit]":
    """Return a day's visits whose leaving nobody recorded: the closing ended them."""
    rows = counted_visits(actor).filter(site=site, day=day, closed_how=ClosedHow.CLOSING)
    return with_people(rows)


def inside_now(actor: Actor, day: date, site: Site | None = None) -> Numbers:
    """Return how many are inside a site (or the whole hub) on a day, usually today."""
    rows = counted_visits(actor).filter(day=day, left_at=None)
    return _numbers(rows.filter(site=site) if site else rows)


def today_totals(actor: Actor, day: date, site: Site | None = None) -> Numbers:
    """Return a day's visits so far at a site (or in the whole hub)."""
    rows = counted_visits(actor).filter(day=day)
    return _numbers(rows.filter(site=site) if site else rows)


def _numbers(rows: "QuerySet[Visit]") -> Numbers:
    child = Q(role=PersonRole.CHILD)
    small = child & Q(age_years__lte=rules.SMALL_AGE)
    each = rows.order_by().annotate(
        n_people=_people(), n_children=_people(child), n_small=_people(small)
    )
    sums = each.aggregate(
        total=Coalesce(Sum("families"), 0),
        first=Coalesce(Sum("families", filter=Q(first_ever=True)), 0),
        people=Coalesce(Sum("n_people"), 0),
        children=Coalesce(Sum("n_children"), 0),
        small=Coalesce(Sum("n_small"), 0),
    )
    families, first = sums.pop("total"), sums.pop("first")
    return Numbers(families=families, first_ever=first, **sums)


def _people(only: Q | None = None) -> Subquery:
    """The people of one visit, or some of them, as part of a question about visits."""
    people = VisitPerson.objects.filter(only or Q(), visit=OuterRef("pk")).order_by()
    return Subquery(people.values("visit").annotate(number=Sum("count")).values("number"))


def timeline_rows(actor: Actor, household: Household) -> "QuerySet[Any, Any]":
    """Return a family's visits as (kind, instant, "", "", visit), to be joined with other areas' rows.

    Voided ones are left out.
    """
    rows = Visit.objects.filter(hub_id__in=actor.hub_ids, household=household, voided_at=None)
    rows = rows.order_by().annotate(told=Value(VISITS))
    return rows.values_list("told", "arrived_at", Value(""), Value(""), "pk")


def timeline_told(actor: Actor, keys: list[int]) -> dict[int, tuple[str, str]]:
    """Return each of those visits in words, with the address of its day; two questions."""
    if not keys:
        return {}
    address = reverse("dropin:visit-list")
    return {
        row.pk: (_timeline_text(row), f"{address}?day={row.day.isoformat()}")
        for row in with_people(visits(actor).filter(pk__in=keys))
    }


def _timeline_text(row: Visit) -> str:
    values = {"site": row.site.name, "people": _("、").join(words.of_visit(row))}
    if row.state == State.INSIDE:
        return _("来館（%(site)s）在館中 %(people)s") % values
    return _("来館（%(site)s）%(people)s") % values
