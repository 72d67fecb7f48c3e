"""What happened with a family, in all areas: a page of it is one question, and the people of its visits."""

from collections.abc import Callable
from datetime import datetime

from django.urls import reverse

from consultations import queries as consultations
from programs.dropin import queries as dropin
from programs.events import queries as events
from programs.kernel.actor import Actor
from programs.lending import queries as lending
from programs.registry import queries as registry
from programs.registry.models import Household
from programs.specialists import queries as specialists

PER_PAGE = 50
Entry = tuple[datetime, str, str]

# kind of a row: its words, and the page that tells more
_TOLD: dict[str, tuple[Callable[[str, str], str], str]] = {
    "events": (events.timeline_words, "events:date-detail"),
    "specialists": (specialists.timeline_words, "specialists:day-detail"),
    "lending": (lending.timeline_words, "lending:item-detail"),
    "handoffs": (registry.timeline_words, "registry:handoff-answer"),
    **consultations.TIMELINE,
}


def timeline(actor: Actor, household: Household, page: int = 1) -> tuple[list[Entry], bool]:
    """Return a page of (instant, text, address), the newest first, and whether there are older ones.

    Nothing whose page the actor may not open.
    """
    others = [
        area.timeline_rows(actor, household) for area in (events, specialists, lending, registry)
    ]
    rows = dropin.timeline_rows(actor, household).union(
        *others, *consultations.timeline_rows(actor, household), all=True
    )
    start = (page - 1) * PER_PAGE
    found = list(rows.order_by("-arrived_at", "told", "-pk")[start : start + PER_PAGE + 1])
    visits = dropin.timeline_told(
        actor, [pk for kind, _at, _about, _state, pk in found if kind == dropin.VISITS]
    )
    entries = [
        (at, *(visits[pk] if kind == dropin.VISITS else _told(kind, about, state, pk)))
        for kind, at, about, state, pk in found[:PER_PAGE]
    ]
    return entries, len(found) > PER_PAGE


def _told(kind: str, about: str, state: str, pk: int) -> tuple[str, str]:
    words, page = _TOLD[kind]
    return words(about, state), reverse(page, args=[pk])
