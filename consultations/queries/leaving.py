"""How much open work somebody who leaves has; counts only, so that who keeps accounts may see it."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consultations.choices import OPEN_REFERRALS, CaseState
from consultations.models import Case, FollowUp, Referral
from programs.kernel.rows import counted
from programs.registry.leaving import Duty

_LABELS = {
    "follow_ups": _("次の対応"),
    "cases": _("継続支援"),
    "referrals": _("紹介"),
}


def left_by(hub_id: int, person_id: int) -> list[Duty]:
    """Return the open follow-ups, cases and referrals of a person; for whoever ends her role."""
    mine = {"hub_id": hub_id, "owner_id": person_id}
    asked: dict[str, QuerySet[Any]] = {
        "follow_ups": FollowUp.objects.filter(**mine, done_at=None, consultation__voided_at=None),
        "cases": Case.objects.filter(**mine, state=CaseState.OPEN),
        "referrals": Referral.objects.filter(**mine, state__in=OPEN_REFERRALS),
    }
    address = f"{reverse('consultations:work-list')}?person={person_id}"
    return [Duty(_LABELS[name], count, address) for name, count in counted(asked).items()]
