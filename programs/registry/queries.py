"""Reads of the common model, always for an actor."""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Case, Exists, OuterRef, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden
from programs.kernel.kana import phone_key, search_key
from programs.kernel.rows import own
from programs.registry.choices import HandoffState, Role
from programs.registry.models import (
    Handoff,
    Household,
    Membership,
    PartnerGroup,
    Party,
    SearchKey,
    Site,
)

_AFTER = "\U0010ffff"
_MEMBERS = """
SELECT id, name, relation, NULL::date AS birth_on FROM registry_adult
WHERE household_id = %(pk)s AND hub_id = ANY (%(hubs)s)
UNION ALL
SELECT id, name, '', birth_on FROM registry_child
WHERE household_id = %(pk)s AND hub_id = ANY (%(hubs)s)
ORDER BY birth_on, id
"""


@dataclass(frozen=True)
class Todo:
    """Something that waits for an answer and has no day; the title tells nothing personal."""

    title: str
    url: str
    due_on: date | None = None
    overdue: bool = False


@dataclass(frozen=True)
class Member:
    """An adult, or a child: then without a relation, and without a birth while it is expected."""

    pk: int
    name: str
    relation: str = ""
    birth_on: date | None = None

    @classmethod
    def fetched(cls, household: Household) -> "list[Member]":
        """Return everybody of a family that was fetched along with its adults and children."""
        grown = [cls(one.pk, one.name, one.relation) for one in household.adults.all()]
        young = [cls(one.pk, one.name, "", one.birth_on) for one in household.children.all()]
        return grown + young


def members(actor: Actor, household: Household) -> list[Member]:
    """Return everybody of a family in one read: a tap at the desk waits for this one."""
    with connection.cursor() as cursor:
        cursor.execute(_MEMBERS, {"pk": household.pk, "hubs": list(actor.hub_ids)})
        return [Member(*row) for row in cursor.fetchall()]


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


def household_by_card(actor: Actor, token: str) -> Household:
    """Return the household whose card carries the token; another hub's card is as none: Hidden."""
    found = households(actor).filter(card_token=token.strip()).first()
    if found is None:
        raise Hidden
    return found


def matching(actor: Actor, text: str) -> "QuerySet[Household]":
    """Return households one of whose search keys begins with the text (kana, number or phone).

    A range on an indexed column of byte order: under row security LIKE could not use the index.
    """
    keys = _keys_like(actor, text)
    return (
        households(actor)
        if keys is None
        else households(actor).filter(pk__in=keys.values("household"))
    )


def households_matching(actor: Actor, text: str, limit: int = 20) -> list[Household]:
    """Return the first households that match, with their adults and children.

    Families whose own name, number or telephone matches come before those where a member's does.
    """
    rows = matching(actor, text)
    keys = _keys_like(actor, text)
    if keys is not None:
        own = keys.filter(of_family=True, household=OuterRef("pk"))
        rows = rows.order_by(Exists(own).desc(), "name_kana", "number", "pk")
    return list(rows.prefetch_related("adults", "children")[:limit])


def _keys_like(actor: Actor, text: str) -> "QuerySet[SearchKey] | None":
    key = search_key(text)
    if not key:
        return None
    digits = phone_key(text)
    wanted = digits if digits and len(digits) == len(key) else key
    return SearchKey.objects.filter(
        hub_id__in=actor.hub_ids, key__gte=wanted, key__lt=wanted + _AFTER
    )


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


def todos(actor: Actor, today: date) -> list[Todo]:
    """Return the handoffs that others asked for and nobody has answered; today sets no limit."""
    waiting = handoffs(actor).filter(state=HandoffState.OFFERED)
    return [
        Todo(
            _("引き継ぎの依頼：%(from_area)s → %(to_area)s")
            % {"from_area": row.from_label, "to_area": row.to_label},
            reverse("registry:handoff-answer", args=[row.pk]),
        )
        for row in waiting.exclude(offered_by_id=actor.user_id)
    ]
