"""Reads of the numbers that other systems gave out."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce, JSONObject, NullIf

from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden
from programs.kernel.rows import own
from programs.registry.models import CodeSystem, ExternalCode, Household


def systems(actor: Actor) -> "QuerySet[CodeSystem]":
    """Return who gives out numbers, those out of use too, by name."""
    return CodeSystem.objects.filter(hub_id__in=actor.hub_ids).order_by("name", "pk")


def system(actor: Actor, pk: int) -> CodeSystem:
    """Return one giver of numbers; raises Hidden."""
    return own(CodeSystem, actor, pk)


def code(actor: Actor, pk: int) -> ExternalCode:
    """Return one number; raises Hidden."""
    return own(ExternalCode, actor, pk)


def codes_of(actor: Actor, household: Household) -> "QuerySet[ExternalCode]":
    """Return a family's numbers, those in use first."""
    rows = ExternalCode.objects.filter(hub_id__in=actor.hub_ids, household=household)
    in_order = (F("ended_on").desc(nulls_first=True), "system__name", "pk")
    return rows.select_related("system", "adult", "child").order_by(*in_order)


def household_with_codes(actor: Actor, pk: int) -> Household:
    """Return one household with ``codes``, its numbers in use (system, code, owner); raises Hidden."""
    in_use = (
        ExternalCode.objects.filter(household=OuterRef("pk"), ended_on=None)
        .order_by("system__name", "pk")
        .values(
            said=JSONObject(
                system=F("system__name"),
                code=F("code"),
                owner=Coalesce(F("adult__name"), NullIf(F("child__name"), Value("")), Value("")),
            )
        )
    )
    rows = Household.objects.filter(hub_id__in=actor.hub_ids, pk=pk)
    found = rows.annotate(codes=ArraySubquery(in_use)).first()
    if found is None:
        raise Hidden
    return found
