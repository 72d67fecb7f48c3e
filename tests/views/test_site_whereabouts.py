"""How to reach a site: entered once; on every public page, in every mail and calendar that says where."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from programs.events import commands, letters
from programs.events.choices import Letter
from programs.events.models import Booking
from programs.kernel import clock
from programs.registry.choices import Role
from programs.registry.models import Site
from programs.registry.rules import place_name
from tests import make
from tests.make_events import NOW, Hall

pytestmark = pytest.mark.django_db
NUMBER = "045-000-1234"
STREET, WAY = "横浜市見本区一丁目2-3", "見本駅から徒歩5分"


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_it_is_entered_at_the_site_and_read_as_it_is_typed() -> None:
    hub = make.hub()
    site = make.site(hub)
    client = make.client_for(make.member(hub, Role.DIRECTOR))
    values = {"name": site.name, "kind": "main", "programs": [1], "capacity": "60"}
    address = reverse("registry:site-edit", args=[site.pk])
    refused = client.post(address, {**values, "phone": "12"})
    assert refused.status_code == 422
    client.post(address, {**values, "phone": "０４５－０００－１２３４"})
    make.scope()
    assert Site.objects.get(pk=site.pk).phone == NUMBER
    assert NUMBER in text(client.get(reverse("registry:site-list")))


def test_everybody_finds_it_where_a_page_or_mail_says_to_call() -> None:
    hall = Hall()
    site = hall.event.site
    pages = [
        reverse("public_events:list", args=[hall.hub.slug]),
        reverse("public_events:date", args=[hall.hub.slug, hall.on.pk]),
        reverse("public_specialists:list", args=[hall.hub.slug]),
        reverse("sites:site", args=[hall.hub.slug, site.pk]),
    ]
    with clock.frozen(NOW):
        assert all("tel:" not in text(Client().get(page)) for page in pages)
        make.scope()
        booking = commands.confirm(hall.hub.pk, hall.ask("a@example.jp"), NOW)
        assert "電話：" not in letters.written(booking, Letter.BOOKED)[1]
        Site.objects.filter(pk=site.pk).update(phone=NUMBER)
        assert all(f"tel:{NUMBER}" in text(Client().get(page)) for page in pages)
        make.scope()
        booking.date.event.site.refresh_from_db()
        assert f"電話：{NUMBER}" in letters.written(booking, Letter.BOOKED)[1]


def test_the_address_is_entered_once_and_said_wherever_a_place_is() -> None:
    hall = Hall()
    director = make.client_for(make.member(hall.hub, Role.DIRECTOR))
    values = {"name": hall.site.name, "kind": "main", "programs": [1], "capacity": "60"}
    edit = reverse("registry:site-edit", args=[hall.site.pk])
    with clock.frozen(NOW):
        director.post(edit, {**values, "address": STREET, "access": WAY})
        assert STREET in text(director.get(edit))
        assert STREET in text(director.get(reverse("registry:site-list")))
        make.scope()
        booking = commands.confirm(hall.hub.pk, hall.ask("a@example.jp"), NOW)
        pages = [
            reverse("public_events:date", args=[hall.hub.slug, hall.on.pk]),
            reverse("public_events:booking", args=[hall.hub.slug, letters.token_for(booking)]),
            reverse("sites:site", args=[hall.hub.slug, hall.site.pk]),
        ]
        for page in pages:
            assert STREET in text(Client().get(page))
            assert WAY in text(Client().get(page))
        make.scope()
        assert STREET in letters.written(_again(booking), Letter.BOOKED)[1]
        feed = Client().get(reverse("public_events:ical", args=[hall.hub.slug])).content
        (entry,) = Calendar.from_ical(feed).walk("VEVENT")
        assert str(entry["location"]) == f"{hall.site.place}　{STREET}"


def _again(booking: Booking) -> Booking:
    return Booking.objects.select_related("date__event__site").get(pk=booking.pk)


@pytest.mark.parametrize(
    ("hub", "site", "shown"),
    [
        ("汐見区拠点 しおかぜ", "本館", "汐見区拠点 しおかぜ 本館"),
        ("汐見区拠点 しおかぜ", "しおかぜ", "汐見区拠点 しおかぜ"),
        ("汐見区拠点 しおかぜ", "しおかぜ サテライト", "汐見区拠点 しおかぜ サテライト"),
        ("しおかぜ", "しおかぜ", "しおかぜ"),
        ("しおかぜ", "しおかぜ広場", "しおかぜ広場"),
        ("汐見区拠点 しおかぜ", "汐見区拠点 しおかぜ", "汐見区拠点 しおかぜ"),
    ],
)
def test_no_word_of_a_place_is_said_twice(hub: str, site: str, shown: str) -> None:
    assert place_name(hub, site) == shown


def test_the_public_pages_of_a_hub_lead_to_one_another() -> None:
    hall = Hall()
    own = {
        "sites": reverse("sites:site-list", args=[hall.hub.slug]),
        "events": reverse("public_events:list", args=[hall.hub.slug]),
        "specialists": reverse("public_specialists:list", args=[hall.hub.slug]),
        "goals": reverse("public:year-list", args=[hall.hub.slug]),
    }
    with clock.frozen(NOW):
        for here in own.values():
            page = text(Client().get(here, {"lang": "en"}))
            for there in own.values():
                current = ' aria-current="true"' if here == there else ""
                assert f'href="{there}?lang=en"{current}>' in page
    assert "public-nav" not in text(Client().get(reverse("public:hub-list")))
