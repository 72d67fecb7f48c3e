"""The words of records on paper: for the hub's own print, and as what a family may be given.

Callers have passed the gate. What concerns a suspected maltreatment is on no paper.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from consultations import blackout, queries, sealed
from consultations.choices import Contact, ReferralState
from consultations.models import (
    Case,
    CaseMeeting,
    Consultation,
    DisclosurePart,
    MeetingAbout,
    MeetingFact,
    Note,
    Referral,
    Supervision,
)
from programs.kernel import localdates
from programs.kernel.actor import Actor
from programs.kernel.record import Entry, Section
from programs.kernel.record import printed as printed
from programs.kernel.templatetags.hub import wareki_time


def facts_of(row: Consultation) -> list[tuple[str, str]]:
    """Return what is known of a consultation, label by label; what is empty is left out."""
    topics = queries.topics_of(row)
    callers = [row.get_caller_display(), *queries.with_callers_text(row)]
    started = f"{row.started_at.hour}:{row.started_at.minute:02}" if row.started_at else ""
    minutes = _("%(minutes)s分") % {"minutes": row.minutes} if row.minutes else ""
    day = " ".join(part for part in (localdates.day_full(row.held_on), started, minutes) if part)
    rows: list[tuple[Any, Any]] = [
        (_("相談日"), day),
        (_("施設"), row.site),
        (_("相談方法"), row.method),
        (_("主な相談内容"), next(iter(topics), "")),
        (_("そのほかの相談内容"), _("、").join(str(topic) for topic in topics[1:])),
        (_("相談者"), _("、").join(str(one) for one in callers)),
        (_("相談した方の人数"), _("%(n)s人") % {"n": row.people} if row.people > 1 else ""),
        (_("子どもの年齢"), queries.bands_text(row)),
        (_("相談の結果"), row.outcome),
    ]
    return [(str(label), str(value)) for label, value in rows if value not in (None, "")]


def why_no_paper(row: Consultation | Referral) -> str:
    """Return in words why there is no paper of a record or a referral; nothing where there may be one.

    What concerns a suspected maltreatment is on no paper: it would lie where the family finds it.
    """
    talk = row.consultation if isinstance(row, Referral) else row
    if talk and talk.guarded:
        return _("閲覧制限のある記録は印刷できません。")
    if isinstance(row, Referral) and row.state == ReferralState.WITHDRAWN:
        return _("取り下げた紹介は印刷できません。")
    return ""


def consultation_sections(row: Consultation, notes: list[Note]) -> list[Section]:
    """Return a record for the hub's own print: facts, the notes that the reader may read, what follows."""
    facts = facts_of(row)
    if row.household:
        number = _("登録番号 %(number)s") % {"number": row.household.number}
        names = [row.household, number, row.child, *queries.other_children(row)]
        facts.append((_("ご家族"), " ".join(str(name) for name in names if name)))
    found = [Section("", facts)]
    if notes:
        found.append(Section(_("メモ"), [], [_note(one) for one in notes]))
    seen = [one for one in queries.supervisions(row) if one.kind]
    if seen:
        found.append(Section(_("施設長の確認"), [], [_seen(one) for one in seen]))
    return found


def case_sections(actor: Actor, row: Case) -> list[Section]:
    """Return a case for the hub's own print: plan, course, its consultations without their notes."""
    facts = [
        (_("状態"), str(row.get_state_display())),
        (_("ご家族"), str(row.household or "")),
        (_("担当"), str(row.owner)),
        (_("開始日"), localdates.day_full(row.opened_on)),
        (_("見直しの日"), localdates.day_full(row.review_on)),
    ]
    talks = [one for one in queries.case_talks(actor, row) if not one.guarded]
    lines = [Entry("", f"{localdates.day_full(t.held_on)} {queries.summary(t)}") for t in talks]
    return [
        Section("", [one for one in facts if one[1]]),
        Section(_("支援の計画"), [], [Entry("", sealed.read(row.plan))]),
        Section(_("経過"), [], _course(row)),
        Section(_("相談"), [], lines),
    ]


def referral_sections(actor: Actor, row: Referral) -> list[Section]:
    """Return a referral for the other side: what was agreed to be passed on, and nothing of the record."""
    contacts = _("、").join(str(Contact(value).label) for value in row.contacts)
    facts = [
        (_("紹介の番号"), row.reference),
        (_("紹介した日"), localdates.day_full(row.sent_on)),
        (_("紹介先"), str(row)),
        (_("紹介元"), f"{actor.hub_name} {row.site}"),
        (_("拠点の担当"), str(row.owner)),
        (_("ご本人の同意"), str(row.get_basis_display())),
        (_("同意がないまま紹介する理由"), sealed.read(row.reason)),
        (_("ご家族に連絡してよい方法"), contacts),
        (_("お名前と連絡先"), sealed.read(row.person)),
    ]
    return [
        Section("", [one for one in facts if one[1]]),
        Section(_("紹介の内容"), [], [Entry("", sealed.read(row.text))]),
    ]


