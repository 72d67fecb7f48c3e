"""A database of the measure's own with a hub of 1,500 families, and a server over it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from consultations.commands.codes import install_codes
from programs.kernel import clock, tenancy
from programs.kernel.actor import Actor
from programs.registry.choices import Relation, Residence, Role
from programs.registry.commands.keys import keys_of
from programs.registry.models import Adult, Child, Household, Hub, SearchKey, Site
from tests import make
from tests.bench.models import Plain
from tests.journeys import server as servers
from tests.journeys.server import Server

FAMILIES = 1_500
KANA = "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよ"


@dataclass(frozen=True)
class Place:
    """Everything that is measured on."""

    server: Server
    hub: Hub
    site: Site
    director: Actor
    households: list[int]


@contextmanager
def prepared() -> Iterator[Place]:
    """Create, fill and serve; take everything down afterwards."""
    before = connection.settings_dict["NAME"]
    with tenancy.as_owner():
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        hub, site, director, households = _fill()
        _analyse()
        with tempfile.TemporaryDirectory() as folder:
            server = servers.start(
                Path(folder),
                app="hubsite.wsgi:application",
                DJANGO_SETTINGS_MODULE="tests.bench.settings",
            )
            try:
                yield Place(server, hub, site, director, households)
            finally:
                server.stop()
    finally:
        connection.close()
        with tenancy.as_owner():
            connection.creation.destroy_test_db(before, verbosity=0)


@transaction.atomic
def _fill() -> tuple[Hub, Site, Actor, list[int]]:
    hub = make.hub()
    site = make.site(hub)
    install_codes(hub)
    director = make.member(hub, Role.DIRECTOR)
    make.second_factor(director.user_id)
    households = _families(hub)
    now = timezone.now()
    Plain.objects.bulk_create(
        Plain(
            number=n,
            name=f"見本 {n}",
            name_kana=_kana(n),
            phone="045-000-0000",
            residence="x",
            at=now,
        )
        for n in range(FAMILIES)
    )
    return hub, site, director, households


def _families(hub: Hub) -> list[int]:
    today = clock.today()
    rows = Household.objects.bulk_create(
        Household(
            hub=hub,
            number=n + 1,
            name=f"見本{n}",
            name_kana=_kana(n),
            residence=Residence.OWN_WARD,
            phone=f"045-{n // 1000:03d}-{n % 10_000:04d}",
            registered_on=today,
        )
        for n in range(FAMILIES)
    )
    adults = Adult.objects.bulk_create(
        Adult(
            hub=hub, household=row, name=row.name, name_kana=row.name_kana, relation=Relation.MOTHER
        )
        for row in rows
    )
    children = Child.objects.bulk_create(
        Child(
            hub=hub,
            household=row,
            name=f"{row.name}子",
            name_kana=f"{row.name_kana}こ",
            birth_on=today - timedelta(days=200 + n % 1500),
        )
        for n, row in enumerate(rows)
    )
    every = zip(rows, adults, children, strict=True)
    SearchKey.objects.bulk_create(
        key for row, adult, child in every for key in keys_of(row, [adult], [child])
    )
    return [row.pk for row in rows]


def _kana(n: int) -> str:
    size = len(KANA)
    return f"{KANA[n % size]}{KANA[n // size % size]} {KANA[n // 7 % size]}"


def _analyse() -> None:
    with tenancy.as_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE")
