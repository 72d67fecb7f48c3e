"""Reads of the hub's own lists: codes, and the lines of the stop page."""

from collections.abc import Iterable

from django.db.models import (
    Count,
    Model,
    QuerySet,
)

from consultations.choices import CodeKind, SafetyKind
from consultations.models import (
    CaseMeeting,
    Code,
    Consultation,
    ConsultationTopic,
    QuickTally,
    SafetyEntry,
)
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden
from programs.kernel.rows import own

_USES: dict[CodeKind, tuple[type[Model], str]] = {
    CodeKind.METHOD: (Consultation, "method_id"),
    CodeKind.OUTCOME: (Consultation, "outcome_id"),
    CodeKind.TOPIC: (ConsultationTopic, "topic_id"),
    CodeKind.BASIS: (CaseMeeting, "basis_id"),
}


def codes(actor: Actor, kind: CodeKind | None = None) -> "QuerySet[Code]":
    """Return the codes of the actor's hubs in their order, retired ones too."""
    rows = Code.objects.filter(hub_id__in=actor.hub_ids)
    return rows.filter(kind=kind) if kind else rows


def code(actor: Actor, pk: int) -> Code:
    """Return one code; raises Hidden."""
    found = codes(actor).filter(pk=pk).first()
    if found is None:
        raise Hidden
    return found


def safety(actor: Actor, kind: SafetyKind | None = None) -> "QuerySet[SafetyEntry]":
    """Return the lines of the stop page in their order, retired ones too."""
    rows = SafetyEntry.objects.filter(hub_id__in=actor.hub_ids)
    return rows.filter(kind=kind) if kind else rows


def safety_entry(actor: Actor, pk: int) -> SafetyEntry:
    """Return one line of the stop page; raises Hidden."""
    found = safety(actor).filter(pk=pk).first()
    if found is None:
        raise Hidden
    return found


def quick_tallies(actor: Actor) -> "QuerySet[QuickTally]":
    """Return the questions that come often, in their order, retired ones too."""
    rows = QuickTally.objects.filter(hub_id__in=actor.hub_ids)
    return rows.select_related("method", "outcome").order_by("order", "pk")


def quick_tally(actor: Actor, pk: int) -> QuickTally:
    """Return one of them; raises Hidden."""
    return own(QuickTally, actor, pk)


def used(actor: Actor, kinds: Iterable[CodeKind]) -> dict[int, int]:
    """Return code id -> number of records that use it, for the given kinds."""
    numbers: dict[int, int] = {}
    for kind in kinds:
        model, field = _USES[kind]
        rows = model._base_manager.filter(hub_id__in=actor.hub_ids).order_by()
        numbers |= dict(rows.values_list(field).annotate(number=Count("pk")))
    return numbers
