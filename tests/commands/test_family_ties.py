"""What happens to a registered family: births, consents, shared children, the end of use."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from hubsite.desk.timeline import timeline
from programs.dropin import figures
from programs.dropin.commands import change_people, check_out, undo_check_in
from programs.dropin.commands.guests import register_guest
from programs.dropin.models import Visit, VisitPerson
from programs.dropin.queries import present
from programs.dropin.queries.guests import other_visits_of_guest
from programs.dropin.rules import Present
from programs.kernel.errors import Hidden, Refused, RuleBroken
from programs.kernel.figures import Period
from programs.kernel.models import AuditEntry
from programs.registry import queries
from programs.registry.choices import Role
from programs.registry.commands.families import (
    ConsentSaid,
    archive_household,
    end_shared_child,
    record_birth,
    record_consent,
    restore_household,
    share_child,
)
from programs.registry.commands.households import change_household, register_household
from programs.registry.forms.households import initial_of
from programs.registry.models import Child, Consent, Household
from programs.registry.queries import families as family_queries
from programs.registry.rules import AdultValues, ChildValues, HouseholdValues
from tests import make
from tests.make_dropin import DAY, MORNING, Desk, later
from tests.make_families import NOON, family

pytestmark = pytest.mark.django_db
YES = ConsentSaid("photo", True, "第1版", DAY)
WHOLE = Period(DAY - timedelta(days=60), DAY + timedelta(days=60), ())


@pytest.fixture
def desk(hub):
    return Desk(hub)


@pytest.fixture
def staff(hub):
    return make.member(hub, Role.STAFF)


def last(action):
    return AuditEntry.objects.filter(action=action, outcome="done").get()


# --- births --------------------------------------------------------------------------------------


def expecting(hub):
    home = make.household(hub, "波多", "はた", children=())
    return home, Child.objects.create(hub=hub, household=home, due_on=DAY)


def test_an_expected_child_is_born_and_stays_the_same_child(desk, staff):
    home, child = expecting(desk.hub)
    visit = desk.check_in(home)
    assert [row.role for row in visit.people.all()] == ["pregnant"]
    born = record_birth(staff, child, "波多 凪", "はた なぎ", DAY, DAY + timedelta(days=3))
    assert (born.pk, born.due_on, born.birth_on) == (child.pk, DAY, DAY)
    assert queries.households_matching(staff, "なぎ") == [home]
    check_out(desk.volunteer, visit, later(hours=1))
    again = desk.check_in(Household.objects.get(pk=home.pk), later(days=30))
    assert [row.role for row in visit.people.all()] == ["pregnant"]
    assert {row.role for row in again.people.all()} == {"mother"}
    assert "birth_on" in last("registry.record_birth").fields


def test_a_birth_is_recorded_once(desk, staff):
    _home, child = expecting(desk.hub)
    record_birth(staff, child, "波多 凪", "", DAY, DAY)
    with pytest.raises(RuleBroken, match="すでに"):
        record_birth(staff, child, "波多 渚", "", DAY, DAY)


@pytest.mark.parametrize(
    ("name", "day", "field"), [("", DAY, "name"), ("凪", DAY + timedelta(1), "birth_on")]
)
def test_a_birth_needs_a_name_and_a_day_that_has_come(desk, staff, name, day, field):
    _home, child = expecting(desk.hub)
    with pytest.raises(RuleBroken) as broken:
        record_birth(staff, child, name, "", day, DAY)
    assert broken.value.field == field


# --- consents ------------------------------------------------------------------------------------


def test_a_withdrawal_is_a_new_row_and_the_newest_word_holds(desk, staff):
    home = family(desk.hub)
    record_consent(staff, home, YES, DAY)
    no = ConsentSaid("photo", False, "第2版", DAY)
    record_consent(staff, home, no, DAY)
    said = list(family_queries.consents(staff, home))
    assert [row.given for row in said] == [False, True]
    states = {one.kind: one.newest for one in family_queries.consent_states(said)}
    assert states["photo"] == said[0]
    assert states["privacy"] is None


def test_a_consent_is_never_changed_or_deleted(desk, staff):
    record_consent(staff, family(desk.hub), YES, DAY)
    for change in (
        lambda: Consent.objects.update(given=False),
        lambda: Consent.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (ConsentSaid("nothing", True, "1", DAY), "kind"),
        (ConsentSaid("photo", True, "", DAY), "wording_version"),
        (ConsentSaid("photo", True, "1", DAY + timedelta(1)), "said_on"),
    ],
)
def test_a_consent_says_to_what_by_which_wording_and_when(desk, staff, said, field):
    with pytest.raises(RuleBroken) as broken:
        record_consent(staff, family(desk.hub), said, DAY)
    assert broken.value.field == field


# --- a child of two families ---------------------------------------------------------------------


@pytest.fixture
def two_homes(desk, staff):
    """A child of the first family that lives in the second too."""
    home, other = family(desk.hub), make.household(desk.hub, "磯部", "いそべ", children=())
    share_child(staff, other, home.children.get())
    return home, other, home.children.get()


def test_the_child_comes_with_either_family_and_is_found_by_both(desk, staff, two_homes):
    home, other, child = two_homes
    assert {one.pk for one in queries.members(staff, other) if not one.relation} == {child.pk}
    assert set(queries.households_matching(staff, "はる")) == {home, other}
    visit = desk.check_in(other)
    assert child.pk in {one.child_id for one in present(visit)}


def test_the_childs_first_visit_counts_once_whichever_family_it_came_with(desk, two_homes):
    home, other, _child = two_homes
    first = desk.check_in(home)
    check_out(desk.volunteer, first, later(hours=1))
    second = desk.check_in(other, later(days=1))
    assert first.first_ever and second.first_ever  # two families, each for the first time
    people = VisitPerson.objects.filter(role="child", first_ever=True)
    assert [row.visit_id for row in people] == [first.pk]


def test_a_child_inside_with_one_family_does_not_arrive_again_with_the_other(desk, two_homes):
    home, other, child = two_homes
    desk.check_in(home)
    visit = desk.check_in(other, later(minutes=5))
    assert child.pk not in {one.child_id for one in present(visit)}
    assert VisitPerson.objects.filter(child=child).count() == 1


def test_taking_an_arrival_back_moves_the_childs_first_visit_to_the_other_family(desk, two_homes):
    home, other, child = two_homes
    first = desk.check_in(home)
    check_out(desk.volunteer, first, later(hours=1))
    second = desk.check_in(other, later(hours=2))
    undo_check_in(desk.volunteer, first, later(hours=3), DAY)
    row = VisitPerson.objects.get(visit=second, child=child)
    assert row.first_ever


def test_each_familys_page_tells_its_own_visits(desk, staff, two_homes):
    home, other, _child = two_homes
    desk.check_in(home)
    assert len(timeline(staff, home)[0]) == 1
    assert timeline(staff, other)[0] == []


def test_staff_may_correct_who_came_to_the_shared_child(desk, staff, two_homes):
    _home, other, child = two_homes
    visit = desk.check_in(other)
    change_people(staff, visit, [], [child.pk])
    assert {one.child_id for one in present(Visit.objects.get(pk=visit.pk))} == {child.pk}


def test_sharing_twice_is_one_tie_and_ending_it_keeps_the_visits(desk, staff, two_homes):
    home, other, child = two_homes
    tie = share_child(staff, other, child)
    assert child.homes.count() == 1
    visit = desk.check_in(other)
    end_shared_child(staff, tie)
    assert not [one for one in queries.members(staff, other) if not one.relation]
    assert child.pk in {one.child_id for one in present(Visit.objects.get(pk=visit.pk))}
    assert queries.households_matching(staff, "はる") == [home]


def test_a_child_is_not_shared_with_its_own_family_nor_across_hubs(desk, staff):
    home = family(desk.hub)
    with pytest.raises(RuleBroken, match="すでにこのご家族"):
        share_child(staff, home, home.children.get())
    stranger = family(make.hub("磯部区"))
    with pytest.raises(RuleBroken, match="見つかったお子さん"):
        share_child(staff, home, stranger.children.get())
    with pytest.raises(Hidden):
        share_child(staff, stranger, home.children.get())


# --- what is known of a family -------------------------------------------------------------------


def test_notes_languages_and_the_way_here_are_kept(staff):
    typed = HouseholdValues(
        "波多",
        "はた",
        "own_ward",
        allergies="卵",
        languages=("vi", "sign"),
        found_by="visit",
        adults=(AdultValues("波多 健", "", "father", lives_apart=True, not_told="住所 👶"),),
        children=(ChildValues("波多 凪", "", birth_on=DAY),),
    )
    made = register_household(staff, typed, DAY)
    made.refresh_from_db()
    assert (made.allergies, made.languages, made.found_by) == ("卵", ["vi", "sign"], "visit")
    adult = family_queries.not_told(made)[0]
    assert (adult.lives_apart, adult.not_told) == (True, "住所 👶")
    assert initial_of(made)["adult0_not_told"] == "住所 👶"


def test_a_childs_new_name_is_found_in_its_other_family_too(staff, two_homes):
    home, other, child = two_homes
    values = HouseholdValues(
        "波多",
        "はた",
        "own_ward",
        children=(ChildValues("波多 湊", "はた みなと", birth_on=child.birth_on, id=child.pk),),
    )
    change_household(staff, home, values, 1, DAY)
    assert set(queries.households_matching(staff, "みなと")) == {home, other}


def test_the_end_of_use_has_a_reason_and_can_be_taken_back(desk, staff):
    home = family(desk.hub)
    with pytest.raises(RuleBroken, match="転出した日"):
        archive_household(staff, home, "moved", NOON)
    for reason in ("merged", "", "x"):
        with pytest.raises(RuleBroken, match="理由"):
            archive_household(staff, home, reason, NOON)
    archive_household(staff, home, "moved", NOON, moved_on=DAY)
    assert list(queries.households(staff)) == []
    assert list(queries.matching(staff, "はた", archived=True)) == [home]
    with pytest.raises(RuleBroken, match="すでに"):
        archive_household(staff, home, "wish", NOON)
    with pytest.raises(RuleBroken, match="利用を終了"):
        desk.check_in(Household.objects.get(pk=home.pk))
    restore_household(staff, home)
    restore_household(staff, home)
    home.refresh_from_db()
    assert (home.archived_at, home.archived_reason, home.moved_on) == (None, "", None)
    desk.check_in(home)


def test_reception_reads_but_does_not_change_families(desk):
    home = family(desk.hub)
    with pytest.raises(Refused):
        archive_household(desk.volunteer, home, "wish", NOON)
    with pytest.raises(Refused):
        record_consent(desk.volunteer, home, YES, DAY)
    with pytest.raises(Refused):
        share_child(desk.volunteer, home, home.children.get())


def test_another_hubs_family_is_as_none(staff):
    theirs = family(make.hub("磯部区"))
    child = Child.objects.create(hub=theirs.hub, household=theirs, due_on=DAY)
    for act in (
        lambda: archive_household(staff, theirs, "wish", NOON),
        lambda: restore_household(staff, theirs),
        lambda: record_consent(staff, theirs, YES, DAY),
        lambda: record_birth(staff, child, "凪", "", DAY, DAY),
    ):
        with pytest.raises(Hidden):
            act()


# --- a guest becomes a family --------------------------------------------------------------------

BORN = date(2025, 3, 1)
NEW = HouseholdValues(
    "波多",
    "はた",
    "outside_city",
    adults=(AdultValues("波多 香", "はた かおり", "mother"),),
    children=(ChildValues("波多 凪", "はた なぎ", birth_on=BORN),),
)


def came(desk, label="そらくん", **ago):
    visit = desk.guest(at=later(**ago), label=label)
    return check_out(desk.volunteer, visit, later(**ago) + timedelta(hours=1))


def numbers(staff):
    return figures.counts(staff, WHOLE)


def test_a_guest_becomes_a_family_and_no_number_of_visits_or_people_changes(desk, staff):
    visits = [came(desk, days=n) for n in range(3)]
    before = numbers(staff)
    home = register_guest(staff, visits[2], NEW, [visits[0].pk, visits[1].pk], DAY)
    after = numbers(staff)
    changed = {key for key in before if before[key] != after[key]}
    assert changed == {
        "dropin.visits.first",
        "dropin.visits.first_of_year",
        "dropin.visits.first_people",
        "dropin.visits.unregistered",
    }
    assert after["dropin.visits.first"] == 1
    assert after["dropin.visits.first_people"] == 2
    for one in figures.FIGURES:
        assert one.count(staff, WHOLE) == after[one.key]
    assert [row.first_ever for row in home.visits.order_by("arrived_at")] == [True, False, False]
    child = home.children.get()
    assert VisitPerson.objects.filter(child=child).count() == 3
    assert len(timeline(staff, home)[0]) == 3
    assert last("dropin.register_guest").target_ids == [visits[2].pk, visits[0].pk, visits[1].pk]


def test_people_who_are_nobody_of_the_family_stay_nameless(desk, staff):
    visit = desk.guest([Present("grandmother"), Present("child", 1, count=2)], label="そら")
    home = register_guest(staff, visit, NEW, [], DAY)
    rows = {(p.role, p.count, bool(p.child_id)) for p in VisitPerson.objects.all()}
    assert rows == {("grandmother", 1, False), ("child", 1, True), ("child", 1, False)}
    assert desk.check_in(home).pk == visit.pk  # still inside: a tap is the same visit


def test_other_visits_of_the_guest_are_proposed_by_name_and_never_at_the_same_time(desk, staff):
    mine = came(desk)
    alike = came(desk, "ソラクン", days=1)
    came(desk, "うみちゃん", days=2)
    desk.guest(at=MORNING + timedelta(minutes=10), label="そらくん")
    assert other_visits_of_guest(staff, mine) == [alike]
    nameless = came(desk, "", days=3)
    also = came(desk, "", days=4)
    assert other_visits_of_guest(staff, nameless) == [also]


def test_two_visits_at_the_same_time_are_not_of_one_family(desk, staff):
    one, other = came(desk), came(desk, "うみ")
    with pytest.raises(RuleBroken, match="同じ時間") as broken:
        register_guest(staff, one, NEW, [other.pk], DAY)
    assert broken.value.field == "visits"
    assert not Household.objects.filter(name="波多").exists()


def test_a_guest_is_registered_once(desk, staff):
    visit = came(desk)
    register_guest(staff, visit, NEW, [], DAY)
    with pytest.raises(RuleBroken, match="すでに"):
        register_guest(staff, visit, NEW, [], DAY)
    assert Household.objects.filter(name="波多").count() == 1


def test_a_taken_back_visit_a_group_and_anothers_guest_are_not_registered(desk, staff):
    taken_back = undo_check_in(desk.volunteer, desk.guest(), later(minutes=1), DAY)
    with pytest.raises(RuleBroken, match="取り消され"):
        register_guest(staff, taken_back, NEW, [], DAY)
    with pytest.raises(RuleBroken, match="すでに"):
        register_guest(staff, desk.heads(), NEW, [], DAY)
    elsewhere = Desk(make.hub("磯部区"))
    with pytest.raises(Hidden):
        register_guest(staff, elsewhere.guest(), NEW, [], DAY)
    with pytest.raises(Hidden):
        register_guest(staff, came(desk, days=9), NEW, [elsewhere.guest().pk], DAY)


def test_what_a_family_must_have_is_asked_of_a_guest_too(desk, staff):
    with pytest.raises(RuleBroken) as broken:
        register_guest(staff, came(desk), HouseholdValues("波多", "はた", "own_ward"), [], DAY)
    assert broken.value.field == "adult0_name"
    with pytest.raises(Refused):
        register_guest(desk.volunteer, came(desk, days=1), NEW, [], DAY)


def test_what_a_guests_registration_leaves_when_it_fails_is_nothing(desk, staff):
    visit, other = came(desk), came(desk, "うみ")
    with pytest.raises(RuleBroken):
        register_guest(staff, visit, NEW, [other.pk], DAY)
    visit.refresh_from_db()
    assert (visit.kind, visit.household_id) == ("guest", None)
    assert {row.adult_id for row in visit.people.all()} == {None}
