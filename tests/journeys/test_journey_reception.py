"""A volunteer's shift at the desk, on the tablet of the house."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Locator, expect

from programs.dropin.choices import State
from programs.dropin.models import Visit
from programs.registry.choices import Relation, Role
from programs.registry.models import Household, Person
from tests import make
from tests.journeys.conftest import Browse
from tests.journeys.server import Server, sign_in_by_hand
from tests.journeys.steps import LOCALES, PHONE, TABLET, Screen, press

OPENING = datetime(2026, 4, 22, 10, 20)  # a Wednesday
LATER = datetime(2026, 4, 22, 11, 5)


@dataclass
class House:
    """A hub with two sites, its volunteer, and three families."""

    hub: Any
    site: Any
    volunteer: Any
    kana: Household
    phone: Household
    card: Household
    practice: Household
    stranger: Household


def family(hub: Any, name: str, kana: str, **fields: Any) -> Household:
    """A mother, a father and a child who is one on the day."""
    return make.household(
        hub,
        name,
        kana,
        children=[date(2024, 9, 3)],
        adults=(Relation.MOTHER, Relation.FATHER),
        **fields,
    )


@pytest.fixture
def house(server: Server) -> House:
    with transaction.atomic():
        hub, other = make.hub(), make.hub("山手町区")
        site = make.site(hub)
        make.site(hub, "サテライト 浜辺", programs=[1])
        return House(
            hub=hub,
            site=site,
            volunteer=make.member(hub, Role.RECEPTION, make.person("浜野 渚")),
            kana=family(hub, "渡瀬", "わたせ", door_note="卵アレルギー"),
            phone=family(hub, "小波", "こなみ", phone="045-000-4821"),
            card=family(hub, "髙橋", "たかはし"),
            practice=family(hub, "練習", "れんしゅう", is_demo=True),
            stranger=family(other, "遠山", "とおやま"),
        )


@pytest.fixture
def held(server: Server) -> Iterator[datetime]:
    with server.clock(OPENING) as instant:
        yield instant


@dataclass
class Desk(Screen):
    """The reception page."""

    @property
    def box(self) -> Locator:
        """Where everything is searched."""
        return self.page.locator("#desk-q")

    @property
    def found(self) -> Locator:
        """What the search led to."""
        return self.page.locator("#found")

    @property
    def inside(self) -> Locator:
        """The list of those who are inside."""
        return self.page.locator("#inside")

    def search(self, text: str) -> None:
        """Type slowly enough for a person."""
        self.box.fill("")
        self.box.press_sequentially(text)

    def scan(self, code: str) -> None:
        """A reader types fast and ends with Enter, wherever the focus is."""
        self.page.keyboard.type(code)
        self.page.keyboard.press("Enter")

    def counts(self, families: int, people: int) -> None:
        """How many families and people are inside."""
        sums = self.page.locator("#inside-sums .desk-sum b")
        expect(sums.nth(0)).to_have_text(str(families))
        expect(sums.nth(1)).to_have_text(str(people))


def visits(house: House) -> list[Visit]:
    with make.seeing(house.hub):
        return list(Visit.objects.order_by("pk"))


@pytest.mark.parametrize("language", LOCALES)
def test_a_shift_at_the_desk(
    server: Server, browse: Browse, house: House, held: datetime, language: str
) -> None:
    page = browse(locale=LOCALES[language], viewport=TABLET)
    desk = Desk(page, language)
    begin(desk, house)
    find_and_check_in(desk, house)
    tap_again(desk, house)
    strange_cards(desk, house)
    correct_who_came(desk, house)
    check_out_and_back(desk, house)
    people_without_names(desk, house)
    practice_never_counts(desk, house)
    evacuation_list(desk)
    close_the_day(desk, house)


def begin(desk: Desk, house: House) -> None:
    """Sign in by hand, and choose the site once."""
    sign_in_by_hand(desk.page, Person.objects.get(pk=house.volunteer.user_id))
    desk.look()
    desk.page.get_by_role("navigation").first.wait_for()
    desk.go(reverse("dropin:reception"))
    desk.link("%(name)sで受付する", name="本館").click()
    desk.page.wait_for_url("**/sites/*/")
    desk.look()
    expect(desk.box).to_be_focused()
    desk.counts(0, 0)


def find_and_check_in(desk: Desk, house: House) -> None:
    """By the first kana, by the end of the phone number, by card: one tap each, or none."""
    desk.search("わた")
    expect(desk.found).to_contain_text("卵アレルギー")
    desk.look()
    desk.found.get_by_role("button").click()
    expect(desk.found.locator(".btn-done")).to_contain_text(desk.t("受け付けました"))
    desk.counts(1, 2)
    desk.search("4821")
    expect(desk.found).to_contain_text("小波")
    desk.found.get_by_role("button").click()
    desk.counts(2, 4)
    desk.scan(house.card.card_token)
    expect(desk.found).to_contain_text("髙橋")
    expect(desk.found.locator(".btn-done")).to_contain_text(desk.t("受け付けました"))
    desk.counts(3, 6)
    expect(desk.box).to_be_focused()
    desk.look()
    assert len(visits(house)) == 3


def tap_again(desk: Desk, house: House) -> None:
    """A repeat is as green as the first time, and one visit."""
    desk.scan(house.card.card_token)
    expect(desk.found.locator(".btn-done")).to_contain_text(desk.t("受付済み"))
    desk.search("わたせ")
    expect(desk.found.locator(".btn-done")).to_contain_text(desk.t("受付済み"))
    desk.counts(3, 6)
    assert len(visits(house)) == 3


def strange_cards(desk: Desk, house: House) -> None:
    """An unknown card and another hub's card: told in place, nobody is checked in."""
    for code in ("A" * 22, house.stranger.card_token):
        desk.scan(code)
        expect(desk.found).to_contain_text(desk.t("記録できませんでした"))
        expect(desk.found).not_to_contain_text("遠山")
        expect(desk.box).to_be_focused()
    desk.look()
    assert len(visits(house)) == 3


