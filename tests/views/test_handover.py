"""The page that a shift reads before it begins."""

from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programs.daylog.choices import IncidentKind
from programs.dropin.commands import check_in
from programs.events import commands as events
from programs.events.choices import Audience
from programs.kernel import clock
from programs.registry.choices import Role
from tests import make, make_consultations, make_daylog, make_events

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 10, 9, 30, tzinfo=clock.TOKYO)
TODAY, YESTERDAY = NOW.date(), NOW.date() - timedelta(days=1)
ADDRESS = "/handover/"
MOST_QUERIES = 20


@pytest.fixture
def house(db):
    with clock.frozen(NOW):
        yield make_daylog.House()


def read(actor, address=ADDRESS, status=200):
    answer = make.client_for(actor).get(address)
    assert answer.status_code == status
    return answer.content.decode()


def plan_event(house, family):
    said = make_events.values(
        house.site, capacity=5, audience=Audience.ANYBODY, months_from=None, months_to=None
    )
    event = events.add_event(house.staff, said)
    [on] = events.add_dates(house.staff, event, [TODAY], time(14), time(15))
    wish = events.Wish(name=family.name, household_id=family.pk)
    events.book(house.volunteer, on, wish, NOW, nonce=uuid4())


def test_notes_of_the_last_day_and_open_reports_come_first(house):
    house.write(day=YESTERDAY, tomorrow="絵本棚の修理が10時に来ます")
    page = read(house.staff)
    assert "絵本棚の修理が10時に来ます" in page


def test_what_is_planned_and_who_is_expected_with_what_to_know(house):
    family = make.household(
        house.hub, "青葉", "あおば", allergies="卵", door_note="つえをお使いです"
    )
    plan_event(house, family)
    page = read(house.staff)
    assert "はじめての赤ちゃんの会" in page
    assert "予約 1 / 5" in page
    assert "卵" in page
    assert "つえをお使いです" in page


def test_what_must_be_kept_from_somebody_is_only_marked(house):
    family = make.household(house.hub, "青葉", "あおば")
    with make.seeing(house.hub):
        family.adults.update(not_told="ひみつの住所")
    plan_event(house, family)
    page = read(house.staff)
    assert "伝えてはいけないことがあります" in page
    assert f'href="{reverse("desk:household", args=[family.pk])}"' in page
    assert "ひみつの住所" not in page


def test_an_accident_of_another_is_named_without_a_link_that_would_be_refused(house):
    seen = house.report(kind=IncidentKind.ACCIDENT)
    address = seen.get_absolute_url()
    assert f'href="{address}"' in read(house.staff)
    page = read(make.member(house.hub, Role.STAFF))
    assert "事故" in page
    assert address not in page


def test_a_family_that_is_not_expected_is_not_named(house):
    make.household(house.hub, "青葉", "あおば", allergies="卵")
    assert "青葉" not in read(house.staff)


def test_how_the_last_day_went(house):
    family = make.household(house.hub)
    at = NOW - timedelta(days=1)
    check_in(house.volunteer, family, house.site, at, nonce=uuid4())
    with clock.frozen(NOW - timedelta(days=1)):
        make_consultations.consultation(house.staff, house.hub)
    page = read(house.staff)
    assert "来館 1組 2人" in page
    assert "前の開館日（令和8年6月9日" in page


def test_own_tasks_are_shown(house):
    talk = make_consultations.consultation(house.staff, house.hub)
    make_consultations.follow_up(house.staff, talk, TODAY)
    assert "次の対応" in read(house.staff)
    assert "次の対応：" not in read(house.volunteer)


def test_an_empty_day_says_so(house):
    page = read(house.staff)
    assert "申し送りはありません" in page
    assert "今日の催しと専門相談はありません" in page


def test_a_site_of_another_hub_or_nonsense_is_none(house):
    strange = make.site(make.hub())
    for asked in (strange.pk, "x", -1, "９"):
        read(house.staff, f"{ADDRESS}?site={asked}", 404)


def test_a_hub_without_a_drop_in_space_says_so():
    staff = make.member(make.hub(), Role.STAFF)
    assert "施設がありません" in read(staff)


def test_the_ward_does_not_read_it(house):
    read(make.member(house.hub, Role.WARD_OFFICER), status=403)


def test_it_asks_little_of_the_database(house):
    family = make.household(house.hub, "青葉", "あおば", allergies="卵")
    plan_event(house, family)
    client = make.client_for(house.director)
    client.get(reverse("desk:handover"))
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("desk:handover"))
    told = [q["sql"][:110] for q in asked.captured_queries]
    assert len(told) <= MOST_QUERIES, "\n".join(told)
