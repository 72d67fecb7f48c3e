"""A toy goes home with a family, is kept too long, comes back; a wrong return is taken back."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import expect

from programs.kernel import clock
from programs.lending.commands import Borrower, add_item, lend
from programs.registry.choices import Role
from tests import make
from tests.journeys.conftest import Browse
from tests.journeys.server import Server
from tests.journeys.steps import LOCALES, PHONE, TABLET, Screen, press


class Shelf:
    """A hub with a toy, and another that is overdue."""

    def __init__(self) -> None:
        today, now = clock.today(), clock.now()
        with transaction.atomic():
            self.hub = make.hub()
            site = make.site(self.hub)
            staff = make.member(self.hub, Role.STAFF)
            self.volunteer = make.member(self.hub, Role.RECEPTION)
            family = make.household(self.hub, "青葉", "あおば")
            for number, name in enumerate(("木の汽車", "積み木")):
                values = {"site": site, "kind": "toy", "condition": "good", "note": ""}
                item = add_item(staff, {**values, "name": name, "number": f"T-{number}"})
            long_ago = now - timedelta(days=20)
            due = today - timedelta(days=6)
            lend(staff, item, Borrower("若葉", "", family), due, long_ago)


@pytest.fixture
def shelf(server: Server) -> Shelf:
    return Shelf()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_toy_goes_home_and_comes_back(shelf: Shelf, browse: Browse, language: str) -> None:
    desk = Screen(browse(shelf.volunteer, locale=LOCALES[language], viewport=TABLET), language)
    desk.go("/")
    press(desk.page, desk.page.locator("main a[href*='/lending/']"))  # something is overdue
    desk.sees("遅れています")
    desk.look()
    take_back(desk)
    lend_out(desk)
    desk.page.set_viewport_size(PHONE)
    desk.go(reverse("lending:loan-list"))
    desk.go(reverse("lending:item-list"))
    desk.go(reverse("lending:label-print"))


def take_back(desk: Screen) -> None:
    """Returned, taken back as a mistake, extended, returned."""
    press(desk.page, desk.page.locator("main tbody form button"))
    press(desk.page, desk.page.locator(".undo-toast button"))
    desk.go(reverse("lending:loan-list"))
    press(desk.page, desk.page.locator("main tbody a[href*='/extend/']"))
    desk.look()
    press(desk.page, desk.page.locator("main .form-buttons button"))
    expect(desk.page.locator("main tbody .badge-hub")).to_have_count(0)
    press(desk.page, desk.page.locator("main tbody form button"))
    desk.sees("貸し出しはありません")


def lend_out(desk: Screen) -> None:
    """By label and kana to a registered family."""
    desk.page.locator("#lend-q").fill("ｔー０")
    press(desk.page, desk.button("品物を探す"))
    desk.look()
    press(desk.page, desk.page.locator("main .row-item-actions a"))
    desk.page.locator("#family-q").fill("ｱｵﾊﾞ")
    press(desk.page, desk.page.locator("main form[role=search] button"))
    desk.look()
    press(desk.page, desk.page.locator("main .row-item-actions a"))
    desk.look()
    press(desk.page, desk.page.locator("main .form-buttons button"))
    expect(desk.page.locator("main tbody tr")).to_have_count(1)
    expect(desk.page.locator("main tbody")).to_contain_text("青葉")
    desk.look()
