"""A guest becomes a registered family that grows; a second registration of it is found and joined."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from programs.dropin.models import Visit
from programs.kernel import clock
from programs.registry.choices import Role
from programs.registry.models import Child, Household
from tests import make
from tests.journeys.conftest import Browse
from tests.journeys.server import Server
from tests.journeys.steps import LOCALES, PHONE, TABLET, Screen, press, put, put_day
from tests.make_dropin import Desk
from tests.make_families import family


@dataclass
class House:
    """A hub with a guest inside, and a family registered by her father some weeks ago."""

    hub: Any
    staff: Any
    visit: Any
    before: Household


@pytest.fixture
def house(server: Server) -> House:
    with transaction.atomic():
        hub = make.hub()
        desk = Desk(hub)
        return House(
            hub=hub,
            staff=make.member(hub, Role.STAFF, make.person("浜野 渚")),
            visit=desk.guest(label="そらくん", at=clock.now() - timedelta(minutes=20)),
            before=family(hub, phone="045-000-4821"),
        )


@pytest.mark.parametrize("language", LOCALES)
def test_from_a_guest_to_one_family_with_its_history(
    house: House, browse: Browse, language: str
) -> None:
    office = Screen(browse(house.staff, locale=LOCALES[language], viewport=TABLET), language)
    register_the_guest(office, house)
    with make.seeing(house.hub):
        made = Visit.objects.get(pk=house.visit.pk).household
    assert made is not None
    page = reverse("desk:household", args=[made.pk])
    add_the_father(office, made)
    record_the_birth(office, house, made)
    say_yes_to_photos(office, made)
    new_card(office, house, made)
    join_the_two(office, house, made)
    end_and_begin_again(office, made)
    office.page.set_viewport_size(PHONE)
    office.go(page)
    office.go(reverse("registry:household-edit", args=[made.pk]))
    office.go(reverse("registry:duplicate-list"))


def register_the_guest(office: Screen, house: House) -> None:
    """From the page of the visit; the visit is the family's from then on."""
    office.go(reverse("dropin:visit-people", args=[house.visit.pk]))
    press(office.page, office.link("ご家族として登録する"))
    office.look()
    put(office.page, "name", "波多")
    put(office.page, "name_kana", "はた")
    put(office.page, "phone", "０４５ー０００ー４８２１")
    office.page.locator("[name=residence][value=own_ward] + label").click()
    put(office.page, "child0_name", "波多 うみ")
    put_day(office.page, "child0_due_on", (clock.today() + timedelta(days=20)).isoformat())
    put(office.page, "adult0_name", "波多 かおり")
    press(office.page, office.page.locator("main .form-buttons button"))
    office.sees("ご家族を登録し、これまでの来館を結びつけました。")
    office.look()


def add_the_father(office: Screen, made: Household) -> None:
    """A second adult, who lives apart and must not be told everything."""
    office.go(reverse("registry:household-edit", args=[made.pk]))
    office.page.locator("summary", has_text=office.t("大人を追加する")).click()
    put(office.page, "adult1_name", "磯部 岳")
    office.page.locator("[name=adult1_relation]").select_option("father")
    row = office.page.locator("details.member-apart").nth(1)
    row.locator("summary").click()
    office.page.locator("[name=adult1_lives_apart]").check()
    put(office.page, "adult1_not_told", "来館の日")
    office.look()
    press(office.page, office.page.locator("main .form-buttons button"))
    office.sees("磯部 岳")
    office.sees("来館の日")
    office.look()


def record_the_birth(office: Screen, house: House, made: Household) -> None:
    """The expected child is born, and stays the same child."""
    press(office.page, office.link("出生を記録する"))
    office.look()
    put(office.page, "name", "波多 うみ")
    put_day(office.page, "birth_on", clock.today().isoformat())
    press(office.page, office.page.locator("main .form-buttons button"))
    office.sees("出生を記録しました。")
    with make.seeing(house.hub):
        child = Child.objects.get(household=made)
        assert child.birth_on == clock.today() and child.due_on is not None


def say_yes_to_photos(office: Screen, made: Household) -> None:
    """A consent with the wording that was explained."""
    office.go(reverse("registry:consent-add", args=[made.pk]))
    office.page.locator("[name=kind][value=photo] + label").click()
    office.page.locator("[name=given][value=yes] + label").click()
    put(office.page, "wording_version", "利用のご案内 第3版")
    press(office.page, office.page.locator("main .form-buttons button"))
    office.sees("利用のご案内 第3版")
    office.look()


def new_card(office: Screen, house: House, made: Household) -> None:
    """The card is printed; a lost one is made worthless."""
    office.go(reverse("registry:household-card", args=[made.pk]))
    office.look()
    office.page.locator("summary", has_text=office.t("カードをなくしたとき")).click()
    press(office.page, office.page.locator("main form[action*='reissue'] button"))
    office.look()
    with make.seeing(house.hub):
        assert Household.objects.get(pk=made.pk).card_token != made.card_token


def join_the_two(office: Screen, house: House, made: Household) -> None:
    """Found by telephone and kana: first taken for two families by mistake, then joined."""
    office.go(reverse("registry:duplicate-list"))
    press(office.page, office.button("別のご家族です"))
    office.sees("別のご家族と判断した登録")
    press(office.page, office.page.locator(".undo-toast button"))
    press(office.page, office.link("同じご家族：統合に進む"))
    office.sees("別々に暮らすご家族かもしれません")
    office.page.locator("[name=knowing]").check()
    office.look()
    press(office.page, office.page.locator("main .form-buttons button"))
    office.sees("2つの登録を統合しました。まちがいに気づいたときは、元に戻せます。")
    with make.seeing(house.hub):
        kept = Visit.objects.get(pk=house.visit.pk).household
        assert kept is not None
        names = {child.name for child in kept.children.all()}
    assert names == {"波多 うみ", "波多 はる"}
    office.go(reverse("registry:duplicate-list"))
    press(office.page, office.link("元に戻す"))
    office.look()
    press(office.page, office.page.locator("main .form-buttons button"))
    with make.seeing(house.hub):
        assert Visit.objects.get(pk=house.visit.pk).household_id == made.pk


def end_and_begin_again(office: Screen, made: Household) -> None:
    """Moved away, and back."""
    office.go(reverse("registry:household-archive", args=[made.pk]))
    office.page.locator("[name=reason][value=moved] + label").click()
    put(office.page, "moved_on", clock.today().isoformat())
    press(office.page, office.page.locator("main .form-buttons button"))
    office.look()
    press(office.page, office.button("利用を再開する"))
    office.sees("利用を再開しました。")
