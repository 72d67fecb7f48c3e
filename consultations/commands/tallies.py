"""Recording, changing, undoing a consultation."""

from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Field
from django.utils.translation import gettext_lazy as _

from consultations import queries
from consultations.choices import Act, ReferralState
from consultations.commands.cases import take_in
from consultations.commands.checks import check_unlocked, hold
from consultations.commands.concerns import begin
from consultations.commands.facts import Facts, facts_of
from consultations.models import (
    Case,
    CaseTalk,
    Code,
    Concern,
    Consultation,
    ConsultationChild,
    ConsultationTopic,
    FollowUp,
    Note,
    Referral,
)
from consultations.rules import Tally
from programs.kernel import localdates
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden, RuleBroken, Stale, constraint_name
from programs.kernel.gate import passing
from programs.kernel.notices import tell
from programs.kernel.policy import may


def record_consultation(
    actor: Actor, tally: Tally, *, nonce: UUID, at: datetime, case: Case | None = None
) -> Consultation:
    """Save one consultation, for a continuing case if one is given; the same nonce gives the same one.

    A topic that stops (suspected maltreatment) opens the log of a concern in the same transaction
    and tells the director. Raises RuleBroken for impossible facts, Hidden for another hub's site.
    """
    with passing(actor, Act.RECORD) as trail:
        facts, topics = facts_of(actor, tally, at)
        row, made = _insert(actor, facts, nonce, at)
        if made:
            _set_topics(row, topics)
            _set_children(row, tally)
            if _stops(topics):
                trail.note(row, begin(actor, row.household, at, consultation=row, nonce=nonce))
            elif case:
                _join(actor, case, row)
        trail.note(row, fields=(*facts, "topics"))
    return row


def _join(actor: Actor, case: Case, row: Consultation) -> None:
    """Add a new record to the case that it belongs to, where that is the actor's to carry on."""
    if not may(actor, Act.CHANGE_CASE, case):
        raise Hidden
    take_in(case, row)


def change_consultation(
    actor: Actor, row: Consultation, tally: Tally, *, version: int, at: datetime
) -> Consultation:
    """Change a consultation that still has the expected version. Raises Stale, RuleBroken."""
    with passing(actor, Act.CHANGE, row) as trail:
        if check_unlocked(row).voided_at:
            raise RuleBroken(
                "", _("取り消した記録は修正できません。先に取り消しを元に戻してください。")
            )
        before = queries.topics_of(row)
        facts, topics = facts_of(
            actor, tally, at, keep=(row.method_id, row.outcome_id, *(t.pk for t in before))
        )
        _check_family_of_case(row, facts["household"])
        names = [name for name, value in facts.items() if getattr(row, name) != value]
        for name, value in facts.items():
            setattr(row, name, value)
        row.changed_by_id, row.changed_at = actor.user_id, at
        _save(row, version, facts, topics)
        _set_topics(row, topics)
        _set_children(row, tally)
        if _stops(topics) and not _concern_of(row):
            trail.note(row, begin(actor, row.household, at, consultation=row, nonce=row.nonce))
        if [t.pk for t in before] != [t.pk for t in topics]:
            names.append("topics")
        trail.note(row, fields=names)
    return row


def _check_family_of_case(row: Consultation, household: Any) -> None:
    """A record of a continuing case stays with the family of the case."""
    link = CaseTalk.objects.filter(consultation=row).select_related("case").first()
    if link and household and link.case.household_id not in (None, household.pk):
        raise RuleBroken(
            "link",
            _("継続支援のご家族とちがうご家族です。先に、この相談を継続支援から外してください。"),
        )


def undo_consultation(actor: Actor, row: Consultation, *, at: datetime) -> Consultation:
    """Take a consultation out of lists and figures; it stays in the database.

    Others who had something to do about it are told. Raises RuleBroken where a note or a concern
    hangs on it.
    """
    with passing(actor, Act.UNDO, row) as trail:
        held = check_unlocked(row)
        if _concern_of(row):
            raise RuleBroken("", _("虐待の疑いへの対応を始めた記録は、取り消せません。"))
        if Note.objects.filter(consultation=row).exists():
            raise RuleBroken("", _("メモのある記録は取り消せません。内容を修正してください。"))
        if CaseTalk.objects.filter(consultation=row).exists() or _referred(row):
            raise RuleBroken("", _("紹介や継続支援のある記録は、取り消せません。"))
        if held.voided_at is None:
            _tell_owners(actor, row, "consultations.work_dropped")
        return _set_voided(trail, row, held.voided_at or at)


