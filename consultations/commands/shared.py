"""What was shared at a meeting on a ground of its own; and what both kinds of sharing must hold to."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from consultations import sealed
from consultations.choices import Act
from consultations.commands.checks import check_length, corrected_first
from consultations.commands.grounds import checked
from consultations.models import CaseMeeting, MeetingFact
from consultations.rules import LONGEST_NOTE, Ground
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden, RuleBroken, constraint_name
from programs.kernel.gate import passing


def share_fact(
    actor: Actor, row: CaseMeeting, text: str, ground: Ground, *, at: datetime
) -> MeetingFact:
    """Write down something that was shared on another ground than the rest. Raises RuleBroken."""
    with passing(actor, Act.CHANGE_MEETING, row) as trail:
        check_meeting_unlocked(row)
        made = _write(actor, row, text, ground, at, None)
        trail.note(row, made, fields=["text", "basis"])
    return made


def correct_fact(
    actor: Actor, before: MeetingFact, text: str, ground: Ground, *, at: datetime
) -> MeetingFact:
    """Write a corrected version; the one before stays. Raises Stale where somebody was first, RuleBroken."""
    row = before.meeting
    with passing(actor, Act.CHANGE_MEETING, row) as trail:
        check_meeting_unlocked(row)
        try:
            with transaction.atomic():
                made = _write(actor, row, text, ground, at, before)
        except IntegrityError as error:
            if constraint_name(error) != "meeting_fact_corrected_once":
                raise
            raise corrected_first(before, text, str(_("共有したこと"))) from None
        trail.note(row, made, fields=["text", "basis", "corrects"])
    return made


def _write(
    actor: Actor,
    row: CaseMeeting,
    text: str,
    ground: Ground,
    at: datetime,
    corrects: MeetingFact | None,
) -> MeetingFact:
    check_shared(text)
    fit = checked(actor, ground, row.held_on, keep=corrects.basis_id if corrects else 0)
    return MeetingFact.objects.create(
        hub_id=row.hub_id,
        meeting=row,
        author_id=actor.user_id,
        text=sealed.put(row.hub_id, text),
        reason=fit.seal(row.hub_id),
        written_at=at,
        corrects=corrects,
        **fit.columns,
    )


def check_shared(text: str) -> None:
    """Raise RuleBroken for no words, or too many."""
    if not text.strip():
        raise RuleBroken("text", _("共有したことを入力してください。"))
    check_length("text", text, LONGEST_NOTE)


def check_meeting_unlocked(row: CaseMeeting) -> None:
    """Hold a meeting until the transaction ends. Raises RuleBroken for one that is locked."""
    held = CaseMeeting.objects.select_for_update().filter(pk=row.pk).first()
    if held is None:
        raise Hidden
    if held.locked_at:
        raise RuleBroken(
            "", _("施設長が確認して固定した記録です。変えるときは、施設長に相談してください。")
        )
