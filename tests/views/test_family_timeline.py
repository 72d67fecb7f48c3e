"""What happened with a family, over several pages, the newest first."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from hubsite.desk.timeline import PER_PAGE, timeline
from programs.dropin.choices import Kind
from programs.dropin.models import Visit
from programs.registry.choices import Role
from programs.registry.models import Household, Hub
from tests import make
from tests.make_dropin import MORNING, Desk

pytestmark = pytest.mark.django_db
OLD = PER_PAGE + 7


@pytest.fixture
def family(hub: Hub) -> Household:
    desk = Desk(hub)
    made: Household = desk.family()
    Visit.objects.bulk_create(
        Visit(
            hub=hub,
            site=desk.site,
            kind=Kind.FAMILY,
            household=made,
            arrived_at=(at := MORNING - timedelta(days=days)),
            left_at=at + timedelta(hours=1),
            closed_how="desk",
            nonce=uuid4(),
            created_by_id=desk.volunteer.user_id,
        )
        for days in range(OLD)
    )
    return made


def test_every_entry_stands_on_one_page_newest_first(family: Household, hub: Hub) -> None:
    staff = make.member(hub, Role.STAFF)
    make.scope()
    (first, older), (second, oldest) = (timeline(staff, family, page) for page in (1, 2))
    assert (len(first), older, len(second), oldest) == (PER_PAGE, True, 7, False)
    instants = [at for at, _text, _url in [*first, *second]]
    assert instants == sorted(instants, reverse=True)
    assert len(set(instants)) == OLD
    assert timeline(staff, family, 3) == ([], False)


@pytest.fixture
def client(hub: Hub) -> Client:
    return make.client_for(make.member(hub, Role.STAFF))


def page_of(client: Client, family: Household, page: str) -> str:
    answer: Any = client.get(reverse("desk:household", args=[family.pk]), {"page": page})
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_one_goes_to_older_ones_and_back(client: Client, family: Household) -> None:
    first, second = page_of(client, family, "1"), page_of(client, family, "2")
    assert "?page=2#timeline" in first
    assert "新しい記録" not in first
    assert "?page=1#timeline" in second
    assert "古い記録</a>" not in second
    beyond = page_of(client, family, "9999")
    assert "古い記録はありません" in beyond and "?page=1#timeline" in beyond


@pytest.mark.parametrize("asked", ["", "0", "-1", "x", "２", "9" * 30, "1e3", "\x00"])
def test_what_is_no_page_is_the_first(client: Client, family: Household, asked: str) -> None:
    assert "?page=2#timeline" in page_of(client, family, asked)
