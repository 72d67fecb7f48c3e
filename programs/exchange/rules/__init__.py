"""Pure rules of lists: what headings mean, how cells are read, what becomes of a row."""

from typing import Any

from programs.kernel.actor import Actor
from programs.kernel.policy import own_hub


def at_a_hub(actor: Actor, target: Any) -> bool:
    """Tell whether somebody acts for one hub, and the target is that hub's: lists are a hub's own."""
    return actor.hub_id is not None and own_hub(actor, target)
