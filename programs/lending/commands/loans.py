"""Lending, extending, taking back, and taking a wrong return back again."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from programs.kernel.actor import Actor
from programs.kernel.errors import RuleBroken, constraint_name
from programs.kernel.gate import passing
from programs.kernel.rows import own
from programs.lending.choices import Act, Condition, Ending, StepKind
from programs.lending.models import Item, Loan, LoanStep
from programs.registry.models import Household

_AFTER = {Ending.DAMAGED: Condition.REPAIR, Ending.LOST: Condition.GONE}
OUT = _("この品物は、すでに貸し出し中です。")


@dataclass(frozen=True)
class Borrower:
    """Who takes an item home: a registered family, or somebody by name."""

    name: str
    phone: str = ""
    household: Household | None = None
    note: str = ""


def lend(actor: Actor, item: Item, to: Borrower, due_on: date, at: datetime) -> Loan:
    """Lend an item until a day.

    Raises RuleBroken for an item that is out or not fit to be lent, and a day that is past.
    """
    with passing(actor, Act.LEND, item) as trail:
        held = own(Item, actor, item.pk, hold=True)
        if not held.lendable:
            raise RuleBroken("", _("この品物は、いまの状態では貸し出せません。"))
        if due_on < at.date():
            raise RuleBroken("due_on", _("返却予定日は今日以降の日にしてください。"))
        row = Loan(
            hub_id=held.hub_id,
            item=held,
            household=to.household,
            name=to.name,
            phone=to.phone,
            note=to.note,
            lent_on=at.date(),
            due_on=due_on,
            lent_by_id=actor.user_id,
        )
        _save_alone(row)
        _step(actor, row, StepKind.LENT, at)
        trail.note(row, fields=("item", "household", "due_on"))
    return row


def extend(actor: Actor, loan: Loan, due_on: date, at: datetime) -> Loan:
    """Let a borrower keep an item longer. Raises RuleBroken for a day not later, or once ended."""
    with passing(actor, Act.LEND, loan) as trail:
        row = _held(actor, loan)
        if due_on <= row.due_on or due_on < at.date():
            raise RuleBroken("due_on", _("いまの返却予定日より後の日にしてください。"))
        row.due_on = due_on
        row.save(update_fields=["due_on"])
        _step(actor, row, StepKind.EXTENDED, at)
        trail.note(row, fields=("due_on",))
    return row


def end_loan(actor: Actor, loan: Loan, how: Ending, at: datetime, note: str = "") -> Loan:
    """Take an item back, whole or damaged, or record that it is lost; ending it again is harmless.

    Raises RuleBroken where it ended otherwise before.
    """
    with passing(actor, Act.RETURN, loan) as trail:
        row = own(Loan, actor, loan.pk, hold=True)
        if row.ending == how:
            return row
        if row.ended_on is not None:
            raise RuleBroken("", _("この貸し出しはすでに終わっています。"))
        row.ended_on, row.ending = max(at.date(), row.lent_on), how
        row.save(update_fields=["ended_on", "ending"])
        if how in _AFTER:
            _set_condition(row, _AFTER[how])
        _step(actor, row, StepKind(how.value), at, note)
        trail.note(row, fields=("ending", "ended_on"))
    return row


def undo_ending(actor: Actor, loan: Loan, at: datetime) -> Loan:
    """Take a return back that was recorded by mistake: the item is out again.

    An item that was damaged or lost counts as worn from then on. Raises RuleBroken where the item
    is out again already.
    """
    with passing(actor, Act.RETURN, loan) as trail:
        row = own(Loan, actor, loan.pk, hold=True)
        if row.ended_on is not None:
            ending = row.ending
            row.ended_on, row.ending = None, Ending.OPEN
            _save_alone(row)
            if ending in _AFTER:
                _set_condition(row, Condition.WORN)
            _step(actor, row, StepKind.UNDONE, at)
            trail.note(row, fields=("ending", "ended_on"))
    return row


def _held(actor: Actor, loan: Loan) -> Loan:
    row = own(Loan, actor, loan.pk, hold=True)
    if row.ended_on is not None:
        raise RuleBroken("", _("この貸し出しはすでに終わっています。"))
    return row


def _save_alone(row: Loan) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if constraint_name(error) != "loan_item_once":
            raise
        raise RuleBroken("", OUT) from error


def _set_condition(row: Loan, condition: Condition) -> None:
    held = Item.objects.select_for_update(no_key=True).get(pk=row.item_id)
    held.condition = condition
    held.save_if(held.version, "condition")


def _step(actor: Actor, row: Loan, kind: StepKind, at: datetime, note: str = "") -> None:
    LoanStep.objects.create(
        hub_id=row.hub_id,
        loan=row,
        kind=kind,
        due_on=row.due_on,
        note=note,
        by_id=actor.user_id,
        at=at,
    )
