"""Reads of the common model, always for an actor."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Case, QuerySet, Value, When, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden
from programs.kernel.kana import phone_key, search_key
from programs.kernel.policy import may
from programs.kernel.rows import own
from programs.kernel.todos import Each, Todo
from programs.registry.choices import Act, ArchiveReason, HandoffState, Role
from programs.registry.family_queries import kept_instead
from programs.registry.models import (
    ExternalCode,
    Handoff,
    Household,
    Membership,
    PartnerGroup,
    Party,
    SearchKey,
    Site,
    code_key,
)

# What a list fetches along to name everybody of its families.
EVERYBODY = ("adults", "children", "shared_children")
_AFTER = "\U0010ffff"
# One read, because a tap at the desk waits for it: adults, own children, children shared.
_MEMBERS = """
SELECT household_id, id, name, relation, NULL::date AS birth_on, 1 AS part FROM registry_adult
WHERE household_id = ANY (%(families)s) AND hub_id = ANY (%(hubs)s)
UNION ALL
SELECT household_id, id, name, '', birth_on, 2 FROM registry_child
WHERE household_id = ANY (%(families)s) AND hub_id = ANY (%(hubs)s)
UNION ALL
SELECT h.household_id, c.id, c.name, '', c.birth_on, 3
FROM registry_childhome h JOIN registry_child c ON c.id = h.child_id
WHERE h.household_id = ANY (%(families)s) AND h.hub_id = ANY (%(hubs)s)
  AND c.household_id <> h.household_id
ORDER BY part, birth_on, id
"""
# Written out, because the desk asks it while somebody types.
_FOUND = """
SELECT h.* FROM registry_household h JOIN (
  SELECT household_id, bool_or(of_family) AS own FROM registry_searchkey
  WHERE hub_id = ANY (%(hubs)s) AND key >= %(first)s AND key < %(after)s GROUP BY household_id
) k ON k.household_id = h.id
WHERE h.hub_id = ANY (%(hubs)s) AND h.archived_at IS NULL
ORDER BY k.own DESC, h.kana_order, h.number, h.id LIMIT %(limit)s
"""


@dataclass(frozen=True)
class Member:
    """An adult, or a child: then without a relation, and without a birth while it is expected."""

    pk: int
    name: str
    relation: str = ""
    birth_on: date | None = None


def members(actor: Actor, household: Household) -> list[Member]:
    """Return everybody of a family, adults first."""
    return members_of(actor, [household.pk])[household.pk]


def members_of(actor: Actor, families: list[int]) -> dict[int, list[Member]]:
    """Return family -> everybody of it, adults first."""
    found: dict[int, list[Member]] = {pk: [] for pk in families}
    with connection.cursor() as cursor:
        cursor.execute(_MEMBERS, {"families": families, "hubs": list(actor.hub_ids)})
        for family, *member, _part in cursor.fetchall():
            found[family].append(Member(*member))
    return found


def sites(actor: Actor) -> "QuerySet[Site]":
    """Return the open sites of the actor's hubs, the main one first."""
    return Site.objects.filter(hub_id__in=actor.hub_ids, closed_at=None).order_by("hub_id", "pk")


def site(actor: Actor, pk: int) -> Site:
    """Return one site; raises Hidden."""
    return own(Site, actor, pk)


def households(actor: Actor) -> "QuerySet[Household]":
    """Return the households in use of the actor's hubs, by kana."""
    return Household.objects.filter(hub_id__in=actor.hub_ids, archived_at=None)


def household(actor: Actor, pk: int) -> Household:
    """Return one household; raises Hidden."""
    return own(Household, actor, pk)


def household_tapped(actor: Actor, pk: int) -> Household:
    """Return the household that a tap means: of a registration merged meanwhile, the one kept."""
    found = household(actor, pk)
    return kept_instead(found) if found.archived_reason == ArchiveReason.MERGED else found


def archived_households(actor: Actor) -> "QuerySet[Household]":
    """Return the households no longer in use, those merged into another left out."""
    rows = Household.objects.filter(hub_id__in=actor.hub_ids, archived_at__isnull=False)
    return rows.exclude(archived_reason=ArchiveReason.MERGED)


