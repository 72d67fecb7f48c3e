"""Suspected maltreatment: opening its log, adding to it. Nothing here is changed or deleted."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultations import queries, sealed
from consultations.choices import Act, StepKind
from consultations.commands.checks import check_standing
from consultations.commands.guarding import hand_over
from consultations.models import Concern, ConcernStep, Consultation
from consultations.rules import LONGEST_NOTE, Step
from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.kernel.errors import RuleBroken
from programs.kernel.gate import passing
from programs.kernel.notices import tell
from programs.registry import queries as registry
from programs.registry.choices import Role


def open_concern(
    actor: Actor,
    consultation: Consultation | None,
    household: Any,
    text: str,
    *,
    nonce: UUID,
    at: datetime,
) -> Concern:
    """Open the log of a suspected maltreatment and tell the directors at once.

    A consultation has at most one; asking again, or the same nonce, gives the one there is. What
    is open on it goes to a director. Raises RuleBroken for a consultation that was undone.
    """
    with passing(actor, Act.OPEN_CONCERN, consultation) as trail:
        family = household or (consultation.household if consultation else None)
        concern = begin(actor, family, at, consultation=consultation, nonce=nonce, text=text)
        trail.note(concern, fields=["opened_at"])
    return concern


def add_step(actor: Actor, concern: Concern, step: Step, *, at: datetime) -> ConcernStep:
    """Add a line to the log: what was seen, whom one called, what was decided.

    Only the director closes it; a further line after that reopens nothing but stays possible.
    """
    action = Act.CLOSE_CONCERN if step.kind == StepKind.CLOSED else Act.LOG_CONCERN
    with passing(actor, action, concern) as trail:
        _check(actor, step, at)
        row = _write(actor, concern, step, at)
        others = {concern.created_by_id, *_directors(concern.hub_id, at)} - {actor.user_id}
        tell(concern.hub_id, others, "consultations.concern_step", concern.get_absolute_url())
        trail.note(row, fields=["kind", "happened_at", "contact", "text", "check_on"])
    return row


def begin(
    actor: Actor,
    household: Any,
    at: datetime,
    *,
    consultation: Consultation | None,
    nonce: UUID,
    text: str = "",
) -> Concern:
    """Insert a concern with its first step and tell the directors; within another act's gate.

    The record is held: it cannot be undone meanwhile. Raises RuleBroken for one that was.
    """
    if consultation is not None:
        check_standing(consultation)
    concern, made = _insert(actor, household, at, consultation, nonce)
    if made:
        directors = _directors(concern.hub_id, at)
        tell(concern.hub_id, directors, "consultations.concern_opened", concern.get_absolute_url())
        if consultation is not None:
            consultation.guarded = True
            consultation.save(update_fields=["guarded"])
            hand_over(actor, consultation, at)
    if made or text:
        _write(actor, concern, Step(StepKind.SEEN, at, text), at)
    return concern


def _insert(
    actor: Actor, household: Any, at: datetime, consultation: Consultation | None, nonce: UUID
) -> tuple[Concern, bool]:
    hub_id = int(actor.hub_id or 0)
    there = _standing(hub_id, consultation, nonce)
    if there:
        return there, False
    try:
        with transaction.atomic():
            concern = Concern.objects.create(
                hub_id=hub_id,
                consultation=consultation,
                household=household,
                nonce=nonce,
                created_by_id=actor.user_id,
                opened_at=at,
                told=len(_directors(hub_id, at)),
            )
        return concern, True
    except IntegrityError:
        there = _standing(hub_id, consultation, nonce)  # somebody was first, a moment ago
        if there is None:
            raise
        return there, False


def _standing(hub_id: int, consultation: Consultation | None, nonce: UUID) -> Concern | None:
    """The concern that this submission, or this consultation, has already opened."""
    same = Q(nonce=nonce) if consultation is None else Q(nonce=nonce) | Q(consultation=consultation)
    return Concern.objects.filter(same, hub_id=hub_id).order_by("pk").first()


def _write(actor: Actor, concern: Concern, step: Step, at: datetime) -> ConcernStep:
    return ConcernStep.objects.create(
        hub_id=concern.hub_id,
        concern=concern,
        kind=step.kind,
        author_id=actor.user_id,
        happened_at=step.happened_at,
        written_at=at,
        contact_id=step.contact_id,
        check_on=step.check_on,
        text=sealed.put(concern.hub_id, step.text) if step.text else None,
    )


def _check(actor: Actor, step: Step, at: datetime) -> None:
    if not step.text.strip():
        raise RuleBroken("text", _("内容を入力してください。"))
    if len(step.text) > LONGEST_NOTE:
        raise RuleBroken(
            "text", _("%(limit)s文字までで入力してください。") % {"limit": f"{LONGEST_NOTE:,}"}
        )
    if step.happened_at > at:
        raise RuleBroken("happened_time", _("今より後の日時は入力できません。"))
    if step.check_on and step.check_on < clock.tokyo(at).date():
        raise RuleBroken("check_on", _("次に確認する日は、今日以降にしてください。"))
    if step.contact_id and not queries.safety(actor).filter(pk=step.contact_id).exists():
        raise RuleBroken("contact", _("選択肢の中から選んでください。"))


def _directors(hub_id: int, at: datetime) -> list[int]:
    return registry.people_with(hub_id, (Role.DIRECTOR,), clock.tokyo(at).date())
