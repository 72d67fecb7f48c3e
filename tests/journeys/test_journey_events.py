"""An event from planning to the door: staff, a family on the telephone, a family by itself."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import expect

from programs.events import letters
from programs.events.models import Booking, Event
from programs.kernel import clock
from programs.registry.choices import Role
from tests import make
from tests.journeys.conftest import Browse
from tests.journeys.server import Server
from tests.journeys.steps import DESK, LOCALES, PHONE, TABLET, Screen, press, put

TITLE = "はじめての赤ちゃんの会"


@dataclass
class House:
    """A hub with a site, its staff, and a family with a baby."""

    def __post_init__(self) -> None:
        self.today = clock.today()
        self.day = self.today + timedelta(days=9)
        self.birth = self.day - timedelta(days=100)
        with transaction.atomic():
            self.hub = make.hub()
            self.site = make.every_day(make.site(self.hub))
            self.staff = make.member(self.hub, Role.STAFF)
            make.household(self.hub, "青葉", "あおば", children=[self.birth])

    def open(self, name: str, *args: object) -> str:
        return reverse(f"public_events:{name}", args=[self.hub.slug, *args])

    def booking(self, email: str) -> Booking:
        with make.seeing(self.hub):
            return Booking.objects.select_related("date", "hub").get(email=email)

    def event(self) -> Event:
        with make.seeing(self.hub):
            return Event.objects.get(hub=self.hub)


@pytest.fixture
def house(server: Server) -> House:
    return House()


def three(prefix: str, day: object) -> dict[str, str]:
    """A day for the three boxes."""
    return {
        f"{prefix}_year": str(day.year),
        f"{prefix}_month": str(day.month),
        f"{prefix}_day": str(day.day),
    }


@pytest.mark.parametrize("language", ["ja", "en"])
def test_an_event_from_planning_to_giving_up_a_place(
    house: House, browse: Browse, language: str
) -> None:
    staff = Screen(browse(house.staff, locale=LOCALES[language], viewport=DESK), language)
    date_page = plan(staff, house)
    book_by_telephone(staff, date_page)
    family = Screen(browse(locale=LOCALES[language], viewport=PHONE), language)
    link = ask(family, house)
    confirm(family, house, link)
    staff.page.set_viewport_size(TABLET)
    staff.go(date_page)
    expect(staff.page.locator("#placed ~ .row-list > li")).to_have_count(2)
    withdraw(family, link)
    look_around(staff, family, house, date_page)


def plan(staff: Screen, house: House) -> str:
    """Add an event for babies and its first date; return the date's address."""
    staff.go(reverse("events:calendar"))
    staff.go(reverse("events:event-add"))
    for name, value in (("title", TITLE), ("months_from", "２"), ("months_to", "6")):
        put(staff.page, name, value)
    staff.page.locator("main .form-buttons button").click()
    expect(staff.page.locator("[name='first_year']")).to_be_visible()
    staff.look()
    for name, value in {**three("first", house.day), "begins": "10:30", "ends": "11:30"}.items():
        put(staff.page, name, value)
    staff.page.locator("main .form-buttons button").click()
    staff.page.locator("main .event-row a").click()
    staff.page.wait_for_url("**/events/dates/*/")
    staff.look()
    return staff.page.url


def book_by_telephone(staff: Screen, date_page: str) -> None:
    """Search, one tap, booked."""
    staff.page.goto(date_page)
    staff.page.locator(".page-actions .btn-primary").click()
    staff.page.locator("#event-q").fill("ｱｵﾊﾞ")
    staff.page.keyboard.press("Enter")
    staff.page.wait_for_url("**q=*")
    staff.look()
    staff.page.locator(".event-row form button").click()
    staff.page.wait_for_url(date_page)
    expect(staff.page.locator("#placed ~ .row-list > li")).to_have_count(1)
    staff.look()


def ask(family: Screen, house: House) -> str:
    """Ask from outside on a telephone; return the link that the mail carries."""
    family.go(house.open("list"))
    press(family.page, family.page.locator("main .event-row a"))
    family.look()
    press(family.page, family.page.locator("main .btn-primary"))
    family.look()
    too_old = house.day - timedelta(days=900)
    for name, value in {"name": "見本 花子", "email": "hana@example.jp"}.items():
        put(family.page, name, value)
    for day in (too_old, house.birth):
        for name, value in three("birth_on", day).items():
            put(family.page, name, value)
        press(family.page, family.page.locator("main .form-buttons button"))
        family.look()
    expect(family.page).to_have_url(house_url(house, "received"))
    booking = house.booking("hana@example.jp")
    assert booking.language == family.language
    return house.open("booking", letters.token_for(booking))


def house_url(house: House, name: str) -> re.Pattern[str]:
    """The address, whatever language it names."""
    return re.compile(re.escape(house.open(name)))


def confirm(family: Screen, house: House, link: str) -> None:
    """Answer the mail."""
    family.go(link)
    family.page.locator("button[value='confirm']").click()
    expect(family.page.locator(".notice-success")).to_be_visible()
    family.look()
    assert house.booking("hana@example.jp").state == "booked"


def withdraw(family: Screen, link: str) -> None:
    """Give the place up."""
    family.go(link)
    family.page.locator("button[value='withdraw']").click()
    expect(family.page.locator("button[value='withdraw']")).to_have_count(0)
    family.look()


def look_around(staff: Screen, family: Screen, house: House, date_page: str) -> None:
    """The pages that the journey did not pass, and a date that is called off."""
    staff.go(date_page + "print/")
    staff.go(date_page + "book/guest/")
    event = house.event()
    staff.go(reverse("events:event-edit", args=[event.pk]))
    staff.go(date_page + "cancel/")
    put(staff.page, "reason", "大雨のため")
    staff.page.locator("main .form-buttons button").click()
    expect(staff.page.locator("#to-call")).to_contain_text("青葉")
    staff.look()
    staff.go(event.get_absolute_url())
    family.go(house.open("list"))
    family.page.locator("main .event-row a").click()
    expect(family.page.locator("main")).to_contain_text("大雨のため")
    family.look()
