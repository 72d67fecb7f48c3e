"""Reads of referrals, for the hub and for the ward, and of signposting."""

from datetime import date

from django.db.models import Q, QuerySet

from consultations.choices import OPEN_REFERRALS, Act, ReferralState, ReferralStep, ReferralTo
from consultations.models import Consultation, Referral, ReferralEvent, Signpost
from consultations.queries.cases import readable
from consultations.queries.records import visible
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden
from programs.kernel.policy import may

# What the ward is not shown: who of the hub looks after it, and when the hub looks again.
_INSIDE = (ReferralStep.OWNER, ReferralStep.MOVED)


def referrals(actor: Actor) -> "QuerySet[Referral]":
    """Return the referrals from consultations that the actor may see, and from cases."""
    rows = Referral.objects.filter(hub_id__in=actor.hub_ids)
    if not may(actor, Act.VIEW_REFERRALS):
        rows = rows.none()
    return (
        rows.filter(Q(case__isnull=False) | Q(consultation__in=visible(actor)))
        .select_related("consultation", "case", "group", "owner", "created_by", "site")
        .annotate(readable=readable(actor, Act.READ_REFERRAL))
        .order_by("due_on", "pk")
    )


def referral(actor: Actor, pk: int) -> Referral:
    """Return one referral with its sealed texts at hand; raises Hidden."""
    found = referrals(actor).select_related("text", "person", "reason").filter(pk=pk).first()
    if found is None:
        raise Hidden
    return found


def referrals_of(
    actor: Actor, *, consultation: Consultation | None = None, case_id: int | None = None
) -> "QuerySet[Referral]":
    """Return the referrals of one consultation or of one case, newest first."""
    rows = referrals(actor).order_by("-sent_on", "-pk")
    return rows.filter(consultation=consultation) if consultation else rows.filter(case=case_id)


def referral_events(row: Referral) -> list[ReferralEvent]:
    """Return what happened to a referral, oldest first."""
    rows = row.events.select_related("author", "owner", "text")
    return list(rows.order_by("written_at", "pk"))


def ward_referrals(actor: Actor) -> "QuerySet[Referral]":
    """Return what was referred to the ward and not taken back; unanswered and oldest first."""
    rows = Referral.objects.filter(hub_id__in=actor.hub_ids, to=ReferralTo.WARD)
    if not may(actor, Act.VIEW_WARD_REFERRALS):
        rows = rows.none()
    return (
        rows.exclude(state=ReferralState.WITHDRAWN)
        .select_related("owner", "site")
        .order_by("sent_on", "pk")
    )


def ward_referral(actor: Actor, pk: int) -> Referral:
    """Return one referral to the ward with its sealed texts at hand; raises Hidden."""
    rows = ward_referrals(actor).select_related("text", "person", "reason")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Hidden
    return found


def ward_events(row: Referral) -> list[ReferralEvent]:
    """Return what the ward may know of a referral's course: who answered, with which words."""
    return [event for event in referral_events(row) if event.kind not in _INSIDE]


def referrals_due(actor: Actor, today: date) -> "QuerySet[Referral]":
    """Return the actor's own open referrals that are to be asked about."""
    return referrals(actor).filter(
        owner_id=actor.user_id, state__in=OPEN_REFERRALS, due_on__lte=today
    )


def signposts(actor: Actor, row: Consultation) -> "QuerySet[Signpost]":
    """Return where somebody was told to go in a consultation; what was taken back is left out."""
    rows = Signpost.objects.filter(hub_id__in=actor.hub_ids, consultation=row, voided_at=None)
    return rows.select_related("group", "created_by").order_by("told_at", "pk")


def signpost(actor: Actor, pk: int) -> Signpost:
    """Return one signpost of a consultation that the actor may see; raises Hidden."""
    rows = Signpost.objects.filter(hub_id__in=actor.hub_ids, consultation__in=visible(actor))
    found = rows.select_related("consultation").filter(pk=pk, voided_at=None).first()
    if found is None:
        raise Hidden
    return found