def redo_consultation(actor: Actor, row: Consultation) -> Consultation:
    """Bring an undone consultation back, with what was to be done about it."""
    with passing(actor, Act.UNDO, row) as trail:
        if hold(row).voided_at:
            _tell_owners(actor, row, "consultations.work_back")
        return _set_voided(trail, row, None)


def _tell_owners(actor: Actor, row: Consultation, key: str) -> None:
    """Tell those whose open follow-up goes, or comes back, with a record; not what it is about."""
    mine = FollowUp.objects.filter(consultation=row, done_at=None).exclude(owner=actor.user_id)
    path = queries.url("follow-up-list") + "?mine=yes"
    tell(row.hub_id, mine.values_list("owner_id", flat=True), key, path)


def _set_voided(trail: Any, row: Consultation, at: datetime | None) -> Consultation:
    row.voided_at = at
    row.save(update_fields=["voided_at"])
    trail.note(row, fields=["voided_at"])
    return row


def _insert(actor: Actor, facts: Facts, nonce: UUID, at: datetime) -> tuple[Consultation, bool]:
    try:
        with transaction.atomic():
            row = Consultation.objects.create(
                hub_id=actor.hub_id,
                nonce=nonce,
                created_by_id=actor.user_id,
                created_at=at,
                **facts,
            )
        return row, True
    except IntegrityError as error:
        if constraint_name(error) != "consultation_nonce_once":
            raise
        return Consultation.objects.get(hub_id=actor.hub_id, nonce=nonce), False


def _save(row: Consultation, version: int, facts: Facts, topics: list[Code]) -> None:
    try:
        row.save_if(version, *facts, "changed_by", "changed_at")
    except Stale as stale:
        current = stale.current
        who = current.changed_by or current.created_by
        raise Stale(
            current,
            by=str(who),
            at=current.changed_at or current.created_at,
            mine=_words(row, tuple(facts), topics),
            theirs=_words(current, tuple(facts), queries.topics_of(current)),
        ) from None


def _words(row: Consultation, names: tuple[str, ...], topics: list[Code]) -> dict[str, str]:
    """A record as people read it: label of a field -> words."""
    said = {str(_("相談内容")): str(_("、")).join(str(topic) for topic in topics)}
    for name in names:
        field = cast("Field[Any, Any]", Consultation._meta.get_field(name))
        shown = getattr(row, f"get_{name}_display", None)
        value = shown() if shown else getattr(row, name)
        said[str(field.verbose_name)] = (
            localdates.day(value) if isinstance(value, date) else str(value or "")
        )
    return said


def _set_children(row: Consultation, tally: Tally) -> None:
    """Write the further children; the first of all stands in the record itself."""
    wanted = [pk for pk in (tally.child_id, *tally.with_child_ids) if pk is not None]
    others = list(dict.fromkeys(wanted))[1:] if row.household_id else []
    ConsultationChild.objects.filter(consultation=row).delete()
    ConsultationChild.objects.bulk_create(
        ConsultationChild(hub_id=row.hub_id, consultation=row, child_id=pk) for pk in others
    )


def _set_topics(row: Consultation, topics: list[Code]) -> None:
    """Write the topics; the first is the main one."""
    ConsultationTopic.objects.filter(consultation=row).delete()
    ConsultationTopic.objects.bulk_create(
        ConsultationTopic(hub_id=row.hub_id, consultation=row, topic=topic, is_main=number == 0)
        for number, topic in enumerate(topics)
    )
    getattr(row, "_prefetched_objects_cache", {}).pop("topic_rows", None)


def _stops(topics: list[Code]) -> bool:
    return any(topic.stops for topic in topics)


def _concern_of(row: Consultation) -> Any:
    """The concern about a record by now, whatever was read before."""
    return Concern.objects.filter(consultation=row).first()


def _referred(row: Consultation) -> bool:
    """Whether something was handed on from a record, and not taken back."""
    sent = Referral.objects.filter(consultation=row)
    return sent.exclude(state=ReferralState.WITHDRAWN).exists()
