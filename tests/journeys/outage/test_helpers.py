"""Volunteers and students come and go without a network, and stand on the list for an evacuation."""

from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from programs.dropin import commands
from programs.dropin.choices import HelperKind
from programs.dropin.models import Helper
from programs.kernel import clock
from tests import make
from tests.journeys.conftest import Browse
from tests.journeys.line import Line
from tests.journeys.outage.conftest import House, cut, mend, ready
from tests.journeys.server import check_axe
from tests.journeys.steps import TABLET, until

QUEUE = "localStorage.getItem('reception-unsent')"


def alone(desk: Page, line: Line) -> None:
    """The network goes, and the kept page comes."""
    cut(desk, line)
    desk.reload()
    expect(desk.locator("#desk[data-alone]")).to_be_attached()


def helpers_come(
    desk: Page, names: str, kind: str = "ボランティア", *, count: str = "1"
) -> Locator:
    form = desk.locator("details", has_text="ボランティア・学生")
    form.locator("summary").click()
    form.get_by_text(kind, exact=True).click()
    form.get_by_role("textbox", name="お名前").fill(names)
    form.get_by_role("textbox", name="人数").fill(count)
    form.get_by_role("button", name="受け付ける").click()
    return form


def helpers(house: House) -> list[tuple[Any, ...]]:
    with make.seeing(house.hub):
        rows = Helper.objects.order_by("name").values_list("name", "kind", "count", "left_at")
        return [(name, kind, count, left is None) for name, kind, count, left in rows]


def test_helpers_who_come_and_go_without_a_network_are_named_and_recorded(
    house: House, browse: Browse, line: Line
) -> None:
    with transaction.atomic():
        make.scope()
        commands.helpers_in(
            house.volunteer, house.site, ["浜野"], HelperKind.STUDENT, 2, clock.now()
        )
    desk = browse(house.volunteer, viewport=TABLET, url=line.url)
    desk.add_init_script("window.print = () => {};")
    desk.goto(house.page)
    ready(desk)
    alone(desk, line)
    form = helpers_come(desk, " ")
    expect(form).to_contain_text("お名前を1行に1つ")
    form.locator("summary").click()
    helpers_come(desk, "山辺 さくら\n\n海野 ほたる")
    expect(desk.locator("#desk-unsent")).to_contain_text("未送信 2件")
    inside = desk.locator("#desk-inside-list li")
    expect(inside).to_have_count(3)
    check_axe(desk)
    for name in ("浜野", "海野"):
        inside.filter(has_text=name).get_by_role("button", name="退館").click()
    expect(desk.locator("#desk-left-list li")).to_have_count(2)
    desk.get_by_role("button", name="避難用の一覧").click()
    paper = desk.locator("#evacuation")
    expect(paper.locator("[data-inside] tr")).to_have_count(1)
    expect(paper.locator("[data-inside]")).to_contain_text("山辺 さくら")
    expect(paper).to_contain_text("確認する人数 1人")
    expect(paper.locator("[data-left]")).to_contain_text("学生")
    check_axe(desk)
    paper.get_by_role("button", name="受付に戻る").click()
    mend(desk, line)
    expect(desk.locator("#desk[data-alone]")).not_to_be_attached()
    expect(desk.locator("#inside")).to_contain_text("山辺 さくら")
    expect(desk.locator("#desk-unsent")).to_contain_text("すべて送りました")
    assert helpers(house) == [
        ("山辺 さくら", "volunteer", 1, True),
        ("浜野", "student", 2, False),
        ("海野 ほたる", "volunteer", 1, False),
    ]


def test_what_helpers_are_called_goes_with_the_list_and_their_coming_stays(
    house: House, desk: Page, line: Line
) -> None:
    alone(desk, line)
    helpers_come(desk, "山辺 さくら\n海野 ほたる")
    expect(desk.locator("#desk-unsent")).to_contain_text("未送信 2件")
    line.mend()
    cookies = desk.context.cookies()
    desk.context.clear_cookies()  # the session is over: the sign-in page comes
    desk.context.set_offline(False)
    expect(desk.locator("main.entrance")).to_be_attached()
    until(desk, f"!{QUEUE}.includes('山辺')")
    desk.context.add_cookies(cookies)
    desk.goto(house.page)
    expect(desk.locator("#desk-unsent")).to_contain_text("すべて送りました")
    first, second = helpers(house)
    assert first[0].startswith("ボランティア ")
    assert second[0].startswith("ボランティア ") and first[0] != second[0]
    assert "山辺" not in f"{first}{second}"


