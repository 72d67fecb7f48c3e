"""Reads of partner groups."""

from django.db.models import QuerySet

from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden
from programs.kernel.rows import own
from programs.registry import queries as registry
from programs.registry.models import GroupContact, PartnerGroup


def groups(actor: Actor, text: str = "", kind: str = "") -> "QuerySet[PartnerGroup]":
    """Return the hub's groups whose name, kana or area holds the text (a hub has hundreds at most)."""
    rows = registry.groups(actor)
    if kind:
        rows = rows.filter(kind=kind)
    if text:
        rows = (
            rows.filter(name__icontains=text)
            | rows.filter(name_kana__icontains=text)
            | rows.filter(area__icontains=text)
        )
    return rows.order_by("kana_order", "pk")


def group(actor: Actor, pk: int) -> PartnerGroup:
    """Return one group; raises Hidden."""
    found = registry.groups(actor).filter(pk=pk).first()
    if found is None:
        raise Hidden
    return found


def contacts(actor: Actor, group: PartnerGroup) -> "QuerySet[GroupContact]":
    """Return the people of a group, in the order they were written down."""
    return GroupContact.objects.filter(hub_id__in=actor.hub_ids, group=group, removed_at=None)


def contact(actor: Actor, pk: int) -> GroupContact:
    """Return one person of a group; raises Hidden."""
    return own(GroupContact, actor, pk)
