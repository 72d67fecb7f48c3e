"""Arrivals: one arrival is one visit, whoever taps how often."""

import itertools
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from programs.dropin import commands
from programs.dropin.choices import ClosedHow, Kind, State
from programs.dropin.models import Visit, VisitPerson
from programs.dropin.rules import Present
from programs.kernel import clock
from programs.kernel.errors import Hidden, Refused, RuleBroken, constraint_name
from programs.kernel.models import AuditEntry
from programs.registry.choices import Relation, Role
from tests import make
from tests.make_dropin import DAY, MORNING, Desk, later

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(hub):
    return Desk(hub)


def roles(visit):
    return [(row.role, row.age_years) for row in visit.people.order_by("pk")]


def test_a_family_arrives_with_its_usual_people_and_their_ages_of_the_day(desk):
    family = desk.family(
        children=[date(2024, 6, 10), date(2018, 1, 1)], adults=[Relation.FATHER, Relation.MOTHER]
    )
    visit = desk.check_in(family)
    assert roles(visit) == [("father", None), ("child", 8), ("child", 2)]
    assert (visit.day, visit.kind, visit.residence) == (DAY, Kind.FAMILY, family.residence)
    assert visit.state == State.INSIDE
    assert visit.created_by_id == desk.volunteer.user_id


def test_next_time_those_come_who_came_last_time(desk):
    family = desk.family(adults=[Relation.MOTHER, Relation.FATHER])
    first = desk.check_in(family)
    father = family.adults.get(relation="father")
    commands.change_people(desk.volunteer, first, [father.pk], [])
    commands.check_out(desk.volunteer, first, later(hours=1))
    assert roles(desk.check_in(family, later(days=1))) == [("father", None)]


def test_the_day_is_the_day_in_tokyo(desk):
    late = desk.check_in(desk.family(), MORNING.replace(hour=23, minute=59))
    early = desk.check_in(desk.family(), later(days=1).replace(hour=0, minute=1))
    assert (late.day, early.day) == (DAY, DAY + timedelta(days=1))


def test_a_second_tap_is_the_same_visit(desk):
    family = desk.family()
    first = desk.check_in(family)
    assert desk.check_in(family, later(minutes=1)) == first
    assert Visit.objects.count() == 1


def test_a_replayed_request_is_the_same_visit_even_after_the_family_left(desk):
    family, nonce = desk.family(), uuid4()
    first = desk.check_in(family, nonce=nonce)
    commands.check_out(desk.volunteer, first, later(hours=1))
    again = desk.check_in(family, later(hours=2), nonce=nonce)
    assert (again.pk, again.state) == (first.pk, State.LEFT)
    assert Visit.objects.count() == 1


def test_a_replayed_request_does_not_bring_an_undone_visit_back(desk):
    family, nonce = desk.family(), uuid4()
    first = desk.check_in(family, nonce=nonce)
    commands.undo_check_in(desk.volunteer, first, later(minutes=1), DAY)
    assert desk.check_in(family, later(minutes=2), nonce=nonce).state == State.VOID
    assert Visit.objects.filter(voided_at=None).count() == 0


def test_a_family_that_left_may_come_again_the_same_day(desk):
    family = desk.family()
    first = desk.check_in(family)
    commands.check_out(desk.volunteer, first, later(hours=1))
    second = desk.check_in(family, later(hours=2))
    assert second.pk != first.pk
    assert not second.first_ever


def test_a_visit_left_open_yesterday_ends_at_its_closing_time(desk):
    family = desk.family()
    old = desk.check_in(family)
    new = desk.check_in(family, later(days=1))
    old.refresh_from_db()
    assert new.pk != old.pk
    assert (old.left_at, old.closed_how) == (MORNING.replace(hour=16, minute=0), ClosedHow.CLOSING)


def test_a_family_that_moves_to_another_site_leaves_the_first_one(desk):
    family, other = desk.family(), make.site(desk.hub, "別館")
    first = desk.check_in(family)
    second = desk.check_in(family, later(hours=1), site=other)
    first.refresh_from_db()
    assert (first.left_at, first.closed_how) == (later(hours=1), ClosedHow.MOVED)
    assert (second.first_ever, second.first_at_site) == (False, True)


def test_first_visits_are_told_ever_of_the_year_and_of_the_site(desk):
    family = desk.family()
    flags = []
    for at in (later(), later(days=1), later(days=300), later(days=301)):
        visit = desk.check_in(family, at)
        flags.append((visit.first_ever, visit.first_of_year, visit.first_at_site))
    assert flags == [
        (True, True, True),
        (False, False, False),
        (False, True, False),
        (False, False, False),
    ]


