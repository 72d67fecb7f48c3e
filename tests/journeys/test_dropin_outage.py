"""An outage at the desk loses nothing, and repeats nothing (promise T14, part of it)."""

from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Page, expect

from programs.dropin.models import Visit
from programs.kernel import clock
from programs.registry.choices import Role
from programs.registry.models import Household
from tests import make
from tests.journeys.conftest import Browse
from tests.journeys.server import Server, check_axe
from tests.journeys.steps import TABLET

FAMILIES = ("あおば", "いずみ", "かなざわ")


class House:
    """A site, its volunteer, and families that come during the outage."""

    def __init__(self) -> None:
        with transaction.atomic():
            self.hub = make.hub()
            self.site = make.site(self.hub)
            self.volunteer = make.member(self.hub, Role.RECEPTION)
            for kana in FAMILIES:
                make.household(self.hub, kana, kana, children=[date(2024, 9, 3)])

    @property
    def page(self) -> str:
        return reverse("dropin:reception", args=[self.site.pk])

    def visits(self) -> list[Any]:
        with make.seeing(self.hub):
            return list(
                Visit.objects.order_by("arrived_at").values_list("household__name", flat=True)
            )


@pytest.fixture
def house(server: Server) -> House:
    return House()


@pytest.fixture
def desk(house: House, browse: Browse) -> Page:
    page = browse(house.volunteer, viewport=TABLET)
    page.goto(house.page)
    return page


def find(desk: Page, kana: str) -> None:
    desk.locator("#desk-q").fill(kana)
    expect(desk.locator("#found")).to_contain_text(kana)


def tap(desk: Page) -> None:
    desk.locator("#found [data-queue] button").click()


def test_a_tap_without_a_network_waits_in_sight_and_arrives_by_itself(
    house: House, desk: Page
) -> None:
    find(desk, FAMILIES[0])
    desk.context.set_offline(True)
    tap(desk)
    unsent = desk.locator("#desk-unsent")
    expect(unsent).to_contain_text("未送信 1件")
    expect(unsent.get_by_role("button")).to_be_hidden()
    expect(desk.locator("#desk-q")).to_be_focused()
    assert house.visits() == []
    check_axe(desk)
    desk.context.set_offline(False)
    expect(unsent).to_contain_text("すべて送りました")
    expect(desk.locator("#found .btn-done")).to_contain_text("受け付けました")
    expect(desk.locator("#inside-sums b").first).to_have_text("1")
    assert house.visits() == [FAMILIES[0]]
    unsent.get_by_role("button", name="確認しました").click()
    expect(unsent).to_be_hidden()


def test_a_server_that_is_away_and_taps_that_got_through_twice_make_one_visit_each(
    house: House, desk: Page
) -> None:
    desk.route("**/check-in/**", lambda route: route.fulfill(status=503, body=""))
    for kana in FAMILIES:
        find(desk, kana)
        tap(desk)
        expect(desk.locator("#desk-unsent")).to_be_visible()
    expect(desk.locator("#desk-unsent")).to_contain_text("未送信 3件")
    # The first answers are lost on their way back: the server has them, the tablet does not know.
    desk.unroute("**/check-in/**")
    lost = iter([True, True])

    def lose_answer(route: Any) -> None:
        response = route.fetch()
        if next(lost, False):
            route.abort()
        else:
            route.fulfill(response=response)

    desk.route("**/check-in/**", lose_answer)
    for _again in range(3):
        desk.evaluate("window.dispatchEvent(new Event('online'))")
        desk.wait_for_timeout(400)
    expect(desk.locator("#desk-unsent")).to_contain_text("すべて送りました")
    assert sorted(house.visits()) == sorted(FAMILIES)


def test_what_waits_survives_a_reload_and_a_refusal_is_told_until_it_is_seen(
    house: House, desk: Page
) -> None:
    desk.on("dialog", lambda dialog: dialog.accept())
    find(desk, FAMILIES[0])
    desk.context.set_offline(True)
    tap(desk)
    expect(desk.locator("#desk-unsent")).to_contain_text("未送信 1件")
    with make.seeing(house.hub):
        family = Household.objects.get(name=FAMILIES[0])
        Household.objects.filter(pk=family.pk).update(archived_at=clock.now())
    desk.route("**/check-in/**", lambda route: route.abort())
    desk.context.set_offline(False)
    desk.reload()
    expect(desk.locator("#desk-unsent")).to_contain_text("未送信 1件")
    desk.unroute("**/check-in/**")
    desk.evaluate("window.dispatchEvent(new Event('online'))")
    expect(desk.locator("#desk-unsent")).to_contain_text(f"登録番号 {family.number}")
    desk.reload()
    desk.locator("#desk-unsent").get_by_role("button", name="確認しました").click()
    desk.reload()
    expect(desk.locator("#desk-unsent")).to_be_hidden()
    assert house.visits() == []
