"""Reads of disclosures, and which records of a family could be in one: never those of a suspicion."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from consultations.choices import Act, DisclosureState
from consultations.models import (
    Case,
    CaseTalk,
    Consultation,
    Disclosure,
    DisclosureEvent,
    DisclosurePart,
)
from consultations.queries.cases import cases
from consultations.queries.records import listed, topic_rows, visible
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden, RuleBroken
from programs.kernel.policy import may

_CASES_OF_A_SUSPICION = CaseTalk.objects.filter(consultation__guarded=True).values("case")


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


def parts(actor: Actor, row: Disclosure) -> list[DisclosurePart]:
    """Return the chosen records with their sealed copies, in the order of their days.

    One that came to concern a suspected maltreatment only for those who may see the record itself.
    """
    rows = with_sources(row.parts.filter(_seen_by(actor)))
    return sorted(rows, key=lambda one: (_day(one), one.pk))


def with_sources(rows: "QuerySet[DisclosurePart]") -> "QuerySet[DisclosurePart]":
    """Return chosen records with all that the words of a record are made of."""
    talk = [f"consultation__{name}" for name in ("site", "method", "outcome")]
    rows = rows.select_related("text", "disclosure__household", "case__plan", *talk)
    return rows.prefetch_related(topic_rows("consultation__topic_rows"))


def part(actor: Actor, pk: int) -> DisclosurePart:
    """Return one chosen record; raises Hidden."""
    rows = DisclosurePart.objects.filter(hub_id__in=actor.hub_ids)
    found = with_sources(rows.filter(_seen_by(actor))).filter(pk=pk).first()
    if found is None:
        raise Hidden
    return found


def can_be_disclosed(actor: Actor, household_id: int) -> tuple[list[Consultation], list[Case]]:
    """Return the consultations and cases of a family that a disclosure may hold.

    What concerns a suspected maltreatment is left out for everybody, the director as well.
    """
    talks = listed(actor).filter(household_id=household_id, guarded=False, concern=None)
    found = cases(actor).select_related("plan").filter(household_id=household_id)
    found = found.exclude(pk__in=_CASES_OF_A_SUSPICION)
    return list(talks.order_by("held_on", "pk")), list(found.order_by("opened_on", "pk"))


def unfit_parts(row: Disclosure) -> "QuerySet[DisclosurePart]":
    """Return the chosen records that may not be given: of a suspicion, or by now of another family."""
    suspected = Q(consultation__guarded=True) | Q(case__in=_CASES_OF_A_SUSPICION)
    own = Q(consultation__household=row.household_id) | Q(case__household=row.household_id)
    return row.parts.filter(suspected | ~own)


def to_be_given(actor: Actor, row: Disclosure) -> list[DisclosurePart]:
    """Return what the family gets.

    Raises Hidden before the decision, and RuleBroken where a record may not be given any more.
    """
    if row.state not in (DisclosureState.GRANTED, DisclosureState.HANDED):
        raise Hidden
    if unfit_parts(row).exists():
        raise RuleBroken(
            "", _("渡せない記録が含まれるため、印刷できません。施設長に相談してください。")
        )
    return parts(actor, row)


def _seen_by(actor: Actor) -> Q:
    return Q(consultation=None) | Q(consultation__in=visible(actor).order_by().values("pk"))


def _day(one: DisclosurePart) -> str:
    day = one.consultation.held_on if one.consultation else one.case.opened_on if one.case else ""
    return str(day)
