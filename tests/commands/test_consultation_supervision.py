"""Reading records through: told to the writer, sealed, and a lock that holds."""

from datetime import datetime
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from consultations import queries, sealed
from consultations.commands import concerns, notes, supervision, tallies
from consultations.models import Consultation, Supervision
from programs.kernel import clock
from programs.kernel.errors import Hidden, Refused, RuleBroken, Stale
from programs.kernel.models import AuditEntry, Notice
from programs.registry.choices import Role
from tests import make
from tests import make_consultations as mc

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 20, 14, 0, tzinfo=clock.TOKYO)


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
def director(hub):
    return make.member(hub, Role.DIRECTOR)


@pytest.fixture
def row(hub, staff):
    return mc.consultation(staff, hub)


def seen(director, row, kind="read", text="よく聞けています。👏"):
    made = supervision.supervise(director, row, kind, text, seen=queries.state_of(row), at=NOW)
    make.scope()
    return made


def test_the_writer_is_told_and_the_comment_is_sealed(hub, staff, director, row):
    made = seen(director, row)
    assert sealed.read(made.text) == "よく聞けています。👏"
    notice = Notice.objects.get(person_id=staff.user_id)
    assert (notice.key, notice.values) == ("consultations.supervised", {})
    entry = AuditEntry.objects.latest("id")
    assert entry.action == "consultations.supervise"
    assert row.pk in entry.target_ids


def test_a_locked_record_changes_in_no_way_until_it_is_unlocked(hub, staff, director, row):
    note = mc.note(staff, row)
    seen(director, row, "locked")
    locked = queries.consultation(staff, row.pk)
    facts = mc.tally(hub, topics=("toilet",))
    with pytest.raises(RuleBroken):
        tallies.change_consultation(staff, locked, facts, version=locked.version, at=NOW)
    with pytest.raises(RuleBroken):
        tallies.undo_consultation(staff, locked, at=NOW)
    with pytest.raises(RuleBroken):
        mc.note(staff, locked)
    with pytest.raises(RuleBroken):
        notes.correct_note(staff, note, "別のことば", at=NOW)
    make.scope()
    seen(director, queries.consultation(director, row.pk), "unlocked", "")
    again = queries.consultation(staff, row.pk)
    tallies.change_consultation(staff, again, facts, version=again.version, at=NOW)
    make.scope()
    assert [str(s.kind) for s in queries.supervisions(row)] == ["locked", "unlocked"]


def test_a_suspicion_is_still_opened_on_a_locked_record(hub, staff, director, row):
    seen(director, row, "locked")
    concerns.open_concern(
        staff, queries.consultation(staff, row.pk), None, "あざ", nonce=uuid4(), at=NOW
    )
    make.scope()
    assert Consultation.objects.get(pk=row.pk).guarded


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE consultations_consultation SET minutes = 5",
        "DELETE FROM consultations_consultationtopic",
        "UPDATE consultations_consultationtopic SET is_main = false",
        "DELETE FROM consultations_supervision",
    ],
)
def test_the_database_itself_keeps_a_locked_record(hub, staff, director, row, sql):
    seen(director, row, "locked")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE consultations_consultation SET guarded = false",
        "UPDATE consultations_consultation SET voided_at = now()",
        "DELETE FROM consultations_concernstep",
        "DELETE FROM consultations_concern",
    ],
)
def test_the_database_itself_keeps_a_suspicion(hub, staff, director, row, sql):
    mc.concern(staff, row)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_what_changed_meanwhile_is_not_locked_unread(hub, staff, director, row):
    read = queries.state_of(queries.consultation(director, row.pk))
    tallies.change_consultation(
        staff, row, mc.tally(hub, topics=("toilet",)), version=row.version, at=NOW
    )
    make.scope()
    with pytest.raises(Stale):
        supervision.supervise(director, row, "locked", "", seen=read, at=NOW)


def test_a_note_that_was_corrected_meanwhile_is_not_locked_unread(staff, director, row):
    note = mc.note(staff, row, "はじめの文")
    read = queries.state_of(row)
    make.scope()
    notes.correct_note(staff, note, "直した文", at=NOW)
    make.scope()
    with pytest.raises(Stale):
        supervision.supervise(director, row, "locked", "", seen=read, at=NOW)
    make.scope()
    assert Consultation.objects.get(pk=row.pk).locked_at is None


@pytest.mark.parametrize("kind", ["unlocked", "burnt", ""])
def test_nonsense_is_refused(hub, director, row, kind):
    with pytest.raises(RuleBroken):
        seen(director, row, kind)


def test_only_the_own_hubs_director_reads_through(hub, staff, director, row):
    for role in (Role.STAFF, Role.CONSULTANT, Role.WARD_OFFICER):
        with pytest.raises(Refused):
            seen(make.member(hub, role), row)
    with pytest.raises(Hidden):
        seen(make.member(make.hub("別区"), Role.DIRECTOR), row)
    assert not Supervision.objects.exists()


def test_on_the_screens_the_writer_reads_it_and_a_colleague_does_not(hub, staff, director, row):
    page = make.client_for(director)
    address = reverse("consultations:supervise", args=[row.pk])
    assert "確認して固定する" in page.get(address).content.decode()
    sent = page.post(
        address,
        {
            "request_key": str(uuid4()),
            "kind": "locked",
            "text": "よし。",
            "seen": queries.state_of(row),
        },
    )
    assert sent.status_code == 302
    detail = reverse("consultations:consultation-detail", args=[row.pk])
    mine = make.client_for(staff).get(detail).content.decode()
    assert "固定された記録" in mine
    assert "修正する" not in mine
    edit = make.client_for(staff).get(reverse("consultations:consultation-edit", args=[row.pk]))
    assert edit.status_code == 422
    assert "施設長が確認して固定した記録です" in edit.content.decode()
    words = reverse("consultations:supervision-read", args=[row.pk])
    assert "よし。" in make.client_for(staff).get(words).content.decode()
    colleague = make.client_for(make.member(hub, Role.STAFF))
    assert colleague.get(words).status_code == 403
    assert "固定を解く" in page.get(address).content.decode()
