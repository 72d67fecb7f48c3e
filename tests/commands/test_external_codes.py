"""Numbers of other systems: whose they are, that they are one family's only, and that they find it."""

from datetime import date, timedelta

import pytest

from programs.dropin.queries import by_card, candidates
from programs.kernel.errors import Hidden, Refused, RuleBroken
from programs.kernel.models import AuditEntry
from programs.registry import queries
from programs.registry.choices import Role
from programs.registry.commands.external import (
    CodeSaid,
    add_system,
    change_system,
    end_code,
    link_code,
    reopen_code,
)
from programs.registry.commands.merging import undo_merge
from programs.registry.models import ExternalCode
from programs.registry.queries import external as external_queries
from tests import make, make_families

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 10)


@pytest.fixture
def director(hub):
    return make.member(hub, Role.DIRECTOR)


@pytest.fixture
def staff(hub):
    return make.member(hub, Role.STAFF)


@pytest.fixture
def portal(director):
    return add_system(director, "市のポータル")


def link(actor, family, system, code="P-0012", **whose):
    return link_code(actor, family, CodeSaid(system.pk, code, **whose), DAY)


def test_a_number_is_linked_to_one_person_and_found_at_the_desk(hub, staff, portal):
    family = make.household(hub, "青葉", "あおば")
    child = family.children.get()
    link(staff, family, portal, "Ｐ－００１２", child_id=child.pk)
    link(staff, family, portal, "77", child_id=child.pk)
    for typed in ("p-0012", "P0012", "ｐ‐００１２"):
        assert [one.household for one in candidates(staff, typed, DAY)] == [family]
    assert queries.household_by_card(staff, " P-0012 ") == family
    assert [one.household for one in by_card(staff, "77", DAY)] == [family]
    entry = AuditEntry.objects.filter(action="registry.change_external_code").first()
    assert entry.fields == ["code", "system"]


def test_the_same_number_is_nobody_elses_while_it_is_in_use(hub, staff, portal):
    first, second = make.household(hub), make.household(hub)
    code = link(staff, first, portal)
    with pytest.raises(RuleBroken) as refused:
        link(staff, second, portal, "ｐ-0012")
    assert refused.value.field == "code"
    end_code(staff, code, DAY)
    assert queries.households_matching(staff, "P-0012") == []
    link(staff, second, portal)
    with pytest.raises(RuleBroken):
        reopen_code(staff, code)
    assert queries.household_by_card(staff, "P-0012") == second


def test_an_ended_number_can_be_taken_up_again(hub, staff, portal):
    family = make.household(hub)
    code = link(staff, family, portal)
    assert end_code(staff, end_code(staff, code, DAY), DAY + timedelta(days=3)).ended_on == DAY
    with pytest.raises(Hidden):
        queries.household_by_card(staff, "P-0012")
    reopen_code(staff, code)
    assert queries.household_by_card(staff, "P-0012") == family


def test_a_number_that_two_systems_gave_to_two_families_is_nobodys_card(hub, director, staff):
    for name in ("甲", "乙"):
        link(staff, make.household(hub), add_system(director, name), "500")
    with pytest.raises(Hidden):
        queries.household_by_card(staff, "500")
    assert len(queries.households_matching(staff, "500")) == 2


def test_numbers_pass_with_a_merge_and_come_back_with_its_undo(hub, staff, portal):
    kept, gone = make_families.family(hub), make_families.family(hub)
    child = gone.children.get()
    code = link(staff, gone, portal, child_id=child.pk)
    record = make_families.merge(staff, kept, gone)
    assert queries.household_by_card(staff, "P-0012") == kept
    code.refresh_from_db()
    assert (code.household, code.child) == (kept, kept.children.first())
    assert queries.households_matching(staff, "p0012") == [kept]
    undo_merge(staff, record, make_families.NOON)
    code.refresh_from_db()
    assert (code.household, code.child) == (gone, child)
    assert queries.household_by_card(staff, "P-0012") == gone


def test_who_is_taken_off_leaves_the_number_with_the_family(hub, staff, portal):
    family = make.household(hub)
    adult = family.adults.get()
    code = link(staff, family, portal, adult_id=adult.pk)
    adult.delete()
    code.refresh_from_db()
    assert code.owner == ""
    assert queries.household_by_card(staff, "P-0012") == family


def test_somebody_of_another_family_a_retired_system_and_nothing_are_refused(
    hub, director, staff, portal
):
    family, other = make.household(hub), make.household(hub)
    for said in ({"adult_id": other.adults.get().pk}, {"child_id": other.children.get().pk}):
        with pytest.raises(RuleBroken, match="ご家族"):
            link(staff, family, portal, **said)
    with pytest.raises(RuleBroken):
        link(staff, family, portal, "　")
    change_system(director, portal, "市のポータル（旧）", False)
    with pytest.raises(RuleBroken) as refused:
        link(staff, family, portal)
    assert refused.value.field == "system"
    assert not ExternalCode.objects.exists()


def test_names_of_systems_are_there_once(director, portal):
    with pytest.raises(RuleBroken):
        add_system(director, "市のポータル")
    other = add_system(director, "保育の窓口")
    with pytest.raises(RuleBroken):
        change_system(director, other, "市のポータル", True)


def test_another_hub_and_other_roles_see_and_do_nothing(hub, staff, portal):
    family = make.household(hub)
    code = link(staff, family, portal)
    stranger = make.member(make.hub("磯部区"), Role.STAFF)
    desk = make.member(hub, Role.RECEPTION)
    for asked in (
        lambda: external_queries.code(stranger, code.pk),
        lambda: external_queries.household_with_codes(stranger, family.pk),
        lambda: queries.household_by_card(stranger, "P-0012"),
        lambda: end_code(stranger, code, DAY),
    ):
        with pytest.raises(Hidden):
            asked()
    with pytest.raises(Refused):
        end_code(desk, code, DAY)
    with pytest.raises(Refused):
        add_system(staff, "私の一覧")


def test_a_number_that_is_another_familys_registration_number_checks_nobody_in(hub, staff, portal):
    family, other = make.household(hub, "青葉", "あおば"), make.household(hub, "白浜", "しらはま")
    link(staff, family, portal, f"０{other.number}")
    link(staff, family, portal, str(family.number))
    assert queries.household_by_card(staff, str(family.number)) == family
    with pytest.raises(Hidden):
        queries.household_by_card(staff, f"0{other.number}")
    found = [one.household for one in candidates(staff, f"0{other.number}", DAY)]
    assert family in found
    link(staff, family, portal, "9" * 40)
    assert queries.household_by_card(staff, "9" * 40) == family
