"""Continuing cases: opened, reviewed, closed, opened again; consultations join and leave."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from consultations import sealed
from consultations.choices import OPEN_REFERRALS, Act, CaseEnd, CaseState, CaseStep
from consultations.commands.checks import (
    check_due,
    check_length,
    check_open,
    check_owner,
    check_standing,
    put_some,
)
from consultations.models import Case, CaseEvent, CaseTalk, Consultation, Referral, SealedText
from consultations.rules import LONGEST_NOTE
from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.kernel.errors import RuleBroken, constraint_name
from programs.kernel.gate import passing
from programs.registry.models import Hub


def open_case(
    actor: Actor,
    consultation: Consultation,
    plan: str,
    *,
    owner_id: int,
    review_on: date,
    at: datetime,
) -> Case:
    """Open a case that begins with a consultation; its family is the case's. Raises RuleBroken."""
    with passing(actor, Act.OPEN_CASE, consultation) as trail:
        _check_plan(plan)
        check_due(review_on, at, "review_on")
        check_owner(actor, owner_id, at)
        Hub.objects.select_for_update(no_key=True).get(pk=consultation.hub_id)  # numbers in turn
        text = sealed.put(consultation.hub_id, plan)
        case = Case.objects.create(
            hub_id=consultation.hub_id,
            number=_next_number(consultation.hub_id),
            site_id=consultation.site_id,
            household_id=consultation.household_id,
            plan=text,
            owner_id=owner_id,
            review_on=review_on,
            opened_on=clock.tokyo(at).date(),
            created_by_id=actor.user_id,
        )
        _join(case, consultation)
        _event(actor, case, CaseStep.OPENED, at, review_on=review_on, text=text)
        trail.note(case, consultation, fields=["plan", "owner", "review_on", "consultation"])
    return case


def review_case(
    actor: Actor, case: Case, plan: str, review_on: date, *, version: int, at: datetime
) -> Case:
    """Look at a case again: what is planned from now on, and when the next look is due.

    The plan so far stays in the case's course. Raises Stale, RuleBroken.
    """
    with passing(actor, Act.CHANGE_CASE, case) as trail:
        check_open(case)
        _check_plan(plan)
        check_due(review_on, at, "review_on")
        case.plan = sealed.put(case.hub_id, plan)
        case.review_on = review_on
        case.save_if(version, "plan", "review_on")
        _event(actor, case, CaseStep.REVIEWED, at, review_on=review_on, text=case.plan)
        trail.note(case, fields=["plan", "review_on"])
    return case


def join_case(actor: Actor, case: Case, consultation: Consultation) -> Case:
    """Add a consultation to a case; the first family that comes becomes the case's.

    Raises RuleBroken where it is restricted, of another family, or in another case already.
    """
    with passing(actor, Act.CHANGE_CASE, case) as trail:
        take_in(case, consultation)
        trail.note(case, consultation, fields=["consultation"])
    return case


def take_in(case: Case, consultation: Consultation) -> None:
    """Add a consultation to a case; within another act's gate. Raises RuleBroken like `join_case`."""
    check_open(case)
    if case.household_id and consultation.household_id not in (None, case.household_id):
        raise RuleBroken("", _("別のご家族の相談は、この継続支援に加えられません。"))
    _join(case, consultation)
    if case.household_id is None and consultation.household_id:
        case.household = consultation.household
        case.save_if(case.version, "household")


def leave_case(actor: Actor, case: Case, consultation: Consultation, *, at: datetime) -> Case:
    """Take a consultation out of a case; the record itself stays. Raises RuleBroken if it is in none."""
    with passing(actor, Act.CHANGE_CASE, case) as trail:
        check_open(case)
        gone, _kinds = CaseTalk.objects.filter(case=case, consultation=consultation).delete()
        if not gone:
            raise RuleBroken("", _("この相談は、この継続支援に入っていません。"))
        _event(actor, case, CaseStep.LEFT, at)
        trail.note(case, consultation, fields=["consultation"])
    return case


def close_case(
    actor: Actor, case: Case, end: str, text: str, *, version: int, at: datetime
) -> Case:
    """End a case with a reason; nothing may wait in it. Raises Stale, RuleBroken."""
    with passing(actor, Act.CHANGE_CASE, case) as trail:
        check_open(case)
        check_length("text", text, LONGEST_NOTE)
        if end not in CaseEnd.values:
            raise RuleBroken("end", _("終了の理由を選んでください。"))
        if Referral.objects.filter(case=case, state__in=OPEN_REFERRALS).exists():
            raise RuleBroken("", _("終わっていない紹介があります。先に確認してください。"))
        case.state, case.end = CaseState.CLOSED, end
        case.closed_on = clock.tokyo(at).date()
        case.save_if(version, "state", "end", "closed_on")
        _event(actor, case, CaseStep.CLOSED, at, end=end, text=put_some(case.hub_id, text))
        trail.note(case, fields=["state", "end", "closed_on"])
    return case


def reopen_case(actor: Actor, case: Case, review_on: date, *, version: int, at: datetime) -> Case:
    """Take up a closed case again, with the day of the next look. Raises Stale, RuleBroken."""
    with passing(actor, Act.CHANGE_CASE, case) as trail:
        check_due(review_on, at, "review_on")
        if case.state == CaseState.OPEN:
            raise RuleBroken("", _("この継続支援は、すでに再開されています。"))
        case.state, case.end, case.closed_on = CaseState.OPEN, "", None
        case.review_on = review_on
        case.save_if(version, "state", "end", "closed_on", "review_on")
        _event(actor, case, CaseStep.REOPENED, at, review_on=review_on)
        trail.note(case, fields=["state", "review_on"])
    return case


def _next_number(hub_id: int) -> int:
    highest = Case.objects.filter(hub_id=hub_id).aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1


def _join(case: Case, consultation: Consultation) -> None:
    if check_standing(consultation).guarded:
        raise RuleBroken(
            "",
            _("閲覧制限のある相談は、継続支援に加えられません。虐待の疑いへの対応で続けます。"),
        )
    try:
        with transaction.atomic():
            CaseTalk.objects.create(hub_id=case.hub_id, case=case, consultation=consultation)
    except IntegrityError as error:
        if "consultation_id" not in constraint_name(error):
            raise
        raise RuleBroken("", _("この相談は、すでに継続支援に加えられています。")) from None


def _event(
    actor: Actor,
    case: Case,
    kind: str,
    at: datetime,
    *,
    review_on: date | None = None,
    end: str = "",
    text: SealedText | None = None,
) -> CaseEvent:
    return CaseEvent.objects.create(
        hub_id=case.hub_id,
        case=case,
        kind=kind,
        author_id=actor.user_id,
        written_at=at,
        review_on=review_on,
        end=end,
        text=text,
    )


def _check_plan(plan: str) -> None:
    if not plan.strip():
        raise RuleBroken("plan", _("支援の計画を入力してください。"))
    check_length("plan", plan, LONGEST_NOTE)
