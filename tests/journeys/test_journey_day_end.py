"""The end of a shift: a near miss, the day log to its closing, a correction the next day."""

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import expect

from programs.kernel import clock
from programs.registry.choices import Role
from tests import make
from tests.journeys.conftest import Browse
from tests.journeys.server import Server
from tests.journeys.steps import DESK, LOCALES, PHONE, TABLET, Screen, press, put


class House:
    """A site with a volunteer, staff and a director."""

    def __init__(self) -> None:
        with transaction.atomic():
            self.hub = make.hub()
            self.site = make.site(self.hub)
            self.volunteer = make.member(self.hub, Role.RECEPTION)
            self.staff = make.member(self.hub, Role.STAFF, make.person("浜野 渚"))
            self.director = make.member(self.hub, Role.DIRECTOR)

    def day(self, name: str = "log-show") -> str:
        return reverse(f"daylog:{name}", args=[self.site.pk, clock.today().isoformat()])


@pytest.fixture
def house(server: Server) -> House:
    return House()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_shift_ends_with_a_near_miss_and_a_closed_log(
    house: House, browse: Browse, language: str
) -> None:
    door = Screen(browse(house.volunteer, locale=LOCALES[language], viewport=PHONE), language)
    report(door)
    staff = Screen(browse(house.staff, locale=LOCALES[language], viewport=TABLET), language)
    put_on_duty(staff, house)
    write_and_close(staff, house)
    correct(staff)
    director = Screen(browse(house.director, locale=LOCALES[language], viewport=DESK), language)
    decide(director)


def report(door: Screen) -> None:
    """A volunteer reports on a phone and is told that the director knows."""
    door.go(reverse("daylog:log-list"))
    press(door.page, door.link("ヒヤリハット・事故を報告する").first)
    door.look()
    for name, value in (("kind", "near_miss"), ("place", "entrance"), ("care", "watched")):
        door.page.locator(f"[name='{name}'][value='{value}']").check(force=True)
    put(door.page, "time", "0:00")
    put(door.page, "story", "自動ドアに近づいた。")
    put(door.page, "measures", "声をかけた。")
    press(door.page, door.page.locator("main .form-buttons button"))
    expect(door.page.locator("body")).to_contain_text(
        door.t("報告しました。施設長に知らせました。")
    )
    door.look()


def put_on_duty(staff: Screen, house: House) -> None:
    """One with an account by a tap, one by name."""
    staff.go(house.day())
    press(staff.page, staff.link("勤務した人を加える"))
    staff.look()
    staff.page.get_by_label("浜野 渚").check(force=True)
    put(staff.page, "names", "山辺 さくら")
    put(staff.page, "came_at", "９：３０")
    press(staff.page, staff.page.locator("main .form-buttons button"))
    expect(staff.page.locator("main")).to_contain_text("山辺 さくら")


def write_and_close(staff: Screen, house: House) -> None:
    """The draft is kept by itself; the button closes it."""
    staff.go(house.day("log-write"))
    put(staff.page, "happened", "静かな一日でした。")
    expect(staff.page.locator("[data-kept-at]")).to_have_text(
        staff.t("下書きを自動で保存しました。")
    )
    staff.page.reload()
    expect(staff.page.locator("[name='happened']")).to_have_value("静かな一日でした。")
    put(staff.page, "tomorrow", "鍵を返す")
    press(staff.page, staff.button("保存して締める"))
    staff.sees("締め済み")
    staff.look()


def correct(staff: Screen) -> None:
    """What was said before stays readable, with the reason."""
    press(staff.page, staff.page.locator("#part-happened ~ p a"))
    staff.look()
    put(staff.page, "text", "にぎやかな一日でした。")
    put(staff.page, "reason", "思い違い")
    press(staff.page, staff.page.locator("main .form-buttons button"))
    expect(staff.page.locator("main del")).to_contain_text("静かな一日でした。")
    expect(staff.page.locator("main")).to_contain_text("思い違い")
    staff.look()


def decide(director: Screen) -> None:
    """From the home page to prevention and the end."""
    director.go("/")
    press(director.page, director.page.locator("main .row-item-title[href*='/daylog/incidents/']"))
    director.look()
    press(director.page, director.page.locator("main tbody a").first)
    director.look()
    press(director.page, director.link("再発防止を決める"))
    director.look()
    put(director.page, "prevention", "柵を置く")
    press(director.page, director.page.locator("main .form-buttons button"))
    press(director.page, director.link("対応を完了にする"))
    director.look()
    press(director.page, director.page.locator("main .form-buttons button"))
    director.sees("対応を再開する")
    director.go(reverse("daylog:incident-year"))
    director.go(reverse("daylog:duty-list"))
    expect(director.page.locator("main")).to_contain_text("浜野 渚")
