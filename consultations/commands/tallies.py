"""Recording, changing, undoing a consultation."""

from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Field
from django.utils.translation import gettext_lazy as _

from consultations import queries
from consultations.choices import Act, Caller, CodeKind, CountedIn, ReferralState
from consultations.commands.checks import check_unlocked
from consultations.commands.concerns import begin
from consultations.models import (
    CaseTalk,
    Code,
    Consultation,
    ConsultationChild,
    ConsultationTopic,
    Note,
    Referral,
)
from consultations.rules import LONGEST_TALK, MOST_PEOPLE, Tally, age_band_on
from programs.kernel import clock, localdates
from programs.kernel.actor import Actor
from programs.kernel.errors import RuleBroken, Stale, constraint_name
from programs.kernel.gate import passing
from programs.registry import queries as registry

Facts = dict[str, Any]


def record_consultation(actor: Actor, tally: Tally, *, nonce: UUID, at: datetime) -> Consultation:
    """Save one consultation; the same nonce again gives the same one.

    A topic that stops (suspected maltreatment) opens the log of a concern in the same transaction
    and tells the director. Raises RuleBroken for impossible facts, Hidden for another hub's site.
    """
    with passing(actor, Act.RECORD) as trail:
        facts, topics = _facts(actor, tally, at)
        row, made = _insert(actor, facts, nonce, at)
        if made:
            _set_topics(row, topics)
            _set_children(row, tally)
            if _stops(topics):
                trail.note(row, begin(actor, row.household, at, consultation=row, nonce=nonce))
        trail.note(row, fields=(*facts, "topics"))
    return row


def change_consultation(
    actor: Actor, row: Consultation, tally: Tally, *, version: int, at: datetime
) -> Consultation:
    """Change a consultation that still has the expected version. Raises Stale, RuleBroken."""
    with passing(actor, Act.CHANGE, row) as trail:
        if row.voided_at:
            raise RuleBroken(
                "", _("取り消した記録は修正できません。先に取り消しを元に戻してください。")
            )
        check_unlocked(row)
        before = queries.topics_of(row)
        facts, topics = _facts(
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

    Raises RuleBroken where a note or a concern hangs on it.
    """
    with passing(actor, Act.UNDO, row) as trail:
        check_unlocked(row)
        if _concern_of(row):
            raise RuleBroken("", _("虐待の疑いへの対応を始めた記録は、取り消せません。"))
        if Note.objects.filter(consultation=row).exists():
            raise RuleBroken("", _("メモのある記録は取り消せません。内容を修正してください。"))
        if CaseTalk.objects.filter(consultation=row).exists() or _referred(row):
            raise RuleBroken("", _("紹介や継続支援のある記録は、取り消せません。"))
        return _set_voided(trail, row, row.voided_at or at)


def redo_consultation(actor: Actor, row: Consultation) -> Consultation:
    """Bring an undone consultation back."""
    with passing(actor, Act.UNDO, row) as trail:
        return _set_voided(trail, row, None)


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


def _facts(
    actor: Actor, tally: Tally, at: datetime, keep: tuple[int, ...] = ()
) -> tuple[Facts, list[Code]]:
    """Turn a tally into columns and topics of the own hub, or say what is wrong with it."""
    _check_time(tally, at)
    known = {code.pk: code for code in queries.codes(actor)}
    household, child, others = _family(actor, tally)
    bands = [age_band_on(one.birth_on, tally.held_on) for one in others]
    facts: Facts = {
        "site": registry.site(actor, tally.site_id),
        "held_on": tally.held_on,
        "started_at": tally.started_at,
        "minutes": tally.minutes,
        "method": _code(known, tally.method_id, CodeKind.METHOD, keep),
        "outcome": _code(known, tally.outcome_id, CodeKind.OUTCOME, keep),
        "caller": tally.caller,
        "age_band": age_band_on(child.birth_on, tally.held_on) if child else tally.age_band,
        "residence": household.residence if household else tally.residence,
        "household": household,
        "child": child,
        "with_callers": list(dict.fromkeys(tally.with_callers)),
        "people": _people(tally),
        "with_bands": [str(band) for band in bands] if others else list(tally.with_bands),
        "agency": _agency(actor, tally),
        "counted_in": CountedIn(tally.counted_in),
    }
    topics = [_code(known, pk, CodeKind.TOPIC, keep) for pk in dict.fromkeys(tally.topic_ids)]
    if not topics:
        raise RuleBroken("topics", _("相談内容を1つ以上選んでください。"))
    return facts, topics


def _check_time(tally: Tally, at: datetime) -> None:
    now = clock.tokyo(at)
    if tally.held_on > now.date():
        raise RuleBroken("held_on", _("相談日に、今日より後の日付は入力できません。"))
    if tally.started_at and tally.held_on == now.date() and tally.started_at > now.time():
        raise RuleBroken("started_at", _("開始時刻に、今より後の時刻は入力できません。"))
    if tally.minutes is not None and not 1 <= tally.minutes <= LONGEST_TALK:
        raise RuleBroken(
            "minutes",
            _("相談時間は1分から%(limit)s分までで入力してください。") % {"limit": LONGEST_TALK},
        )


def _code(known: dict[int, Code], pk: int, kind: CodeKind, keep: tuple[int, ...]) -> Code:
    field = "topics" if kind == CodeKind.TOPIC else str(kind)
    code = known.get(pk)
    if code is None or code.kind != kind:
        raise RuleBroken(field, _("選択肢の中から選んでください。"))
    if code.retired_on and pk not in keep:
        raise RuleBroken(field, _("「%(label)s」は、いまは使われていません。") % {"label": code})
    return code


def _people(tally: Tally) -> int:
    """How many asked: as given, else the first caller and those with her."""
    least = 1 + len(dict.fromkeys(tally.with_callers))
    people = tally.people or least
    if not least <= people <= MOST_PEOPLE:
        raise RuleBroken(
            "people",
            _("人数は%(least)s人から%(most)s人までで入力してください。")
            % {"least": least, "most": MOST_PEOPLE},
        )
    return people


def _agency(actor: Actor, tally: Tally) -> Any:
    """The partner group that asked; only where the caller is an agency."""
    if tally.agency_id is None or tally.caller != Caller.AGENCY:
        return None
    found = registry.groups(actor).filter(pk=tally.agency_id).first()
    if found is None:
        raise RuleBroken("agency", _("関係団体を選んでください。"))
    return found


def _family(actor: Actor, tally: Tally) -> tuple[Any, Any, list[Any]]:
    """The household, the child and the further children of a tally; all of the same household."""
    if tally.household_id is None:
        if tally.child_id is not None:
            raise RuleBroken(
                "link", _("子どもだけを結びつけることはできません。ご家族を選んでください。")
            )
        return None, None, []
    household = registry.household(actor, tally.household_id)
    wanted = [pk for pk in (tally.child_id, *tally.with_child_ids) if pk is not None]
    if not wanted:
        return household, None, []
    young = {one.pk: one for one in household.everybody_young()}
    if not set(wanted) <= set(young):
        raise RuleBroken("link", _("選んだ子どもは、このご家族に登録されていません。"))
    first, *others = dict.fromkeys(wanted)
    return household, young[first], [young[pk] for pk in others]


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
    return getattr(row, "concern", None)


def _referred(row: Consultation) -> bool:
    """Whether something was handed on from a record, and not taken back."""
    sent = Referral.objects.filter(consultation=row)
    return sent.exclude(state=ReferralState.WITHDRAWN).exists()
