"""Referrals: sent, answered by the other side, brought to an end; and signposting."""

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consultations import queries, sealed
from consultations.choices import (
    OPEN_REFERRALS,
    Act,
    ReferralState,
    ReferralStep,
    ReferralTo,
    SignpostTo,
)
from consultations.commands.checks import (
    check_due,
    check_length,
    check_open,
    check_owner,
    check_reader,
    check_standing,
    put_some,
)
from consultations.models import (
    Case,
    Consultation,
    Referral,
    ReferralEvent,
    Signpost,
)
from consultations.rules import (
    LONGEST_NOTE,
    LONGEST_PERSON,
    Letter,
    contacts_fit,
    may_become,
    needs_reason,
)
from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden, RuleBroken, Stale
from programs.kernel.gate import passing
from programs.kernel.notices import tell
from programs.kernel.policy import may
from programs.registry import queries as registry
from programs.registry.choices import Role, Side
from programs.registry.models import PartnerGroup

_STEP_OF = {
    ReferralState.ACCEPTED: ReferralStep.ACCEPTED,
    ReferralState.DECLINED: ReferralStep.DECLINED,
    ReferralState.DONE: ReferralStep.DONE,
    ReferralState.WITHDRAWN: ReferralStep.WITHDRAWN,
}


def send_referral(
    actor: Actor, source: Consultation | Case, letter: Letter, *, at: datetime
) -> Referral:
    """Hand something on from a consultation or a case, and tell the ward where it is for the ward.

    Raises RuleBroken where the ground, the way of contact or the words are missing.
    """
    with passing(actor, Act.SEND_REFERRAL, source) as trail:
        _check_source(actor, source, letter, at)
        _check_letter(actor, letter, at)
        row = _insert(actor, source, letter)
        _event(actor, row, ReferralStep.SENT, at)
        if row.to == ReferralTo.WARD:
            _tell_ward(row, "consultations.referral_received", at)
        trail.note(row, fields=["to", "group", "basis", "contacts", "due_on", "owner", "text"])
    return row


def answer_referral(
    actor: Actor, row: Referral, *, accept: bool, text: str, at: datetime
) -> Referral:
    """Accept or decline, once; declining needs a reason. Raises RuleBroken, or Stale for the second.

    The ward answers for itself; the hub's staff write down what a partner group said.
    """
    if not accept and not text.strip():
        raise RuleBroken("text", _("見送る理由を入力してください。"))
    state = ReferralState.ACCEPTED if accept else ReferralState.DECLINED
    return _go(actor, row, state, text, at)


def finish_referral(actor: Actor, row: Referral, text: str, *, at: datetime) -> Referral:
    """Write down what came of a referral that was accepted. Raises RuleBroken, Stale."""
    if not text.strip():
        raise RuleBroken("text", _("結果を入力してください。"))
    return _go(actor, row, ReferralState.DONE, text, at)


def withdraw_referral(actor: Actor, row: Referral, text: str, *, at: datetime) -> Referral:
    """Take back a referral that has no answer yet; the ward no longer sees it. Raises Stale."""
    if actor.side == Side.WARD:
        raise Hidden
    return _go(actor, row, ReferralState.WITHDRAWN, text, at)


def move_referral(
    actor: Actor, row: Referral, due_on: date, *, version: int, at: datetime
) -> Referral:
    """Ask about an open referral on another day. Raises Stale, RuleBroken."""
    with passing(actor, Act.CHANGE_REFERRAL, row) as trail:
        if _held(row).state not in OPEN_REFERRALS:
            raise RuleBroken("", _("終わった紹介の確認する日は変えられません。"))
        check_due(due_on, at)
        row.due_on = due_on
        row.save_if(version, "due_on")
        _event(actor, row, ReferralStep.MOVED, at, due_on=due_on)
        trail.note(row, fields=["due_on"])
    return row


def record_signpost(
    actor: Actor,
    consultation: Consultation,
    to: str,
    *,
    group_id: int | None,
    place: str,
    at: datetime,
) -> Signpost:
    """Write down where somebody was told to go; nothing is handed on. Raises RuleBroken."""
    with passing(actor, Act.SIGNPOST, consultation) as trail:
        check_standing(consultation)
        group = _group(actor, group_id) if to == SignpostTo.GROUP else None
        if to == SignpostTo.OTHER and not place.strip():
            raise RuleBroken("place", _("案内した先の名称を入力してください。"))
        row = Signpost.objects.create(
            hub_id=consultation.hub_id,
            consultation=consultation,
            to=to,
            group=group,
            place=place.strip() if to == SignpostTo.OTHER else "",
            created_by_id=actor.user_id,
            told_at=at,
        )
        trail.note(row, fields=["to", "group", "place"])
    return row


def undo_signpost(actor: Actor, row: Signpost, *, at: datetime) -> Signpost:
    """Take back a signpost written by mistake; it no longer counts."""
    with passing(actor, Act.UNDO_SIGNPOST, row) as trail:
        row.voided_at = row.voided_at or at
        row.save(update_fields=["voided_at"])
        trail.note(row, fields=["voided_at"])
    return row


def _go(actor: Actor, row: Referral, state: str, text: str, at: datetime) -> Referral:
    """Take a referral one step on, for whichever side acts; the second of two finds it taken."""
    by_ward = actor.side == Side.WARD
    action = Act.ANSWER_WARD_REFERRAL if by_ward else Act.CHANGE_REFERRAL
    with passing(actor, action, row) as trail:
        check_length("text", text, LONGEST_NOTE)
        held = _held(row)
        if not may_become(held.state, state):
            raise _taken(held, state, text)
        held.state = state
        held.save_if(held.version, "state")
        _event(actor, held, _STEP_OF[ReferralState(state)], at, text=text)
        _tell_other_side(actor, held, at)
        trail.note(held, fields=["state", "text"])
    return held


