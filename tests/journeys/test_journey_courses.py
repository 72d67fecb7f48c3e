"""A course of three weeks: a family books all of it by itself, gives one date up, then the rest."""

from datetime import time, timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import expect

from programs.events import commands, letters
from programs.events.models import Booking
from programs.kernel import clock
from programs.registry.choices import Role
from tests import make
from tests.journeys.conftest import Browse
from tests.journeys.server import Server
from tests.journeys.steps import DESK, LOCALES, PHONE, Screen, press, put
from tests.make_events import values

EMAIL = "course@example.jp"


class House:
    """A hub with a course for everybody, of three weeks."""

    def __init__(self) -> None:
        first = clock.today() + timedelta(days=9)
        with transaction.atomic():
            self.hub = make.hub()
            self.staff = make.member(self.hub, Role.STAFF)
            window = {"audience": "anybody", "months_from": None, "months_to": None}
            site = make.site(self.hub)
            self.event = commands.add_event(self.staff, values(site, **window))
            days = [first + timedelta(weeks=week) for week in range(3)]
            self.dates = commands.add_dates(self.staff, self.event, days, time(10), time(11))

    def open(self, name: str, *args: object) -> str:
        return reverse(f"public_events:{name}", args=[self.hub.slug, *args])

    def bookings(self) -> list[Booking]:
        with make.seeing(self.hub):
            rows = Booking.objects.filter(email=EMAIL).select_related("date", "hub")
            return list(rows.order_by("date__starts_at"))

    def states(self) -> list[str]:
        return [row.state for row in self.bookings()]


@pytest.fixture
def house(server: Server) -> House:
    return House()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_course_from_asking_to_calling_it_off(
    house: House, browse: Browse, language: str
) -> None:
    family = Screen(browse(locale=LOCALES[language], viewport=PHONE), language)
    ask_for_all(family, house)
    link = house.open("booking", letters.token_for(house.bookings()[0]))
    family.go(link)
    press(family.page, family.page.locator("button[value='confirm']"))
    expect(family.page.locator(".notice-success")).to_be_visible()
    family.look()
    press(family.page, family.page.locator("main .row-list button").nth(1))
    assert house.states() == ["booked", "cancelled", "booked"]
    call_off(Screen(browse(house.staff, locale=LOCALES[language], viewport=DESK), language), house)
    family.go(link)
    expect(family.page.locator("main .row-list button")).to_have_count(0)
    family.look()


def ask_for_all(family: Screen, house: House) -> None:
    """One form for all the dates."""
    family.go(house.open("date", house.dates[0].pk))
    family.look()
    press(family.page, family.page.locator("main .btn-outline-primary").last)
    expect(family.page.locator("[name='course']")).to_be_checked()
    put(family.page, "name", "見本 花子")
    put(family.page, "email", EMAIL)
    family.look()
    press(family.page, family.page.locator("main .form-buttons button"))
    assert house.states() == ["offered"] * 3


def call_off(staff: Screen, house: House) -> None:
    """Staff call the whole course off, once."""
    staff.go(house.event.get_absolute_url())
    staff.look()
    staff.go(reverse("events:event-cancel", args=[house.event.pk]))
    put(staff.page, "reason", "大雨のため")
    press(staff.page, staff.page.locator("main .form-buttons button"))
    staff.look()
    assert house.states() == ["cancelled"] * 3
