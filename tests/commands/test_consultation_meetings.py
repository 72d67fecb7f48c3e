"""Case meetings: the ground first, few readers, decisions as follow-ups, nothing overwritten."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from consultations import queries, sealed
from consultations.commands import meetings, notes, shared
from consultations.commands.supervision import supervise_meeting
from consultations.models import CaseMeeting, FollowUp
from consultations.rules import LONGEST_NOTE, Ground, Meeting, Plan, Seat
from programs.kernel import clock
from programs.kernel.errors import Hidden, Refused, RuleBroken, Stale
from programs.kernel.models import AuditEntry, Notice
from programs.registry.choices import Role
from tests import make
from tests import make_consultations as mc

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 20, 14, 0, tzinfo=clock.TOKYO)
TODAY = NOW.date()


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
    return mc.meeting(staff, hub)


def ground(hub, code="consent", consent_on=TODAY, reason=""):
    return Ground(mc.ground(hub, code).pk, consent_on, reason)


def plan(actor, **changes):
    values = {"due_on": TODAY, "kind": "call", "owner_id": actor.user_id, "text": "利用券を聞く"}
    return Plan(**{**values, **changes})


def test_what_was_shared_is_sealed_and_the_audit_names_no_word(hub, staff, row):
    with connection.cursor() as cursor:
        cursor.execute("SELECT ciphertext FROM consultations_sealedtext")
        assert all("母の休む".encode() not in bytes(one[0]) for one in cursor.fetchall())
    assert sealed.read(queries.minutes_of(row)[0].text) == "母の休む時間がとれていない。"
    entry = AuditEntry.objects.latest("id")
    assert entry.action == "consultations.record_meeting"
    assert {"basis", "about", "members", "text"} <= set(entry.fields)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"on": {"consent_on": None}}, "consent_on"),
        ({"on": {"consent_on": TODAY + timedelta(days=1)}}, "consent_on"),
        ({"held_on": TODAY + timedelta(days=1)}, "held_on"),
        ({"place": "  "}, "place"),
        ({"kind": "party"}, "kind"),
        ({"ground": Ground(0)}, "basis"),
        ({"seats_only": ()}, "people"),
        ({"text": " \n"}, "text"),
        ({"text": "あ" * (LONGEST_NOTE + 1)}, "text"),
    ],
)
def test_nothing_is_written_without_a_ground_somebody_and_words(hub, staff, changes, field):
    if "seats_only" in changes:
        facts = {"seats": ()}
        with pytest.raises(RuleBroken) as broken:
            meetings.record_meeting(staff, _bare(hub, staff, **facts), "文", ((1, None),), at=NOW)
    else:
        if "on" in changes:
            changes = {"on": ground(hub, **changes["on"])}
        with pytest.raises(RuleBroken) as broken:
            mc.meeting(staff, hub, **changes)
    assert broken.value.field == field
    make.scope()
    assert not CaseMeeting.objects.exists()


def _bare(hub, staff, **changes):
    values = {
        "kind": "case",
        "held_on": TODAY,
        "place": "相談室",
        "ground": ground(hub),
        "seats": (Seat("hub", person_id=staff.user_id),),
    }
    return Meeting(**{**values, **changes})


def test_another_ground_needs_its_reason_and_keeps_it_sealed(hub, staff):
    with pytest.raises(RuleBroken) as broken:
        mc.meeting(staff, hub, on=ground(hub, "reasoned"))
    assert broken.value.field == "reason"
    row = mc.meeting(staff, hub, on=ground(hub, "reasoned", None, "生命の保護のため 🧸"))
    assert sealed.read(row.reason) == "生命の保護のため 🧸"
    assert row.consent_on is None
    council = mc.meeting(staff, hub, on=ground(hub, "council", reason="いらない"))
    assert (council.reason, council.consent_on) == (None, None)


class TestFactsOnAnotherGround:
    def test_each_has_its_own_ground_and_is_sealed(self, hub, staff, row):
        by_law = ground(hub, "council", None)
        made = shared.share_fact(staff, row, "園から：昼は遊んでいる", by_law, at=NOW)
        make.scope()
        ((fact, before),) = queries.facts(row)
        assert (fact.pk, before, str(fact.basis.code)) == (made.pk, [], "council")
        assert sealed.read(fact.text) == "園から：昼は遊んでいる"
        entry = AuditEntry.objects.latest("id")
        assert (entry.action, entry.fields) == (
            "consultations.change_meeting",
            ["basis", "text"],
        )

    def test_a_correction_keeps_its_place_and_what_it_replaced(self, hub, staff, row):
        first = shared.share_fact(staff, row, "一", ground(hub), at=NOW)
        second = shared.share_fact(staff, row, "二", ground(hub), at=NOW)
        reasoned = ground(hub, "reasoned", None, "園の了解")
        better = shared.correct_fact(staff, first, "一の訂正", reasoned, at=NOW)
        make.scope()
        assert queries.facts(row) == [(better, [first]), (second, [])]
        with pytest.raises(Stale) as stale:
            shared.correct_fact(staff, first, "ほかの訂正", reasoned, at=NOW)
        assert stale.value.theirs == {"共有したこと": "一の訂正"}

    @pytest.mark.parametrize(
        ("text", "on", "field"),
        [
            (" ", {}, "text"),
            ("あ" * (LONGEST_NOTE + 1), {}, "text"),
            ("文", {"consent_on": None}, "consent_on"),
            ("文", {"consent_on": TODAY + timedelta(days=1)}, "consent_on"),
            ("文", {"code": "reasoned"}, "reason"),
        ],
    )
    def test_no_fact_without_words_and_ground(self, hub, staff, row, text, on, field):
        with pytest.raises(RuleBroken) as broken:
            shared.share_fact(staff, row, text, ground(hub, **on), at=NOW)
        assert broken.value.field == field

    def test_another_hubs_ground_and_meeting_are_none(self, hub, staff, row):
        other = make.hub("別区")
        mc.codes(other)
        theirs = ground(other)
        with pytest.raises(RuleBroken):
            shared.share_fact(staff, row, "文", theirs, at=NOW)
        make.scope()
        stranger = make.member(other, Role.DIRECTOR)
        with pytest.raises(Hidden):
            shared.share_fact(stranger, row, "文", theirs, at=NOW)

    def test_a_colleague_who_did_not_write_it_down_adds_none(self, hub, row):
        with pytest.raises(Refused):
            shared.share_fact(make.member(hub, Role.STAFF), row, "文", ground(hub), at=NOW)


def test_the_next_owner_is_told_without_content(hub, staff, row):
    other = make.member(hub, Role.STAFF)
    meetings.decide(staff, row, plan(other), at=NOW)
    meetings.decide(staff, row, plan(staff), at=NOW)
    make.scope()
    notice = Notice.objects.get(key="consultations.work_assigned")
    assert (notice.person_id, notice.values) == (other.user_id, {})


def test_it_is_about_somebody_of_the_own_hub(hub, staff):
    with pytest.raises(RuleBroken):
        meetings.record_meeting(staff, _bare(hub, staff), "文", (), at=NOW)
    other = make.hub("別区")
    theirs = make.household(other)
    with pytest.raises(Hidden):
        mc.meeting(staff, hub, household=theirs)


def test_a_case_of_somebody_else_is_not_named_by_a_colleague(hub, staff, director):
    case = mc.case(director, mc.consultation(director, hub))
    with pytest.raises(RuleBroken):
        mc.meeting(staff, hub, case_id=case.pk)
    mc.meeting(director, hub, case_id=case.pk)


def test_people_and_groups_must_be_the_hubs_own(hub, staff):
    other = make.hub("別区")
    stranger = make.member(other, Role.STAFF)
    group = make.group(other)
    for seat in (Seat("hub", person_id=stranger.user_id), Seat("group", group_id=group.pk)):
        with pytest.raises(RuleBroken):
            mc.meeting(staff, hub, seats=(seat,))
        make.scope()


class TestReaders:
    def test_who_took_part_consultants_and_the_director_read_it(self, hub, staff, director):
        colleague, there = make.member(hub, Role.STAFF), make.member(hub, Role.PARTNER)
        consultant = make.member(hub, Role.CONSULTANT)
        mc.meeting(staff, hub, seats=(Seat("hub", person_id=there.user_id),))
        for reader in (staff, there, consultant, director):
            assert queries.meetings(reader).count() == 1
        assert queries.meetings(colleague).count() == 0

    def test_the_ward_reads_only_where_it_took_part(self, hub, staff):
        officer = make.member(hub, Role.WARD_OFFICER)
        mc.meeting(staff, hub)
        with_ward = mc.meeting(staff, hub, seats=(Seat("ward", name="保健師"),))
        assert list(queries.meetings(officer)) == [with_ward]
        with pytest.raises(Refused):
            meetings.decide(officer, with_ward, plan(staff), at=NOW)

    def test_another_hub_sees_nothing(self, hub, staff, row):
        other = make.member(make.hub("別区"), Role.DIRECTOR)
        assert queries.meetings(other).count() == 0
        with pytest.raises(Hidden):
            queries.meeting(other, row.pk)


class TestDecisions:
    def test_a_decision_stands_among_the_follow_ups_and_waits_at_home(self, hub, staff, row):
        made = meetings.decide(staff, row, plan(staff), at=NOW)
        make.scope()
        assert made in queries.follow_ups(staff)
        assert [todo.url for todo in make.todos(queries, staff, TODAY)] == [
            queries.url("follow-up-read", made.pk)
        ]
        notes.finish_follow_up(staff, queries.follow_up(staff, made.pk), at=NOW)
        make.scope()
        assert make.todos(queries, staff, TODAY) == []

    def test_an_owner_who_was_not_there_reads_the_decision_and_no_more(self, hub, staff, row):
        other = make.member(hub, Role.STAFF)
        made = meetings.decide(staff, row, plan(other), at=NOW)
        make.scope()
        assert queries.follow_up(other, made.pk).readable
        assert queries.meetings(other).count() == 0

    @pytest.mark.parametrize(
        "changes",
        [
            {"text": " "},
            {"text": "あ" * 301},
            {"due_on": TODAY - timedelta(days=1)},
            {"owner_id": 0},
        ],
    )
    def test_it_needs_words_an_owner_and_a_day(self, hub, staff, row, changes):
        with pytest.raises(RuleBroken):
            meetings.decide(staff, row, plan(staff, **changes), at=NOW)

    def test_the_database_wants_one_origin(self, hub, staff, row):
        made = meetings.decide(staff, row, plan(staff), at=NOW)
        talk = mc.consultation(staff, hub)
        make.scope()
        with pytest.raises(DatabaseError), transaction.atomic():
            FollowUp.objects.filter(pk=made.pk).update(consultation=talk)

    def test_late_decisions_reach_the_director(self, hub, staff, director, row):
        meetings.decide(staff, row, plan(staff), at=NOW)
        make.scope()
        later = TODAY + timedelta(days=7)
        assert [todo.url for todo in make.todos(queries, director, later)] == [
            "/consultations/work/?late=yes"
        ]
        assert make.todos(queries, director, later - timedelta(days=1)) == []
        assert len(queries.overdue_in(hub.pk, later)) == 1


class TestCorrecting:
    def test_the_version_before_stays(self, hub, staff, row):
        first = queries.minutes_of(row)[0]
        meetings.correct_minutes(staff, row, "別の文", corrects_id=first.pk, at=NOW)
        make.scope()
        assert [sealed.read(one.text) for one in queries.minutes_of(row)] == [
            "別の文",
            "母の休む時間がとれていない。",
        ]
        with pytest.raises(Stale) as stale:
            meetings.correct_minutes(staff, row, "さらに別", corrects_id=first.pk, at=NOW)
        assert list(stale.value.theirs.values()) == ["別の文"]

    def test_who_was_there_is_corrected_and_two_editors_are_told(self, hub, staff, row):
        facts = _bare(hub, staff, seats=(Seat("ward", name="保健師"),), place="会議室")
        meetings.change_meeting(staff, row, facts, version=1, at=NOW)
        make.scope()
        again = queries.meeting(staff, row.pk)
        assert (again.place, again.with_ward, again.people_ids) == ("会議室", True, set())
        with pytest.raises(Stale):
            meetings.change_meeting(staff, again, facts, version=1, at=NOW)

    def test_it_is_not_put_before_a_consent_to_what_was_shared(self, hub, staff, row):
        shared.share_fact(staff, row, "園から", ground(hub, consent_on=row.held_on), at=NOW)
        earlier = row.held_on - timedelta(days=1)
        facts = _bare(hub, staff, held_on=earlier, ground=ground(hub, consent_on=earlier))
        with pytest.raises(RuleBroken) as broken:
            meetings.change_meeting(staff, row, facts, version=1, at=NOW)
        assert broken.value.field == "held_on"

    def test_only_who_wrote_it_down_changes_it(self, hub, staff, row):
        there = make.member(hub, Role.STAFF)
        with pytest.raises(Refused):
            meetings.change_meeting(there, row, _bare(hub, there), version=1, at=NOW)


def seen(row):
    return queries.state_of(type(row).objects.get(pk=row.pk))


class TestLocking:
    def test_what_was_corrected_or_added_meanwhile_is_not_locked_unread(
        self, hub, staff, director, row
    ):
        for write in (
            lambda: meetings.correct_minutes(
                staff, row, "別", corrects_id=queries.minutes_of(row)[0].pk, at=NOW
            ),
            lambda: shared.share_fact(staff, row, "文", ground(hub), at=NOW),
        ):
            read = queries.state_of(row)
            write()
            make.scope()
            with pytest.raises(Stale):
                supervise_meeting(director, row, "locked", "", seen=read, at=NOW)
            make.scope()

    def test_a_locked_meeting_changes_in_no_way(self, hub, staff, director, row):
        supervise_meeting(director, row, "locked", "よく書けています", seen=seen(row), at=NOW)
        make.scope()
        row = queries.meeting(staff, row.pk)
        first = queries.minutes_of(row)[0]
        with pytest.raises(RuleBroken):
            meetings.change_meeting(staff, row, _bare(hub, staff), version=row.version, at=NOW)
        with pytest.raises(RuleBroken):
            meetings.correct_minutes(staff, row, "別", corrects_id=first.pk, at=NOW)
        with pytest.raises(RuleBroken):
            meetings.name_about(staff, row, make.household(hub).pk, None)
        with pytest.raises(RuleBroken):
            shared.share_fact(staff, row, "文", ground(hub), at=NOW)
        meetings.decide(staff, row, plan(staff), at=NOW)  # what follows is no part of the record
        make.scope()
        locked = queries.meeting(director, row.pk)
        supervise_meeting(director, locked, "unlocked", "", seen=seen(locked), at=NOW)
        make.scope()
        again = queries.meeting(staff, row.pk)
        meetings.change_meeting(staff, again, _bare(hub, staff), version=again.version, at=NOW)

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE consultations_casemeeting SET place = 'x'",
            "DELETE FROM consultations_casemeeting",
            "DELETE FROM consultations_meetingmember",
            "DELETE FROM consultations_meetingabout",
            "DELETE FROM consultations_meetingminutes",
            "UPDATE consultations_meetingminutes SET written_at = now()",
            "DELETE FROM consultations_meetingfact",
            "UPDATE consultations_meetingfact SET written_at = now()",
            "INSERT INTO consultations_meetingfact (hub_id, meeting_id, author_id, text_id, basis_id,"
            " written_at) SELECT hub_id, meeting_id, author_id, text_id, basis_id, now()"
            " FROM consultations_meetingfact",
        ],
    )
    def test_the_database_itself_keeps_it(self, hub, staff, director, row, sql):
        shared.share_fact(staff, row, "文", ground(hub), at=NOW)
        make.scope()
        supervise_meeting(director, row, "locked", "", seen=seen(row), at=NOW)
        make.scope()
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
