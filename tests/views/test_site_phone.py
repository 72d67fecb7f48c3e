"""The telephone number of a site: entered once, on every page and in every mail that says to call."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from programs.events import commands, letters
from programs.events.choices import Letter
from programs.kernel import clock
from programs.registry.choices import Role
from programs.registry.models import Site
from tests import make
from tests.make_events import NOW, Hall

pytestmark = pytest.mark.django_db
NUMBER = "045-000-1234"


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
