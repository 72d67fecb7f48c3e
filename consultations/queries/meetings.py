"""Reads of case meetings: for consultants and the director, who took part, and the ward where it did."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from consultations.choices import Act, CodeKind, MemberOf
from consultations.models import (
    CaseMeeting,
    Code,
    FollowUp,
    MeetingAbout,
    MeetingFact,
    MeetingMember,
    MeetingMinutes,
)
from consultations.queries.codes import codes
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden
from programs.kernel.policy import may
from programs.registry.choices import Side


def meetings(actor: Actor) -> "QuerySet[CaseMeeting]":
    """Return the meetings that the actor may read, newest first, with members and whom they were about."""
    rows = CaseMeeting.objects.filter(hub_id__in=actor.hub_ids)
    if not may(actor, Act.VIEW_MEETINGS):
        rows = rows.none()
    seats = MeetingMember.objects.filter(meeting=OuterRef("pk"))
    if actor.side == Side.WARD:
        rows = rows.filter(Exists(seats.filter(of=MemberOf.WARD)))
    elif not may(actor, Act.READ_MEETING, CaseMeeting(hub_id=actor.hub_id, created_by_id=0)):
        mine = Q(created_by_id=actor.user_id) | Exists(seats.filter(person_id=actor.user_id))
        rows = rows.filter(mine)
    members = MeetingMember.objects.select_related("person", "group").order_by("pk")
    about = MeetingAbout.objects.select_related("household", "case__household").order_by("pk")
    return (
        rows.select_related("basis", "created_by")
        .prefetch_related(Prefetch("members", members), Prefetch("about", about))
        .order_by("-held_on", "-pk")
    )


def meeting(actor: Actor, pk: int) -> CaseMeeting:
    """Return one meeting of the actor's hubs with what its page shows; raises Hidden.

    Whether she may read it is the gate's question: a colleague is told that it is not hers to read.
    """
    members = MeetingMember.objects.select_related("person", "group").order_by("pk")
    about = MeetingAbout.objects.select_related("household", "case__household").order_by("pk")
    rows = CaseMeeting.objects.filter(hub_id__in=actor.hub_ids).select_related(
        "basis", "created_by", "reason"
    )
    found = rows.prefetch_related(Prefetch("members", members), Prefetch("about", about))
    row = found.filter(pk=pk).first()
    if row is None:
        raise Hidden
    return row


def minutes_of(row: CaseMeeting) -> list[MeetingMinutes]:
    """Return what was written of a meeting, the version in force first, then what it replaced."""
    rows = row.minutes.select_related("author", "text").order_by("-written_at", "-pk")
    return list(rows)


def facts(row: CaseMeeting) -> list[tuple[MeetingFact, list[MeetingFact]]]:
    """Return what was shared on a ground of its own, with what each replaced, the newest first.

    They stand in the order in which they were first written.
    """
    every = list(row.facts.select_related("author", "text", "basis", "reason").order_by("pk"))
    by_id = {one.pk: one for one in every}
    replaced = {one.corrects_id for one in every}
    found = [(one, list(_before(one, by_id))) for one in every if one.pk not in replaced]
    return sorted(found, key=lambda pair: (pair[1] or [pair[0]])[-1].pk)


def _before(one: MeetingFact, by_id: dict[int, MeetingFact]) -> Iterator[MeetingFact]:
    while one.corrects_id:
        one = by_id[one.corrects_id]
        yield one


def fact(row: CaseMeeting, pk: int) -> MeetingFact:
    """Return one of a meeting's facts, in force or not; raises Hidden."""
    related = ("author", "text", "basis", "reason", "meeting")
    found = row.facts.select_related(*related).filter(pk=pk).first()
    if found is None:
        raise Hidden
    return found


def decisions(row: CaseMeeting) -> "QuerySet[FollowUp]":
    """Return what a meeting decided, with who does it until when."""
    return row.decisions.select_related("owner", "text", "done_by", "result").order_by(
        "due_on", "pk"
    )


def meetings_about(
    actor: Actor, *, household_id: int | None = None, case_id: int | None = None
) -> "QuerySet[CaseMeeting]":
    """Return the meetings about a family (its cases included) or about a case, that the actor may read."""
    named = Q(case_id=case_id) if case_id else Q(household_id=household_id)
    if household_id:
        named |= Q(case__household_id=household_id)
    about = MeetingAbout.objects.filter(named, meeting=OuterRef("pk"))
    return meetings(actor).filter(Exists(about))


def bases(actor: Actor) -> "QuerySet[Code]":
    """Return the grounds on which a meeting may share, those in use."""
    return codes(actor, CodeKind.BASIS).filter(retired_on=None)
