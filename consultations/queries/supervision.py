"""Reads of supervision: how records were read through, and what people are to learn."""

from typing import Any

from django.db.models import Max, QuerySet

from consultations.choices import Act
from consultations.models import CaseMeeting, Consultation, Supervision, TrainingNeed
from programs.kernel.actor import Actor
from programs.kernel.policy import may
from programs.kernel.rows import own


def supervisions(row: Consultation | CaseMeeting) -> list[Supervision]:
    """Return how the director read a record through, oldest first."""
    return list(row.supervisions.select_related("author", "text").order_by("written_at", "pk"))


def state_of(row: Consultation | CaseMeeting) -> str:
    """Return what changes with every word of a record: its version and its newest texts."""
    texts: list[Any]
    texts = [row.notes] if isinstance(row, Consultation) else [row.minutes, row.facts]
    newest = [text.aggregate(newest=Max("pk"))["newest"] or 0 for text in texts]
    return ".".join(str(number) for number in (row.version, *newest))


def training_needs(actor: Actor) -> "QuerySet[TrainingNeed]":
    """Return what people of the actor's hubs are to learn, by person; open ones first.

    For the director's list and for the register of trainings; others get none.
    """
    rows = TrainingNeed.objects.filter(hub_id__in=actor.hub_ids)
    if not may(actor, Act.VIEW_TRAINING_NEEDS):
        rows = rows.none()
    return rows.select_related("person", "noted_by").order_by(
        "person__kana_order", "person_id", "met_on", "noted_on", "pk"
    )


def training_need(actor: Actor, pk: int) -> TrainingNeed:
    """Return one of them; raises Hidden."""
    return own(TrainingNeed, actor, pk)
