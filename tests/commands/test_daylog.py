"""The day log: drafts, closing, corrections that everybody sees, and who was on duty."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from programs.daylog import commands, queries
from programs.daylog.choices import DutyKind
from programs.daylog.commands import Worked
from programs.daylog.models import Correction, DayLog, Duty
from programs.kernel.errors import Hidden, Refused, RuleBroken, Stale
from programs.kernel.models import AuditEntry
from programs.registry.choices import Role
from tests import make
from tests.make_daylog import DAY, NOW, House

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return House()


def test_a_draft_is_begun_once_and_written_on(house: House) -> None:
    log = house.write(happened="朝は静か。")
    again = house.write(version=log.version, happened="朝は静か。昼は満員。")
    assert again.pk == log.pk
    make.scope()
    assert DayLog.objects.get(site=house.site, day=DAY).happened == "朝は静か。昼は満員。"


def test_writing_leaves_one_entry_with_names_of_fields_only(house: House) -> None:
    house.write(happened="とても長い話")
    make.scope()
    entry = AuditEntry.objects.get(action="daylog.write_log")
    assert entry.fields == ["happened"]
    assert "話" not in str(entry.__dict__)


def test_two_who_write_the_same_draft_see_both_versions(house: House) -> None:
    shown = house.write(happened="はじめ")
    house.write(version=shown.version, happened="先に書いた")
    with pytest.raises(Stale) as clash:
        house.write(version=shown.version, happened="後から書いた")
    assert "先に書いた" in clash.value.theirs.values()
    assert "後から書いた" in clash.value.mine.values()


def test_a_log_begun_by_the_duty_does_not_stand_in_the_way_of_who_writes(house: House) -> None:
    house.work("山辺 さくら")
    assert house.write(version=0, happened="一日").happened == "一日"


def test_a_day_to_come_cannot_be_written(house: House) -> None:
    with pytest.raises(RuleBroken):
        house.write(day=DAY + timedelta(days=1), happened="明日")


def test_an_empty_day_is_not_closed(house: House) -> None:
    with pytest.raises(RuleBroken) as broken:
        house.close(happened="", closure="")
    assert broken.value.field == "happened"


def test_a_day_of_closure_needs_its_reason_only(house: House) -> None:
    log = house.close(happened="", closure="台風のため休館")
    assert log.closed_at == NOW


def test_a_closed_log_is_not_written_any_more(house: House) -> None:
    log = house.close()
    with pytest.raises(RuleBroken):
        house.write(version=log.version, happened="書き直し")


def test_the_database_itself_keeps_a_closed_log(house: House) -> None:
    log = house.close()
    for change in (
        lambda: DayLog.objects.filter(pk=log.pk).update(happened="こっそり"),
        lambda: DayLog.objects.filter(pk=log.pk).update(closed_at=None, closed_by=None),
        lambda: DayLog.objects.filter(pk=log.pk).delete(),
    ):
        make.scope()
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_a_correction_stands_beside_what_was_said(house: House) -> None:
    log = house.close(happened="30組来館。")
    row = commands.correct_log(
        house.colleague, log, "happened", "13組来館。", "書き間違い", seen=0, at=NOW
    )
    make.scope()
    log.refresh_from_db()
    part = next(p for p in queries.said(log, queries.corrections(log)) if p.field == "happened")
    assert log.happened == "30組来館。"
    assert part.text == "13組来館。"
    assert (row.before, row.reason, row.by_id) == (
        "30組来館。",
        "書き間違い",
        house.colleague.user_id,
    )


def test_a_correction_of_a_correction_begins_where_the_last_one_ended(house: House) -> None:
    log = house.close(remarks="一")
    commands.correct_log(house.staff, log, "remarks", "二", "直し", seen=0, at=NOW)
    row = commands.correct_log(house.staff, log, "remarks", "三", "直し", seen=1, at=NOW)
    assert (row.number, row.before, row.after) == (2, "二", "三")


def test_a_correction_by_two_shows_the_second_both(house: House) -> None:
    log = house.close(remarks="一")
    commands.correct_log(house.staff, log, "remarks", "二", "直し", seen=0, at=NOW)
    with pytest.raises(Stale) as clash:
        commands.correct_log(house.colleague, log, "remarks", "三", "直し", seen=0, at=NOW)
    assert list(clash.value.theirs.values()) == ["二"]


def test_a_correction_that_changes_nothing_or_of_a_draft_is_refused(house: House) -> None:
    draft = house.write(happened="下書き")
    with pytest.raises(RuleBroken):
        commands.correct_log(house.staff, draft, "happened", "別", "直し", seen=0, at=NOW)
    log = house.close(day=DAY - timedelta(days=1))
    with pytest.raises(RuleBroken):
        commands.correct_log(house.staff, log, "happened", log.happened, "直し", seen=0, at=NOW)


def test_corrections_can_neither_be_changed_nor_written_of_a_draft(house: House) -> None:
    log = house.close()
    row = commands.correct_log(house.staff, log, "remarks", "足す", "漏れ", seen=0, at=NOW)
    draft = house.write(day=DAY - timedelta(days=1), happened="下書き")
    make.scope()
    with pytest.raises(Exception, match=r"permission|append"), transaction.atomic():
        Correction.objects.filter(pk=row.pk).update(after="別")
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.create(
            hub=house.hub,
            log=draft,
            number=1,
            field="remarks",
            before="",
            after="x",
            reason="x",
            by_id=house.staff.user_id,
            at=NOW,
        )


def test_members_and_people_without_account_are_on_duty(house: House) -> None:
    rows = house.work("山辺 さくら", "髙橋 𠮷", members=(house.colleague.user_id,))
    assert [(row.kind, row.person_id is None) for row in rows] == [
        (DutyKind.STAFF, False),
        (DutyKind.VOLUNTEER, True),
        (DutyKind.VOLUNTEER, True),
    ]
    there = {p.pk for p in queries.members_for(house.staff, DAY, rows[0].log)}
    assert house.colleague.user_id not in there


def test_nobody_is_on_duty_twice(house: House) -> None:
    house.work("山辺 さくら", members=(house.colleague.user_id,))
    with pytest.raises(RuleBroken):
        house.work("山辺 さくら")
    with pytest.raises(RuleBroken):
        house.work(members=(house.colleague.user_id,))


def test_somebody_of_another_hub_is_not_on_duty_here(house: House) -> None:
    stranger = make.member(make.hub(), Role.STAFF)
    with pytest.raises(Hidden):
        house.work(members=(stranger.user_id,))


def test_a_removed_entry_stays_and_may_be_added_anew(house: House) -> None:
    (row,) = house.work("山辺 さくら")
    commands.remove_duty(house.staff, row, "", NOW)
    house.work("山辺 さくら")
    make.scope()
    assert Duty.objects.filter(log=row.log, name="山辺 さくら").count() == 2


def test_after_the_close_the_duty_changes_only_for_a_reason(house: House) -> None:
    (row,) = house.work("山辺 さくら")
    house.close()
    with pytest.raises(RuleBroken):
        house.work("海野 ほたる")
    with pytest.raises(RuleBroken):
        commands.remove_duty(house.staff, row, "", NOW)
    with pytest.raises(RuleBroken):
        commands.change_duty(house.staff, row, DutyKind.STUDENT, Worked())
    (late,) = house.work("海野 ほたる", reason="書き漏れ")
    assert late.late_reason == "書き漏れ"
    gone = commands.remove_duty(house.staff, row, "別の日だった", NOW)
    assert gone.removed_reason == "別の日だった"


def test_the_database_itself_keeps_the_duty_of_a_closed_day(house: House) -> None:
    (row,) = house.work("山辺 さくら")
    house.close()
    make.scope()
    with pytest.raises(IntegrityError), transaction.atomic():
        Duty.objects.filter(pk=row.pk).update(name="別の人")
    with pytest.raises(IntegrityError), transaction.atomic():
        Duty.objects.filter(pk=row.pk).delete()


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.WARD_OFFICER, Role.AUDITOR])
def test_others_do_not_write_the_log(house: House, role: Role) -> None:
    stranger = make.member(house.hub, role)
    with pytest.raises(Refused):
        commands.write_log(stranger, house.site, DAY, {}, version=0, today=DAY)


def test_another_hubs_site_is_as_none(house: House) -> None:
    other = make.member(make.hub(), Role.STAFF)
    with pytest.raises(Hidden):
        commands.write_log(other, house.site, DAY, {}, version=0, today=DAY)


def test_the_next_shift_reads_the_last_note_as_corrected(house: House) -> None:
    log = house.close(day=DAY - timedelta(days=3), tomorrow="鍵を返す")
    commands.correct_log(house.staff, log, "tomorrow", "鍵は返却済み", "済んだ", seen=0, at=NOW)
    (note,) = queries.handover_notes(house.volunteer, house.site, DAY)
    assert (note.kind, note.text, note.day) == ("log", "鍵は返却済み", DAY - timedelta(days=3))


def test_open_reports_are_handed_over_without_their_words(house: House) -> None:
    house.report(story="だれにも言えない話")
    notes = queries.handover_notes(house.staff, house.site, DAY)
    assert [note.kind for note in notes] == ["incident"]
    assert "話" not in notes[0].text
    assert queries.handover_notes(house.volunteer, house.site, DAY) == []
