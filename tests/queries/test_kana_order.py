"""Lists run through the syllabary, in whichever way a reading was typed."""

import pytest

from programs.registry import queries
from programs.registry.choices import Role
from programs.registry.models import Household, PartnerGroup, Person
from tests import make

pytestmark = pytest.mark.django_db
# As a list should run: whatever the width, script and size of the letters.
TYPED = ("あおき", "ｶｯﾊﾟ", "かつら", "ｼｮｳｼﾞ", "しよた", "タカハシ", "たかはし　はな", "ﾜﾀﾅﾍﾞ", "わだ")


def test_families_typed_in_three_ways_stand_together() -> None:
    hub = make.hub()
    for kana in reversed(TYPED):
        make.household(hub, kana, kana)
    staff = make.member(hub, Role.STAFF)
    make.scope()
    assert [row.name_kana for row in queries.listed(staff, {})] == list(TYPED)
    found = queries.families_matching(staff, "たかはし")
    assert [one.name_kana for one in found] == ["タカハシ", "たかはし　はな"]


def test_people_and_partner_groups_as_well() -> None:
    hub = make.hub()
    people = [make.member(hub, Role.STAFF).user_id for _kana in TYPED]
    for pk, kana in zip(reversed(people), TYPED, strict=True):
        Person.objects.filter(pk=pk).update(name_kana=kana)
        PartnerGroup.objects.create(hub=hub, name=kana, name_kana=kana)
    assert [row.name_kana for row in Person.objects.filter(pk__in=people)] == list(TYPED)
    assert [row.name_kana for row in PartnerGroup.objects.filter(hub=hub)] == list(TYPED)


def test_the_order_follows_a_corrected_reading() -> None:
    hub = make.hub()
    make.household(hub, "二", "いとう")
    row = make.household(hub, "一", "わだ")
    row.name_kana = "アオキ"
    row.save(update_fields=["name_kana"])
    assert [one.name for one in Household.objects.filter(hub=hub)] == ["一", "二"]