def test_a_person_who_comes_for_the_first_time_is_marked(desk):
    family = desk.family(adults=[Relation.MOTHER, Relation.FATHER])
    first = desk.check_in(family)
    assert set(first.people.values_list("role", "first_ever")) == {
        ("mother", True),
        ("child", True),
    }
    everybody = [adult.pk for adult in family.adults.all()]
    second = desk.check_in(family, later(days=1))
    commands.change_people(
        desk.volunteer, second, everybody, [child.pk for child in family.children.all()]
    )
    assert set(second.people.values_list("role", "first_ever")) == {
        ("mother", False),
        ("father", True),
        ("child", False),
    }


def test_an_expected_child_is_not_present_and_its_mother_is_pregnant(desk):
    from programs.registry.models import Child

    family = desk.family(children=[])
    Child.objects.create(hub=desk.hub, household=family, due_on=date(2026, 9, 1))
    assert roles(desk.check_in(family)) == [("pregnant", None)]


def test_a_family_of_which_nobody_could_come_is_refused_in_words(desk):
    with pytest.raises(RuleBroken, match="来館した方がいません"):
        desk.check_in(desk.family(children=[], adults=[]))
    assert Visit.objects.count() == 0


def test_a_family_no_longer_in_use_is_refused_in_words(desk):
    with pytest.raises(RuleBroken, match="利用を終了"):
        desk.check_in(desk.family(archived_at=clock.now()))


def test_a_closed_site_takes_nobody(desk):
    with pytest.raises(RuleBroken, match="廃止"):
        desk.check_in(desk.family(), site=make.site(desk.hub, "旧館", closed_at=clock.now()))


def test_the_practice_family_can_arrive(desk):
    assert desk.check_in(desk.family(is_demo=True)).state == State.INSIDE


# --- guests and head counts ----------------------------------------------------------------------


def test_a_guest_arrives_with_numbers_and_a_label(desk):
    visit = desk.guest(label="青いベビーカー")
    assert (visit.kind, visit.household_id, visit.guest_label) == (
        Kind.GUEST,
        None,
        "青いベビーカー",
    )
    assert roles(visit) == [("mother", None), ("child", 1)]
    assert not visit.first_ever


def test_a_head_count_keeps_numbers_of_people_and_families(desk):
    visit = desk.heads()
    assert (visit.kind, visit.families) == (Kind.HEAD_COUNT, 3)
    assert list(visit.people.order_by("pk").values_list("role", "age_years", "count")) == [
        ("other", None, 2),
        ("child", 3, 8),
    ]


@pytest.mark.parametrize("arrive", [Desk.guest, Desk.heads])
def test_a_replayed_form_without_names_is_one_visit(desk, arrive):
    nonce = uuid4()
    assert arrive(desk, nonce=nonce) == arrive(desk, nonce=nonce, at=later(minutes=1))
    assert Visit.objects.count() == 1
    assert VisitPerson.objects.count() == 2


@pytest.mark.parametrize("arrive", [Desk.guest, Desk.heads])
def test_nobody_is_not_a_visit(desk, arrive):
    with pytest.raises(RuleBroken, match="1人以上"):
        arrive(desk, people=[])


# --- who may, and what is remembered -------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.WARD_OFFICER, Role.WARD_SIGNATORY, Role.AUDITOR])
def test_who_does_not_work_at_the_hub_may_not_check_in(desk, role):
    outsider = make.member(desk.hub, role)
    with pytest.raises(Refused):
        desk.check_in(desk.family(), actor=outsider)


def test_another_hubs_family_and_site_do_not_exist(desk):
    other = Desk(make.hub("鳴海区"))
    with pytest.raises(Hidden):
        desk.check_in(other.family())
    with pytest.raises(Hidden):
        desk.check_in(desk.family(), site=other.site)
    with pytest.raises(Hidden):
        desk.guest(site=other.site)
    with pytest.raises(Hidden):
        desk.heads(site=other.site)


def test_each_arrival_leaves_one_entry_without_text(desk):
    family = desk.family()
    desk.check_in(family)
    desk.guest(label="秘密の呼び名")
    entries = AuditEntry.objects.order_by("id").values_list(
        "action", "target", "target_ids", "fields"
    )
    assert list(entries) == [
        ("dropin.check_in", "registry.household", [family.pk], ["arrived_at"]),
        ("dropin.add_guest", "registry.site", [desk.site.pk], ["arrived_at"]),
    ]


# --- what the database itself insists on ---------------------------------------------------------


def raw(desk, **fields):
    defaults = {
        "hub": desk.hub,
        "site": desk.site,
        "residence": "own_ward",
        "arrived_at": MORNING,
        "nonce": uuid4(),
        "created_by_id": desk.volunteer.user_id,
    }
    return Visit(**{**defaults, **fields})


def refused_by(visit):
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        visit.save(force_insert=True)
    return constraint_name(error.value)


