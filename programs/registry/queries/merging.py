"""Reads for registrations that may be of one family, and for merges."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from programs.kernel.actor import Actor
from programs.kernel.kana import phone_key, search_key
from programs.kernel.rows import own
from programs.registry.duplicate_rules import (
    LABELS,
    Match,
    Profile,
    Somebody,
    given,
    matches,
    same_people,
)
from programs.registry.models import Adult, Child, DifferentFamilies, Household, MergeRecord
from programs.registry.queries import EVERYBODY, households

PER_PAGE = 10
Pairs = list[tuple[Somebody, Somebody]]


@dataclass(frozen=True)
class Alike:
    """Two registrations side by side, and why they may be of one family."""

    first: Household
    second: Household
    reasons: list[str]


def alike(actor: Actor, number: Any = 1) -> "Page[Any]":
    """Return a page of the pairs of registrations in use that may be of one family, likeliest first."""
    apart = set(told_apart(actor).order_by().values_list("first", "second"))
    found = [m for m in matches(profiles(actor)) if (m.first, m.second) not in apart]
    page: Page[Any] = Paginator(found, PER_PAGE).get_page(number)
    shown = list(page.object_list)
    keys = {pk for match in shown for pk in (match.first, match.second)}
    rows = households(actor).filter(pk__in=keys).prefetch_related(*EVERYBODY)
    by_pk = {row.pk: row for row in rows}
    page.object_list = [_alike(match, by_pk) for match in shown]
    return page


def told_apart(actor: Actor) -> "QuerySet[DifferentFamilies]":
    """Return the pairs that somebody found to be two families, the newest first."""
    rows = DifferentFamilies.objects.filter(hub_id__in=actor.hub_ids)
    return rows.select_related("first", "second", "created_by").order_by("-created_at", "-pk")


def pair_apart(actor: Actor, pk: int) -> DifferentFamilies:
    """Return one pair of two families; raises Hidden."""
    return own(DifferentFamilies, actor, pk)


def _alike(match: Match, rows: dict[int, Household]) -> Alike:
    labels = [str(LABELS[reason]) for reason in match.reasons]
    return Alike(rows[match.first], rows[match.second], labels)


def profiles(actor: Actor) -> list[Profile]:
    """Return what is compared of every registration in use, in three reads."""
    rows = (
        households(actor).order_by("pk").values_list("pk", "hub_id", "name", "name_kana", "phone")
    )
    names: dict[int, str] = {}
    phones: dict[int, set[str]] = defaultdict(set)
    grown: dict[int, set[str]] = defaultdict(set)
    young: dict[int, set[str]] = defaultdict(set)
    births: dict[int, set[date]] = defaultdict(set)
    for pk, _hub, name, kana, phone in rows:
        names[pk] = kana or name
        phones[pk].add(phone_key(phone))
    for pk, name, kana, phone in _members(actor, Adult, "name", "name_kana", "phone"):
        grown[pk].add(given(kana or name, names.get(pk, "")))
        phones[pk].add(phone_key(phone))
    for pk, name, kana, birth_on in _members(actor, Child, "name", "name_kana", "birth_on"):
        young[pk].add(given(kana or name, names.get(pk, "")))
        births[pk] |= {birth_on} - {None}
    return [
        Profile(
            pk,
            search_key(name),
            frozenset(phones[pk] - {""}),
            frozenset(births[pk]),
            frozenset(young[pk] - {""}),
            frozenset(grown[pk] - {""}),
        )
        for pk, name in names.items()
    ]


def _members(actor: Actor, model: type[Adult] | type[Child], *names: str) -> Iterable[Any]:
    rows = model._default_manager.filter(hub_id__in=actor.hub_ids, household__archived_at=None)
    return rows.order_by("pk").values_list("household_id", *names)


def same_adults(kept: Household, gone: Household) -> Pairs:
    """Return the adults of two registrations who must be the same person."""
    return _same(kept, gone, list(kept.adults.all()), list(gone.adults.all()))


def same_children(kept: Household, gone: Household) -> Pairs:
    """Return the children of two registrations who must be the same child."""
    return _same(kept, gone, list(kept.children.all()), list(gone.children.all()))


def _same(kept: Household, gone: Household, ours: list[object], theirs: list[object]) -> Pairs:
    return same_people(
        [_somebody(row) for row in ours],
        [_somebody(row) for row in theirs],
        kept.name_kana or kept.name,
        gone.name_kana or gone.name,
    )


def _somebody(row: object) -> Somebody:
    if isinstance(row, Adult):
        return Somebody(row.pk, row.name_kana or row.name, row.relation, None, row.name)
    if isinstance(row, Child):
        day = row.birth_on or row.due_on
        return Somebody(row.pk, row.name_kana or row.name, "", day, str(row))
    raise TypeError(type(row).__name__)


def merges(actor: Actor) -> "QuerySet[MergeRecord]":
    """Return the merges of the actor's hubs, the newest first, those taken back too."""
    rows = MergeRecord.objects.filter(hub_id__in=actor.hub_ids)
    return rows.select_related("kept", "gone", "merged_by", "undone_by")


def merge(actor: Actor, pk: int) -> MergeRecord:
    """Return one merge; raises Hidden."""
    return own(MergeRecord, actor, pk)
