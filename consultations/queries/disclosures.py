"""Reads of disclosures, and which records of a family could be in one: never those of a suspicion."""

from django.db.models import QuerySet

from consultations.choices import Act, DisclosureState
from consultations.models import Case, Consultation, Disclosure, DisclosureEvent, DisclosurePart
from consultations.queries.cases import cases
from consultations.queries.records import listed
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden
from programs.kernel.policy import may


def disclosures(actor: Actor) -> "QuerySet[Disclosure]":
    """Return the register of disclosures, newest first."""
    rows = Disclosure.objects.filter(hub_id__in=actor.hub_ids)
    if not may(actor, Act.VIEW_DISCLOSURES):
        rows = rows.none()
    return rows.select_related("household", "created_by").order_by("-asked_on", "-pk")


def disclosure(actor: Actor, pk: int) -> Disclosure:
    """Return one disclosure; raises Hidden."""
    rows = Disclosure.objects.filter(hub_id__in=actor.hub_ids)
    found = rows.select_related("household", "created_by", "asker_name").filter(pk=pk).first()
    if found is None:
        raise Hidden
    return found


def disclosure_events(row: Disclosure) -> list[DisclosureEvent]:
    """Return what happened to a disclosure, oldest first."""
    return list(row.events.select_related("author", "text").order_by("written_at", "pk"))


def parts(row: Disclosure) -> list[DisclosurePart]:
    """Return the chosen records with their sealed copies, in the order of their days."""
    rows = row.parts.select_related("text", "consultation", "case").order_by("pk")
    return sorted(rows, key=lambda one: (_day(one), one.pk))


def part(actor: Actor, pk: int) -> DisclosurePart:
    """Return one chosen record; raises Hidden."""
    rows = DisclosurePart.objects.filter(hub_id__in=actor.hub_ids)
    related = ("text", "consultation", "case", "disclosure__household")
    found = rows.select_related(*related).filter(pk=pk).first()
    if found is None:
        raise Hidden
    return found


def can_be_disclosed(actor: Actor, household_id: int) -> tuple[list[Consultation], list[Case]]:
    """Return the consultations and cases of a family that a disclosure may hold.

    What concerns a suspected maltreatment is left out for everybody, the director as well.
    """
    talks = listed(actor).filter(household_id=household_id, guarded=False, concern=None)
    found = cases(actor).select_related("plan").filter(household_id=household_id)
    return list(talks.order_by("held_on", "pk")), list(found.order_by("opened_on", "pk"))


def to_be_given(row: Disclosure) -> list[DisclosurePart]:
    """Return what the family gets. Raises Hidden before the decision, and where a record came to
    concern a suspected maltreatment after it.
    """
    found = parts(row)
    suspected = [one for one in found if one.consultation and one.consultation.guarded]
    if row.state not in (DisclosureState.GRANTED, DisclosureState.HANDED) or suspected:
        raise Hidden
    return found


def _day(one: DisclosurePart) -> str:
    day = one.consultation.held_on if one.consultation else one.case.opened_on if one.case else ""
    return str(day)
