"""Writes of partner groups."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from network.choices import Act
from programs.kernel.actor import Actor
from programs.kernel.errors import RuleBroken, constraint_name
from programs.kernel.gate import passing
from programs.registry.models import GroupContact, PartnerGroup

FIELDS = (
    "name",
    "name_kana",
    "kind",
    "area",
    "phone",
    "contact_name",
    "opening",
    "source",
    "note",
    "verified_on",
)
CONTACT_FIELDS = ("name", "position", "phone", "email")
_TWICE = {
    "group_name_once": _("同じ名前の団体がすでにあります。"),
    "group_contact_once": _("同じお名前の方が、この団体にすでに登録されています。"),
}


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


def add_contact(actor: Actor, group: PartnerGroup, values: dict[str, Any]) -> GroupContact:
    """Add somebody of a group; raises RuleBroken for a name that the group has already."""
    with passing(actor, Act.CHANGE_GROUP, group) as trail:
        row = GroupContact(hub_id=group.hub_id, group=group)
        for name in CONTACT_FIELDS:
            setattr(row, name, values[name])
        with _one_of_a_name():
            row.save(force_insert=True)
        trail.note(row, fields=CONTACT_FIELDS)
    return row


def remove_contact(actor: Actor, contact: GroupContact, at: datetime) -> None:
    """Take somebody off a group's contacts; the row stays and can come back."""
    _remove(actor, contact, at)


def restore_contact(actor: Actor, contact: GroupContact) -> None:
    """Put somebody back; raises RuleBroken where the name is there again."""
    _remove(actor, contact, None)


def _remove(actor: Actor, contact: GroupContact, at: datetime | None) -> None:
    with passing(actor, Act.CHANGE_GROUP, contact) as trail, _one_of_a_name():
        GroupContact.objects.filter(pk=contact.pk).update(removed_at=at)
        trail.note(fields=("removed_at",))


@contextmanager
def _one_of_a_name() -> Iterator[None]:
    """A savepoint that turns the broken unique name into words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if constraint_name(error) not in _TWICE:
            raise
        raise RuleBroken("name", _TWICE[constraint_name(error)]) from error