def household_by_card(actor: Actor, token: str) -> Household:
    """Return the household whose card carries the token; another hub's card is as none: Hidden.

    The card of a registration that was merged leads to the one that was kept. A number that another
    system gave out is as good as a card where it is one family's only.
    """
    found = households(actor).filter(card_token=token.strip()).first()
    if found is None:
        rows = Household.objects.filter(hub_id__in=actor.hub_ids, card_token=token.strip())
        merged = rows.filter(archived_reason=ArchiveReason.MERGED).first()
        found = kept_instead(merged) if merged else _by_external_code(actor, token)
    if found is None or found.archived_at is not None:
        raise Hidden
    return found


def _by_external_code(actor: Actor, text: str) -> Household | None:
    """The one family of a number; None where two systems gave the same one to two families."""
    key = code_key(text)
    if not key:
        return None
    codes = ExternalCode.objects.filter(hub_id__in=actor.hub_ids, key=key, ended_on=None)
    found = households(actor).filter(pk__in=codes.values("household"))[:2]
    return found[0] if len(found) == 1 else None


def matching(actor: Actor, text: str, *, archived: bool = False) -> "QuerySet[Household]":
    """Return households one of whose search keys begins with the text (kana, number or phone).

    Those in use, or with ``archived`` those that no longer are. A range on an indexed column of byte order: under row security LIKE could not use the index.
    """
    keys = _keys_like(actor, text)
    rows = archived_households(actor) if archived else households(actor)
    return rows if keys is None else rows.filter(pk__in=keys.values("household"))


def listed(actor: Actor, filters: Mapping[str, Any]) -> "QuerySet[Household]":
    """Return the households of the list, narrowed as its filter says (q, residence, state)."""
    archived = filters.get("state") == "archived"
    found = matching(actor, filters.get("q", ""), archived=archived)
    if residence := filters.get("residence"):
        found = found.filter(residence=residence)
    return found.order_by("kana_order", "number", "pk")


def households_matching(actor: Actor, text: str, limit: int = 20) -> list[Household]:
    """Return the first households that match; of an empty text the first of all.

    Families whose own name, number or telephone matches come before those where a member's does.
    """
    wanted = _key_of(text)
    if not wanted:
        return list(households(actor)[:limit])
    values = {
        "hubs": list(actor.hub_ids),
        "first": wanted,
        "after": wanted + _AFTER,
        "limit": limit,
    }
    return list(Household.objects.raw(_FOUND, values))


def families_matching(actor: Actor, text: str, limit: int = 20) -> list[Household]:
    """Return the first households that match, with adults and children (``EVERYBODY``)."""
    found = households_matching(actor, text, limit)
    prefetch_related_objects(found, *EVERYBODY)
    return found


def _keys_like(actor: Actor, text: str) -> "QuerySet[SearchKey] | None":
    wanted = _key_of(text)
    if not wanted:
        return None
    return SearchKey.objects.filter(
        hub_id__in=actor.hub_ids, key__gte=wanted, key__lt=wanted + _AFTER
    )


def _key_of(text: str) -> str:
    """The folded beginning of a key: a telephone number's digits, or the words; empty for nothing."""
    key, digits = search_key(text), phone_key(text)
    return digits if digits and len(digits) == len(key) else key


def party_names(actor: Actor, on: date) -> dict[str, str]:
    """Return side -> the party's name and unit on a day."""
    rows = Party.objects.filter(hub_id__in=actor.hub_ids, valid_from__lte=on).order_by(
        "valid_from", "pk"
    )
    return {p.side: str(p) for p in rows if p.valid_to is None or p.valid_to >= on}


def people_with(hub_id: int, roles: "tuple[Role, ...] | list[Role]", on: date) -> list[int]:
    """Return ids of the persons who hold one of the roles in a hub on a day."""
    rows = Membership.objects.filter(
        hub_id=hub_id, role__in=roles, from_on__lte=on, person__is_active=True
    ).exclude(to_on__lt=on)
    return list(rows.order_by("person_id").values_list("person_id", flat=True).distinct())


def groups(actor: Actor) -> "QuerySet[PartnerGroup]":
    """Return the partner groups of the actor's hubs, by kana."""
    return PartnerGroup.objects.filter(hub_id__in=actor.hub_ids)


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


def _todo(row: Handoff, today: date) -> Todo:
    words = {"from_area": row.from_label, "to_area": row.to_label}
    title = _("引き継ぎの依頼：%(from_area)s → %(to_area)s") % words
    return Todo(title, reverse("registry:handoff-answer", args=[row.pk]))
