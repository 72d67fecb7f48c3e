"""Open work on a record that is undone or becomes restricted, and what is over: nothing gets lost."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from consultations import queries
from consultations.choices import Act
from consultations.commands import concerns, notes, referrals, tallies
from consultations.models import Concern, Consultation, FollowUp, ReferralEvent
from programs.kernel import clock
from programs.kernel.errors import Hidden, RuleBroken
from programs.kernel.gate import passing
from programs.kernel.models import Notice
from programs.registry.choices import Role
from tests import make
from tests import make_consultations as mc

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 20, 14, 0, tzinfo=clock.TOKYO)
TODAY = NOW.date()
LATER = TODAY + timedelta(days=30)


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
def consultant(hub):
    return make.member(hub, Role.CONSULTANT)


@pytest.fixture
def director(hub):
    return make.member(hub, Role.DIRECTOR)


@pytest.fixture
def officer(hub):
    return make.member(hub, Role.WARD_OFFICER)


@pytest.fixture
def row(hub, staff):
    return mc.consultation(staff, hub, household_id=make.household(hub, "髙田", "たかだ").pk)


def told(actor):
    """Keys of the notices in somebody's inbox, oldest first."""
    rows = Notice.objects.filter(person_id=actor.user_id).order_by("pk")
    return list(rows.values_list("key", flat=True))


class TestBecomingRestricted:
    def test_open_follow_ups_go_to_the_director_and_both_are_told_without_content(
        self, hub, staff, consultant, director, row
    ):
        plan = mc.follow_up(staff, row, TODAY, owner_id=consultant.user_id)
        done = mc.follow_up(consultant, row)
        notes.finish_follow_up(consultant, done, at=NOW)
        make.scope()
        mc.concern(staff, row)
        plan.refresh_from_db()
        done.refresh_from_db()
        assert (plan.owner_id, done.owner_id) == (director.user_id, consultant.user_id)
        waiting = make.todos(queries, director, TODAY)
        assert queries.url("follow-up-read", plan.pk) in [todo.url for todo in waiting]
        assert told(director) == ["consultations.concern_opened", "consultations.work_taken"]
        assert told(consultant)[-1] == "consultations.work_taken_over"
        for notice in Notice.objects.filter(key__contains="work_taken"):
            assert notice.values == {} and str(row.pk) not in notice.path

    def test_who_may_read_it_keeps_what_is_hers(self, hub, staff, consultant, director):
        record = mc.consultation(consultant, hub)
        mine, wrote = mc.follow_up(staff, record), mc.follow_up(consultant, record)
        mc.concern(staff, record)
        for plan, owner in ((mine, staff), (wrote, consultant)):
            plan.refresh_from_db()
            assert plan.owner_id == owner.user_id
            assert queries.follow_up(owner, plan.pk)
        assert told(director) == ["consultations.concern_opened"]
        assert "consultations.work_taken_over" not in told(consultant) + told(staff)

    def test_a_director_who_opens_it_takes_it_herself(self, hub, staff, consultant, director, row):
        make.member(hub, Role.DIRECTOR)
        plan = mc.follow_up(consultant, row)
        mc.concern(director, row)
        plan.refresh_from_db()
        assert plan.owner_id == director.user_id
        assert "consultations.work_taken" in told(director)

    def test_without_a_director_it_goes_to_whoever_opened_it(self, hub, staff, consultant, row):
        plan = mc.follow_up(consultant, row)
        mc.concern(staff, row)
        plan.refresh_from_db()
        assert plan.owner_id == staff.user_id
        assert told(consultant) == ["consultations.work_taken_by_other"]

    def test_a_topic_that_stops_does_the_same(self, hub, staff, consultant, director, row):
        plan = mc.follow_up(consultant, row)
        facts = mc.tally(hub, topics=("maltreatment",), household_id=row.household_id)
        tallies.change_consultation(staff, row, facts, version=1, at=NOW)
        make.scope()
        plan.refresh_from_db()
        assert plan.owner_id == director.user_id

    def test_an_open_referral_and_its_notices_go_to_the_director(
        self, hub, staff, consultant, director, officer, row
    ):
        sent = mc.referral(consultant, row)
        referrals.answer_referral(officer, sent, accept=True, text="", at=NOW)
        make.scope()
        assert told(consultant) == ["consultations.referral_answered"]
        mc.concern(staff, row)
        sent.refresh_from_db()
        assert sent.owner_id == director.user_id
        event = ReferralEvent.objects.get(referral=sent, kind="owner")
        assert (event.author_id, event.owner_id) == (staff.user_id, director.user_id)
        assert told(consultant) == ["consultations.work_taken_over"]
        assert sorted(told(director)) == [
            "consultations.concern_opened",
            "consultations.referral_answered",
            "consultations.work_taken",
        ]
        assert queries.referral(director, sent.pk)

    def test_the_wards_answer_goes_to_the_directors_and_who_may_read_it(
        self, hub, staff, consultant, director, officer, row
    ):
        sent = mc.referral(consultant, row)
        mc.concern(staff, row)
        sent.refresh_from_db()
        second = make.member(hub, Role.DIRECTOR)
        Notice.objects.all().delete()
        referrals.answer_referral(officer, sent, accept=True, text="", at=NOW)
        make.scope()
        assert told(director) == told(second) == ["consultations.referral_answered"]
        assert told(consultant) == []
        sent.refresh_from_db()
        referrals.finish_referral(director, sent, "訪問した", at=NOW)
        make.scope()
        assert told(consultant) == [] and len(told(second)) == 2
        for notice in Notice.objects.filter(key="consultations.referral_answered"):
            assert notice.path == queries.url("referral-read", sent.pk)

    def test_nobody_who_may_not_read_it_becomes_its_owner(
        self, hub, staff, consultant, director, row
    ):
        mc.concern(staff, row)
        for act in (
            lambda: mc.follow_up(director, row, owner_id=consultant.user_id),
            lambda: mc.referral(director, row, owner_id=consultant.user_id),
        ):
            with pytest.raises(RuleBroken, match="読める人") as broken:
                act()
            assert broken.value.field == "owner"
        assert told(consultant) == []
        for owner in (staff, director):
            assert mc.follow_up(director, row, owner_id=owner.user_id).owner_id == owner.user_id

    def test_who_does_not_know_of_it_is_told_nothing_by_a_late_form(
        self, hub, staff, consultant, director, row
    ):
        mc.concern(staff, row)
        with pytest.raises(Hidden):
            mc.follow_up(consultant, row)

    def test_what_was_done_comes_back_to_whoever_opens_it_again(
        self, hub, staff, consultant, director, row
    ):
        plan = mc.follow_up(consultant, row)
        notes.finish_follow_up(consultant, plan, at=NOW)
        make.scope()
        mc.concern(staff, row)
        notes.reopen_follow_up(director, queries.follow_up(director, plan.pk), at=NOW)
        make.scope()
        plan.refresh_from_db()
        assert (plan.done_at, plan.owner_id) == (None, director.user_id)


