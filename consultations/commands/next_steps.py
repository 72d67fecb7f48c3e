"""How a follow-up begins, wherever it comes from; its new owner is told."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from consultations.commands.checks import (
    check_due,
    check_length,
    check_owner,
    check_reader,
    put_some,
)
from consultations.models import FollowUp
from consultations.rules import LONGEST_PLAN, Plan
from programs.kernel.actor import Actor
from programs.kernel.notices import tell


def begin_follow_up(actor: Actor, plan: Plan, at: datetime, **source: Any) -> FollowUp:
    """Insert a follow-up from a consultation, a meeting or a household; callers have passed the gate.

    Raises RuleBroken for a day that is over, words that are too long, an owner who does not work
    here or may not read the record it comes from.
    """
    check_due(plan.due_on, at)
    check_length("plan_text", plan.text, LONGEST_PLAN)
    check_owner(actor, plan.owner_id, at)
    if source.get("consultation"):
        check_reader(source["consultation"], plan.owner_id, at, by=actor.user_id)
    hub_id = int(actor.hub_id or 0)
    row = FollowUp.objects.create(
        hub_id=hub_id,
        due_on=plan.due_on,
        kind=plan.kind,
        owner_id=plan.owner_id,
        created_by_id=actor.user_id,
        text=put_some(hub_id, plan.text),
        **source,
    )
    tell_owner(actor, plan.owner_id)
    return row


def tell_owner(actor: Actor, owner_id: int) -> None:
    """Tell somebody that something is hers to do now, unless she took it herself."""
    if owner_id != actor.user_id:
        path = reverse("desk:home")
        tell(int(actor.hub_id or 0), [owner_id], "consultations.work_assigned", path)
