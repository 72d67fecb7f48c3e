"""Who is responsible: handing open work to somebody else, telling the director of what is late."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consultations import queries
from consultations.choices import (
    OPEN_REFERRALS,
    Act,
    CaseState,
    CaseStep,
    ReferralStep,
    WorkKind,
)
from consultations.commands.checks import check_owner
from consultations.commands.next_steps import tell_owner
from consultations.models import (
    Case,
    CaseEvent,
    Consultation,
    Escalation,
    FollowUp,
    Referral,
    ReferralEvent,
    Terms,
)
from consultations.queries import Work
from consultations.rules import LONGEST_TERM
from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.kernel.errors import RuleBroken
from programs.kernel.gate import passing, unattended
from programs.kernel.notices import tell
from programs.registry import queries as registry
from programs.registry.choices import Role
from programs.registry.models import Hub

_MODELS: dict[WorkKind, type[FollowUp] | type[Case] | type[Referral]] = {
    WorkKind.FOLLOW_UP: FollowUp,
    WorkKind.CASE: Case,
    WorkKind.REFERRAL: Referral,
}

_OPEN = {
    WorkKind.FOLLOW_UP: Q(done_at=None),
    WorkKind.CASE: Q(state=CaseState.OPEN),
    WorkKind.REFERRAL: Q(state__in=OPEN_REFERRALS),
}


def assign_work(actor: Actor, keys: Iterable[str], owner_id: int, *, at: datetime) -> int:
    """Give open work, named as in ``case-12``, to another owner and tell her; return how many.

    What is no longer open by now is left out. Raises RuleBroken for somebody who does not work
    here, and for restricted records unless a director takes them.
    """
    wanted = set(keys)
    with passing(actor, Act.ASSIGN_WORK) as trail:
        today = clock.tokyo(at).date()
        check_owner(actor, owner_id, at)
        chosen = [w for w in queries.open_work(actor, today) if w.key in wanted]
        if not chosen:
            raise RuleBroken("work", _("担当を代えるものを選んでください。"))
        _check_restricted(actor, chosen, owner_id, at)
        others = [work for work in chosen if work.row.owner_id != owner_id]
        moved = [work for work in others if _give(actor, work, owner_id, at)]
        for work in moved:
            trail.note(work.row, fields=["owner"])
        if moved:
            tell_owner(actor, owner_id)
    return len(moved)


def change_terms(actor: Actor, values: dict[str, int], *, version: int) -> Terms:
    """Set the hub's terms in days. Raises Stale, RuleBroken."""
    with passing(actor, Act.CHANGE_TERMS) as trail:
        hub_id = int(actor.hub_id or 0)
        for name, days in values.items():
            if not 1 <= days <= LONGEST_TERM:
                raise RuleBroken(
                    name, _("1日から%(most)s日までで入力してください。") % {"most": LONGEST_TERM}
                )
        Terms.objects.bulk_create([Terms(hub_id=hub_id)], ignore_conflicts=True)
        row = Terms.objects.get(hub_id=hub_id)
        for name, days in values.items():
            setattr(row, name, days)
        row.save_if(version, *values)
        trail.note(row, fields=list(values))
    return row


def escalate(hub_id: int, now: datetime) -> int:
    """Tell a hub's directors what is overdue by the hub's own term; each due day once.

    Return how many things were new. For the clock: nobody acts, and the notice names nothing.
    """
    with unattended(hub_id, Act.ASSIGN_WORK) as trail:
        Hub.objects.select_for_update(no_key=True).get(pk=hub_id)  # two clocks tell once
        today = clock.tokyo(now).date()
        limit = today - timedelta(days=queries.terms(hub_id).escalation_days)
        found = queries.overdue_in(hub_id, limit)
        told = Escalation.objects.filter(hub_id=hub_id, due_on__in={day for *_, day in found})
        known = set(told.values_list("kind", "number", "due_on"))
        fresh = [item for item in found if item not in known]
        if not fresh:
            return 0
        Escalation.objects.bulk_create(
            [
                Escalation(hub_id=hub_id, kind=kind, number=pk, due_on=due_on, told_at=now)
                for kind, pk, due_on in fresh
            ],
            ignore_conflicts=True,
        )
        directors = registry.people_with(hub_id, (Role.DIRECTOR,), today)
        path = reverse("consultations:work-list") + "?late=yes"
        tell(hub_id, directors, "consultations.work_late", path)
        trail.kind = "consultations.escalation"
        trail.note(fields=("told_at",))
    return len(fresh)


def _check_restricted(actor: Actor, chosen: list[Work], owner_id: int, at: datetime) -> None:
    directors = registry.people_with(
        int(actor.hub_id or 0), (Role.DIRECTOR,), clock.tokyo(at).date()
    )
    talks = [getattr(work.row, "consultation_id", None) for work in chosen]
    # Held: none of them becomes restricted while its work goes to somebody who could not read it.
    held = Consultation.objects.select_for_update(no_key=True).filter(pk__in=talks).order_by("pk")
    if owner_id not in directors and any(talk.guarded for talk in held):
        raise RuleBroken("owner", _("閲覧制限のある記録の対応は、施設長だけが引き受けられます。"))


def _give(actor: Actor, work: Work, owner_id: int, at: datetime) -> bool:
    """Change the owner, and write it into the course of a case or a referral; False if it is done."""
    still = _MODELS[work.kind].objects.filter(_OPEN[work.kind], pk=work.row.pk)
    if not still.update(owner_id=owner_id, version=F("version") + 1):
        return False
    shared = {
        "hub_id": work.row.hub_id,
        "author_id": actor.user_id,
        "written_at": at,
        "owner_id": owner_id,
    }
    if work.kind == WorkKind.CASE:
        CaseEvent.objects.create(case_id=work.row.pk, kind=CaseStep.OWNER, **shared)
    elif work.kind == WorkKind.REFERRAL:
        ReferralEvent.objects.create(referral_id=work.row.pk, kind=ReferralStep.OWNER, **shared)
    return True
