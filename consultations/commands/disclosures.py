"""Disclosure to a family: asked for, prepared, decided by the director, handed over."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from consultations import blackout, papers, queries, sealed
from consultations.choices import Act, Asker, DisclosureState, DisclosureStep, HandedBy
from consultations.commands.checks import check_length
from consultations.models import Case, Consultation, Disclosure, DisclosureEvent, DisclosurePart
from consultations.rules import LONGEST_NOTE, LONGEST_PERSON
from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden, RuleBroken, constraint_name
from programs.kernel.gate import passing
from programs.kernel.policy import may
from programs.registry.models import Household, Hub

CANNOT_BE_GIVEN = _("渡せない記録が含まれています。記録を選び直すか、開示しないと決めてください。")


def ask_disclosure(
    actor: Actor,
    household: Household,
    asker: str,
    name: str,
    reason: str,
    *,
    asked_on: date,
    at: datetime,
) -> Disclosure:
    """Write down that a family asks to see its records, who asks, and on which ground. Raises RuleBroken."""
    with passing(actor, Act.PREPARE_DISCLOSURE, household) as trail:
        if asker not in Asker.values:
            raise RuleBroken("asker", _("1つ選んでください。"))
        _check_words("name", name, LONGEST_PERSON, _("求めた方のお名前を入力してください。"))
        _check_words("reason", reason, LONGEST_NOTE, _("開示の根拠を入力してください。"))
        _check_past("asked_on", asked_on, at)
        hub_id = household.hub_id
        Hub.objects.select_for_update(no_key=True).get(pk=hub_id)  # numbers in turn
        top = Disclosure.objects.filter(hub_id=hub_id).aggregate(top=Max("number"))["top"]
        row = Disclosure.objects.create(
            hub_id=hub_id,
            number=(top or 0) + 1,
            household=household,
            asker=asker,
            asker_name=sealed.put(hub_id, name.strip()),
            asked_on=asked_on,
            created_by_id=actor.user_id,
        )
        _event(actor, row, DisclosureStep.ASKED, reason, at)
        trail.note(row, fields=["household", "asker", "asker_name", "asked_on", "reason"])
    return row


def choose_records(
    actor: Actor, row: Disclosure, talks: Iterable[int], cases: Iterable[int], *, version: int
) -> int:
    """Have exactly these records in a disclosure; return how many are new.

    Each is copied as it stands now; one that stays keeps its copy and its black passages. Raises
    Stale, and RuleBroken for a record that is not the family's, or that concerns a suspected
    maltreatment.
    """
    with passing(actor, Act.PREPARE_DISCLOSURE, row) as trail:
        row = _prepared(row, version)
        found_talks, found_cases = queries.can_be_disclosed(actor, row.household_id)
        by_id: dict[tuple[str, int], Consultation | Case] = {
            **{("talk", one.pk): one for one in found_talks},
            **{("case", one.pk): one for one in found_cases},
        }
        wanted = {*(("talk", pk) for pk in talks), *(("case", pk) for pk in cases)}
        if not wanted <= set(by_id):
            raise RuleBroken("records", _("選んだ記録は、開示に加えられません。"))
        there = {_key(one): one for one in row.parts.all()}
        for key, one in there.items():
            if key not in wanted:
                one.delete()
        for key in sorted(wanted - set(there)):
            _copy(actor, row, by_id[key])
        trail.note(row, fields=["parts"])
    return len(wanted - set(there))


def copy_again(actor: Actor, part: DisclosurePart, *, version: int) -> DisclosurePart:
    """Copy a record anew, as it stands now and without black passages. Raises Stale, RuleBroken."""
    with passing(actor, Act.PREPARE_DISCLOSURE, part.disclosure) as trail:
        row = _prepared(part.disclosure)
        part.save_if(version)
        if queries.unfit_parts(row).filter(pk=part.pk).exists():
            raise RuleBroken("", CANNOT_BE_GIVEN)
        fresh = queries.part(actor, part.pk)
        fresh.delete()
        new = _copy(actor, row, fresh.source)
        trail.note(new, fields=["text", "marks"])
    return new


def black_out(actor: Actor, part: DisclosurePart, words: str, *, version: int) -> int:
    """Black out every place where the words stand in a record; return how many places there are.

    Raises RuleBroken where they stand nowhere, Stale where somebody was first.
    """
    with passing(actor, Act.PREPARE_DISCLOSURE, part.disclosure) as trail:
        _prepared(part.disclosure)
        found = blackout.passages(sealed.read(part.text), words)
        if not found:
            raise RuleBroken(
                "words",
                _("このことばは、この記録の中に見つかりません。画面の文から選んでください。"),
            )
        part.marks = [list(span) for span in blackout.joined([*part.marks, *found])]
        part.save_if(version, "marks")
        trail.note(part, fields=["marks"])
    return len(found)


def show_again(actor: Actor, part: DisclosurePart, number: int, *, version: int) -> DisclosurePart:
    """Take back one black passage, counted from 0. Raises Stale, Hidden."""
    with passing(actor, Act.PREPARE_DISCLOSURE, part.disclosure) as trail:
        _prepared(part.disclosure)
        spans = blackout.joined(part.marks)
        if not 0 <= number < len(spans):
            raise Hidden
        part.marks = [list(span) for at, span in enumerate(spans) if at != number]
        part.save_if(version, "marks")
        trail.note(part, fields=["marks"])
    return part


def decide_disclosure(
    actor: Actor, row: Disclosure, *, grant: bool, reason: str, version: int, at: datetime
) -> Disclosure:
    """Decide what the family gets, or that it gets nothing; from then on nothing in it changes.

    Raises Stale where anything in it changed since that version, and RuleBroken without a reason,
    without records, or where a record came to concern a suspected maltreatment or another family,
    or was changed after it was copied.
    """
    with passing(actor, Act.DECIDE_DISCLOSURE, row) as trail:
        _check_words("reason", reason, LONGEST_NOTE, _("決めた理由を入力してください。"))
        row = _held(row)
        if row.version == version:  # else Stale, below
            _check_draft(row)
            if grant:
                _check_parts(row)
        row.state = DisclosureState.GRANTED if grant else DisclosureState.REFUSED
        try:
            with transaction.atomic():
                row.save_if(version, "state")
        except IntegrityError as error:
            raise _suspected(error) from error
        step = DisclosureStep.GRANTED if grant else DisclosureStep.REFUSED
        _event(actor, row, step, reason, at)
        trail.note(row, fields=["state", "reason"])
    return row


def hand_over(
    actor: Actor,
    row: Disclosure,
    receiver: str,
    *,
    how: str,
    handed_on: date,
    version: int,
    at: datetime,
) -> Disclosure:
    """Write into the register who received the paper, when, and how. Raises Stale, RuleBroken."""
    with passing(actor, Act.PREPARE_DISCLOSURE, row) as trail:
        _check_words("receiver", receiver, LONGEST_PERSON, _("受け取った方を入力してください。"))
        if how not in HandedBy.values:
            raise RuleBroken("how", _("1つ選んでください。"))
        _check_past("handed_on", handed_on, at)
        if row.state != DisclosureState.GRANTED:
            raise RuleBroken("", _("開示を決めた記録だけを渡せます。"))
        row.state, row.handed_on, row.handed_by = DisclosureState.HANDED, handed_on, how
        try:
            with transaction.atomic():
                row.save_if(version, "state", "handed_on", "handed_by")
        except IntegrityError as error:
            raise _suspected(error) from error
        _event(actor, row, DisclosureStep.HANDED, receiver, at)
        trail.note(row, fields=["state", "handed_on", "handed_by", "receiver"])
    return row


def _copy(actor: Actor, row: Disclosure, source: Consultation | Case) -> DisclosurePart:
    """Copy a record into a disclosure; a case only by whoever may read it."""
    if isinstance(source, Case) and not may(actor, Act.READ_CASE, source):
        raise RuleBroken("records", _("選んだ記録は、開示に加えられません。"))
    return DisclosurePart.objects.create(
        hub_id=row.hub_id,
        disclosure=row,
        consultation=source if isinstance(source, Consultation) else None,
        case=source if isinstance(source, Case) else None,
        text=sealed.put(row.hub_id, papers.text_for_family(source)),
    )


def _check_parts(row: Disclosure) -> None:
    """What the family gets is there, may be given, and stands as the records stand now."""
    talks = row.parts.values("consultation")
    list(Consultation.objects.select_for_update(no_key=True).filter(pk__in=talks).order_by("pk"))
    found = list(queries.with_sources(row.parts.all()))
    if not found:
        raise RuleBroken("", _("開示する記録が選ばれていません。"))
    if queries.unfit_parts(row).exists():
        raise RuleBroken("", CANNOT_BE_GIVEN)
    if any(papers.is_outdated(part) for part in found):
        raise RuleBroken(
            "", _("写したあとに変わった記録があります。写し直して、もう一度確かめてください。")
        )


def _key(part: DisclosurePart) -> tuple[str, int]:
    return ("talk", part.consultation_id) if part.consultation_id else ("case", part.case_id or 0)


def _held(row: Disclosure) -> Disclosure:
    held = Disclosure.objects.select_for_update().filter(pk=row.pk).first()
    if held is None:
        raise Hidden
    return held


def _prepared(row: Disclosure, version: int | None = None) -> Disclosure:
    """Hold a draft and raise its version, so that nobody decides on what she has not seen."""
    held = _held(row)
    _check_draft(held)
    return held.save_if(held.version if version is None else version)


def _event(actor: Actor, row: Disclosure, kind: str, text: str, at: datetime) -> None:
    DisclosureEvent.objects.create(
        hub_id=row.hub_id,
        disclosure=row,
        kind=kind,
        author_id=actor.user_id,
        written_at=at,
        text=sealed.put(row.hub_id, text.strip()),
    )


def _check_words(field: str, text: str, limit: int, missing: object) -> None:
    if not text.strip():
        raise RuleBroken(field, missing)
    check_length(field, text, limit)


def _check_past(field: str, day: date, at: datetime) -> None:
    if day > clock.tokyo(at).date():
        raise RuleBroken(field, _("今日より後の日は入力できません。"))


def _check_draft(row: Disclosure) -> None:
    if row.state != DisclosureState.DRAFT:
        raise RuleBroken("", _("すでに決まった開示です。内容は変えられません。"))


def _suspected(error: IntegrityError) -> Exception:
    if constraint_name(error) not in ("disclosure_guarded", "disclosure_of_another"):
        return error
    return RuleBroken("", CANNOT_BE_GIVEN)
