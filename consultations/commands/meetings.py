"""Case meetings: written down, corrected, decided; a decision is a follow-up with its own owner."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from consultations import queries, sealed
from consultations.choices import Act, MeetingKind, MemberOf
from consultations.commands.checks import corrected_first
from consultations.commands.grounds import Checked, checked
from consultations.commands.next_steps import begin_follow_up
from consultations.commands.shared import check_meeting_unlocked, check_shared
from consultations.models import (
    CaseMeeting,
    FollowUp,
    MeetingAbout,
    MeetingMember,
    MeetingMinutes,
)
from consultations.rules import Meeting, Plan, Seat
from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden, RuleBroken, constraint_name
from programs.kernel.gate import passing
from programs.kernel.policy import may
from programs.registry import queries as registry

About = tuple[int | None, int | None]  # a family, a case


def record_meeting(
    actor: Actor, facts: Meeting, text: str, about: tuple[About, ...], *, at: datetime
) -> CaseMeeting:
    """Write down a meeting: its ground first, then what was shared. Raises RuleBroken, Hidden."""
    with passing(actor, Act.RECORD_MEETING) as trail:
        ground = checked(actor, facts.ground, facts.held_on)
        values = _facts(facts, ground, at)
        check_shared(text)
        row = CaseMeeting(hub_id=int(actor.hub_id or 0), created_by_id=actor.user_id, **values)
        row.reason = ground.seal(row.hub_id)
        row.save(force_insert=True)
        _seat(actor, row, facts.seats)
        if not about:
            raise RuleBroken("case", _("どのご家族についての会議かを選んでください。"))
        for household_id, case_id in dict.fromkeys(about):
            _add_about(actor, row, household_id, case_id)
        _write(actor, row, text, at)
        trail.note(row, fields=[*values, "members", "about", "text"])
    return row


def change_meeting(
    actor: Actor, row: CaseMeeting, facts: Meeting, *, version: int, at: datetime
) -> CaseMeeting:
    """Correct when and where it was, its ground, and who was there. Raises Stale, RuleBroken."""
    with passing(actor, Act.CHANGE_MEETING, row) as trail:
        check_meeting_unlocked(row)
        ground = checked(actor, facts.ground, facts.held_on, keep=row.basis_id)
        _insist_on_earlier_consents(row, facts.held_on)
        values = _facts(facts, ground, at)
        names = [name for name, value in values.items() if getattr(row, name) != value]
        for name, value in values.items():
            setattr(row, name, value)
        if not ground.same_reason(row):
            row.reason = ground.seal(row.hub_id)
            names.append("reason")
        row.save_if(version, *values, "reason")
        row.members.all().delete()
        _seat(actor, row, facts.seats)
        trail.note(row, fields=[*names, "members"])
    return row


def _insist_on_earlier_consents(row: CaseMeeting, held_on: date) -> None:
    """What was shared on a consent of its own was agreed to by the day of the meeting."""
    replaced = row.facts.exclude(corrects=None).values("corrects")
    if row.facts.exclude(pk__in=replaced).filter(consent_on__gt=held_on).exists():
        message = _(
            "共有したことの同意の日より前の日にはできません。先に同意の日を訂正してください。"
        )
        raise RuleBroken("held_on", message)


def name_about(
    actor: Actor, row: CaseMeeting, household_id: int | None, case_id: int | None
) -> CaseMeeting:
    """Name another family or case that a meeting was about. Raises RuleBroken, Hidden."""
    with passing(actor, Act.CHANGE_MEETING, row) as trail:
        check_meeting_unlocked(row)
        if household_id is None and case_id is None:
            raise RuleBroken("case", _("ご家族か継続支援を選んでください。"))
        _add_about(actor, row, household_id, case_id)
        trail.note(row, fields=["about"])
    return row


def correct_minutes(
    actor: Actor, row: CaseMeeting, text: str, *, corrects_id: int, at: datetime
) -> MeetingMinutes:
    """Write a corrected version of what was shared; the one before stays. Raises Stale, RuleBroken."""
    with passing(actor, Act.CHANGE_MEETING, row) as trail:
        check_meeting_unlocked(row)
        check_shared(text)
        before = row.minutes.filter(pk=corrects_id).first()
        if before is None:
            raise Hidden
        try:
            with transaction.atomic():
                made = _write(actor, row, text, at, corrects=before)
        except IntegrityError as error:
            if constraint_name(error) != "minutes_corrected_once":
                raise
            raise corrected_first(before, text, str(_("共有したこと"))) from None
        trail.note(row, made, fields=["text", "corrects"])
    return made


def decide(actor: Actor, row: CaseMeeting, plan: Plan, *, at: datetime) -> FollowUp:
    """Write down a decision with who sees to it and until when; it stands among the follow-ups."""
    with passing(actor, Act.CHANGE_MEETING, row) as trail:
        if not plan.text.strip():
            raise RuleBroken("plan_text", _("決めたことを入力してください。"))
        made = begin_follow_up(actor, plan, at, meeting=row)
        trail.note(made, row, fields=["due_on", "kind", "owner", "text"])
    return made


def _facts(facts: Meeting, ground: Checked, at: datetime) -> dict[str, Any]:
    """The columns of a meeting, or what is wrong with them."""
    if facts.kind not in MeetingKind.values:
        raise RuleBroken("kind", _("1つ選んでください。"))
    if facts.held_on > clock.tokyo(at).date():
        raise RuleBroken("held_on", _("今日より後の日は入力できません。"))
    if not facts.place.strip():
        raise RuleBroken("place", _("場所を入力してください。"))
    if not facts.seats:
        raise RuleBroken("people", _("参加した人を1人以上選んでください。"))
    return {
        "kind": facts.kind,
        "held_on": facts.held_on,
        "started_at": facts.started_at,
        "place": facts.place.strip(),
        **ground.columns,
    }


def _seat(actor: Actor, row: CaseMeeting, seats: tuple[Seat, ...]) -> None:
    """Write down who was there; people of the hub and groups must be the hub's own."""
    owners = set(_people_of(row))
    groups = set(registry.groups(actor).values_list("pk", flat=True))
    for seat in dict.fromkeys(seats):
        if seat.of == MemberOf.HUB and seat.person_id not in owners:
            raise RuleBroken("people", _("参加した職員は、この拠点の職員から選んでください。"))
        if seat.of == MemberOf.GROUP and seat.group_id not in groups:
            raise RuleBroken("groups", _("関係団体を選んでください。"))
        MeetingMember.objects.create(
            hub_id=row.hub_id,
            meeting=row,
            of=seat.of,
            person_id=seat.person_id,
            group_id=seat.group_id,
            name=seat.name.strip(),
        )
    getattr(row, "_prefetched_objects_cache", {}).pop("members", None)


