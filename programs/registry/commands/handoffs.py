"""Handing something on from one area to another: offered, then accepted or declined."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden, RuleBroken, Stale
from programs.kernel.gate import passing
from programs.kernel.notices import tell
from programs.registry.choices import Act, Area, HandoffState
from programs.registry.models import Handoff, Household

AREAS = frozenset(Area.values)


def offer_handoff(
    actor: Actor, from_area: str, to_area: str, subject: str, household: Household | None = None
) -> Handoff:
    """Ask another area to take something on; raises RuleBroken for an unknown or the same area."""
    if from_area not in AREAS or to_area not in AREAS or from_area == to_area:
        raise RuleBroken("to_area", _("引き継ぎ先を選んでください。"))
    with passing(actor, Act.OFFER_HANDOFF, household) as trail:
        handoff = Handoff.objects.create(
            hub_id=actor.hub_id,
            from_area=from_area,
            to_area=to_area,
            household=household,
            subject=subject,
            offered_by_id=actor.user_id,
        )
        trail.note(handoff, fields=("from_area", "to_area", "household"))
    return handoff


def answer_handoff(
    actor: Actor, handoff: Handoff, *, accept: bool, at: datetime, reason: str = ""
) -> Handoff:
    """Accept or decline once and tell who asked; declining needs a reason.

    Raises RuleBroken, Hidden, or Stale for the second answer.
    """
    if not accept and not reason.strip():
        raise RuleBroken("reason", _("見送る理由を入力してください。"))
    with passing(actor, Act.ANSWER_HANDOFF, handoff) as trail:
        row = Handoff.objects.select_for_update().filter(pk=handoff.pk).first()
        if row is None:
            raise Hidden
        if row.state != HandoffState.OFFERED:
            raise _answered_already(row, accept, reason)
        row.state = HandoffState.ACCEPTED if accept else HandoffState.DECLINED
        row.answered_by_id, row.answered_at, row.reason = actor.user_id, at, reason
        row.save(update_fields=["state", "answered_by", "answered_at", "reason"])
        path = reverse("registry:handoff-answer", args=[row.pk])
        tell(row.hub_id, {row.offered_by_id} - {actor.user_id}, "registry.handoff_answered", path)
        trail.note(row, fields=("state", "reason"))
    return row


def _answered_already(row: Handoff, accept: bool, reason: str) -> Stale:
    mine = HandoffState.ACCEPTED if accept else HandoffState.DECLINED
    return Stale(
        row,
        by=str(row.answered_by),
        at=row.answered_at,
        mine={_("回答"): str(mine.label), _("理由"): reason},
        theirs={_("回答"): row.get_state_display(), _("理由"): row.reason},
    )
