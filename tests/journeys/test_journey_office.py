"""The office's day: a training and a pledge are written down, somebody leaves, a shift reads up."""

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import expect

from programs.registry.choices import Role
from tests import make, make_consultations
from tests.journeys.conftest import Browse
from tests.journeys.server import Server
from tests.journeys.steps import DESK, LOCALES, PHONE, Screen, press, put

NAME = "見本 花子"


class House:
    """A hub with a director, somebody who keeps accounts, and a staff member with open work."""

    def __init__(self) -> None:
        with transaction.atomic():
            self.hub = make.hub()
            make.site(self.hub)
            self.director = make.member(self.hub, Role.DIRECTOR)
            self.keeper = make.member(self.hub, Role.ADMINISTRATOR)
            self.staff = make.member(self.hub, Role.STAFF)
            talk = make_consultations.consultation(self.staff, self.hub)
            make_consultations.follow_up(self.staff, talk)


@pytest.fixture
def house(server: Server) -> House:
    return House()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_training_pledges_leaving_and_the_shift(
    house: House, browse: Browse, language: str
) -> None:
    director = Screen(browse(house.director, locale=LOCALES[language], viewport=DESK), language)
    director.go(reverse("staffing:register"))
    director.sees("まだそろっていません")
    train(director, house)
    pledge(director, house)
    director.go(reverse("staffing:training-report"))
    director.go(reverse("staffing:training-list"))
    leave(Screen(browse(house.keeper, locale=LOCALES[language], viewport=PHONE), language), house)
    director.go(reverse("desk:inbox"))
    director.sees("役割を終える方に、担当している仕事が残っています。担当を代えてください。")
    director.go(reverse("desk:home"))
    press(director.page, director.link("今日の申し送りを読む"))
    director.look()


def save(screen: Screen) -> None:
    """Press the form's button."""
    press(screen.page, screen.page.locator("main .form-buttons button"))


def tick(screen: Screen, name: str) -> None:
    """Tick somebody's name."""
    screen.page.locator("label", has_text=name).first.click()


def train(screen: Screen, house: House) -> None:
    """Forget who was there, be told, and put it right."""
    press(screen.page, screen.link("研修を記録する"))
    screen.look()
    put(screen.page, "title", "個人情報の取扱い研修")
    put(screen.page, "minutes", "９０")
    save(screen)
    screen.sees("1人以上選ぶか、お名前を書いてください。")
    screen.look()
    tick(screen, house.staff.name)
    put(screen.page, "others", NAME)
    save(screen)
    screen.look()
    expect(screen.page.locator("main")).to_contain_text(NAME)
    press(screen.page, screen.page.locator("main .row-item-title").first)
    screen.look()
    press(screen.page, screen.button("この研修の記録を取り消す"))
    expect(screen.page.locator("main")).not_to_contain_text(NAME)
    press(screen.page, screen.button("元に戻す"))
    expect(screen.page.locator("main")).to_contain_text(NAME)


def pledge(screen: Screen, house: House) -> None:
    """Two people signed."""
    press(screen.page, screen.link("誓約書を記録する"))
    screen.look()
    tick(screen, house.staff.name)
    put(screen.page, "others", NAME)
    save(screen)
    press(screen.page, screen.link("誓約書の一覧"))
    screen.look()
    expect(screen.page.locator("tbody tr")).to_have_count(2)


def leave(screen: Screen, house: House) -> None:
    """The account is stopped although work is left: the page says so first."""
    screen.go(reverse("registry:member-stop", args=[house.staff.user_id]))
    screen.sees("この方が担当している仕事が残っています")
    save(screen)
    screen.look()
