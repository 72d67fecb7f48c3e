"""The journeys' own ground: a real server, real sign-in, two people in two browsers."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from programs.kernel.models import AuditEntry
from programs.registry.choices import Role
from programs.registry.models import Person
from tests import make
from tests.journeys.conftest import Browse
from tests.journeys.server import Server, check_axe, sign_in_by_hand


def test_two_people_read_their_home_pages_in_two_browsers(server: Server, browse: Browse) -> None:
    with transaction.atomic():
        hub = make.hub()
        staff = make.member(hub, Role.STAFF, make.person("浜野 渚"))
        officer = make.member(hub, Role.WARD_OFFICER, make.person("青海 光"))
    first, second = browse(staff), browse(officer, locale="en-US")
    first.goto(reverse("desk:home"))
    second.goto(reverse("desk:home"))
    assert first.get_by_text("浜野 渚").count() > 0
    assert second.locator("html").get_attribute("lang") == "en"
    check_axe(first)
    with make.seeing(hub):
        assert AuditEntry.objects.filter(action="desk.view_home").count() == 2


def test_a_consultant_signs_in_with_password_and_code(server: Server, browse: Browse) -> None:
    with transaction.atomic():
        hub = make.hub()
        consultant = make.member(hub, Role.CONSULTANT)
        make.second_factor(consultant.user_id)
    page = browse()
    sign_in_by_hand(page, Person.objects.get(pk=consultant.user_id))
    assert page.url == f"{server.url}/"


def test_the_servers_clock_can_be_held(server: Server, browse: Browse) -> None:
    with transaction.atomic():
        hub = make.hub()
        staff = make.member(hub, Role.STAFF)
    page = browse(staff)
    with server.clock(datetime(2026, 4, 21, 10, 30)):
        page.goto(reverse("reports:month"))
        before = reverse("reports:month-of", args=[2026, 3])
        assert page.locator(f"a[href='{before}']").count() == 1
