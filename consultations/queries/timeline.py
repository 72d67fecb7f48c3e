"""What a family went through in consultation, for its page: as far as the role may open each thing."""

from collections.abc import Callable
from datetime import time
from typing import Any

from django.db.models import Case as Either
from django.db.models import (
    DateTimeField,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TimeField,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from consultations.choices import Act, CaseState, FollowUpKind, MeetingKind, ReferralState
from consultations.models import Case, CaseMeeting, ConsultationTopic, FollowUp, Referral
from consultations.queries.cases import readable
from consultations.queries.meetings import meetings_about
from consultations.queries.next_steps import follow_ups
from consultations.queries.records import in_words, visible
from programs.kernel.actor import Actor
from programs.kernel.policy import may
from programs.registry.models import Household

_NOON = Value(time(12), TimeField())  # of what has a day and no hour


def timeline_rows(actor: Actor, household: Household) -> "list[QuerySet[Any, Any]]":
    """Return talks, cases, referrals, meetings and next steps as (kind, instant, about, state, key).

    To be joined with what other areas tell; nothing guarded, nothing whose page the actor may not open.
    """
    kinds = (_talks, _cases, _referrals, _meetings, _follow_ups)
    return [rows(actor, household) for rows in kinds]


def _talks(actor: Actor, household: Household) -> "QuerySet[Any, Any]":
    """When it began; without that when it was recorded that day, or noon."""
    topics = ConsultationTopic.objects.filter(consultation=OuterRef("pk"))
    main = topics.order_by("-is_main", "topic__order", "pk").values("topic__label")[:1]
    at_once = When(started_at=None, created_at__date=F("held_on"), then=F("created_at"))
    at = Either(at_once, default=_instant("held_on", Coalesce("started_at", _NOON)))
    rows = visible(actor).filter(voided_at=None, household=household, guarded=False).order_by()
    topic = Coalesce(Subquery(main), Value(""))
    return rows.values_list(Value("talk"), at, F("method__label"), topic, F("pk"))


def _cases(actor: Actor, household: Household) -> "QuerySet[Any, Any]":
    rows = Case.objects.filter(hub_id__in=actor.hub_ids, household=household)
    rows = _open_to(actor, rows, Act.VIEW_CASES, Act.READ_CASE)
    return rows.values_list(Value("case"), _instant("opened_on"), Value(""), F("state"), F("pk"))


def _referrals(actor: Actor, household: Household) -> "QuerySet[Any, Any]":
    talk = Q(consultation__household=household, consultation__voided_at=None)
    told = talk & Q(consultation__guarded=False, consultation__in=visible(actor))
    rows = Referral.objects.filter(told | Q(case__household=household), hub_id__in=actor.hub_ids)
    rows = _open_to(actor, rows, Act.VIEW_REFERRALS, Act.READ_REFERRAL)
    to = Coalesce("group__name", Value(""))
    return rows.values_list(Value("referral"), _instant("sent_on"), to, F("state"), F("pk"))


def _met(actor: Actor, household: Household) -> "QuerySet[CaseMeeting]":
    rows = meetings_about(actor, household_id=household.pk)
    return rows.prefetch_related(None).select_related(None).order_by()


def _meetings(actor: Actor, household: Household) -> "QuerySet[Any, Any]":
    rows = _met(actor, household)
    return rows.values_list(Value("meeting"), _instant("held_on"), Value(""), F("kind"), F("pk"))


def _follow_ups(actor: Actor, household: Household) -> "QuerySet[Any, Any]":
    talk = Q(consultation__household=household, consultation__guarded=False)
    met = Q(meeting__in=_met(actor, household).values("pk"))
    rows: QuerySet[FollowUp] = follow_ups(actor).filter(Q(household=household) | talk | met)
    rows = rows.filter(readable=True).select_related(None).order_by()
    at = Either(When(done_at=None, then=_instant("due_on")), default=F("done_at"))
    done = Either(When(done_at=None, then=Value("")), default=Value("done"))
    return rows.values_list(Value("step"), at, done, F("kind"), F("pk"))


def _open_to(actor: Actor, rows: "QuerySet[Any]", list_: Act, open_: Act) -> "QuerySet[Any]":
    if not may(actor, list_):
        return rows.none()
    return rows.annotate(readable=readable(actor, open_)).filter(readable=True).order_by()


def _instant(day: str, at: Any = _NOON) -> Func:
    """A time of a day in Tokyo, as ``clock.moment``."""
    template = "((%(expressions)s) AT TIME ZONE 'Asia/Tokyo')"
    return Func(F(day), at, template=template, arg_joiner=" + ", output_field=DateTimeField())


def _talk(method: str, topic: str) -> str:
    return in_words(_(method), _(topic) if topic else "")


def _case(_about: str, state: str) -> str:
    return _("継続支援の開始（現在は%(state)s）") % {"state": CaseState(state).label}


def _referral(to: str, state: str) -> str:
    values = {"to": to or _("区役所"), "state": ReferralState(state).label}
    return _("%(to)sへの紹介（%(state)s）") % values


def _meeting(_about: str, kind: str) -> str:
    return str(MeetingKind(kind).label)


def _step(done: str, kind: str) -> str:
    said = _("次の対応（%(kind)s・済み）") if done else _("次の対応の期日（%(kind)s）")
    return said % {"kind": FollowUpKind(kind).label}


# kind of a row: its words, and the page that tells more
TIMELINE: dict[str, tuple[Callable[[str, str], str], str]] = {
    "talk": (_talk, "consultations:consultation-detail"),
    "case": (_case, "consultations:case-read"),
    "referral": (_referral, "consultations:referral-read"),
    "meeting": (_meeting, "consultations:meeting-read"),
    "step": (_step, "consultations:follow-up-read"),
}
