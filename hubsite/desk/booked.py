"""What a family booked, borrowed and was handed on for, in all areas: asked in one question."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from programs.events import queries as events
from programs.kernel.actor import Actor
from programs.lending import queries as lending
from programs.registry import handoff_queries
from programs.registry.models import Household
from programs.specialists import queries as specialists

MOST = 60
_AREAS: dict[str, tuple[Any, str]] = {
    "events": (events, "events:date-detail"),
    "specialists": (specialists, "specialists:day-detail"),
    "lending": (lending, "lending:item-detail"),
    "handoffs": (handoff_queries, "registry:handoff-answer"),
}


def timeline(actor: Actor, household: Household) -> list[tuple[datetime, str, str]]:
    """Return (instant, text, address) of a family's bookings, loans and handoffs, the newest first."""
    first, *others = (area.timeline_rows(actor, household) for area, _page in _AREAS.values())
    rows = first.union(*others, all=True).order_by("-date__starts_at")[:MOST]
    return [_entry(*row) for row in rows]


def _entry(name: str, at: datetime, about: str, state: str, pk: int) -> tuple[datetime, str, str]:
    area, page = _AREAS[name]
    return at, area.timeline_words(about, state), reverse(page, args=[pk])