def _people_of(row: CaseMeeting) -> list[int]:
    """Who worked at the hub on the day of the meeting, or wrote it down."""
    return [*registry.people_with(row.hub_id, queries.OWNERS, row.held_on), row.created_by_id]


def _add_about(
    actor: Actor, row: CaseMeeting, household_id: int | None, case_id: int | None
) -> None:
    if case_id is not None:
        case = queries.case(actor, case_id)
        if not may(actor, Act.READ_CASE, case):
            raise RuleBroken("case", _("担当している継続支援から選んでください。"))
        MeetingAbout.objects.get_or_create(hub_id=row.hub_id, meeting=row, case=case)
    if household_id is not None:
        family = registry.household(actor, household_id)
        MeetingAbout.objects.get_or_create(hub_id=row.hub_id, meeting=row, household=family)
    getattr(row, "_prefetched_objects_cache", {}).pop("about", None)


def _write(
    actor: Actor,
    row: CaseMeeting,
    text: str,
    at: datetime,
    corrects: MeetingMinutes | None = None,
) -> MeetingMinutes:
    return MeetingMinutes.objects.create(
        hub_id=row.hub_id,
        meeting=row,
        author_id=actor.user_id,
        text=sealed.put(row.hub_id, text),
        written_at=at,
        corrects=corrects,
    )
