"""Which families there are, and which one somebody at the desk means."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects

from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden
from programs.kernel.kana import phone_key, search_key
from programs.kernel.rows import own
from programs.registry.choices import ArchiveReason
from programs.registry.models import (
    ExternalCode,
    Household,
    SearchKey,
    code_key,
)
from programs.registry.queries.families import kept_instead

# What a list fetches along to name everybody of its families.
EVERYBODY = ("adults", "children", "shared_children")
_AFTER = "\U0010ffff"
# Written out, because the desk asks it while somebody types.
_FOUND = """
SELECT h.* FROM registry_household h JOIN (
  SELECT household_id, bool_or(of_family) AS own FROM registry_searchkey
  WHERE hub_id = ANY (%(hubs)s) AND key >= %(first)s AND key < %(after)s GROUP BY household_id
) k ON k.household_id = h.id
WHERE h.hub_id = ANY (%(hubs)s) AND h.archived_at IS NULL
ORDER BY k.own DESC, h.kana_order, h.number, h.id LIMIT %(limit)s
"""


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
    """The one family of a number; None where it is another one's too, by another system or here."""
    key = code_key(text)
    if not key:
        return None
    codes = ExternalCode.objects.filter(hub_id__in=actor.hub_ids, key=key, ended_on=None)
    found = households(actor).filter(pk__in=codes.values("household"))[:2]
    if len(found) != 1 or (key.isascii() and key.isdigit() and _numbered(actor, key, found[0])):
        return None
    return found[0]


def _numbered(actor: Actor, digits: str, but: Household) -> bool:
    """Whether a number is the registration number of another family."""
    rows = households(actor).filter(number=int(digits[:9])).exclude(pk=but.pk)
    return len(digits) < 10 and rows.exists()


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