def test_the_database_refuses_what_cannot_be(desk):
    family = desk.family()
    first = desk.check_in(family)
    assert refused_by(raw(desk, household=family)) == "visit_inside_once"
    assert refused_by(raw(desk, kind=Kind.GUEST, nonce=first.nonce)) == "visit_nonce_once"
    assert refused_by(raw(desk, kind=Kind.GUEST, household=family)) == "visit_kind"
    assert refused_by(raw(desk, kind=Kind.FAMILY)) == "visit_kind"
    assert refused_by(raw(desk, kind=Kind.GUEST, left_at=later(hours=1))) == "visit_closed_how"
    past = {"kind": Kind.GUEST, "left_at": later(hours=-1), "closed_how": "desk"}
    assert refused_by(raw(desk, **past)) == "visit_leaves_after_arrival"
    assert refused_by(raw(desk, kind=Kind.GUEST, voided_at=MORNING)) == "visit_voided_by"


def test_two_visits_of_a_family_never_overlap(desk):
    family = desk.family()
    first = desk.check_in(family)
    commands.check_out(desk.volunteer, first, later(hours=2))
    within = {"household": family, "closed_how": "desk"}
    assert (
        refused_by(raw(desk, arrived_at=later(hours=1), left_at=later(hours=3), **within))
        == "visit_not_overlapping"
    )
    raw(desk, arrived_at=later(hours=2), left_at=later(hours=3), **within).save()


def test_a_tap_that_waited_too_long_beside_a_later_visit_is_that_visit(desk):
    family = desk.family()
    visit = desk.check_in(family, later(minutes=10))
    commands.check_out(desk.volunteer, visit, later(hours=1))
    assert desk.check_in(family, MORNING) == visit


def test_a_broken_row_that_is_no_repeat_stays_an_error(desk):
    with pytest.raises(IntegrityError):
        desk.guest([Present("mother", age=30)])
    assert Visit.objects.count() == 0


def test_a_person_has_an_age_only_as_a_child_and_is_one(desk):
    visit = desk.guest()
    for fields in (
        {"role": "mother", "age_years": 30},
        {"role": "child", "count": 0},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            VisitPerson.objects.create(hub=desk.hub, visit=visit, **fields)


def test_a_removed_child_leaves_the_numbers_of_its_visits(desk):
    family = desk.family()
    visit = desk.check_in(family)
    family.children.all().delete()
    assert roles(visit) == [("mother", None), ("child", 2)]
    assert Present("child", 2) in [Present(r.role, r.age_years) for r in visit.people.all()]


def test_a_late_arrival_is_the_beginning_of_the_stay_that_was_recorded_after_it(desk):
    family = desk.family()
    recorded = desk.check_in(family, later(hours=3))
    commands.check_out(desk.volunteer, recorded, later(hours=4))
    assert desk.check_in(family).pk == recorded.pk
    recorded.refresh_from_db()
    assert (recorded.arrived_at, recorded.left_at) == (MORNING, later(hours=4))


def test_a_late_arrival_within_an_earlier_stay_is_that_stay(desk):
    family = desk.family()
    morning = desk.check_in(family, later(hours=-1))
    commands.check_out(desk.volunteer, morning, later(hours=1))
    desk.check_in(family, later(hours=3))
    assert desk.check_in(family).pk == morning.pk


def test_a_late_arrival_at_another_site_ends_with_the_next_one_and_is_the_first(desk):
    family, other = desk.family(), make.site(desk.hub, name="別館")
    afternoon = desk.check_in(family, later(hours=3), site=other)
    morning = desk.check_in(family)
    afternoon.refresh_from_db()
    assert (morning.left_at, morning.closed_how) == (afternoon.arrived_at, ClosedHow.MOVED)
    assert (morning.first_ever, afternoon.first_ever) == (True, False)
    assert not any(row.first_ever for row in afternoon.people.all())


def test_an_arrival_of_an_earlier_day_ends_on_its_own_day(desk):
    family = desk.family()
    today = desk.check_in(family, later(days=2))
    before = desk.check_in(family)
    assert before.day == DAY
    assert before.left_at is not None
    assert clock.tokyo(before.left_at).date() == DAY
    today.refresh_from_db()
    assert today.left_at is None


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_waiting_arrivals_give_the_same_visits_in_whatever_order_they_are_sent(desk, order):
    family, other = desk.family(), make.site(desk.hub, name="別館")
    taps = [(MORNING, desk.site), (later(hours=2), desk.site), (later(hours=3), other)]
    taps.append((later(days=1), desk.site))
    for index in order:
        desk.check_in(family, taps[index][0], site=taps[index][1])
    rows = Visit.objects.order_by("arrived_at").values_list("arrived_at", "left_at", "first_ever")
    closing = commands.departures.closing_of(other, DAY)
    assert list(rows) == [
        (MORNING, later(hours=3), True),
        (later(hours=3), closing, False),
        (later(days=1), None, False),
    ]
