"""What is counted of referrals and of signposting; a part of `figures`. The two are never mixed.

What comes from the record of a suspicion is counted but not shown.
"""

from functools import partial
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from consultations.choices import Act, Basis, ReferralState, ReferralTo, SignpostTo
from consultations.figures.restricted import day_unless_guarded, in_parts, unless_guarded
from consultations.models import Referral, Signpost
from programs.kernel import localdates
from programs.kernel.actor import Actor
from programs.kernel.figures import Figure, Period
from programs.registry.choices import GroupKind


def referrals(actor: Actor, period: Period) -> "QuerySet[Referral]":
    """Return the referrals sent in a period and not taken back; restricted ones stand last."""
    rows = Referral.objects.filter(
        Q(consultation=None) | Q(consultation__voided_at=None),
        hub_id__in=actor.hub_ids,
        sent_on__range=(period.from_on, period.to_on),
    )
    rows = rows.exclude(state=ReferralState.WITHDRAWN)
    rows = rows.exclude(consultation__household__is_demo=True)
    rows = rows.exclude(case__household__is_demo=True)
    if period.site_ids:
        rows = rows.filter(site_id__in=period.site_ids)
    rows = rows.select_related("consultation", "group", "site")
    return rows.order_by(F("consultation__guarded").asc(nulls_first=True), "sent_on", "pk")


def signposts(actor: Actor, period: Period) -> "QuerySet[Signpost]":
    """Return where people were told to go in the consultations of a period, undone ones left out."""
    rows = Signpost.objects.filter(
        hub_id__in=actor.hub_ids,
        voided_at=None,
        consultation__voided_at=None,
        consultation__held_on__range=(period.from_on, period.to_on),
    ).exclude(consultation__household__is_demo=True)
    if period.site_ids:
        rows = rows.filter(consultation__site_id__in=period.site_ids)
    rows = rows.select_related("consultation__site", "group")
    return rows.order_by("consultation__guarded", "consultation__held_on", "pk")


def count_referrals(actor: Actor, period: Period) -> int:
    """Return how many rows `referrals` has."""
    return referrals(actor, period).count()


def count_signposts(actor: Actor, period: Period) -> int:
    """Return how many rows `signposts` has."""
    return signposts(actor, period).count()


def split_referrals(actor: Actor, period: Period, breakdown: str) -> dict[str, int]:
    """Return the parts by addressee (the ward, or the kind of group), by consent, or by state."""
    choices = {"to": ReferralTo, "basis": Basis, "state": ReferralState}[breakdown]
    by = _by_addressee if breakdown == "to" else partial(_by_choice, field=breakdown)
    return _split(referrals(actor, period), partial(by, choices=choices))


def split_signposts(actor: Actor, period: Period, breakdown: str) -> dict[str, int]:
    """Return the parts by where people were told to go."""
    return _split(signposts(actor, period), partial(_by_addressee, choices=SignpostTo))


def _split(rows: "QuerySet[Any]", by: Any) -> dict[str, int]:
    return in_parts(rows.order_by(), Count("pk"), by, "consultation__guarded")


def _by_choice(rows: "QuerySet[Any]", field: str, choices: Any) -> dict[str, int]:
    counted = rows.values_list(field).annotate(number=Count("pk"))
    numbers = dict(counted)
    return {str(label): numbers[key] for key, label in choices.choices if key in numbers}


def _by_addressee(rows: "QuerySet[Any]", choices: Any) -> dict[str, int]:
    """The ward and other places by name, groups by their kind."""
    counted = rows.values_list("to", "group__kind").annotate(number=Count("pk"))
    numbers = {(to, kind or ""): number for to, kind, number in counted}
    keys = [
        *(((to, ""), label) for to, label in choices.choices),
        *(((ReferralTo.GROUP.value, kind), label) for kind, label in GroupKind.choices),
    ]
    return {str(label): numbers[key] for key, label in keys if key in numbers}


def _sent_on(row: Referral) -> str:
    return localdates.day_full(row.sent_on)


def _told_on(row: Signpost) -> str:
    return localdates.day_full(row.consultation.held_on)


FIGURES: tuple[Figure, ...] = (
    Figure(
        key="consultations.referrals",
        label=_("紹介の件数"),
        unit=_("件"),
        rule=_(
            "相談や継続支援から、関係団体や区役所に話をつなぎ、返事を待つものを、"
            "紹介した日で1件と数えます。見送りになったものも数えます。"
            "閲覧を制限した記録も数え、内訳では「閲覧制限」にまとめます。"
            "場所や窓口を伝えただけのもの（案内）、取り下げたもの、"
            "練習用のご家族の記録は含めません。"
        ),
        rows=referrals,
        count=count_referrals,
        split=split_referrals,
        breakdowns={"to": _("紹介先"), "basis": _("同意"), "state": _("状態")},
        columns=(
            (_("紹介した日"), day_unless_guarded(_sent_on)),
            (_("施設"), unless_guarded(lambda row: row.site)),
            (_("紹介先"), unless_guarded(str)),
            (_("状態"), unless_guarded(lambda row: row.get_state_display())),
        ),
        rows_action=Act.VIEW_REFERRALS,
    ),
    Figure(
        key="consultations.signposts",
        label=_("案内の件数"),
        unit=_("件"),
        rule=_(
            "相談の中で場所や窓口を伝えたものを、伝えた先ごとに、相談日で1件と数えます。"
            "閲覧を制限した記録も数え、内訳では「閲覧制限」にまとめます。"
            "相手に話をつないだもの（紹介）は含めません。"
            "取り消した記録と、練習用のご家族の記録は含めません。"
        ),
        rows=signposts,
        count=count_signposts,
        split=split_signposts,
        breakdowns={"to": _("案内先")},
        columns=(
            (_("相談日"), day_unless_guarded(_told_on)),
            (_("施設"), unless_guarded(lambda row: row.consultation.site)),
            (_("案内先"), unless_guarded(str)),
        ),
        rows_action=Act.VIEW,
    ),
)
