"""What a family's page tells of cases, referrals, meetings and next steps: only to whom they open."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultations.commands.next_steps import begin_follow_up
from consultations.models import CaseMeeting, Consultation, FollowUp
from consultations.rules import Plan
from hubsite.desk.timeline import timeline
from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.registry.choices import Role
from programs.registry.models import Household, Hub
from tests import make
from tests import make_consultations as mc

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 4, 15, 30, tzinfo=clock.TOKYO)
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
    return {text for _at, text, _url in timeline(actor, family)[0]}


def test_who_may_open_them_reads_of_all(consultant: Actor, family: Household, hub: Hub) -> None:
    assert told(consultant, family) - {"相談（ひろばで・睡眠）"} == ALL
    assert told(make.member(hub, Role.DIRECTOR), family) >= ALL


def test_each_entry_leads_to_a_page_that_opens(consultant: Actor, family: Household) -> None:
    client = make.client_for(consultant)
    make.scope()
    for _at, text, address in timeline(consultant, family)[0]:
        assert client.get(address).status_code == 200, text


def test_who_may_read_her_own_only_reads_hers_and_no_colleagues(
    family: Household, hub: Hub
) -> None:
    staff = make.member(hub, Role.STAFF)
    make.scope()
    step = FollowUp.objects.get()
    FollowUp.objects.filter(pk=step.pk).update(owner_id=staff.user_id)
    texts = told(staff, family)
    assert texts & ALL == {"次の対応の期日（電話をする）"}
    FollowUp.objects.filter(pk=step.pk).update(owner_id=step.created_by_id)
    assert not told(staff, family) & ALL


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


def steps(actor: Actor, family: Household) -> list[str]:
    make.scope()
    return [
        text
        for _at, text, url in timeline(actor, family)[0]
        if "/follow-ups/" in url and "面談をする" in text
    ]


@pytest.mark.parametrize("of", ["consultation", "meeting"])
def test_next_steps_of_a_talk_and_of_a_meeting_about_the_family_are_told(
    consultant: Actor, family: Household, hub: Hub, of: str
) -> None:
    source: Any = {
        "consultation": Consultation.objects.filter(household=family),
        "meeting": CaseMeeting.objects.filter(about__household=family),
    }[of].get()
    plan = Plan(clock.today(), "meet", consultant.user_id, "様子を見る")
    begin_follow_up(consultant, plan, clock.now(), **{of: source})
    director = make.member(hub, Role.DIRECTOR)
    assert len(steps(consultant, family)) == len(steps(director, family)) == 1
    assert steps(make.member(hub, Role.STAFF), family) == []
    assert steps(director, make.household(hub, "若葉", "わかば")) == []
    make.scope()
    Consultation.objects.filter(household=family).update(guarded=True)
    assert len(steps(director, family)) == (of == "meeting")


def test_a_step_that_was_done_says_so(consultant: Actor, family: Household) -> None:
    make.scope()
    FollowUp.objects.update(done_at=AT, done_by_id=consultant.user_id)
    found = {text: at for at, text, _url in timeline(consultant, family)[0]}
    assert found["次の対応（電話をする・済み）"] == AT
    assert "次の対応の期日（電話をする）" not in found


def test_it_is_asked_in_one_question(consultant: Actor, family: Household) -> None:
    make.scope()
    with CaptureQueriesContext(connection) as asked:
        timeline(consultant, family)[0]
    assert len(asked) == 1


def test_the_page_of_the_family_shows_it(consultant: Actor, family: Household) -> None:
    page: Any = make.client_for(consultant).get(f"/households/{family.pk}/")
    assert "継続支援の開始" in page.content.decode()


@pytest.mark.parametrize(
    ("values", "told_at"),
    [
        ({"started_at": time(9, 5)}, (9, 5)),
        ({"started_at": None, "created_at": AT.replace(hour=0, minute=10)}, (0, 10)),
        ({"started_at": None, "created_at": AT.replace(hour=23, minute=50)}, (23, 50)),
        ({"started_at": None, "created_at": AT + timedelta(days=1)}, (12, 0)),
    ],
)
def test_a_talk_stands_at_its_hour_or_when_it_was_recorded_that_day_or_at_noon(
    consultant: Actor, hub: Hub, values: dict[str, Any], told_at: tuple[int, int]
) -> None:
    family = make.household(hub, "青葉", "あおば")
    talk = mc.consultation(consultant, hub, household_id=family.pk)
    make.scope()
    Consultation.objects.filter(pk=talk.pk).update(held_on=AT.date(), **values)
    ((at, _text, _url),), older = timeline(consultant, family)
    assert clock.tokyo(at) == clock.moment(AT.date(), time(*told_at))
    assert not older
