"""Restricted notes and follow-ups."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from consultations import queries, sealed
from consultations.choices import Act
from consultations.commands.checks import (
    check_due,
    check_length,
    check_standing,
    check_unlocked,
    corrected_first,
    put_some,
)
from consultations.commands.next_steps import begin_follow_up
from consultations.models import Consultation, FollowUp, Note
from consultations.rules import LONGEST_NOTE, LONGEST_RESULT, Plan
from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden, RuleBroken, Stale, constraint_name
from programs.kernel.gate import passing


def add_note(
    actor: Actor, consultation: Consultation, text: str, plan: Plan | None = None, *, at: datetime
) -> Note:
    """Add a restricted note and, if there is a plan, a follow-up. Raises RuleBroken."""
    with passing(actor, Act.ADD_NOTE, consultation) as trail:
        held = check_standing(consultation)
        check_unlocked(consultation)
        note = _write(actor, consultation, text, at)
        trail.note(note, fields=["text"])
        if plan:
            trail.note(
                begin_follow_up(actor, plan, at, consultation=held),
                fields=["due_on", "kind", "owner"],
            )
    return note


def correct_note(actor: Actor, note: Note, text: str, *, at: datetime) -> Note:
    """Write a corrected version; the old one stays. Raises Stale where one was written meanwhile."""
    with passing(actor, Act.CORRECT_NOTE, note) as trail:
        check_unlocked(note.consultation)
        try:
            with transaction.atomic():
                fresh = _write(actor, note.consultation, text, at, corrects=note)
        except IntegrityError as error:
            if constraint_name(error) != "note_corrected_once":
                raise
            raise corrected_first(note, text, str(_("メモ"))) from None
        trail.note(fresh, note, fields=["text", "corrects"])
    return fresh


def add_follow_up(
    actor: Actor, consultation: Consultation, plan: Plan, *, at: datetime
) -> FollowUp:
    """Add a follow-up to a consultation. Raises RuleBroken."""
    with passing(actor, Act.ADD_FOLLOW_UP, consultation) as trail:
        held = check_standing(consultation)
        row = begin_follow_up(actor, plan, at, consultation=held)
        trail.note(row, fields=["due_on", "kind", "owner", "text"])
    return row


def finish_follow_up(actor: Actor, row: FollowUp, result: str = "", *, at: datetime) -> FollowUp:
    """Mark a follow-up done, with a line of what came of it; doing so twice keeps the first time.

    Raises RuleBroken, and Stale for the second of two who has other words to say.
    """
    with passing(actor, Act.CHANGE_FOLLOW_UP, row) as trail:
        check_length("result", result, LONGEST_RESULT)
        held = _held_follow_up(row)
        if held.done_at is None:
            _finish(actor, held, result.strip(), at)
            trail.note(row, fields=["done_at", "result"] if held.result else ["done_at"])
        elif result.strip() not in ("", sealed.read(held.result)):
            raise _done_first(held, result)
        row.refresh_from_db()
    return row


def reopen_follow_up(actor: Actor, row: FollowUp, *, at: datetime) -> FollowUp:
    """Take back that a follow-up was done; what came of it waits to be said anew.

    Who may not read its record any more owns it no longer.
    """
    with passing(actor, Act.CHANGE_FOLLOW_UP, row) as trail:
        row.done_at = row.done_by = None
        names = ["done_at", "done_by"]
        talk, today = row.consultation, clock.tokyo(at).date()
        if talk and talk.guarded and row.owner_id not in queries.readers(talk, today):
            row.owner_id = actor.user_id
            names.append("owner_id")
        row.save_if(row.version, *names)
        trail.note(row, fields=names)
    return row


def move_follow_up(
    actor: Actor, row: FollowUp, due_on: date, *, version: int, at: datetime
) -> FollowUp:
    """Give a follow-up that is not done another day. Raises Stale, RuleBroken."""
    with passing(actor, Act.CHANGE_FOLLOW_UP, row) as trail:
        _check_not_done(row)
        check_due(due_on, at)
        row.due_on = due_on
        row.save_if(version, "due_on")
        trail.note(row, fields=["due_on"])
    return row


def _check_not_done(row: FollowUp) -> None:
    """Hold a follow-up. Raises RuleBroken for one that is done."""
    held = FollowUp.objects.select_for_update().filter(pk=row.pk).first()
    if held is None:
        raise Hidden
    if held.done_at:
        raise RuleBroken(
            "", _("完了した対応の期日は変更できません。先に完了を取り消してください。")
        )


def _write(
    actor: Actor, consultation: Consultation, text: str, at: datetime, corrects: Note | None = None
) -> Note:
    if not text.strip():
        raise RuleBroken("text", _("メモを入力してください。"))
    check_length("text", text, LONGEST_NOTE)
    return Note.objects.create(
        hub_id=consultation.hub_id,
        consultation=consultation,
        author_id=actor.user_id,
        text=sealed.put(consultation.hub_id, text),
        written_at=at,
        corrects=corrects,
    )


def _held_follow_up(row: FollowUp) -> FollowUp:
    held = FollowUp.objects.select_for_update().filter(pk=row.pk).first()
    if held is None:
        raise Hidden
    return held


def _finish(actor: Actor, held: FollowUp, result: str, at: datetime) -> None:
    """Write that it is done; a line said before it was opened again gives way to the new one."""
    before = held.result
    if sealed.read(before) != result:
        held.result = put_some(held.hub_id, result)
    held.done_at, held.done_by_id = at, actor.user_id
    held.save_if(held.version, "done_at", "done_by", "result")
    if before is not None and before.pk != held.result_id:
        before.delete()


def _done_first(held: FollowUp, result: str) -> Stale:
    label = str(_("結果"))
    return Stale(
        held,
        by=str(held.done_by),
        at=held.done_at,
        mine={label: result},
        theirs={label: sealed.read(held.result)},
    )
