"""A desk whose network can be cut, and families that come meanwhile."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Page, expect

from programs.dropin.models import Visit
from programs.registry.choices import Role
from tests import make
from tests.journeys.conftest import Browse
from tests.journeys.line import Line
from tests.journeys.server import Server
from tests.journeys.steps import TABLET

FAMILIES = ("あおば", "いずみ", "かなざわ")


class House:
    """A site, its volunteer, and families that come during the outage."""

    def __init__(self) -> None:
        with transaction.atomic():
            self.hub = make.hub()
            self.site = make.site(self.hub)
            self.volunteer = make.member(self.hub, Role.RECEPTION)
            for kana in FAMILIES:
                make.household(self.hub, kana, kana, children=[date(2024, 9, 3)])

    @property
    def page(self) -> str:
        return reverse("dropin:reception", args=[self.site.pk])

    def visits(self) -> list[Any]:
        with make.seeing(self.hub):
            return list(
                Visit.objects.order_by("arrived_at").values_list("household__name", flat=True)
            )


@pytest.fixture
def house(server: Server) -> House:
    return House()


def ready(desk: Page) -> None:
    """Wait until the worker, its page and the list are on the tablet."""
    expect(desk.locator("#desk[data-ready=yes]")).to_be_attached()
    desk.evaluate("navigator.serviceWorker.ready.then(() => true)")


@pytest.fixture
def line(server: Server) -> Iterator[Line]:
    made = Line(int(server.url.rpartition(":")[2]))
    yield made
    made.close()


@pytest.fixture
def desk(house: House, browse: Browse, line: Line) -> Page:
    page = browse(house.volunteer, viewport=TABLET, url=line.url)
    page.goto(house.page)
    ready(page)
    return page


def cut(desk: Page, line: Line) -> None:
    """The network is gone, and the browser knows it."""
    line.cut()
    desk.context.set_offline(True)


def mend(desk: Page, line: Line) -> None:
    """The network is back, and the browser is told."""
    line.mend()
    desk.context.set_offline(False)
