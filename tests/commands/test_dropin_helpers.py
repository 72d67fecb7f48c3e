"""Helpers inside, groups that visit, and a site that closes for the day."""

import threading
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.urls import reverse

from programs.dropin import commands, queries
from programs.dropin.choices import HelperKind, PersonRole
from programs.dropin.commands import calendar as calendar_commands
from programs.dropin.models import CalendarRule, Helper, Visit
from programs.dropin.queries.calendar import opening_on
from programs.dropin.rules import Present
from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden, Refused, RuleBroken
from programs.registry.choices import Residence, Role
from programs.registry.models import Hub, Site
from tests import make

NOW = datetime(2026, 6, 10, 10, 30, tzinfo=clock.TOKYO)
TODAY = NOW.date()


@pytest.fixture
def hub(db: None) -> Hub:
    return make.hub()


@pytest.fixture
def site(hub: Hub) -> Site:
    return make.site(hub)


@pytest.fixture
def desk(hub: Hub) -> Actor:
    return make.member(hub, Role.RECEPTION)


@pytest.fixture
def staff(hub: Hub) -> Actor:
    return make.member(hub, Role.STAFF)


def come(desk: Actor, site: Site, *names: str, count: int = 1) -> list[Helper]:
    return commands.helpers_in(desk, site, names, HelperKind.VOLUNTEER, count, NOW)


def test_helpers_are_inside_and_never_visitors(desk: Actor, site: Site) -> None:
    come(desk, site, "山辺 さくら", "髙橋 𠮷")
    come(desk, site, "短大の実習", count=4)
    assert sum(h.count for h in queries.helpers_inside(desk, site, TODAY)) == 6
    assert queries.today_totals(desk, TODAY, site).people == 0


def test_nobody_is_inside_twice(desk: Actor, site: Site) -> None:
    come(desk, site, "山辺 さくら")
    with pytest.raises(RuleBroken):
        come(desk, site, "山辺 さくら")


def test_leaving_twice_is_leaving_once_and_can_be_taken_back(desk: Actor, site: Site) -> None:
    (row,) = come(desk, site, "山辺 さくら")
    first = commands.helper_out(desk, row, NOW + timedelta(hours=1))
    again = commands.helper_out(desk, row, NOW + timedelta(hours=2))
    assert first.left_at == again.left_at
    assert commands.helper_back(desk, row, TODAY).left_at is None
    commands.helper_out(desk, row, NOW)
    with pytest.raises(RuleBroken):
        commands.helper_back(desk, row, TODAY + timedelta(days=1))
    come(desk, site, "山辺 さくら")
    with pytest.raises(RuleBroken):
        commands.helper_back(desk, row, TODAY)


def test_when_the_day_is_closed_helpers_have_left_too(desk: Actor, site: Site) -> None:
    come(desk, site, "山辺 さくら")
    assert commands.close_open_visits(desk, site, TODAY, NOW + timedelta(hours=1)) == 0
    assert queries.helpers_inside(desk, site, TODAY) == []


def test_another_hubs_helper_is_as_none(desk: Actor, site: Site) -> None:
    (row,) = come(desk, site, "山辺 さくら")
    stranger = make.member(make.hub(), Role.RECEPTION)
    with pytest.raises(Hidden):
        commands.helper_out(stranger, row, NOW)
    with pytest.raises(Hidden):
        queries.helper(stranger, row.pk)


def test_many_tablets_let_a_helper_in_once(committed_db: None) -> None:
    with transaction.atomic():
        hub = make.hub()
        site, desk = make.site(hub), make.member(hub, Role.RECEPTION)
    outcomes: list[str] = []
    start = threading.Barrier(6)

    def tap() -> None:
        try:
            start.wait()
            come(desk, site, "山辺 さくら")
            outcomes.append("in")
        except RuleBroken:
            outcomes.append("there")
        finally:
            connection.close()

    threads = [threading.Thread(target=tap) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in", *["there"] * 5]


def test_a_visiting_group_lends_its_name_to_a_head_count(desk: Actor, site: Site, hub: Hub) -> None:
    group = make.group(hub, "千鳥町保育園")
    people = [Present(PersonRole.CHILD, age=3, count=12), Present(PersonRole.OTHER, count=2)]
    visit = commands.head_count(
        desk,
        site,
        NOW,
        people,
        nonce=uuid4(),
        residence=Residence.OWN_WARD,
        families=1,
        group=group,
    )
    make.scope()
    row = Visit.objects.get(pk=visit.pk)
    assert (row.guest_label, row.partner_group_id) == ("千鳥町保育園", group.pk)


def test_the_evacuation_list_names_everybody_in_order(desk: Actor, site: Site, hub: Hub) -> None:
    for name, kana in (("若葉", "わかば"), ("青葉", "あおば")):
        family = make.household(hub, name, kana)
        commands.check_in(desk, family, site, NOW, nonce=uuid4())
    come(desk, site, "山辺 さくら", "海野 ほたる")
    with clock.frozen(NOW):
        client = make.client_for(desk)
        page = client.get(reverse("dropin:inside-print", args=[site.pk])).content.decode()
    assert page.index("青葉") < page.index("若葉") < page.index("山辺")
    assert page.count("desk-box") == 4
    assert "確認する人数 6人" in page


def test_staff_close_the_site_for_today_and_take_it_back(staff: Actor, site: Site) -> None:
    calendar_commands.close_today(staff, site, "台風のため", TODAY)
    make.scope()
    assert not opening_on(site, TODAY).open
    with pytest.raises(RuleBroken):
        calendar_commands.close_today(staff, site, "二度目", TODAY)
    calendar_commands.open_today(staff, site, TODAY, NOW)
    make.scope()
    assert opening_on(site, TODAY).open
    assert calendar_commands.open_today(staff, site, TODAY, NOW) is None
    assert CalendarRule.objects.filter(site=site).count() == 1


def test_a_volunteer_does_not_close_the_site(desk: Actor, site: Site) -> None:
    with pytest.raises(Refused):
        calendar_commands.close_today(desk, site, "眠い", TODAY)


def test_the_desk_shows_helpers_and_closes_on_screen(staff: Actor, site: Site) -> None:
    with clock.frozen(NOW):
        client = make.client_for(staff)
        add = reverse("dropin:helper-add", args=[site.pk])
        client.post(add, {"kind": "student", "names": "実習の学生", "count": "３"})
        desk = client.get(reverse("dropin:reception", args=[site.pk])).content.decode()
        assert "実習の学生" in desk
        assert client.post(add, {"kind": "student", "names": "あ" * 61}).status_code == 422
        close = reverse("dropin:today-close", args=[site.pk])
        assert client.get(close).status_code == 200
        page = client.post(close, {"reason": "雪のため"}, follow=True).content.decode()
        assert "臨時休館にしました" in page
        assert "取り消す" in client.get(close).content.decode()
        client.post(reverse("dropin:today-open", args=[site.pk]))
        assert "雪のため" not in client.get(close).content.decode()
