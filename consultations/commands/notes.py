"""Restricted notes and follow-ups."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from consultations import sealed
from consultations.choices import Act
from consultations.commands.checks import (
    check_due,
    check_length,
    check_standing,
    check_unlocked,
    corrected_first,
)
from consultations.commands.next_steps import begin_follow_up
from consultations.models import Consultation, FollowUp, Note
from consultations.rules import LONGEST_NOTE, Plan
from programs.kernel.actor import Actor
from programs.kernel.errors import RuleBroken, constraint_name
from programs.kernel.gate import passing


def add_note(
    actor: Actor, consultation: Consultation, text: str, plan: Plan | None = None, *, at: datetime
) -> Note:
    """Add a restricted note and, if there is a plan, a follow-up. Raises RuleBroken."""
    with passing(actor, Act.ADD_NOTE, consultation) as trail:
        check_standing(consultation)
        check_unlocked(consultation)
        note = _write(actor, consultation, text, at)
        trail.note(note, fields=["text"])
        if plan:
            trail.note(
                begin_follow_up(actor, plan, at, consultation=consultation),
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
        check_standing(consultation)
        row = begin_follow_up(actor, plan, at, consultation=consultation)
        trail.note(row, fields=["due_on", "kind", "owner", "text"])
    return row


def finish_follow_up(actor: Actor, row: FollowUp, *, at: datetime) -> FollowUp:
    """Mark a follow-up done; doing so twice keeps the first time."""
    with passing(actor, Act.CHANGE_FOLLOW_UP, row) as trail:
        done = FollowUp.objects.filter(pk=row.pk, done_at=None).update(
            done_at=at, done_by_id=actor.user_id, version=F("version") + 1
        )
        trail.note(row, fields=["done_at"] if done else [])
        row.refresh_from_db()
    return row


def reopen_follow_up(actor: Actor, row: FollowUp) -> FollowUp:
    """Take back that a follow-up was done."""
    with passing(actor, Act.CHANGE_FOLLOW_UP, row) as trail:
        row.done_at = row.done_by = None
        row.save_if(row.version, "done_at", "done_by")
        trail.note(row, fields=["done_at"])
    return row


def move_follow_up(
    actor: Actor, row: FollowUp, due_on: date, *, version: int, at: datetime
) -> FollowUp:
    """Give a follow-up another day. Raises Stale, RuleBroken."""
    with passing(actor, Act.CHANGE_FOLLOW_UP, row) as trail:
        check_due(due_on, at)
        row.due_on = due_on
        row.save_if(version, "due_on")
        trail.note(row, fields=["due_on"])
    return row


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
