"""A director closes a day; a parent reads it on a phone, in both languages, also without script."""

from datetime import datetime

import pytest
from django.db import transaction
from django.urls import reverse

from programs.registry.choices import Role
from programs.registry.models import OpeningHours
from tests import make
from tests.journeys.conftest import Browse
from tests.journeys.server import Server
from tests.journeys.steps import DESK, LOCALES, PHONE, TABLET, Screen, press, put


class House:
    """A site that is open every day, and its director."""

    def __init__(self) -> None:
        with transaction.atomic():
            self.hub = make.hub()
            self.site = make.site(self.hub)
            self.director = make.member(self.hub, Role.DIRECTOR)
            OpeningHours.objects.filter(site=self.site).delete()
            OpeningHours.objects.bulk_create(
                OpeningHours(
                    hub=self.hub,
                    site=self.site,
                    weekday=day,
                    opens_at=datetime(2026, 1, 1, 0, 0).time(),
                    closes_at=datetime(2026, 1, 1, 23, 59).time(),
                )
                for day in range(7)
            )

    @property
    def public(self) -> str:
        return reverse("sites:site", args=[self.hub.slug, self.site.pk])


@pytest.fixture
def house(server: Server) -> House:
    return House()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_day_is_closed_and_a_parent_reads_why_on_a_phone(
    house: House, browse: Browse, language: str
) -> None:
    office = Screen(browse(house.director, locale=LOCALES[language], viewport=DESK), language)
    phone = Screen(browse(locale=LOCALES[language], viewport=PHONE), language)
    phone.go(house.public)
    phone.sees("いま開いています。今日は%(last)sまでです。", last="23:59")

    office.go(reverse("registry:site-list"))
    press(office.page, office.link("開館カレンダー").first)
    office.look()
    press(office.page, office.link("1日だけ変える"))
    office.look()
    office.page.locator("label[for='id_what_0']").click()
    put(office.page, "reason", "ワックスがけ")
    office.button("保存する").click()
    office.sees("ワックスがけ")
    office.look()

    phone.page.goto(house.public + f"?lang={language}")
    phone.sees("今日はお休みです（%(reason)s）。", reason="ワックスがけ")
    phone.look()

    # Without the undo of the message: from the list of rules, days later.
    office.page.get_by_role("listitem").filter(has_text="ワックスがけ").get_by_role(
        "button"
    ).click()
    office.sees("終わった決まり・取りやめた決まり")
    office.look()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_all_pages_of_the_calendar_are_clean_at_all_widths(
    house: House, browse: Browse, language: str
) -> None:
    site = house.site.pk
    for viewport in (DESK, TABLET, PHONE):
        office = Screen(
            browse(house.director, locale=LOCALES[language], viewport=viewport), language
        )
        office.go(reverse("dropin:calendar", args=[site]))
        office.go(reverse("dropin:holiday-list"))
        office.go(reverse("dropin:holiday-add"))
        office.go(reverse("dropin:public-edit", args=[site]))
        for kind in ("closure", "day", "weeks", "holiday", "next_weekday", "yearly"):
            office.go(reverse("dropin:rule-add", args=[site, kind]))
        plain = browse(locale=LOCALES[language], viewport=viewport)
        everybody = Screen(plain, language)
        everybody.go(house.public)
        everybody.go(reverse("sites:site-list", args=[house.hub.slug]))


def test_the_public_page_works_without_script_and_keeps_no_cookie(
    house: House, browse: Browse
) -> None:
    page = browse(viewport=PHONE, java_script_enabled=False)
    page.goto(house.public)
    month = page.locator("#month-title").inner_text()
    page.get_by_role("link", name="次の月").click()
    assert page.locator("#month-title").inner_text() != month
    assert page.context.cookies() == []
