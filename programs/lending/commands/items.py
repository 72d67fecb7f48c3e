"""Items and the usual number of days."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from programs.kernel.actor import Actor
from programs.kernel.errors import RuleBroken, Stale, constraint_name
from programs.kernel.gate import passing
from programs.kernel.rows import own
from programs.lending.choices import Act, Condition
from programs.lending.models import Item, Loan, Terms

FIELDS = ("site", "kind", "number", "name", "condition", "note")


def add_item(actor: Actor, values: dict[str, Any]) -> Item:
    """Add an item. Raises RuleBroken for a number that another one has."""
    site = values["site"]
    with passing(actor, Act.CHANGE_ITEM, site) as trail:
        row = Item(hub_id=site.hub_id, created_by_id=actor.user_id)
        for name in FIELDS:
            setattr(row, name, values[name])
        _numbered_once(row.save)
        trail.note(row, fields=FIELDS)
    return row


def change_item(actor: Actor, item: Item, version: int, values: dict[str, Any]) -> Item:
    """Change an item. Raises RuleBroken for another one's number or while it is out, Stale."""
    with passing(actor, Act.CHANGE_ITEM, item) as trail:
        row = own(Item, actor, item.pk, hold=True)
        out = Loan.objects.filter(item=row, ended_on=None).exists()
        if out and values["condition"] == Condition.GONE:
            raise RuleBroken(
                "condition", _("貸し出し中です。貸し出しの画面で紛失を記録してください。")
            )
        for name in FIELDS:
            setattr(row, name, values[name])
        _numbered_once(lambda: row.save_if(version, *FIELDS))
        trail.note(row, fields=FIELDS)
    return row


def change_terms(actor: Actor, days: int, *, version: int) -> Terms:
    """Say for how many days the hub lends; loans that are out keep their day. Raises Stale."""
    with passing(actor, Act.CHANGE_TERMS) as trail:
        Terms.objects.bulk_create([Terms(hub_id=actor.hub_id)], ignore_conflicts=True)
        row = Terms.objects.select_for_update(no_key=True).get(hub_id=actor.hub_id)
        if version == 0 and row.version > 1:
            raise Stale(row)
        row.days = days
        row.save_if(version or row.version, "days")
        trail.note(row, fields=("days",))
    return row


def _numbered_once(save: Any) -> None:
    try:
        with transaction.atomic():
            save()
    except IntegrityError as error:
        if constraint_name(error) != "item_number_once":
            raise
        message = _("この番号は、ほかの品物に使われています。")
        raise RuleBroken("number", message) from error
