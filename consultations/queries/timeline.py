"""What a family went through in consultation, for its page: as far as the role may open each thing."""

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from consultations.choices import Act, CaseState, FollowUpKind, MeetingKind, ReferralState
from consultations.models import Case, ConsultationTopic, FollowUp, Referral
from consultations.queries.cases import readable
from consultations.queries.meetings import meetings_about
from consultations.queries.next_steps import follow_ups
from consultations.queries.records import held_at, in_words, url, visible
from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.kernel.policy import may
from programs.registry.models import Household

Entry = tuple[datetime, str, str]
_NOON = time(12)  # of what has a day and no hour


def timeline(actor: Actor, household: Household) -> list[Entry]:
    """Return (instant, text, address): talks, and cases, referrals, meetings and next steps.

    Nothing guarded, and nothing whose page the actor may not open.
    """
    first, *others = (
        rows(actor, household) for rows in (_cases, _referrals, _meetings, _follow_ups)
    )
    more = [
        (clock.moment(day, _NOON), _WORDS[kind](about, state), url(_PAGES[kind], pk))
        for kind, day, about, state, pk in first.union(*others, all=True)
    ]
    return [*_talks(actor, household), *more]


def _talks(actor: Actor, household: Household) -> list[Entry]:
    topics = ConsultationTopic.objects.filter(consultation=OuterRef("pk"))
    first = topics.order_by("-is_main", "topic__order", "pk").values("topic__label")[:1]
    rows = visible(actor).filter(voided_at=None, household=household, guarded=False)
    rows = rows.select_related("method").annotate(main=Subquery(first))
    return [
        (
            held_at(row),
            in_words(row.method, _(row.main) if row.main else ""),
            url("consultation-detail", row.pk),
        )
        for row in rows.order_by("-held_on", "-pk")
    ]


def _cases(actor: Actor, household: Household) -> "QuerySet[Any, Any]":
    rows = Case.objects.filter(hub_id__in=actor.hub_ids, household=household)
    rows = _open_to(actor, rows, Act.VIEW_CASES, Act.READ_CASE)
    return rows.values_list(Value("case"), F("opened_on"), Value(""), F("state"), F("pk"))


def _referrals(actor: Actor, household: Household) -> "QuerySet[Any, Any]":
    talk = Q(consultation__household=household, consultation__voided_at=None)
    told = talk & Q(consultation__guarded=False, consultation__in=visible(actor))
    rows = Referral.objects.filter(told | Q(case__household=household), hub_id__in=actor.hub_ids)
    rows = _open_to(actor, rows, Act.VIEW_REFERRALS, Act.READ_REFERRAL)
    to = Coalesce("group__name", Value(""))
    return rows.values_list(Value("referral"), F("sent_on"), to, F("state"), F("pk"))


def _meetings(actor: Actor, household: Household) -> "QuerySet[Any, Any]":
    rows = meetings_about(actor, household_id=household.pk)
    rows = rows.prefetch_related(None).select_related(None).order_by()
    return rows.values_list(Value("meeting"), F("held_on"), Value(""), F("kind"), F("pk"))


def _follow_ups(actor: Actor, household: Household) -> "QuerySet[Any, Any]":
    rows: QuerySet[FollowUp] = follow_ups(actor).filter(household=household, readable=True)
    rows = rows.select_related(None).order_by()
    return rows.values_list(Value("step"), F("due_on"), Value(""), F("kind"), F("pk"))


def _open_to(actor: Actor, rows: "QuerySet[Any]", list_: Act, open_: Act) -> "QuerySet[Any]":
    if not may(actor, list_):
        return rows.none()
    return rows.annotate(readable=readable(actor, open_)).filter(readable=True).order_by()


def _case(_about: str, state: str) -> str:
    return _("継続支援の開始（現在は%(state)s）") % {"state": CaseState(state).label}


def _referral(to: str, state: str) -> str:
    values = {"to": to or _("区役所"), "state": ReferralState(state).label}
    return _("%(to)sへの紹介（%(state)s）") % values


def _meeting(_about: str, kind: str) -> str:
    return str(MeetingKind(kind).label)


def _step(_about: str, kind: str) -> str:
    return _("次の対応の期日（%(kind)s）") % {"kind": FollowUpKind(kind).label}


_WORDS: dict[str, Callable[[str, str], str]] = {
    "case": _case,
    "referral": _referral,
    "meeting": _meeting,
    "step": _step,
}
_PAGES = {
    "case": "case-read",
    "referral": "referral-read",
    "meeting": "meeting-read",
    "step": "follow-up-read",
}
