"""Restricted notes: sealed in the table, corrected without loss, opened by few."""

from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from consultations import queries, sealed
from consultations.choices import Act
from consultations.commands import notes, tallies
from consultations.models import FollowUp, Note, SealedText
from consultations.rules import LONGEST_NOTE, LONGEST_PLAN, Plan
from programs.kernel import clock, vault
from programs.kernel.errors import Hidden, Refused, RuleBroken, Stale
from programs.kernel.models import AuditEntry
from programs.kernel.policy import may, needs_second_factor
from programs.registry.choices import Role
from tests import make
from tests import make_consultations as mc

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 20, 14, 0, tzinfo=clock.TOKYO)
CANARY = "かなりあ𠮷☂CANARY-7731"
OTHER_KEY = "c2Vjb25kLWtleS1mb3ItdGVzdHMtMzItYnl0ZXMtISE="


@pytest.fixture(autouse=True)
def _one_afternoon():
    with clock.frozen(NOW):
        yield


@pytest.fixture
def staff(hub):
    mc.codes(hub)
    make.site(hub)
    return make.member(hub, Role.STAFF)


@pytest.fixture
def row(hub, staff):
    return mc.consultation(staff, hub)


def everything_stored():
    """Every byte of every column of the area's tables, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE 'consultations_%'")
        tables = [name for (name,) in cursor.fetchall()]
        cursor.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE 'kernel_%'")
        tables += [name for (name,) in cursor.fetchall()]
        found = []
        for name in tables:
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{name}" t')
            found += [text for (text,) in cursor.fetchall()]
        cursor.execute("SELECT ciphertext FROM consultations_sealedtext")
        found += [bytes(blob).decode("latin-1") for (blob,) in cursor.fetchall()]
    return "\n".join(found)


def test_a_note_is_nowhere_in_the_database_in_plain_text(hub, staff, row):
    mc.note(staff, row, CANARY)
    mc.follow_up(staff, row, text=CANARY)
    mc.concern(staff, row, CANARY)
    stored = everything_stored()
    assert len(stored) > 5000
    hexed = CANARY.encode().hex()
    for shape in (CANARY, "CANARY-7731", hexed, CANARY.encode().decode("latin-1"), "かなりあ"):
        assert shape not in stored
    assert [sealed.read(text) for text in SealedText.objects.all()] == [CANARY] * 3


def test_a_sealed_text_does_not_open_in_the_place_of_another(hub, staff, row):
    first, second = mc.note(staff, row, "一つ目"), mc.note(staff, row, "二つ目")
    second.text.ciphertext = first.text.ciphertext
    with pytest.raises(vault.VaultError):
        sealed.read(second.text)


def test_the_audit_of_a_note_holds_ids_and_field_names_alone(hub, staff, row):
    mc.note(staff, row, CANARY)
    entry = AuditEntry.objects.get(action="consultations.add_note")
    assert (entry.target, entry.fields) == ("consultations.consultation", ["text"])
    assert entry.target_ids == [row.pk]


def test_ten_thousand_characters_pass_and_one_more_is_told(hub, staff, row):
    long = "あ" * LONGEST_NOTE
    assert sealed.read(notes.add_note(staff, row, long, at=NOW).text) == long
    with pytest.raises(RuleBroken, match=r"10,000文字まで.*10,001文字"):
        notes.add_note(staff, row, long + "い", at=NOW)
    with pytest.raises(RuleBroken, match="入力してください"):
        notes.add_note(staff, row, "  \n", at=NOW)


def test_a_correction_keeps_the_old_note(hub, staff, row):
    old = mc.note(staff, row, "三回起きる")
    new = notes.correct_note(staff, old, "四回起きる", at=NOW + timedelta(minutes=3))
    make.scope()
    assert [sealed.read(note.text) for note in queries.notes_with_text(row)] == [
        "三回起きる",
        "四回起きる",
    ]
    assert new.corrects_id == old.pk


def test_the_second_of_two_corrections_sees_the_first(hub, staff, row):
    old = mc.note(staff, row, "三回")
    notes.correct_note(staff, old, "四回", at=NOW)
    with pytest.raises(Stale) as stale:
        notes.correct_note(staff, old, "五回", at=NOW)
    assert (stale.value.mine, stale.value.theirs) == ({"メモ": "五回"}, {"メモ": "四回"})
    make.scope()
    assert Note.objects.count() == 2


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.DIRECTOR, Role.STAFF, Role.PARTNER])
def test_nobody_corrects_somebody_elses_note(hub, staff, row, role):
    note = mc.note(staff, row)
    with pytest.raises(Refused):
        notes.correct_note(make.member(hub, role), note, "x", at=NOW)


def test_notes_are_never_changed_or_deleted_not_even_in_sql(hub, staff, row):
    note = mc.note(staff, row)
    for act in (
        lambda: Note.objects.filter(pk=note.pk).update(written_at=NOW),
        lambda: note.delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


@pytest.mark.parametrize(
    ("role", "readable"),
    [(role, role in (Role.CONSULTANT, Role.DIRECTOR)) for role in Role],
)
def test_notes_are_for_consultants_and_the_director(hub, staff, row, role, readable):
    note = mc.note(staff, row)
    assert may(make.member(hub, role), Act.READ_NOTE, note) is readable
    assert may(staff, Act.READ_NOTE, note)


def test_whoever_may_read_notes_needs_a_second_factor():
    for role in (Role.CONSULTANT, Role.DIRECTOR, Role.STAFF, Role.PARTNER):
        assert needs_second_factor(role)


def test_another_hubs_notes_do_not_exist(hub, staff, row):
    note, plan = mc.note(staff, row), mc.follow_up(staff, row)
    stranger = make.member(make.hub("鳴海区"), Role.DIRECTOR)
    for find in (
        lambda: queries.note(stranger, note.pk),
        lambda: queries.follow_up(stranger, plan.pk),
    ):
        with pytest.raises(Hidden):
            find()
    with pytest.raises(Hidden):
        notes.add_note(stranger, row, "x", at=NOW)


def test_an_undone_record_takes_no_more_notes(hub, staff, row):
    known = type(row).objects.get(pk=row.pk)  # as a page that was opened before has it
    tallies.undo_consultation(staff, row, at=NOW)
    with pytest.raises(RuleBroken, match="取り消した記録"):
        notes.add_note(staff, known, "x", at=NOW)


class TestFollowUps:
    def test_a_note_and_its_follow_up_are_one_act(self, hub, staff, row):
        plan = Plan(NOW.date() + timedelta(days=7), "call", staff.user_id, "様子を聞く")
        notes.add_note(staff, row, "メモ", plan, at=NOW)
        make.scope()
        assert FollowUp.objects.get().due_on == plan.due_on
        assert AuditEntry.objects.filter(action="consultations.add_note").count() == 1
        assert not AuditEntry.objects.filter(action="consultations.add_follow_up").exists()

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"due_on": NOW.date() - timedelta(days=1)}, "due_on"),
            ({"owner_id": 0}, "owner"),
            ({"text": "あ" * (LONGEST_PLAN + 1)}, "plan_text"),
        ],
    )
    def test_impossible_plans_are_refused_at_their_field(self, hub, staff, row, changes, field):
        with pytest.raises(RuleBroken) as broken:
            mc.follow_up(staff, row, **changes)
        assert broken.value.field == field

    def test_somebody_of_another_hub_cannot_be_the_owner(self, hub, staff, row):
        stranger = make.member(make.hub("鳴海区"), Role.STAFF)
        with pytest.raises(RuleBroken):
            mc.follow_up(staff, row, owner_id=stranger.user_id)

    def test_it_waits_for_its_owner_from_its_day_on_and_goes_when_done(self, hub, staff, row):
        plan = mc.follow_up(staff, row)
        day = plan.due_on
        assert make.todos(queries, staff, day - timedelta(days=1)) == []
        (todo,) = make.todos(queries, staff, day)
        assert (todo.title, todo.due_on, todo.overdue) == ("次の対応：様子を聞く", day, False)
        assert make.todos(queries, staff, day + timedelta(days=1))[0].overdue
        assert make.todos(queries, make.member(hub, Role.CONSULTANT), day) == []
        notes.finish_follow_up(staff, queries.follow_up(staff, plan.pk), at=NOW)
        assert make.todos(queries, staff, day) == []

    def test_done_twice_keeps_the_first_time_and_can_be_taken_back(self, hub, staff, row):
        plan = mc.follow_up(staff, row)
        notes.finish_follow_up(staff, plan, at=NOW)
        again = notes.finish_follow_up(staff, plan, at=NOW + timedelta(hours=1))
        assert again.done_at == NOW
        reopened = notes.reopen_follow_up(staff, again, at=NOW)
        assert (reopened.done_at, reopened.done_by_id) == (None, None)

    def test_a_new_day_does_not_overwrite_somebody_elses(self, hub, staff, row):
        plan = mc.follow_up(staff, row)
        day = NOW.date() + timedelta(days=3)
        notes.move_follow_up(staff, plan, day, version=1, at=NOW)
        with pytest.raises(Stale):
            notes.move_follow_up(staff, plan, day + timedelta(days=1), version=1, at=NOW)
        assert queries.follow_up(staff, plan.pk).due_on == day

    def test_only_the_owner_consultants_and_the_director_change_it(self, hub, staff, row):
        plan = mc.follow_up(staff, row)
        with pytest.raises(Refused):
            notes.finish_follow_up(make.member(hub, Role.STAFF), plan, at=NOW)
        assert notes.finish_follow_up(make.member(hub, Role.CONSULTANT), plan, at=NOW).done_at

    def test_an_undone_record_leaves_nothing_to_do(self, hub, staff, row):
        plan = mc.follow_up(staff, row)
        row.voided_at = NOW
        row.save()
        assert make.todos(queries, staff, plan.due_on) == []


class TestRotation:
    def test_every_text_is_sealed_anew_and_none_is_lost(self, hub, staff, row, settings):
        texts = [f"メモ {number} {CANARY}" for number in range(7)]
        for text in texts:
            mc.note(staff, row, text)
        other = make.hub("鳴海区")
        make.site(other)
        stranger = make.member(other, Role.STAFF)
        mc.note(stranger, mc.consultation(stranger, other), "別の拠点")
        settings.NOTE_KEYS = {**settings.NOTE_KEYS, "second": OTHER_KEY}
        settings.NOTE_KEY_CURRENT = "second"
        out = StringIO()
        call_command("rotate_note_keys", stdout=out)
        assert "8 texts" in out.getvalue()
        settings.NOTE_KEYS = {"second": OTHER_KEY}
        make.scope()
        assert {sealed.read(text) for text in SealedText.objects.all()} == {*texts, "別の拠点"}
        assert set(SealedText.objects.values_list("key_id", flat=True)) == {"second"}
        call_command("rotate_note_keys", stdout=(again := StringIO()))
        assert "0 texts" in again.getvalue()

    def test_a_text_that_does_not_open_is_told_and_left_as_it_is(self, hub, staff, row, settings):
        mc.note(staff, row, "開く")
        broken = mc.note(staff, row, "開かない").text
        SealedText.objects.filter(pk=broken.pk).update(
            ciphertext=bytes(broken.ciphertext)[:-1] + b"x"
        )
        before = bytes(SealedText.objects.get(pk=broken.pk).ciphertext)
        settings.NOTE_KEYS = {**settings.NOTE_KEYS, "second": OTHER_KEY}
        settings.NOTE_KEY_CURRENT = "second"
        with pytest.raises(CommandError, match="1 texts did not open"):
            call_command("rotate_note_keys", stdout=StringIO())
        make.scope()
        assert bytes(SealedText.objects.get(pk=broken.pk).ciphertext) == before
