"""A record becomes restricted: what is open on it goes to somebody who may read it."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F
from django.urls import reverse

from consultations import queries
from consultations.choices import OPEN_REFERRALS, ReferralStep
from consultations.models import Consultation, FollowUp, Referral, ReferralEvent
from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.kernel.models import Notice
from programs.kernel.notices import tell
from programs.registry import queries as registry
from programs.registry.choices import Role


def hand_over(actor: Actor, talk: Consultation, at: datetime) -> None:
    """Give the open follow-ups and referrals of those who may no longer read a record to a director.

    She and the former owners are told, neither what it is about. Where the hub has no director,
    whoever acts takes them. Callers hold the record and have passed the gate.
    """
    today = clock.tokyo(at).date()
    readers = queries.readers(talk, today)
    directors = registry.people_with(talk.hub_id, (Role.DIRECTOR,), today)
    taker = actor.user_id
    if directors and taker not in directors:
        taker = directors[0]
    sent = _referrals(talk)
    _move_notices(talk.hub_id, sent, readers, taker)
    open_rows: list[FollowUp | Referral] = [*_follow_ups(talk), *sent]
    stranded = [row for row in open_rows if row.owner_id not in readers]
    for row in stranded:
        _give(actor, row, taker, at)
    former = {row.owner_id for row in stranded}
    _tell(talk.hub_id, former, taker, by_director=taker in directors)


def _follow_ups(talk: Consultation) -> list[FollowUp]:
    rows = FollowUp.objects.select_for_update().filter(consultation=talk, done_at=None)
    return list(rows.order_by("pk"))


def _referrals(talk: Consultation) -> list[Referral]:
    """The open ones, held: an answer that comes in this instant finds the record restricted."""
    rows = Referral.objects.select_for_update().filter(consultation=talk, state__in=OPEN_REFERRALS)
    return list(rows.order_by("pk"))


def _give(actor: Actor, row: FollowUp | Referral, owner_id: int, at: datetime) -> None:
    rows = type(row)._base_manager.filter(pk=row.pk)
    rows.update(owner_id=owner_id, version=F("version") + 1)
    if isinstance(row, Referral):
        ReferralEvent.objects.create(
            hub_id=row.hub_id,
            referral=row,
            kind=ReferralStep.OWNER,
            author_id=actor.user_id,
            written_at=at,
            owner_id=owner_id,
        )


def _move_notices(
    hub_id: int, sent: Iterable[Referral], readers: Iterable[int], taker: int
) -> None:
    """What nobody has read yet about a referral is for the taker to read: the others cannot open it."""
    paths = [queries.url("referral-read", row.pk) for row in sent]
    unread = Notice.objects.filter(hub_id=hub_id, path__in=paths, read_at=None)
    unread.exclude(person_id__in=readers).update(person_id=taker)


def _tell(hub_id: int, former: set[int], taker: int, *, by_director: bool) -> None:
    if not former:
        return
    home = reverse("desk:home")
    if by_director:
        tell(hub_id, [taker], "consultations.work_taken", queries.url("work-list"))
        tell(hub_id, former, "consultations.work_taken_over", home)
    else:
        tell(hub_id, former, "consultations.work_taken_by_other", home)