class TestUndoing:
    def test_a_colleague_whose_follow_up_goes_is_told_and_when_it_comes_back_too(
        self, hub, staff, consultant, row
    ):
        mc.follow_up(staff, row, owner_id=consultant.user_id)
        mc.follow_up(staff, row)
        Notice.objects.all().delete()
        for _twice in range(2):
            tallies.undo_consultation(staff, queries.consultation(staff, row.pk), at=NOW)
            make.scope()
        assert told(consultant) == ["consultations.work_dropped"] and told(staff) == []
        assert not queries.follow_ups(consultant).exists()
        for _twice in range(2):
            tallies.redo_consultation(staff, queries.consultation(staff, row.pk))
            make.scope()
        assert told(consultant) == ["consultations.work_dropped", "consultations.work_back"]
        assert queries.follow_ups(consultant).filter(owner_id=consultant.user_id).exists()

    def test_what_was_done_already_is_no_news(self, hub, staff, consultant, row):
        plan = mc.follow_up(consultant, row)
        notes.finish_follow_up(consultant, plan, at=NOW)
        make.scope()
        tallies.undo_consultation(staff, row, at=NOW)
        make.scope()
        assert told(consultant) == []

    def test_a_concern_that_was_begun_meanwhile_is_seen(self, hub, staff, director, row):
        looked_at = queries.consultation(staff, row.pk)
        mc.concern(director, row)
        with pytest.raises(RuleBroken, match="取り消せません"):
            tallies.undo_consultation(staff, looked_at, at=NOW)

    def test_no_concern_begins_on_an_undone_record(self, hub, staff, director, row):
        looked_at = queries.consultation(staff, row.pk)
        tallies.undo_consultation(staff, row, at=NOW)
        make.scope()
        with pytest.raises(RuleBroken, match="先に取り消しを元に戻して"):
            concerns.open_concern(staff, looked_at, None, "見た", nonce=uuid4(), at=NOW)
        make.scope()
        assert not Concern.objects.exists() and told(director) == []

    def test_the_databases_own_refusal_is_told_in_words(self, hub, staff, director, row):
        mc.concern(staff, row)
        with (
            pytest.raises(RuleBroken, match="虐待の疑いへの対応を始めた記録は、取り消せません"),
            passing(staff, Act.UNDO, row),
        ):
            Consultation.objects.filter(pk=row.pk).update(voided_at=NOW)

    def test_a_change_sees_that_the_record_was_undone_meanwhile(self, hub, staff, row):
        looked_at = queries.consultation(staff, row.pk)
        tallies.undo_consultation(staff, row, at=NOW)
        make.scope()
        facts = mc.tally(hub, topics=("maltreatment",))
        with pytest.raises(RuleBroken, match="先に取り消しを元に戻して"):
            tallies.change_consultation(staff, looked_at, facts, version=1, at=NOW)


class TestWhatIsOver:
    def test_a_referral_that_was_taken_back_gets_no_other_day(self, hub, staff, row):
        sent = mc.referral(staff, row)
        gone = referrals.withdraw_referral(staff, sent, "", at=NOW)
        make.scope()
        with pytest.raises(RuleBroken, match="終わった紹介"):
            referrals.move_referral(staff, gone, LATER, version=gone.version, at=NOW)
        make.scope()
        assert not ReferralEvent.objects.filter(referral=sent, kind="moved").exists()
        sent.refresh_from_db()
        assert sent.due_on != LATER

    def test_a_follow_up_that_is_done_gets_no_other_day(self, hub, staff, row):
        plan = mc.follow_up(staff, row)
        done = notes.finish_follow_up(staff, plan, at=NOW)
        make.scope()
        with pytest.raises(RuleBroken, match="完了した対応"):
            notes.move_follow_up(staff, done, LATER, version=done.version, at=NOW)
        make.scope()
        assert FollowUp.objects.get(pk=plan.pk).due_on != LATER
