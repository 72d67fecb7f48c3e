"""Continuing cases, who is responsible, and what the director is told when it is late."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from consultations import queries, sealed
from consultations.choices import Act
from consultations.commands import cases, tallies, work
from consultations.models import Case, Referral, Terms
from consultations.rules import LONGEST_NOTE
from hubsite.desk import housekeeping
from programs.kernel import clock
from programs.kernel.errors import Hidden, Refused, RuleBroken, Stale
from programs.kernel.models import Notice
from programs.kernel.policy import may
from programs.registry.choices import Role
from programs.registry.models import Membership
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
def family(hub):
    return make.household(hub)


@pytest.fixture
def case(hub, staff, family):
    return mc.case(staff, mc.consultation(staff, hub, household_id=family.pk))


def later(days):
    return TODAY + timedelta(days=days)


def change(staff, row, hub, **facts):
    made = tallies.change_consultation(
        staff, row, mc.tally(hub, **facts), version=row.version, at=NOW
    )
    make.scope()
    return made


class TestCase:
    def test_it_takes_the_family_of_its_first_consultation_and_seals_its_plan(self, case, family):
        assert case.household == family
        assert case.number == 1
        assert sealed.read(case.plan) == "週に一度声をかける。"

    def test_numbers_follow_each_other_in_a_hub(self, hub, staff, case):
        assert mc.case(staff, mc.consultation(staff, hub)).number == 2

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"plan": " "}, "plan"),
            ({"plan": "あ" * (LONGEST_NOTE + 1)}, "plan"),
            ({"review_on": TODAY - timedelta(days=1)}, "review_on"),
            ({"owner_id": 0}, "owner"),
        ],
    )
    def test_what_is_missing_is_said_at_its_field(self, hub, staff, changes, field):
        with pytest.raises(RuleBroken) as broken:
            mc.case(staff, mc.consultation(staff, hub), **changes)
        assert broken.value.field == field

    def test_a_consultation_belongs_to_one_case(self, hub, staff, case):
        row = queries.case_talks(staff, case)[0]
        with pytest.raises(RuleBroken):
            mc.case(staff, row)

    def test_a_restricted_record_joins_no_case(self, hub, staff, director, case):
        row = mc.consultation(staff, hub)
        mc.concern(staff, row)
        row.refresh_from_db()
        with pytest.raises(RuleBroken):
            cases.join_case(staff, case, row)

    def test_the_list_counts_the_consultations_that_its_page_shows(
        self, hub, staff, director, case, family
    ):
        second = mc.consultation(staff, hub, household_id=family.pk)
        cases.join_case(staff, case, second)
        make.scope()
        mc.concern(director, second)
        for reader, number in (
            (make.member(hub, Role.CONSULTANT), 1),
            (make.member(hub, Role.PARTNER), 1),
            (staff, 2),
            (director, 2),
        ):
            assert queries.cases(reader).get().talk_count == number
            assert len(queries.case_talks(reader, case)) == number

    def test_another_familys_consultation_joins_no_case(self, hub, staff, case):
        other = make.household(hub, "別", "べつ")
        row = mc.consultation(staff, hub, household_id=other.pk)
        with pytest.raises(RuleBroken):
            cases.join_case(staff, case, row)

    def test_a_record_of_a_case_stays_with_the_family_of_the_case(self, hub, staff, case, family):
        row = queries.case_talks(staff, case)[0]
        other = make.household(hub, "別", "べつ")
        with pytest.raises(RuleBroken, match="ちがうご家族"):
            change(staff, row, hub, household_id=other.pk)
        row.refresh_from_db()
        assert change(staff, row, hub, household_id=family.pk).household == family

    def test_a_nameless_case_takes_the_first_family_that_comes(self, hub, staff, family):
        nameless = mc.case(staff, mc.consultation(staff, hub))
        row = mc.consultation(staff, hub, household_id=family.pk)
        assert cases.join_case(staff, nameless, row).household == family
        make.scope()
        assert len(queries.case_talks(staff, nameless)) == 2
        cases.leave_case(staff, nameless, row, at=NOW)
        make.scope()
        assert len(queries.case_talks(staff, nameless)) == 1
        assert [event.kind for event in queries.case_events(nameless)] == ["opened", "left"]
        with pytest.raises(RuleBroken, match="入っていません"):
            cases.leave_case(staff, nameless, row, at=NOW)

    def test_a_review_keeps_the_earlier_plan(self, staff, case):
        cases.review_case(staff, case, "月に一度にする。", later(60), version=1, at=NOW)
        make.scope()
        plans = [sealed.read(event.text) for event in queries.case_events(case)]
        assert plans == ["週に一度声をかける。", "月に一度にする。"]
        assert queries.case(staff, case.pk).review_on == later(60)

    def test_the_second_of_two_reviews_is_told(self, hub, staff, director, case):
        mine, hers = queries.case(staff, case.pk), queries.case(director, case.pk)
        cases.review_case(staff, mine, "先に", later(60), version=mine.version, at=NOW)
        make.scope()
        with pytest.raises(Stale):
            cases.review_case(director, hers, "後から", later(90), version=hers.version, at=NOW)

    def test_it_is_closed_with_a_reason_and_taken_up_again(self, staff, case):
        with pytest.raises(RuleBroken):
            cases.close_case(staff, case, "", "", version=1, at=NOW)
        case.refresh_from_db()
        cases.close_case(staff, case, "reached", "眠れるようになった。", version=1, at=NOW)
        make.scope()
        closed = queries.case(staff, case.pk)
        assert (closed.state, closed.end, closed.closed_on) == ("closed", "reached", TODAY)
        with pytest.raises(RuleBroken):
            cases.review_case(staff, closed, "x", later(1), version=closed.version, at=NOW)
        with pytest.raises(RuleBroken):
            mc.referral(staff, closed)
        opened = cases.reopen_case(staff, closed, later(7), version=closed.version, at=NOW)
        assert (opened.state, opened.closed_on, opened.end) == ("open", None, "")

    def test_it_is_not_closed_while_a_referral_waits(self, staff, case):
        sent = mc.referral(staff, case)
        for state in ("sent", "accepted"):
            Referral.objects.filter(pk=sent.pk).update(state=state)
            with pytest.raises(RuleBroken, match="終わっていない紹介"):
                cases.close_case(
                    staff, queries.case(staff, case.pk), "reached", "", version=1, at=NOW
                )
            make.scope()

    def test_it_is_read_like_a_note(self, hub, staff, case):
        assert may(staff, Act.READ_CASE, case)
        assert may(make.member(hub, Role.CONSULTANT), Act.READ_CASE, case)
        colleague = make.member(hub, Role.STAFF)
        assert not may(colleague, Act.READ_CASE, case)
        assert not queries.cases(colleague).get().readable
        with pytest.raises(Hidden):
            mc.referral(colleague, case)
        with pytest.raises(Refused):
            cases.review_case(colleague, case, "x", later(1), version=1, at=NOW)
        assert not may(make.member(hub, Role.WARD_OFFICER), Act.READ_CASE, case)

    def test_another_hub_finds_nothing(self, case):
        stranger = make.member(make.hub("別区"), Role.DIRECTOR)
        with pytest.raises(Hidden):
            queries.case(stranger, case.pk)
        with pytest.raises(Hidden):
            cases.review_case(stranger, case, "x", later(1), version=1, at=NOW)

    @pytest.mark.parametrize(
        "sql",
        [
            "DELETE FROM consultations_case",
            "UPDATE consultations_case SET state = 'closed'",
            "DELETE FROM consultations_caseevent",
        ],
    )
    def test_the_database_itself_keeps_a_case(self, case, sql):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def gone(actor):
    """Their membership ended yesterday."""
    Membership.objects.filter(pk=actor.membership_id).update(to_on=TODAY - timedelta(days=1))


class TestWork:
    @pytest.fixture
    def open_things(self, hub, staff, case):
        row = mc.consultation(staff, hub)
        mc.follow_up(staff, row)
        mc.referral(staff, row)

    def test_everything_open_of_one_person_is_listed(self, staff, director, open_things):
        found = queries.open_work(director, TODAY)
        assert [str(w.kind) for w in found] == ["follow_up", "referral", "case"]
        assert {w.owner.pk for w in found} == {staff.user_id}
        assert not any(w.stranded for w in found)

    def test_who_left_hands_everything_over(self, hub, staff, director, open_things):
        heir = make.member(hub, Role.CONSULTANT)
        gone(staff)
        found = queries.open_work(director, TODAY)
        assert all(w.stranded for w in found)
        assert work.assign_work(director, [w.key for w in found], heir.user_id, at=NOW) == 3
        make.scope()
        assert {w.owner.pk for w in queries.open_work(director, TODAY)} == {heir.user_id}
        notice = Notice.objects.get(person_id=heir.user_id)
        assert (notice.key, notice.values) == ("consultations.work_assigned", {})
        assert [e.owner_id for e in queries.case_events(Case.objects.get())][-1] == heir.user_id

    def test_nobody_who_left_takes_anything(self, staff, director, case):
        gone(staff)
        with pytest.raises(RuleBroken) as broken:
            work.assign_work(director, [f"case-{case.pk}"], staff.user_id, at=NOW)
        assert broken.value.field == "owner"

    def test_a_restricted_records_work_goes_to_a_director_only(self, hub, staff, director):
        row = mc.consultation(staff, hub)
        todo = mc.follow_up(staff, row)
        mc.concern(staff, row)
        heir = make.member(hub, Role.CONSULTANT)
        with pytest.raises(RuleBroken):
            work.assign_work(director, [f"follow_up-{todo.pk}"], heir.user_id, at=NOW)
        assert work.assign_work(director, [f"follow_up-{todo.pk}"], director.user_id, at=NOW) == 1

    def test_other_hubs_work_and_nonsense_are_nothing(self, staff, director, case):
        stranger = make.member(make.hub("別区"), Role.DIRECTOR)
        for keys in ([f"case-{case.pk}"], ["case-x", "😀", ""]):
            with pytest.raises(RuleBroken):
                work.assign_work(stranger, keys, stranger.user_id, at=NOW)

    @pytest.mark.parametrize("role", [Role.STAFF, Role.CONSULTANT, Role.WARD_OFFICER])
    def test_only_the_director_hands_over(self, hub, case, role):
        with pytest.raises(Refused):
            work.assign_work(make.member(hub, role), ["case-1"], 1, at=NOW)


class TestTerms:
    def test_a_new_hub_goes_by_the_defaults_and_the_director_changes_them(self, hub, director):
        assert (queries.terms(hub.pk).pk, queries.terms(hub.pk).escalation_days) == (None, 7)
        values = {"review_days": 30, "answer_days": 10, "escalation_days": 3}
        work.change_terms(director, values, version=1)
        make.scope()
        assert queries.terms(hub.pk).escalation_days == 3
        with pytest.raises(Stale):
            work.change_terms(director, values, version=1)
        with pytest.raises(RuleBroken):
            work.change_terms(director, {"review_days": 0}, version=2)

    def test_the_director_is_told_once_when_it_is_late_by_the_hubs_own_days(
        self, hub, staff, director, case
    ):
        Terms.objects.create(hub=hub, escalation_days=3)
        due = case.review_on
        for days, news in ((0, 0), (2, 0), (3, 1), (4, 0)):
            at = NOW + (due - TODAY) + timedelta(days=days)
            assert work.escalate(hub.pk, at) == news
            make.scope()
        notice = Notice.objects.get(person_id=director.user_id)
        assert (notice.key, notice.values) == ("consultations.work_late", {})
        assert not Notice.objects.filter(person_id=staff.user_id).exists()

    def test_a_new_day_that_passes_again_is_told_again(self, hub, staff, director, case):
        late = NOW + timedelta(days=60)
        assert work.escalate(hub.pk, late) == 1
        make.scope()
        cases.review_case(staff, case, "x", later(70), version=1, at=late)
        assert work.escalate(hub.pk, late) == 0
        assert work.escalate(hub.pk, late + timedelta(days=30)) == 1

    def test_closed_and_finished_things_are_not_late(self, hub, staff, director, case):
        cases.close_case(staff, case, "moved", "", version=1, at=NOW)
        assert work.escalate(hub.pk, NOW + timedelta(days=90)) == 0

    def test_the_round_of_housekeeping_does_it(self):
        assert housekeeping.tell_directors in housekeeping.STEPS


class TestTodos:
    def test_reviews_and_referrals_wait_at_home_on_their_day(self, hub, staff, case):
        mc.referral(staff, mc.consultation(staff, hub), due_on=later(2))
        assert make.todos(queries, staff, TODAY) == []
        titles = [todo.title for todo in make.todos(queries, staff, later(40))]
        assert titles == ["紹介の返事を確認する", "見直し：継続支援 1"]
        assert all(todo.overdue for todo in make.todos(queries, staff, later(40)))

    def test_the_wards_answer_waits_at_the_wards_home(self, hub, staff):
        officer = make.member(hub, Role.WARD_OFFICER)
        sent = mc.referral(staff, mc.consultation(staff, hub))
        titles = [todo.title for todo in make.todos(queries, officer, TODAY)]
        assert titles == [f"拠点からの紹介に答える（紹介 {sent.pk}）"]
        mc.referral(staff, mc.consultation(staff, hub), group_id=make.group(hub).pk)
        assert len(make.todos(queries, officer, TODAY)) == 1