def _held(row: Referral) -> Referral:
    held = Referral.objects.select_for_update().filter(pk=row.pk).first()
    if held is None:
        raise Hidden
    return held


def _taken(held: Referral, state: str, text: str) -> Stale:
    """Who was first, with both words; each side may read what the other answered."""
    last = held.events.exclude(kind__in=(ReferralStep.MOVED, ReferralStep.OWNER)).last()
    names = str(_("状態")), str(_("内容"))
    mine = str(ReferralState(state).label), text
    theirs = str(held.get_state_display()), sealed.read(last.text) if last else ""
    return Stale(
        held,
        by=str(last.author) if last else "",
        at=last.written_at if last else None,
        mine=dict(zip(names, mine, strict=True)),
        theirs=dict(zip(names, theirs, strict=True)),
    )


def _insert(actor: Actor, source: Consultation | Case, letter: Letter) -> Referral:
    hub_id = source.hub_id
    group = _group(actor, letter.group_id) if letter.group_id else None
    return Referral.objects.create(
        hub_id=hub_id,
        site_id=source.site_id,
        consultation=source if isinstance(source, Consultation) else None,
        case=source if isinstance(source, Case) else None,
        to=ReferralTo.GROUP if group else ReferralTo.WARD,
        group=group,
        basis=letter.basis,
        reason=put_some(hub_id, letter.reason if needs_reason(letter.basis) else ""),
        contacts=list(letter.contacts),
        person=put_some(hub_id, letter.person),
        text=sealed.put(hub_id, letter.text),
        sent_on=letter.sent_on,
        due_on=letter.due_on,
        owner_id=letter.owner_id,
        created_by_id=actor.user_id,
    )


def _check_source(actor: Actor, source: Consultation | Case, letter: Letter, at: datetime) -> None:
    """A record that stands and the owner may read, or a case that goes on and is the actor's."""
    if isinstance(source, Consultation):
        check_reader(check_standing(source), letter.owner_id, at, by=actor.user_id)
    elif not may(actor, Act.CHANGE_CASE, source):
        raise Hidden
    else:
        check_open(source)


def _check_letter(actor: Actor, letter: Letter, at: datetime) -> None:
    today = clock.tokyo(at).date()
    for name, text, limit in (
        ("text", letter.text, LONGEST_NOTE),
        ("person", letter.person, LONGEST_PERSON),
        ("reason", letter.reason, LONGEST_NOTE),
    ):
        check_length(name, text, limit)
    if not letter.text.strip():
        raise RuleBroken("text", _("紹介先に伝える内容を入力してください。"))
    if needs_reason(letter.basis) and not letter.reason.strip():
        raise RuleBroken("reason", _("同意がないまま紹介する理由を入力してください。"))
    if not contacts_fit(letter.contacts):
        raise RuleBroken(
            "contacts",
            _("連絡してよい方法を選んでください。「直接の連絡は不可」は、ほかと一緒に選べません。"),
        )
    if letter.sent_on > today:
        raise RuleBroken("sent_on", _("今日より後の日は入力できません。"))
    check_due(letter.due_on, at)
    check_owner(actor, letter.owner_id, at)


def _group(actor: Actor, pk: int | None) -> PartnerGroup:
    found = registry.groups(actor).filter(pk=pk, hub_id=actor.hub_id).first() if pk else None
    if found is None:
        raise RuleBroken("group", _("関係団体を選んでください。"))
    return found


def _event(
    actor: Actor,
    row: Referral,
    kind: str,
    at: datetime,
    *,
    text: str = "",
    due_on: date | None = None,
) -> ReferralEvent:
    return ReferralEvent.objects.create(
        hub_id=row.hub_id,
        referral=row,
        kind=kind,
        author_id=actor.user_id,
        by_ward=actor.side == Side.WARD,
        written_at=at,
        due_on=due_on,
        text=put_some(row.hub_id, text),
    )


def _tell_other_side(actor: Actor, row: Referral, at: datetime) -> None:
    """The ward's answer goes to those who wait for it at the hub; the hub's word to the ward."""
    if actor.side == Side.WARD:
        _tell(row, _waiting(row, at), "consultations.referral_answered", "referral-read")
    else:
        others = _waiting(row, at) - {actor.user_id}
        _tell(row, others, "consultations.referral_answered", "referral-read")
        if row.to == ReferralTo.WARD:
            _tell_ward(row, "consultations.referral_changed", at)


def _waiting(row: Referral, at: datetime) -> set[int]:
    """Who waits at the hub: on a restricted record the directors, and of the others who may read it."""
    people = {row.owner_id, row.created_by_id}
    talk = row.consultation
    if talk is None or not talk.guarded:
        return people
    today = clock.tokyo(at).date()
    directors = registry.people_with(row.hub_id, (Role.DIRECTOR,), today)
    return {*(people & queries.readers(talk, today)), *directors}


def _tell_ward(row: Referral, key: str, at: datetime) -> None:
    """Tell the ward; one taken back can no longer be opened there, so its notice leads to the list."""
    today = clock.tokyo(at).date()
    officers = registry.people_with(row.hub_id, (Role.WARD_OFFICER,), today)
    if row.state == ReferralState.WITHDRAWN:
        path = reverse("consultations:ward-referral-list")
        tell(row.hub_id, officers, "consultations.referral_withdrawn", path)
    else:
        _tell(row, officers, key, "ward-referral-read")


def _tell(row: Referral, people: Iterable[int], key: str, screen: str) -> None:
    tell(row.hub_id, people, key, queries.url(screen, row.pk))