def test_a_name_that_another_tablet_let_in_is_told(house: House, desk: Page, line: Line) -> None:
    alone(desk, line)
    helpers_come(desk, "山辺 さくら")
    with transaction.atomic():
        make.scope()
        commands.helpers_in(
            house.volunteer, house.site, ["山辺 さくら"], HelperKind.VOLUNTEER, 1, clock.now()
        )
    mend(desk, line)
    expect(desk.locator("#desk-unsent")).to_contain_text("ほかの端末ですでに記録されていた")
    assert [name for name, *_rest in helpers(house)] == ["山辺 さくら"]


def test_a_tap_over_which_the_server_falls_lets_the_others_by(
    house: House, desk: Page, line: Line
) -> None:
    alone(desk, line)
    helpers_come(desk, "山辺 さくら\n海野 ほたる")
    expect(desk.locator("#desk-unsent")).to_contain_text("未送信 2件")
    inside = desk.locator("#desk-inside-list li")
    inside.filter(has_text="山辺").get_by_role("button", name="退館").click()
    path = reverse("dropin:helper-came", args=[house.site.pk])

    def fall(route: Any) -> None:
        first = "%E5%B1%B1" in (route.request.post_data or "")
        route.fulfill(status=500, body="") if first else route.continue_()

    desk.route(f"**{path}", fall)
    mend(desk, line)
    expect(desk.locator("#inside")).to_contain_text("海野 ほたる")
    expect(desk.locator("#desk-unsent")).to_contain_text("未送信 2件")
    desk.unroute(f"**{path}")
    expect(desk.locator("#desk-unsent")).to_contain_text("すべて送りました")
    assert [(name, inside) for name, _kind, _count, inside in helpers(house)] == [
        ("山辺 さくら", False),
        ("海野 ほたる", True),
    ]


@pytest.mark.parametrize(("typed", "people"), [("５人", "5"), ("3", "3"), ("100", "100")])
def test_a_group_of_helpers_is_counted_as_it_was_typed(
    house: House, desk: Page, line: Line, typed: str, people: str
) -> None:
    alone(desk, line)
    form = helpers_come(desk, "短大の実習", "学生・実習生", count=typed)
    expect(form.locator("[data-missing]")).to_be_hidden()
    expect(desk.locator("[data-sum]").first).to_contain_text(f"{people}人")
    mend(desk, line)
    expect(desk.locator("#desk-unsent")).to_contain_text("すべて送りました")
    assert [count for _name, _kind, count, _inside in helpers(house)] == [int(people)]


@pytest.mark.parametrize("typed", ["", "0", "101", "たくさん", "-3", "1.5"])
def test_a_number_of_helpers_that_cannot_be_is_told_at_once(
    house: House, desk: Page, line: Line, typed: str
) -> None:
    alone(desk, line)
    form = helpers_come(desk, "短大の実習", "学生・実習生", count=typed)
    expect(form.locator("[data-missing]")).to_contain_text("1から100までの数字")
    assert desk.evaluate("deskQueue.all().length") == 0


def test_a_leaving_tapped_on_the_open_page_waits_too(house: House, desk: Page, line: Line) -> None:
    with transaction.atomic():
        make.scope()
        commands.helpers_in(
            house.volunteer, house.site, ["浜野"], HelperKind.STUDENT, 2, clock.now()
        )
    desk.reload()
    ready(desk)
    cut(desk, line)
    desk.get_by_role("button", name="浜野さんが帰った").click()
    expect(desk.locator("#desk-unsent")).to_contain_text("未送信 1件")
    mend(desk, line)
    expect(desk.locator("#desk-unsent")).to_contain_text("すべて送りました")
    assert helpers(house) == [("浜野", "student", 2, False)]
