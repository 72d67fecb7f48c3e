"""Writes of partner groups."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from network.choices import Act
from programs.kernel.actor import Actor
from programs.kernel.errors import RuleBroken, constraint_name
from programs.kernel.gate import passing
from programs.registry.models import PartnerGroup

FIELDS = ("name", "name_kana", "kind", "area", "phone", "contact_name", "note", "verified_on")


def add_group(actor: Actor, values: dict[str, Any]) -> PartnerGroup:
    """Add a group; raises RuleBroken when the hub already has one of that name."""
    with passing(actor, Act.CHANGE_GROUP) as trail:
        group = PartnerGroup(hub_id=actor.hub_id, **{name: values[name] for name in FIELDS})
        with _one_of_a_name():
            group.save(force_insert=True)
        trail.note(group, fields=FIELDS)
    return group


def change_group(
    actor: Actor, group: PartnerGroup, values: dict[str, Any], expected: int
) -> PartnerGroup:
    """Change a group; raises RuleBroken, or Stale when somebody was first."""
    with passing(actor, Act.CHANGE_GROUP, group) as trail:
        changed = [name for name in FIELDS if getattr(group, name) != values[name]]
        for name in FIELDS:
            setattr(group, name, values[name])
        with _one_of_a_name():
            group.save_if(expected, *FIELDS)
        trail.note(group, fields=changed)
    return group


@contextmanager
def _one_of_a_name() -> Iterator[None]:
    """A savepoint that turns the broken unique name into words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if constraint_name(error) != "group_name_once":
            raise
        raise RuleBroken("name", _("同じ名前の団体がすでにあります。")) from error