def meeting_sections(row: CaseMeeting) -> list[Section]:
    """Return a meeting for the hub's own print: the ground before what was shared."""
    started = f"{row.started_at.hour}:{row.started_at.minute:02}" if row.started_at else ""
    now = next(iter(queries.minutes_of(row)), None)
    decided = [
        Entry(
            f"{localdates.day_full(one.due_on)} {one.owner} {one}"
            + (f" {_('完了')}" if one.done_at else ""),
            sealed.read(one.text),
        )
        for one in queries.decisions(row)
    ]
    about = _("、").join(_about(one) for one in row.about.all())
    people = "\n".join(f"{one.get_of_display()} {one}" for one in row.members.all())
    return [
        Section(
            "",
            [
                (_("開催日"), f"{localdates.day_full(row.held_on)} {started}".strip()),
                (_("場所"), row.place),
                (_("だれについて"), about),
                (_("参加した人"), people),
                *_ground(row),
            ],
        ),
        Section(_("共有したこと"), [], [Entry("", sealed.read(now.text) if now else "")]),
        *(
            Section(_("別の根拠で共有したこと"), _ground(one), [Entry("", sealed.read(one.text))])
            for one, _before in queries.facts(row)
        ),
        Section(_("決めたこと"), [], decided),
    ]


def _ground(row: CaseMeeting | MeetingFact) -> list[tuple[str, str]]:
    found = [(_("情報を共有する根拠"), str(row.basis))]
    if row.consent_on:
        found.append((_("同意を得た日"), localdates.day_full(row.consent_on)))
    if row.reason:
        found.append((_("共有する理由"), sealed.read(row.reason)))
    return found


@override("ja")
def text_for_family(source: Consultation | Case) -> str:
    """Return a record as one text, to be blacked out passage by passage and given to a family.

    In Japanese, like the notes in it, whoever copies it; without the names of the staff, and
    without what the director said to them.
    """
    if isinstance(source, Case):
        parts = [_("支援の計画"), sealed.read(source.plan), "", _("経過")]
        for entry in _course(source, names=False):
            parts += [entry.head, entry.text] if entry.text else [entry.head]
        return "\n".join(parts)
    parts = [_("%(label)s：%(value)s") % {"label": a, "value": b} for a, b in facts_of(source)]
    notes = queries.notes_with_text(source)
    replaced = {note.corrects_id for note in notes}
    for note in notes:
        if note.pk not in replaced:
            when = _("%(when)s のメモ") % {"when": wareki_time(note.written_at)}
            parts += ["", when, sealed.read(note.text)]
    return "\n".join(parts)


def is_outdated(part: DisclosurePart) -> bool:
    """Whether the record was changed or undone since it was copied for a family."""
    undone = part.consultation is not None and part.consultation.voided_at is not None
    return undone or text_for_family(part.source) != sealed.read(part.text)


def disclosed_sections(parts: Iterable[DisclosurePart]) -> list[Section]:
    """Return the chosen records as the family gets them: what is black is nowhere in the words."""
    return [
        Section(
            heading_of(part),
            [],
            [Entry("", blackout.blacked(sealed.read(part.text), part.marks))],
        )
        for part in parts
    ]


def heading_of(part: DisclosurePart) -> str:
    """Return the heading of a chosen record."""
    if part.consultation:
        return _("%(day)sの相談") % {"day": localdates.day_full(part.consultation.held_on)}
    return str(part.case)


def _course(row: Case, *, names: bool = True) -> list[Entry]:
    found = []
    for event in queries.case_events(row):
        who = f" {event.author}" if names else ""
        head = f"{wareki_time(event.written_at)}{who} {event}"
        found.append(Entry(head, sealed.read(event.text)))
    return found


def _about(one: MeetingAbout) -> str:
    family = one.case.household if one.case else None
    return f"{one} {family}" if family else str(one)


def _note(note: Note) -> Entry:
    return Entry(f"{note.author} {wareki_time(note.written_at)}", sealed.read(note.text))


def _seen(one: Supervision) -> Entry:
    return Entry(f"{one} {one.author} {wareki_time(one.written_at)}", sealed.read(one.text))
