"""What a family's page tells of cases, referrals, meetings and next steps: only to whom they open."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultations import queries
from consultations.commands.next_steps import begin_follow_up
from consultations.models import Consultation
from consultations.rules import Plan
from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.registry.choices import Role
from programs.registry.models import Household, Hub
from tests import make
from tests import make_consultations as mc

pytestmark = pytest.mark.django_db
SENT = "区役所への紹介（返事待ち）"
ALL = {
    "継続支援の開始（現在は継続中）",
    SENT,
    "ケース会議",
    "次の対応の期日（電話をする）",
}


@pytest.fixture
def hub(db: None) -> Hub:
    made = make.hub()
    mc.codes(made)
    return made


@pytest.fixture
def consultant(hub: Hub) -> Actor:
    return make.member(hub, Role.CONSULTANT)


@pytest.fixture
def family(hub: Hub, consultant: Actor) -> Household:
    found = make.household(hub, "青葉", "あおば")
    talk = mc.consultation(consultant, hub, household_id=found.pk)
    mc.referral(consultant, talk)
    mc.case(consultant, talk)
    mc.meeting(consultant, hub, household=found)
    plan = Plan(
        due_on=clock.today() + timedelta(days=3),
        kind="call",
        owner_id=consultant.user_id,
        text="様子を聞く",
    )
    begin_follow_up(consultant, plan, clock.now(), household=found)
    make.scope()
    return found


def told(actor: Actor, family: Household) -> set[str]:
    make.scope()
    return {text for _at, text, _url in queries.timeline(actor, family)}


def test_who_may_open_them_reads_of_all(consultant: Actor, family: Household, hub: Hub) -> None:
    assert told(consultant, family) - {"相談（ひろばで・睡眠）"} == ALL
    assert told(make.member(hub, Role.DIRECTOR), family) >= ALL


def test_each_entry_leads_to_a_page_that_opens(consultant: Actor, family: Household) -> None:
    client = make.client_for(consultant)
    make.scope()
    for _at, text, address in queries.timeline(consultant, family):
        assert client.get(address).status_code == 200, text


@pytest.mark.parametrize("role", [Role.STAFF, Role.PARTNER, Role.RECEPTION, Role.KOSAPO])
def test_who_may_not_open_them_reads_of_none(family: Household, hub: Hub, role: Role) -> None:
    assert not told(make.member(hub, role), family) & ALL


def test_another_hub_reads_nothing(family: Household) -> None:
    assert told(make.member(make.hub("別区"), Role.DIRECTOR), family) == set()


@pytest.mark.parametrize("change", [{"guarded": True}, {"voided_at": clock.now()}])
def test_what_came_from_a_guarded_or_undone_talk_is_not_told(
    family: Household, hub: Hub, change: dict[str, Any]
) -> None:
    director = make.member(hub, Role.DIRECTOR)
    assert SENT in told(director, family)
    Consultation.objects.filter(household=family).update(**change)
    assert SENT not in told(director, family)


def test_it_is_asked_in_two_questions(consultant: Actor, family: Household) -> None:
    make.scope()
    with CaptureQueriesContext(connection) as asked:
        queries.timeline(consultant, family)
    assert len(asked) == 2


def test_the_page_of_the_family_shows_it(consultant: Actor, family: Household) -> None:
    page: Any = make.client_for(consultant).get(f"/households/{family.pk}/")
    assert "継続支援の開始" in page.content.decode()
