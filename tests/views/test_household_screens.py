"""Families on the screen: register, find, change, print the card."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from programs.registry.choices import Role
from programs.registry.models import Child, Household
from tests import make

pytestmark = pytest.mark.django_db

TYPED = {
    "name": "髙𠮷",
    "name_kana": "ﾀｶﾖｼ",
    "residence": "own_ward",
    "phone": "０４５ー１２３ー４５６７",
    "postcode": "〒2330000",
    "adult0_relation": "mother",
    "adult0_name": "髙𠮷 空",
    "child0_name": "髙𠮷 陸",
    "child0_birth_on": "R6.2.29",
}


@pytest.fixture
def staff(hub):
    make.site(hub)
    return make.client_for(make.member(hub, Role.STAFF))


def register(client, **changes):
    data = {**TYPED, "request_key": str(uuid4()), **changes}
    return client.post(reverse("registry:household-add"), data)


def test_what_people_type_is_understood_and_the_family_is_shown(staff, hub):
    answer = register(staff)
    page = staff.get(answer.url).content.decode()
    assert "髙𠮷 陸" in page
    assert "令和6年2月29日" in page
    with make.seeing(hub):
        made = Household.objects.get()
        assert (made.phone, made.postcode) == ("045-123-4567", "233-0000")
        assert Child.objects.get().birth_on == date(2024, 2, 29)


def test_the_same_form_sent_twice_registers_one_family(staff, hub):
    key = str(uuid4())
    first, second = (register(staff, request_key=key) for _ in range(2))
    assert first.url == second.url
    with make.seeing(hub):
        assert Household.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"child0_birth_on": "令和18年2月30日"}, "child0_birth_on"),
        ({"child0_birth_on": "2099/1/1"}, "生年月日が今日より後です"),
        ({"name": "", "name_kana": "漢字"}, "ひらがなかカタカナ"),
        ({"adult0_birth_on": "2025/1/1"}, "子どもの生年月日と合いません"),
        ({"door_note": "あ" * 10_000}, "300文字まで"),
        ({"residence": "moon"}, "residence"),
    ],
)
def test_bad_input_is_told_at_the_field_and_nothing_typed_is_lost(staff, changes, said):
    answer = register(staff, **changes)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "髙𠮷 陸" in page
    for value in changes.values():
        assert value == "moon" or value in page


def test_the_list_finds_by_kana_and_sorts_and_exports_only_for_the_director(staff, hub):
    make.household(hub, "入江", "いりえ")
    make.household(hub, "浜野", "はまの")
    found = staff.get(reverse("registry:household-list"), {"q": "はま"}).content.decode()
    assert "浜野" in found
    assert "入江" not in found
    assert "書き出す" not in found
    director = make.client_for(make.member(hub, Role.DIRECTOR))
    shown = director.get(reverse("registry:household-list"), {"sort": "-name_kana"})
    page = shown.content.decode()
    assert "書き出す" in page
    assert page.index("浜野") < page.index("入江")


def test_an_emptied_row_takes_the_member_off(staff, hub):
    answer = register(staff, child1_name="海", child1_birth_on="2022/5/5")
    with make.seeing(hub):
        made = Household.objects.get()
        gone = Child.objects.get(name="海")
        kept = Child.objects.exclude(pk=gone.pk).get()
        adult = made.adults.get()
    data = {
        **TYPED,
        "version": made.version,
        "child0_id": kept.pk,
        "child1_id": gone.pk,
        "adult0_id": adult.pk,
    }
    again = staff.post(reverse("registry:household-edit", args=[made.pk]), data)
    assert again.url == answer.url
    with make.seeing(hub):
        assert [c.pk for c in Child.objects.all()] == [kept.pk]


def test_two_editors_meet_on_a_page_with_both_versions(staff, hub):
    register(staff)
    with make.seeing(hub):
        made = Household.objects.get()
    url = reverse("registry:household-edit", args=[made.pk])
    same = {**TYPED, "version": 1, "adult0_id": "", "child0_id": ""}
    assert staff.post(url, {**same, "phone": "090-1111-2222"}).status_code == 302
    late = staff.post(url, {**same, "phone": "090-3333-4444"})
    assert late.status_code == 409
    assert "090-1111-2222" in late.content.decode()
    assert "090-3333-4444" in late.content.decode()


def test_the_card_holds_the_token_and_nothing_else_and_is_not_another_hubs(staff, hub):
    register(staff)
    with make.seeing(hub):
        made = Household.objects.get()
    page = staff.get(reverse("registry:household-card", args=[made.pk])).content.decode()
    assert "data:image/svg+xml" in page
    stranger = make.client_for(make.member(make.hub("鳴海区"), Role.STAFF))
    for name in ("registry:household-card", "registry:household-edit", "desk:household"):
        assert stranger.get(reverse(name, args=[made.pk])).status_code == 404


def test_the_list_of_fifty_asks_the_database_at_most_twelve_times(
    staff, hub, django_assert_max_num_queries
):
    for number in range(60):
        make.household(hub, f"家{number}", "いえ")
    staff.get(reverse("registry:household-list"))
    with django_assert_max_num_queries(12):
        staff.get(reverse("registry:household-list"))
