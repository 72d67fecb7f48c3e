"""Conditions of the table that belong to one area: what somebody has in hand, or was there for."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from consultations.choices import ReferralState, ReferralTo
from programs.kernel.actor import Actor
from programs.kernel.policy import named, own_hub


@named(_("担当の人・記録した人"))
def in_hand(actor: Actor, target: Any) -> bool:
    """Tell whether something of the own hub was begun by the actor or is in her hands."""
    people = (getattr(target, "owner_id", None), getattr(target, "created_by_id", None))
    return own_hub(actor, target) and actor.user_id in people


def to_ward(actor: Actor, target: Any) -> bool:
    """Tell whether a referral of the own hub went to the ward and was not taken back."""
    return (
        own_hub(actor, target)
        and getattr(target, "to", None) == ReferralTo.WARD
        and getattr(target, "state", None) != ReferralState.WITHDRAWN
    )


@named(_("会議を記録した人・会議に参加した人"))
def at_meeting(actor: Actor, target: Any) -> bool:
    """Tell whether the actor wrote a meeting of the own hub down, or took part in it."""
    if not own_hub(actor, target):
        return False
    wrote = getattr(target, "created_by_id", None) == actor.user_id
    return wrote or actor.user_id in getattr(target, "people_ids", ())


@named(_("会議に参加した区の担当者"))
def ward_at_meeting(actor: Actor, target: Any) -> bool:
    """Tell whether the ward took part in a meeting of the own hub."""
    return own_hub(actor, target) and bool(getattr(target, "with_ward", target is None))
