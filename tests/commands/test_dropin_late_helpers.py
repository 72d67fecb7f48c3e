"""Comings and leavings of helpers that were tapped without a network and are heard of later."""

import threading
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from programs.dropin import commands, queries
from programs.dropin.choices import HelperKind
from programs.dropin.commands import Coming
from programs.dropin.models import Helper
from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden, Refused
from programs.kernel.models import AuditEntry
from programs.registry.choices import Role
from programs.registry.models import Hub, Site
from tests import make

NOW = datetime(2026, 6, 10, 10, 30, tzinfo=clock.TOKYO)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def hub(db: None) -> Hub:
    return make.hub()


@pytest.fixture
def site(hub: Hub) -> Site:
    return make.site(hub)


@pytest.fixture
def desk(hub: Hub) -> Actor:
    return make.member(hub, Role.RECEPTION)


def coming(name: str = "山辺 さくら", at: datetime = NOW) -> Coming:
    return Coming(HelperKind.VOLUNTEER, name, 1, at)


def came(desk: Actor, site: Site, nonce: UUID | None = None, name: str = "山辺 さくら") -> Helper:
    row = commands.helper_came(desk, site, nonce or uuid4(), coming(name))
    assert row is not None
    return row


def audited(action: str = "dropin.record_helper") -> list[list[str]]:
    make.scope()
    rows = AuditEntry.objects.filter(action=action, outcome="done").order_by("pk")
    return [row.fields for row in rows]


def test_a_coming_counts_from_the_tap_and_a_repeat_changes_nothing(desk: Actor, site: Site) -> None:
    nonce = uuid4()
    first = came(desk, site, nonce)
    again = commands.helper_came(desk, site, nonce, coming("だれか", LATER))
    assert again == first
    make.scope()
    assert Helper.objects.values_list("name", "came_at").get() == ("山辺 さくら", NOW)
    assert audited() == [["came_at"], []]


def test_of_two_tablets_the_first_lets_a_helper_in(desk: Actor, site: Site) -> None:
    came(desk, site)
    assert commands.helper_came(desk, site, uuid4(), coming(at=LATER)) is None
    make.scope()
    assert Helper.objects.count() == 1


def test_a_leaving_names_an_entry_or_a_coming_and_a_repeat_changes_nothing(
    desk: Actor, site: Site
) -> None:
    nonce = uuid4()
    came(desk, site, nonce)
    (known,) = commands.helpers_in(desk, site, ["浜野"], HelperKind.STUDENT, 2, NOW)
    for _again in range(2):
        left = commands.helper_left(desk, site, LATER, arrival=nonce)
        assert left is not None
        assert left.left_at == LATER
        assert commands.helper_left(desk, site, LATER, helper=known.pk) == known
    make.scope()
    assert queries.helpers_inside(desk, site, NOW.date()) == []


def test_somebody_who_left_already_keeps_the_hour(desk: Actor, site: Site) -> None:
    row = came(desk, site)
    commands.helper_out(desk, row, NOW + timedelta(minutes=5))
    assert commands.helper_left(desk, site, LATER, helper=row.pk) is None
    make.scope()
    assert Helper.objects.get().left_at == NOW + timedelta(minutes=5)


def test_nobody_leaves_before_she_came(desk: Actor, site: Site) -> None:
    row = came(desk, site)
    left = commands.helper_left(desk, site, NOW - timedelta(hours=1), helper=row.pk)
    assert left is not None
    assert left.left_at == NOW


def test_a_leaving_of_a_coming_that_is_not_known_is_nobodys(desk: Actor, site: Site) -> None:
    assert commands.helper_left(desk, site, LATER, arrival=uuid4()) is None


def test_other_hubs_and_other_sites_helpers_are_as_none(desk: Actor, site: Site, hub: Hub) -> None:
    row = came(desk, site)
    other = make.hub()
    stranger, place = make.member(other, Role.RECEPTION), make.site(other)
    with pytest.raises(Hidden):
        commands.helper_came(stranger, site, uuid4(), coming())
    with pytest.raises(Hidden):
        commands.helper_left(stranger, site, LATER, helper=row.pk)
    assert commands.helper_left(stranger, place, LATER, helper=row.pk) is None
    make.scope()
    assert commands.helper_left(desk, make.site(hub, "別館"), LATER, helper=row.pk) is None
    make.scope()
    assert Helper.objects.get().left_at is None


def test_who_may_not_receive_records_nobody(site: Site, hub: Hub) -> None:
    auditor = make.member(hub, Role.AUDITOR)
    with pytest.raises(Refused):
        commands.helper_came(auditor, site, uuid4(), coming())
    with pytest.raises(Refused):
        commands.helper_left(auditor, site, LATER, arrival=uuid4())


def test_one_coming_sent_many_times_at_once_is_one(committed_db: None) -> None:
    with transaction.atomic():
        hub = make.hub()
        site, desk = make.site(hub), make.member(hub, Role.RECEPTION)
    nonce, found = uuid4(), []
    start = threading.Barrier(6)

    def send() -> None:
        try:
            start.wait()
            row = commands.helper_came(desk, site, nonce, coming())
            found.append(row and row.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len(set(found)) == 1
    assert found[0]


def test_helpers_leave_at_closing_time_even_of_a_day_without_families(
    desk: Actor, site: Site, hub: Hub
) -> None:
    came(desk, site)
    make.scope()
    assert commands.close_overdue_visits(hub.pk, NOW) == 0
    make.scope()
    assert Helper.objects.get().left_at is None
    assert commands.close_overdue_visits(hub.pk, NOW + timedelta(days=1)) == 0
    make.scope()
    left = Helper.objects.get().left_at
    assert left is not None
    assert left.date() == NOW.date()
    assert audited("dropin.close_visits")[-1] == ["left_at"]
