"""Referrals: handed on with consent or a reason, answered once, never rewritten; signposts apart."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, IntegrityError, connection, transaction

from consultations import queries, sealed
from consultations.choices import Act
from consultations.commands import referrals, tallies
from consultations.models import Referral, ReferralEvent, Signpost
from consultations.rules import LONGEST_NOTE
from programs.kernel import clock
from programs.kernel.errors import Hidden, Refused, RuleBroken, Stale
from programs.kernel.models import AuditEntry, Notice
from programs.kernel.policy import may
from programs.registry.choices import Role
from tests import make
from tests import make_consultations as mc

NOW = datetime(2026, 4, 20, 14, 0, tzinfo=clock.TOKYO)
CANARY = "かなりあ𠮷☂ﾊﾝｶｸ-5512"


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
def officer(hub):
    return make.member(hub, Role.WARD_OFFICER)


@pytest.fixture
def row(hub, staff):
    return mc.consultation(staff, hub)


def keys_for(actor):
    return list(
        Notice.objects.filter(person_id=actor.user_id).order_by("pk").values_list("key", flat=True)
    )


@pytest.mark.django_db
class TestSending:
    def test_the_words_are_sealed_and_the_ward_is_told_without_them(
        self, hub, staff, officer, row, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            sent = mc.referral(staff, row, text=CANARY, person=f"{CANARY} 母")
        assert sealed.read(sent.text) == CANARY
        assert keys_for(officer) == ["consultations.referral_received"]
        assert Notice.objects.get(person_id=officer.user_id).values == {}
        assert not any("かなりあ" in f"{m.subject}{m.body}" for m in mail.outbox)
        with connection.cursor() as cursor:
            cursor.execute("SELECT row_to_json(r)::text FROM consultations_referral r")
            assert "かなりあ" not in "".join(text for (text,) in cursor.fetchall())

    def test_one_entry_of_the_audit_without_a_word(self, hub, staff, row):
        before = AuditEntry.objects.count()
        mc.referral(staff, row, text=CANARY)
        entry = AuditEntry.objects.latest("id")
        assert AuditEntry.objects.count() == before + 1
        assert entry.action == Act.SEND_REFERRAL
        assert (entry.target, entry.target_ids) == ("consultations.consultation", [row.pk])
        assert "text" in entry.fields

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"basis": "law"}, "reason"),
            ({"basis": "urgent", "reason": " "}, "reason"),
            ({"text": "  "}, "text"),
            ({"text": "あ" * (LONGEST_NOTE + 1)}, "text"),
            ({"contacts": ()}, "contacts"),
            ({"contacts": ("none", "phone")}, "contacts"),
            ({"due_on": NOW.date() - timedelta(days=1)}, "due_on"),
            ({"sent_on": NOW.date() + timedelta(days=1)}, "sent_on"),
            ({"owner_id": 0}, "owner"),
        ],
    )
    def test_what_is_missing_is_said_at_its_field(self, hub, staff, row, changes, field):
        with pytest.raises(RuleBroken) as broken:
            mc.referral(staff, row, **changes)
        assert broken.value.field == field
        assert not Referral.objects.exists()

    def test_ten_thousand_characters_and_emoji_arrive_whole(self, hub, staff, row):
        text = ("👶ｶﾅ𠮷" * 2500)[:LONGEST_NOTE]
        assert sealed.read(mc.referral(staff, row, text=text).text) == text

    def test_without_consent_the_reason_is_kept(self, hub, staff, row):
        sent = mc.referral(staff, row, basis="urgent", reason="命にかかわるおそれがある。")
        assert sealed.read(sent.reason) == "命にかかわるおそれがある。"

    def test_another_hubs_group_is_no_addressee(self, hub, staff, row):
        foreign = make.group(make.hub("別区"))
        with pytest.raises(RuleBroken) as broken:
            mc.referral(staff, row, group_id=foreign.pk)
        assert broken.value.field == "group"

    def test_another_hubs_consultation_cannot_be_referred(self, hub, row):
        stranger = make.member(make.hub("別区"), Role.DIRECTOR)
        with pytest.raises(Hidden):
            referrals.send_referral(stranger, row, mc.letter(stranger), at=NOW)

    @pytest.mark.parametrize("role", [Role.RECEPTION, Role.WARD_OFFICER, Role.AUDITOR])
    def test_others_refer_nothing(self, hub, row, role):
        somebody = make.member(hub, role)
        with pytest.raises(Refused):
            referrals.send_referral(somebody, row, mc.letter(somebody), at=NOW)

    def test_a_record_with_a_referral_is_not_undone_until_it_is_taken_back(self, hub, staff, row):
        sent = mc.referral(staff, row)
        with pytest.raises(RuleBroken):
            tallies.undo_consultation(staff, row, at=NOW)
        referrals.withdraw_referral(staff, sent, "", at=NOW)
        assert tallies.undo_consultation(staff, row, at=NOW).voided_at


@pytest.mark.django_db
class TestAnswering:
    def test_the_ward_accepts_and_tells_the_result(self, hub, staff, officer, row):
        sent = mc.referral(staff, row)
        referrals.answer_referral(officer, sent, accept=True, text="訪問します", at=NOW)
        make.scope()
        done = referrals.finish_referral(officer, sent, "訪問しました", at=NOW)
        make.scope()
        assert done.state == "done"
        course = [(e.kind, e.by_ward, sealed.read(e.text)) for e in queries.referral_events(sent)]
        assert course == [
            ("sent", False, ""),
            ("accepted", True, "訪問します"),
            ("done", True, "訪問しました"),
        ]
        assert keys_for(staff) == ["consultations.referral_answered"] * 2
        assert keys_for(officer) == ["consultations.referral_received"]

    def test_declining_needs_a_reason(self, hub, staff, officer, row):
        sent = mc.referral(staff, row)
        with pytest.raises(RuleBroken):
            referrals.answer_referral(officer, sent, accept=False, text=" ", at=NOW)
        declined = referrals.answer_referral(officer, sent, accept=False, text="区外", at=NOW)
        assert declined.state == "declined"

    def test_the_second_answer_sees_the_first(self, hub, staff, officer, row):
        sent = mc.referral(staff, row)
        referrals.answer_referral(officer, sent, accept=True, text="訪問します", at=NOW)
        make.scope()
        with pytest.raises(Stale) as stale:
            referrals.answer_referral(staff, sent, accept=False, text="断られた", at=NOW)
        assert stale.value.theirs["内容"] == "訪問します"
        assert stale.value.mine["内容"] == "断られた"

    def test_nothing_is_finished_before_it_is_accepted(self, hub, staff, row):
        with pytest.raises(Stale):
            referrals.finish_referral(staff, mc.referral(staff, row), "結果", at=NOW)

    def test_the_ward_answers_only_what_came_to_it(self, hub, staff, officer, row):
        group = make.group(hub)
        sent = mc.referral(staff, row, group_id=group.pk)
        with pytest.raises(Refused):
            referrals.answer_referral(officer, sent, accept=True, text="", at=NOW)
        with pytest.raises(Hidden):
            queries.ward_referral(officer, sent.pk)

    def test_the_ward_of_another_hub_finds_nothing(self, hub, staff, row):
        sent = mc.referral(staff, row)
        stranger = make.member(make.hub("別区"), Role.WARD_OFFICER)
        with pytest.raises(Hidden):
            referrals.answer_referral(stranger, sent, accept=True, text="", at=NOW)
        assert not queries.ward_referrals(stranger).exists()

    def test_taken_back_the_ward_no_longer_sees_it(self, hub, staff, officer, row):
        sent = mc.referral(staff, row)
        referrals.withdraw_referral(staff, sent, "まちがい", at=NOW)
        make.scope()
        assert not queries.ward_referrals(officer).exists()
        assert keys_for(officer)[-1] == "consultations.referral_withdrawn"
        with pytest.raises(Hidden):
            referrals.withdraw_referral(officer, sent, "", at=NOW)

    def test_a_colleague_neither_reads_nor_changes_it_and_a_consultant_does(self, hub, staff, row):
        sent = mc.referral(staff, row)
        colleague = make.member(hub, Role.STAFF)
        assert not may(colleague, Act.READ_REFERRAL, sent)
        with pytest.raises(Refused):
            referrals.answer_referral(colleague, sent, accept=True, text="", at=NOW)
        assert may(make.member(hub, Role.CONSULTANT), Act.READ_REFERRAL, sent)
        assert not queries.referrals(colleague).get().readable

    def test_another_day_to_ask_is_kept_in_the_course(self, hub, staff, row):
        sent = mc.referral(staff, row)
        later = NOW.date() + timedelta(days=30)
        referrals.move_referral(staff, sent, later, version=1, at=NOW)
        make.scope()
        assert queries.referral_events(sent)[-1].due_on == later
        with pytest.raises(Stale):
            referrals.move_referral(staff, sent, later, version=1, at=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE consultations_referral SET basis = 'spoken', contacts = '{}'",
        "UPDATE consultations_referral SET state = 'done'",
        "DELETE FROM consultations_referral",
        "UPDATE consultations_referralevent SET by_ward = true",
        "DELETE FROM consultations_referralevent",
    ],
)
def test_the_database_itself_keeps_a_referral(hub, staff, row, sql):
    mc.referral(staff, row, basis="written")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.django_db
def test_a_guarded_records_referral_is_seen_by_those_who_see_the_record(hub, staff, row):
    mc.referral(staff, row)
    mc.concern(staff, row)
    assert queries.referrals(staff).count() == 1
    assert not queries.referrals(make.member(hub, Role.CONSULTANT)).exists()
    assert queries.referrals(make.member(hub, Role.DIRECTOR)).count() == 1


@pytest.mark.django_db
class TestSignposting:
    def test_told_where_to_go_is_no_referral(self, hub, staff, row):
        mc.signpost(staff, row)
        assert queries.signposts(staff, row).get().place == "夜間の電話相談"
        assert not Referral.objects.exists()

    def test_a_name_is_needed_and_a_group_must_be_the_hubs_own(self, hub, staff, row):
        with pytest.raises(RuleBroken):
            mc.signpost(staff, row, place=" ")
        foreign = make.group(make.hub("別区"))
        with pytest.raises(RuleBroken):
            referrals.record_signpost(staff, row, "group", group_id=foreign.pk, place="", at=NOW)
        with pytest.raises(IntegrityError), transaction.atomic():
            Signpost.objects.create(
                hub=hub,
                consultation=row,
                to="ward",
                place="x",
                created_by_id=staff.user_id,
                told_at=NOW,
            )

    def test_its_writer_takes_it_back_and_a_colleague_does_not(self, hub, staff, row):
        told = mc.signpost(staff, row)
        with pytest.raises(Refused):
            referrals.undo_signpost(make.member(hub, Role.STAFF), told, at=NOW)
        referrals.undo_signpost(staff, told, at=NOW)
        make.scope()
        assert not queries.signposts(staff, row).exists()


def test_of_many_answers_at_once_one_counts(committed_db):
    with transaction.atomic():
        hub = make.hub()
        make.site(hub)
        mc.codes(hub)
        staff = make.member(hub, Role.STAFF)
        officer = make.member(hub, Role.WARD_OFFICER)
        sent = mc.referral(staff, mc.consultation(staff, hub))

    def answer(number):
        actor = staff if number % 2 else officer
        try:
            referrals.answer_referral(
                actor, sent, accept=number % 3 == 0, text=f"返事{number}", at=NOW
            )
            return "done"
        except Stale:
            return "second"
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        outcomes = sorted(pool.map(answer, range(8)))
    assert outcomes == ["done"] + ["second"] * 7
    with make.seeing(hub):
        assert ReferralEvent.objects.exclude(kind="sent").count() == 1
