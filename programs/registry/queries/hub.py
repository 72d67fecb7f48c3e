"""Reads of a hub itself: its sites, its two parties, who holds a role, its partner groups."""

from datetime import date

from django.db.models import QuerySet

from programs.kernel.actor import Actor
from programs.kernel.rows import own
from programs.registry.choices import Role
from programs.registry.models import Membership, PartnerGroup, Party, Site


def sites(actor: Actor) -> "QuerySet[Site]":
    """Return the open sites of the actor's hubs, the main one first."""
    return Site.objects.filter(hub_id__in=actor.hub_ids, closed_at=None).order_by("hub_id", "pk")


def contacts(hub_id: int) -> "QuerySet[Site]":
    """Return the open sites of a hub that anybody may call or find, the main one first. Without an
    actor.
    """
    rows = Site.objects.filter(hub_id=hub_id, closed_at=None).exclude(phone="", address="")
    return rows.order_by("pk")


def site(actor: Actor, pk: int) -> Site:
    """Return one site; raises Hidden."""
    return own(Site, actor, pk)


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
