"""Reads of partner groups."""

from django.db.models import QuerySet

from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden
from programs.registry import queries as registry
from programs.registry.models import PartnerGroup


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
    return rows.order_by("name_kana", "pk")


def group(actor: Actor, pk: int) -> PartnerGroup:
    """Return one group; raises Hidden."""
    found = registry.groups(actor).filter(pk=pk).first()
    if found is None:
        raise Hidden
    return found
