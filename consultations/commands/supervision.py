"""Reading records through: a comment, a lock that keeps them as they are, and what is to be learned."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from consultations import queries, sealed
from consultations.choices import Act, SupervisionStep
from consultations.commands.checks import check_length, check_standing
from consultations.models import CaseMeeting, Consultation, Supervision, TrainingNeed
from consultations.rules import LONGEST_NEED, LONGEST_NOTE
from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden, RuleBroken, Stale
from programs.kernel.gate import Trail, passing
from programs.kernel.notices import tell


def supervise(
    actor: Actor,
    row: Consultation,
    kind: str,
    text: str,
    *,
    seen: str,
    at: datetime,
    need: str = "",
) -> Supervision:
    """Mark a record as read through, lock it, or unlock it; tell who wrote it.

    `need` is what the writer should learn, for the director's list. Raises Stale where the record
    or a note has changed since it was `seen` (see ``queries.state_of``), RuleBroken.
    """
    with passing(actor, Act.SUPERVISE, row) as trail:
        made = _step(actor, check_standing(row), kind, text, seen, at)
        _note_need(actor, made, need, at, trail)
        path = queries.url("supervision-read", row.pk)
        tell(row.hub_id, {row.created_by_id} - {actor.user_id}, "consultations.supervised", path)
        trail.note(row, made, fields=["kind", "text", "locked_at"])
    return made


def supervise_meeting(
    actor: Actor,
    row: CaseMeeting,
    kind: str,
    text: str,
    *,
    seen: str,
    at: datetime,
    need: str = "",
) -> Supervision:
    """Mark the record of a meeting as read through, lock it, or unlock it; see `supervise`."""
    with passing(actor, Act.SUPERVISE_MEETING, row) as trail:
        held = CaseMeeting.objects.select_for_update().filter(pk=row.pk).first()
        if held is None:
            raise Hidden
        made = _step(actor, held, kind, text, seen, at)
        _note_need(actor, made, need, at, trail)
        people = {row.created_by_id} - {actor.user_id}
        tell(row.hub_id, people, "consultations.supervised", row.get_absolute_url())
        trail.note(row, made, fields=["kind", "text", "locked_at"])
    return made


def note_training_need(actor: Actor, person_id: int, subject: str, *, at: datetime) -> TrainingNeed:
    """Note what somebody of the hub should learn. Raises RuleBroken."""
    with passing(actor, Act.CHANGE_TRAINING_NEEDS) as trail:
        if person_id not in dict(queries.owners(actor, clock.tokyo(at).date())):
            raise RuleBroken("person", _("この拠点の職員から選んでください。"))
        row = _need(actor, person_id, subject, at)
        trail.note(row, fields=["person", "subject"])
    return row


def meet_training_need(actor: Actor, row: TrainingNeed, *, at: datetime) -> TrainingNeed:
    """Mark that it was learned; doing so twice keeps the first day."""
    with passing(actor, Act.CHANGE_TRAINING_NEEDS, row) as trail:
        day = clock.tokyo(at).date()
        done = TrainingNeed.objects.filter(pk=row.pk, met_on=None).update(met_on=day)
        row.refresh_from_db()
        trail.note(row, fields=["met_on"] if done else [])
    return row


def reopen_training_need(actor: Actor, row: TrainingNeed) -> TrainingNeed:
    """Take back that it was learned."""
    with passing(actor, Act.CHANGE_TRAINING_NEEDS, row) as trail:
        row.met_on = None
        row.save(update_fields=["met_on"])
        trail.note(row, fields=["met_on"])
    return row


def _step(
    actor: Actor, row: Consultation | CaseMeeting, kind: str, text: str, seen: str, at: datetime
) -> Supervision:
    if queries.state_of(row) != seen:
        raise Stale(row)
    check_length("text", text, LONGEST_NOTE)
    if kind not in SupervisionStep.values:
        raise RuleBroken("kind", _("1つ選んでください。"))
    if (kind == SupervisionStep.UNLOCKED) != (row.locked_at is not None):
        raise RuleBroken("kind", _("記録の状態が変わっています。画面を読み直してください。"))
    if kind != SupervisionStep.READ:
        row.locked_at = at if kind == SupervisionStep.LOCKED else None
    row.save_if(row.version, "locked_at")
    return Supervision.objects.create(
        hub_id=row.hub_id,
        consultation=row if isinstance(row, Consultation) else None,
        meeting=row if isinstance(row, CaseMeeting) else None,
        kind=kind,
        author_id=actor.user_id,
        written_at=at,
        text=sealed.put(row.hub_id, text) if text.strip() else None,
    )


def _note_need(actor: Actor, made: Supervision, need: str, at: datetime, trail: Trail) -> None:
    """Note what whoever wrote the record should learn, if anything."""
    if not need.strip():
        return
    record = made.consultation or made.meeting
    writer = record.created_by_id if record else actor.user_id
    trail.note(_need(actor, writer, need, at, made), fields=["training_need"])


def _need(
    actor: Actor, person_id: int, subject: str, at: datetime, made: Supervision | None = None
) -> TrainingNeed:
    field = "need" if made else "subject"
    if not subject.strip():
        raise RuleBroken(field, _("学ぶことを入力してください。"))
    check_length(field, subject, LONGEST_NEED)
    return TrainingNeed.objects.create(
        hub_id=int(actor.hub_id or 0),
        person_id=person_id,
        subject=subject.strip(),
        supervision=made,
        noted_on=clock.tokyo(at).date(),
        noted_by_id=actor.user_id,
    )
