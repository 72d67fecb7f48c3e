"""Registering and changing a family."""

from datetime import date, timedelta

import pytest

from programs.kernel.errors import Hidden, Refused, RuleBroken, Stale
from programs.kernel.models import AuditEntry
from programs.registry import queries
from programs.registry.choices import Role
from programs.registry.commands.households import (
    change_household,
    register_household,
    reissue_card,
)
from programs.registry.models import Child
from programs.registry.rules import AdultValues, ChildValues, HouseholdValues
from tests import make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)


def family(**changes):
    values = {
        "name": "髙𠮷",
        "name_kana": "たかよし",
        "residence": "own_ward",
        "phone": "045-000-1234",
        "adults": (AdultValues("髙𠮷 空", "たかよし そら", "mother"),),
        "children": (ChildValues("髙𠮷 陸", "たかよし りく", birth_on=date(2024, 2, 29)),),
    }
    return HouseholdValues(**{**values, **changes})


@pytest.fixture
def staff(hub):
    return make.member(hub, Role.STAFF)


@pytest.mark.parametrize(
    "typed", ["たか", "タカヨシ", "ﾀｶﾖｼ", "りく", "1234", "045-000-1234", "０４５０００", "髙𠮷"]
)
def test_a_registered_family_is_found_by_what_people_type(staff, typed):
    made = register_household(staff, family(), TODAY)
    assert queries.households_matching(staff, typed) == [made]
    assert queries.households_matching(staff, "さとう") == []


def test_the_familys_own_name_comes_before_a_members(staff):
    child = ChildValues("入江 たか", "いりえ たか", birth_on=date(2024, 1, 1))
    register_household(
        staff, family(name="入江", name_kana="いりえ", adults=(), children=(child,)), TODAY
    )
    own = register_household(staff, family(), TODAY)
    assert queries.households_matching(staff, "たか")[0] == own
    assert queries.households_matching(staff, "髙") == [own]


def test_names_are_kept_exactly_and_the_audit_holds_none_of_them(staff):
    made = register_household(staff, family(), TODAY)
    assert made.name == "髙𠮷"
    entry = AuditEntry.objects.get(action="registry.register_household")
    assert entry.target_ids == [made.pk]
    assert "name" in entry.fields
    assert "髙" not in f"{entry.fields}{entry.target}"


def test_each_family_gets_the_next_number(staff):
    first, second = (register_household(staff, family(), TODAY) for _ in range(2))
    assert second.number == first.number + 1
    assert first.card_token != second.card_token


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"adults": (), "children": ()}, "adult0_name"),
        ({"children": (ChildValues("x", ""),)}, "child0_birth_on"),
        ({"children": (ChildValues("x", "", birth_on=TODAY + timedelta(1)),)}, "child0_birth_on"),
        ({"children": (ChildValues("", "", birth_on=TODAY),)}, "child0_name"),
        ({"children": (ChildValues("", "", due_on=TODAY + timedelta(400)),)}, "child0_due_on"),
        ({"children": (ChildValues("", "", due_on=TODAY - timedelta(90)),)}, "child0_due_on"),
        (
            {"adults": (AdultValues("x", "", "mother", birth_on=date(2025, 1, 1)),)},
            "adult0_birth_on",
        ),
    ],
)
def test_impossible_families_are_refused_at_the_field(staff, changes, field):
    with pytest.raises(RuleBroken) as broken:
        register_household(staff, family(**changes), TODAY)
    assert broken.value.field == field


def test_an_expected_child_is_registered_by_due_date_and_later_born_in_the_same_row(staff):
    expected = ChildValues("", "", due_on=TODAY + timedelta(60))
    made = register_household(staff, family(children=(expected,)), TODAY)
    row = Child.objects.get(household=made)
    born = ChildValues("海", "うみ", birth_on=TODAY, due_on=expected.due_on, id=row.pk)
    adult = made.adults.get()
    known = AdultValues(adult.name, adult.name_kana, adult.relation, id=adult.pk)
    change_household(staff, made, family(children=(born,), adults=(known,)), 1, TODAY)
    assert Child.objects.get(household=made).pk == row.pk


def test_the_second_editor_is_told_and_overwrites_nothing(staff):
    made = register_household(staff, family(), TODAY)
    mine, theirs = queries.household(staff, made.pk), queries.household(staff, made.pk)
    change_household(staff, theirs, family(phone="090-1111-2222"), 1, TODAY)
    with pytest.raises(Stale) as stale:
        change_household(staff, mine, family(phone="090-3333-4444"), 1, TODAY)
    assert "090-1111-2222" in stale.value.theirs.values()
    assert "090-3333-4444" in stale.value.mine.values()
    assert queries.household(staff, made.pk).phone == "090-1111-2222"
    assert stale.value.by == staff.name
    assert stale.value.at


def test_another_hub_cannot_change_it_and_reception_may_not(hub, staff):
    made = register_household(staff, family(), TODAY)
    stranger = make.member(make.hub("鳴海区"), Role.STAFF)
    with pytest.raises(Hidden):
        change_household(stranger, made, family(), 1, TODAY)
    with pytest.raises(Refused):
        register_household(make.member(hub, Role.RECEPTION), family(), TODAY)


def test_a_member_of_another_family_cannot_be_taken_over(staff):
    first = register_household(staff, family(), TODAY)
    second = register_household(staff, family(), TODAY)
    foreign = Child.objects.get(household=second)
    taken = ChildValues("x", "", birth_on=TODAY, id=foreign.pk)
    with pytest.raises(Hidden):
        change_household(staff, first, family(children=(taken,)), 1, TODAY)


def test_a_reissued_card_makes_the_old_one_worthless(staff):
    made = register_household(staff, family(), TODAY)
    old = made.card_token
    reissue_card(staff, made)
    with pytest.raises(Hidden):
        queries.household_by_card(staff, old)
    assert queries.household_by_card(staff, made.card_token) == made
