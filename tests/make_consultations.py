"""Consultations for tests: code lists, tallies, notes, follow-ups, concerns."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from consultations.choices import FollowUpKind
from consultations.commands import cases, concerns, disclosures, meetings, notes, referrals, tallies
from consultations.commands.codes import install_codes
from consultations.models import (
    Case,
    CaseMeeting,
    Code,
    Concern,
    Consultation,
    Disclosure,
    FollowUp,
    Note,
    Referral,
    Signpost,
)
from consultations.rules import Ground, Letter, Meeting, Plan, Seat, Tally
from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.registry.models import Household, Hub, Site
from tests import make


def codes(hub: Hub) -> None:
    """Give the hub its starter lists."""
    make.scope()
    install_codes(hub)


def code(hub: Hub, name: str) -> Code:
    """One of the hub's codes."""
    make.scope()
    if not Code.objects.filter(hub=hub).exists():
        codes(hub)
    return Code.objects.get(hub=hub, code=name, kind__in=_kind(name))


def _kind(name: str) -> Sequence[str]:
    return (
        ("outcome",)
        if name in ("listened", "informed", "advised", "linked", "continuing")
        else ("method", "topic")
    )


def tally(
    hub: Hub,
    *,
    topics: Sequence[str] = ("sleep",),
    method: str = "space",
    outcome: str = "listened",
    **changes: Any,
) -> Tally:
    """What somebody tapped: a nameless chat about sleep, today, unless told otherwise."""
    make.scope()
    site = Site.objects.filter(hub=hub).first() or make.site(hub)
    values: dict[str, Any] = {
        "held_on": clock.today(),
        "site_id": site.pk,
        "method_id": code(hub, method).pk,
        "topic_ids": tuple(code(hub, topic).pk for topic in topics),
        "outcome_id": code(hub, outcome).pk,
        "caller": "mother",
        "age_band": "age_1",
        "residence": "own_ward",
    }
    return Tally(**{**values, **changes})


def consultation(
    actor: Actor, hub: Hub, *, at: datetime | None = None, **changes: Any
) -> Consultation:
    """A recorded consultation."""
    facts = tally(hub, **changes)
    row = tallies.record_consultation(actor, facts, nonce=uuid4(), at=at or clock.now())
    make.scope()
    return row


def note(actor: Actor, row: Consultation, text: str = "夜に何度も起きるとのこと。") -> Note:
    """A note on it."""
    made = notes.add_note(actor, row, text, at=clock.now())
    make.scope()
    return made


def follow_up(
    actor: Actor, row: Consultation, due_on: date | None = None, **changes: Any
) -> FollowUp:
    """A follow-up of the actor's own, in a week unless told otherwise."""
    values: dict[str, Any] = {
        "due_on": due_on or clock.today() + timedelta(days=7),
        "kind": FollowUpKind.ASK,
        "owner_id": actor.user_id,
        "text": "眠れているか聞く",
    }
    made = notes.add_follow_up(actor, row, Plan(**{**values, **changes}), at=clock.now())
    make.scope()
    return made


def concern(
    actor: Actor, row: Consultation | None = None, text: str = "腕にあざが見えた。"
) -> Concern:
    """A suspected maltreatment."""
    made = concerns.open_concern(actor, row, None, text, nonce=uuid4(), at=clock.now())
    make.scope()
    return made


def letter(actor: Actor, **changes: Any) -> Letter:
    """What is handed to the ward with spoken consent, unless told otherwise."""
    today = clock.today()
    values: dict[str, Any] = {
        "group_id": None,
        "basis": "spoken",
        "contacts": ("phone",),
        "sent_on": today,
        "due_on": today + timedelta(days=14),
        "owner_id": actor.user_id,
        "text": "夜眠れないとのこと。訪問をお願いしたい。",
        "person": "見本 花子 090-0000-0000",
    }
    return Letter(**{**values, **changes})


def referral(actor: Actor, source: Consultation | Case, **changes: Any) -> Referral:
    """Something handed on from a consultation or a case."""
    made = referrals.send_referral(actor, source, letter(actor, **changes), at=clock.now())
    make.scope()
    return made


def signpost(actor: Actor, row: Consultation, place: str = "夜間の電話相談") -> Signpost:
    """Somebody told where to go."""
    made = referrals.record_signpost(
        actor, row, "other", group_id=None, place=place, at=clock.now()
    )
    make.scope()
    return made


def case(
    actor: Actor, row: Consultation, plan: str = "週に一度声をかける。", **changes: Any
) -> Case:
    """A case that begins with a consultation, to be looked at in four weeks."""
    values: dict[str, Any] = {
        "owner_id": actor.user_id,
        "review_on": clock.today() + timedelta(days=28),
    }
    made = cases.open_case(actor, row, plan, **{**values, **changes}, at=clock.now())
    make.scope()
    return made


def ground(hub: Hub, name: str) -> Code:
    """One of the hub's grounds for sharing at a meeting."""
    return Code.objects.get(hub=hub, kind="basis", code=name)


def meeting(
    actor: Actor,
    hub: Hub,
    *,
    household: Household | None = None,
    case_id: int | None = None,
    seats: Sequence[Seat] = (),
    text: str = "母の休む時間がとれていない。",
    on: Ground | None = None,
    **changes: Any,
) -> CaseMeeting:
    """A case meeting by consent, with whoever writes it down, about a family."""
    make.scope()
    if not Code.objects.filter(hub=hub, kind="basis").exists():
        codes(hub)
    today = clock.today()
    values: dict[str, Any] = {
        "kind": "case",
        "held_on": today,
        "place": "相談室",
        "seats": (Seat("hub", person_id=actor.user_id), *seats),
        "ground": on or Ground(ground(hub, "consent").pk, today),
    }
    family = household or (None if case_id else make.household(hub))
    about = ((family.pk if family else None, None), (None, case_id))
    made = meetings.record_meeting(
        actor,
        Meeting(**{**values, **changes}),
        text,
        tuple(pair for pair in about if any(pair)),
        at=clock.now(),
    )
    make.scope()
    return made


def disclosure(actor: Actor, household: Household, *talks: Consultation) -> Disclosure:
    """A disclosure in preparation, with some of the family's records."""
    row = disclosures.ask_disclosure(
        actor,
        household,
        "self",
        "見本 花子。免許証で確認。",
        "本人の求め",
        asked_on=clock.today(),
        at=clock.now(),
    )
    disclosures.choose_records(actor, row, [talk.pk for talk in talks], [], version=1)
    make.scope()
    return Disclosure.objects.get(pk=row.pk)


def decided(director: Actor, row: Disclosure, *, grant: bool = True) -> Disclosure:
    """The same, decided by the director."""
    disclosures.decide_disclosure(
        director, row, grant=grant, reason="第三者を除く", version=row.version, at=clock.now()
    )
    make.scope()
    return Disclosure.objects.get(pk=row.pk)
