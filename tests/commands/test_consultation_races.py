"""Two act on one record or case in the same instant: what one relies on, the other does not change."""

from datetime import datetime
from uuid import uuid4

import pytest
from django.db import transaction

from consultations.choices import CaseEnd, CaseState, ReferralState
from consultations.commands import cases, concerns, notes, tallies, work
from consultations.models import Case, CaseTalk, Concern, FollowUp, Note, Referral
from programs.kernel import clock
from programs.registry.choices import Role
from tests import make
from tests import make_consultations as mc
from tests.commands.test_consultation_meeting_races import at_once

NOW = datetime(2026, 4, 20, 14, 0, tzinfo=clock.TOKYO)
ROUNDS = 5


@pytest.fixture
def hub(committed_db):
    with clock.frozen(NOW), transaction.atomic():
        made = make.hub()
        make.site(made)
        mc.codes(made)
        return made


@pytest.fixture
def staff(hub):
    with clock.frozen(NOW), transaction.atomic():
        return make.member(hub, Role.STAFF)


def written(act):
    """What an act made, committed."""
    with clock.frozen(NOW), transaction.atomic():
        make.scope()
        return act()


def test_nothing_is_handed_on_from_a_case_that_is_closed_in_the_same_instant(hub, staff):
    for _round in range(ROUNDS):
        case = written(lambda: mc.case(staff, mc.consultation(staff, hub)))
        at_once(
            lambda one=case: cases.close_case(
                staff, one, CaseEnd.values[0], "", version=one.version, at=NOW
            ),
            lambda one=case: mc.referral(staff, one),
        )
        with make.seeing(hub):
            closed = Case.objects.get(pk=case.pk).state == CaseState.CLOSED
            waits = Referral.objects.filter(case=case, state=ReferralState.SENT).exists()
        assert not (closed and waits)
        assert closed or waits


def test_a_note_and_the_undoing_of_its_record_exclude_each_other(hub, staff):
    for _round in range(ROUNDS):
        row = written(lambda: mc.consultation(staff, hub))
        at_once(
            lambda one=row: tallies.undo_consultation(staff, one, at=NOW),
            lambda one=row: notes.add_note(staff, one, "メモ", at=NOW),
        )
        with make.seeing(hub):
            row.refresh_from_db()
            noted = Note.objects.filter(consultation=row).exists()
        assert bool(row.voided_at) != noted


def test_a_record_that_is_undone_in_the_same_instant_joins_no_case(hub, staff):
    for _round in range(ROUNDS):
        case = written(lambda: mc.case(staff, mc.consultation(staff, hub)))
        row = written(lambda: mc.consultation(staff, hub))
        at_once(
            lambda one=row: tallies.undo_consultation(staff, one, at=NOW),
            lambda one=row, home=case: cases.join_case(staff, home, one),
        )
        with make.seeing(hub):
            row.refresh_from_db()
            joined = CaseTalk.objects.filter(consultation=row).exists()
        assert bool(row.voided_at) != joined


def test_a_concern_and_the_undoing_of_its_record_exclude_each_other(hub, staff):
    for _round in range(ROUNDS):
        row = written(lambda: mc.consultation(staff, hub))
        answers = at_once(
            lambda one=row: tallies.undo_consultation(staff, one, at=NOW),
            lambda one=row: concerns.open_concern(staff, one, None, "見た", nonce=uuid4(), at=NOW),
        )
        assert answers == ["RuleBroken", "done"]
        with make.seeing(hub):
            row.refresh_from_db()
            begun = Concern.objects.filter(consultation=row).exists()
        assert bool(row.voided_at) != begun
        assert row.guarded == begun


def test_no_follow_up_is_left_with_who_may_not_read_a_record_restricted_in_the_same_instant(
    hub, staff
):
    with clock.frozen(NOW), transaction.atomic():
        make.member(hub, Role.DIRECTOR)
        consultant = make.member(hub, Role.CONSULTANT)
    for _round in range(ROUNDS):
        row = written(lambda: mc.consultation(staff, hub))
        at_once(
            lambda one=row: concerns.open_concern(staff, one, None, "見た", nonce=uuid4(), at=NOW),
            lambda one=row: mc.follow_up(staff, one, owner_id=consultant.user_id),
        )
        with make.seeing(hub):
            mine = FollowUp.objects.filter(consultation=row, owner_id=consultant.user_id)
            assert not mine.exists()


def test_no_work_is_given_to_who_may_not_read_a_record_restricted_in_the_same_instant(hub, staff):
    with clock.frozen(NOW), transaction.atomic():
        director = make.member(hub, Role.DIRECTOR)
        consultant = make.member(hub, Role.CONSULTANT)
    for _round in range(ROUNDS):
        row = written(lambda: mc.consultation(staff, hub))
        plan = written(lambda one=row: mc.follow_up(staff, one))
        at_once(
            lambda one=row: concerns.open_concern(staff, one, None, "見た", nonce=uuid4(), at=NOW),
            lambda one=plan: work.assign_work(
                director, [f"follow_up-{one.pk}"], consultant.user_id, at=NOW
            ),
        )
        with make.seeing(hub):
            assert FollowUp.objects.get(pk=plan.pk).owner_id != consultant.user_id
