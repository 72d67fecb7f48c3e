"""Reads of handoffs from area to area, for their list, the to-dos and a family's page."""

from datetime import date
from typing import Any

from django.db.models import Case, QuerySet, Value, When
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext as _

from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden
from programs.kernel.policy import may
from programs.kernel.todos import Each, Todo
from programs.registry.choices import Act, Area, HandoffState
from programs.registry.models import Handoff, Household


def handoffs(actor: Actor) -> "QuerySet[Handoff]":
    """Return the handoffs of the actor's hubs: those without an answer first, then the newest."""
    waits = Case(When(state=HandoffState.OFFERED, then=Value(0)), default=Value(1))
    return (
        Handoff.objects.filter(hub_id__in=actor.hub_ids)
        .select_related("household", "offered_by", "answered_by")
        .order_by(waits, "-offered_at", "-pk")
    )


def handoff(actor: Actor, pk: int) -> Handoff:
    """Return one handoff; raises Hidden."""
    found = handoffs(actor).filter(pk=pk).first()
    if found is None:
        raise Hidden
    return found


def waiting(actor: Actor, today: date) -> list[Each]:
    """Return the handoffs that others asked for and nobody has answered; they have no day."""
    if not may(actor, Act.ANSWER_HANDOFF):
        return []
    rows = handoffs(actor).filter(state=HandoffState.OFFERED)
    return [Each(rows.exclude(offered_by_id=actor.user_id), _todo)]


def timeline_rows(actor: Actor, household: Household) -> "QuerySet[Any, Any]":
    """Return a family's handoffs as (kind, instant, areas, state, key), for those who answer them."""
    rows = Handoff.objects.filter(hub_id__in=actor.hub_ids, household=household).order_by()
    if not may(actor, Act.ANSWER_HANDOFF):
        rows = rows.none()
    areas = Concat("from_area", Value("/"), "to_area")
    return rows.values_list(Value("handoffs"), "offered_at", areas, "state", "pk")


def timeline_words(areas: str, state: str) -> str:
    """Return one of those rows in words."""
    asks, asked = areas.split("/")
    values = {"from": Area(asks).label, "to": Area(asked).label}
    return _("引き継ぎ（%(from)sから%(to)sへ・%(state)s）") % {
        **values,
        "state": HandoffState(state).label,
    }


def _todo(row: Handoff, today: date) -> Todo:
    words = {"from_area": row.from_label, "to_area": row.to_label}
    title = _("引き継ぎの依頼：%(from_area)s → %(to_area)s") % words
    return Todo(title, reverse("registry:handoff-answer", args=[row.pk]))
