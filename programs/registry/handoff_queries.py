"""Handoffs as the page of a family tells them, joined with what other areas tell."""

from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from programs.kernel.actor import Actor
from programs.kernel.policy import may
from programs.registry.choices import Act, Area, HandoffState
from programs.registry.models import Handoff, Household


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