def correct_who_came(desk: Desk, house: House) -> None:
    """The father came along."""
    press(desk.page, desk.inside.get_by_role("link", name="渡瀬"))
    desk.look()
    desk.field("父").first.check(force=True)
    desk.button("直した内容を保存する").click()
    expect(desk.box).to_be_visible()
    desk.counts(3, 7)


def check_out_and_back(desk: Desk, house: House) -> None:
    """Out, and back in by undo; then an arrival taken back."""
    row = desk.inside.locator("li", has_text="小波")
    row.get_by_role("button", name=desk.t("退館"), exact=True).click()
    desk.counts(2, 5)
    desk.inside.get_by_role("button", name=desk.t("元に戻す")).click()
    desk.counts(3, 7)
    desk.search("れんしゅ")
    desk.found.get_by_role("button").click()
    expect(desk.found.locator(".btn-done")).to_be_visible()
    desk.found.get_by_role("button", name=desk.t("元に戻す")).click()
    expect(desk.found).to_contain_text(
        desk.t("%(name)sの受付を取り消しました。", name=desk.t("%(name)sさん", name="練習"))
    )


def people_without_names(desk: Desk, house: House) -> None:
    """A family without registration, and a group of which only the number is known."""
    press(desk.page, desk.link("未登録のご家族"))
    desk.look()
    desk.button("受け付ける").click()
    expect(desk.page.locator(".form-errors")).to_be_visible()
    desk.look()
    desk.field("市外").check(force=True)
    desk.page.locator("[name=child_1]").fill("1")
    desk.page.locator("[name=adult_mother]").fill("1")
    desk.button("受け付ける").click()
    desk.counts(4, 9)
    press(desk.page, desk.link("人数だけ"))
    desk.look()
    desk.page.locator("[name=families]").fill("2")
    desk.page.locator("[name=child_3]").fill("５")
    desk.page.locator("[name=adult_other]").fill("2")
    desk.button("記録する").click()
    desk.counts(6, 16)
    desk.look()


def practice_never_counts(desk: Desk, house: House) -> None:
    """A practice family is shown as such, and the numbers stay."""
    desk.search("れんしゅう")
    desk.found.get_by_role("button").click()
    expect(desk.found.locator(".btn-done")).to_be_visible()
    expect(desk.inside).to_contain_text(desk.t("練習用"))
    desk.counts(6, 16)


def evacuation_list(desk: Desk) -> None:
    """Who is inside, on paper."""
    desk.link("避難用の一覧").click()
    expect(desk.page.locator("tbody tr")).to_have_count(6)
    desk.look()
    desk.link("受付に戻る").click()


def close_the_day(desk: Desk, house: House) -> None:
    """Whoever is still inside when the house closes is listed, and has left, marked as such."""
    press(desk.page, desk.inside.get_by_role("link", name=desk.t("閉館の確認")))
    desk.look()
    expect(desk.page.locator(".desk-closing .desk-out")).to_have_count(6)
    out = desk.t("%(name)sを退館にする", name=desk.t("%(name)sさん", name="渡瀬"))
    press(desk.page, desk.page.get_by_role("button", name=out))
    expect(desk.page.locator(".desk-closing .desk-out")).to_have_count(5)
    press(desk.page, desk.page.locator(".messages").get_by_role("button"))
    expect(desk.page.locator(".desk-closing .desk-out")).to_have_count(6)
    press(desk.page, desk.button("残りの方をすべて退館にする"))
    desk.sees("館内に残っている方はいません")
    desk.sees("退館の記録を忘れた来館")
    desk.look()
    press(desk.page, desk.link("受付に戻る"))
    desk.counts(0, 0)
    desk.link("来館の一覧").click()
    desk.sees("閉館時に自動で退館")
    desk.look()
    states = [visit.state for visit in visits(house) if visit.household_id != house.practice.pk]
    assert states == [State.LEFT] * 5
    desk.page.set_viewport_size(PHONE)
    desk.look()


def test_without_script_the_desk_still_works(
    server: Server, browse: Browse, house: House, held: datetime
) -> None:
    page = browse(house.volunteer, java_script_enabled=False, viewport=TABLET)
    desk = Desk(page)
    page.goto(reverse("dropin:reception", args=[house.site.pk]))
    desk.box.fill("わた")
    desk.button("探す").click()
    desk.found.get_by_role("button").click()
    expect(page.locator(".messages")).to_contain_text("渡瀬さんを受け付けました。")
    desk.counts(1, 2)
    page.locator(".messages").get_by_role("button", name="元に戻す").click()
    expect(page.locator(".messages")).to_contain_text("渡瀬さんの受付を取り消しました。")
    desk.counts(0, 0)
    desk.box.fill(house.card.card_token)
    desk.button("探す").click()
    desk.found.get_by_role("button").click()
    desk.counts(1, 2)
    desk.inside.get_by_role("button", name="退館", exact=True).click()
    desk.counts(0, 0)
