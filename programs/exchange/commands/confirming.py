"""An import is decided on: written in one transaction, or given up; the cells are erased then."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from programs.exchange.choices import IMPORT, Fate, Kind, Outcome, State
from programs.exchange.commands.staging import held, sheet_rows
from programs.exchange.commands.weighing import FamilyRow, StaffRow, Weighed, weigh
from programs.exchange.models import ImportRow, ImportRun, ImportSheet
from programs.exchange.rules.problems import as_stored, problem
from programs.kernel.actor import Actor
from programs.kernel.errors import RuleBroken
from programs.kernel.gate import passing
from programs.registry.commands import many
from programs.registry.commands.accounts import Invitation, write_invitation
from programs.registry.commands.many import NewHousehold
from programs.registry.models import Membership

_PORTION = 2000


def confirm(actor: Actor, run: ImportRun, at: datetime, seen: str | None = None) -> ImportRun:
    """Write the new rows of an import, weighed anew against the register as it is now.

    ``seen`` is the sheet whose rows were looked at. Of two who confirm at once the second is refused. What was not taken stays a week to be
    corrected; everything else of the file is erased. Raises RuleBroken.
    """
    with passing(actor, IMPORT[Kind(run.kind)], run) as trail:
        row = held(actor, run)
        if seen is not None and seen != row.sheet_name:
            raise RuleBroken(
                "", _("読み込むシートが替えられています。行の扱いを確かめ直してください。")
            )
        many.hold_numbers(row.hub_id)
        rows, today = sheet_rows(row), at.date()
        weighed = weigh(actor, row, rows, today)
        if row.kind == Kind.STAFF:
            _write_staff(actor, weighed)
        else:
            _write_families(actor, weighed, today)
        ImportRow.objects.filter(run=row).delete()
        ImportRow.objects.bulk_create([_kept(one) for one in weighed.rows], batch_size=_PORTION)
        rejected = {one.number for one in weighed.rows if one.fate == Fate.ERROR}
        left = [[number, texts] for number, texts in rows if number in rejected]
        ImportSheet.objects.filter(run=row).update(rows=left, titles=[], book=[])
        row.state, row.counts = State.DONE, weighed.counts
        row.confirmed_at, row.confirmed_by_id = at, actor.user_id
        row.save()
        trail.note(row, fields=("rows",))
    return row


def abandon(actor: Actor, run: ImportRun) -> ImportRun:
    """Give an import up before it was confirmed; everything of the file is erased."""
    with passing(actor, IMPORT[Kind(run.kind)], run) as trail:
        row = held(actor, run)
        erase(row)
        row.state = State.ABANDONED
        row.save(update_fields=["state"])
        trail.note(row, fields=("state",))
    return row


def erase(run: ImportRun) -> None:
    """Erase what stood in the file."""
    ImportSheet.objects.filter(run=run).delete()
    ImportRow.objects.filter(run=run, made_id=None).delete()
    ImportRow.objects.filter(run=run).update(label="", notes=[])


def _kept(row: ImportRow) -> ImportRow:
    """A row as it stays: who is in the register is named there, not here."""
    if row.made_id or row.known_id:
        row.label = ""
    return row


def _write_families(actor: Actor, weighed: Weighed, today: date) -> None:
    assert actor.hub_id is not None
    said = [_household(one, today) for _row, one in weighed.new]
    made = many.write_households(actor.hub_id, actor.user_id, said, today)
    for (row, _said), (home, print_) in zip(weighed.new, made, strict=True):
        row.made_id, row.fingerprint, row.outcome = home.pk, print_, Outcome.MADE
    made_of = {row.number: row.made_id for row, _said in weighed.new}
    for row, place in weighed.joined:
        row.known_id = made_of[place]


def _household(row: FamilyRow, today: date) -> NewHousehold:
    assert row.values is not None
    return NewHousehold(
        row.values,
        row.registered_on or today,
        row.number,
        tuple((code.system_id, code.owner, code.code) for code in row.codes),
    )


def _write_staff(actor: Actor, weighed: Weighed) -> None:
    for row, said in weighed.new:
        try:
            person, _path = write_invitation(actor, _invitation(actor, said))
        except RuleBroken as broken:  # the login id was taken this very moment
            row.fate = Fate.ERROR
            row.notes = [as_stored(problem(broken.message))]
            continue
        roles = Membership.objects.filter(person=person)
        row.made_id, row.outcome = person.pk, Outcome.MADE
        row.fingerprint = many.person_fingerprint(person, roles)


def _invitation(actor: Actor, row: StaffRow) -> Invitation:
    said: dict[str, Any] = dict(row.values)
    return Invitation(hub_id=actor.hub_id, **said)
