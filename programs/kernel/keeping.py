"""For how many days a hub keeps something before it is erased by itself: set, and read back.

A model of these days has the hub, ``days`` (None: kept for good) and a version, one row a hub.
"""

from typing import Any, TypeVar

from django.db.models import Model

from programs.kernel.actor import Actor
from programs.kernel.errors import Stale
from programs.kernel.gate import passing

Row = TypeVar("Row", bound=Model)


def set_days(model: type[Any], action: str, actor: Actor, days: int | None, version: int) -> Any:
    """Set for how many days; None keeps for good. Version 0: it was never set. Raises Stale."""
    with passing(actor, action) as trail:
        row, first = model._default_manager.get_or_create(hub_id=actor.hub_id)
        if not version and not first:
            raise Stale(row)
        row.days = days
        row.save_if(version or 1, "days")
        trail.note(row, fields=("days",))
    return row


def set_by(model: type[Row], actor: Actor) -> Row | None:
    """Return what the actor's hub set; None if it never did."""
    return model._default_manager.filter(hub_id=actor.hub_id).first()


def days_of(model: type[Row], hub_id: int) -> int | None:
    """Return for how many days a hub keeps; None where that was never set, or is for good."""
    found = model._default_manager.filter(hub_id=hub_id).values_list("days", flat=True).first()
    return int(found) if found is not None else None
