"""One date gets another day or other hours: bookings stay, everybody is told, calendars follow."""

from datetime import time, timedelta
from typing import Any

import pytest
from django.urls import reverse

from programs.events import commands
from programs.events.choices import State
from programs.events.models import Booking, Event, EventDate
from programs.kernel import clock
from programs.kernel.errors import Hidden, Refused, RuleBroken
from programs.kernel.models import AuditEntry
from programs.registry.choices import Role
from tests import make
from tests.commands.test_event_courses import letters  # noqa: F401 (a fixture)
from tests.make_events import DAY, NOW, Hall, later

pytestmark = pytest.mark.django_db
NEXT = DAY + timedelta(days=1)


@pytest.fixture
def hall() -> Hall:
    return Hall()


def move(hall: Hall, day: Any = NEXT, begins: Any = time(13, 30), **given: Any) -> list[Booking]:
    ends = given.get("ends", time(14, 30))
    return commands.move_date(
        given.get("actor", hall.staff), hall.on, day, begins, ends, given.get("now", NOW)
    )


def test_places_and_turns_stay_and_each_family_has_one_letter(hall: Hall, letters: Any) -> None:  # noqa: F811
    for email in ("a@example.jp", "b@example.jp"):
        commands.confirm(hall.hub.pk, hall.ask(email), NOW)
    assert hall.ask("c@example.jp").state == State.WAITING
    hall.book("電話の方")
    before = hall.states()
    sent = letters(lambda: move(hall))
    assert hall.states() == before
    assert len(sent) == 3
    assert all("6月21日(日) 13:30" in body and "日時が変わりました" in body for body in sent)
    on = EventDate.objects.get(pk=hall.on.pk)
    assert clock.tokyo(on.ends_at).time() == time(14, 30)
    entry = AuditEntry.objects.order_by("-pk")[0]
    assert (entry.action, entry.outcome) == ("events.change_event", "done")


def test_who_was_reminded_is_reminded_of_the_new_day(hall: Hall) -> None:
    commands.confirm(hall.hub.pk, hall.ask("a@example.jp"), NOW)
    assert commands.remind(hall.hub.pk, later(days=9)) == 1
    make.scope()
    move(hall, DAY + timedelta(days=7), now=later(days=9))
    assert commands.remind(hall.hub.pk, later(days=15)) == 0
    assert commands.remind(hall.hub.pk, later(days=16)) == 1


def test_no_answer_is_awaited_beyond_the_new_start(hall: Hall) -> None:
    offered = hall.ask("a@example.jp", later(days=8))
    assert offered.state == State.OFFERED
    starts = later(days=8, hours=2)
    move(hall, clock.tokyo(starts).date(), time(12), ends=time(13), now=later(days=8))
    make.scope()
    again = Booking.objects.get(pk=offered.pk)
    assert again.offered_until == EventDate.objects.get(pk=hall.on.pk).starts_at


def test_calendars_that_people_keep_take_the_new_time(hall: Hall) -> None:
    version = Event.objects.get(pk=hall.event.pk).version
    assert move(hall) == []
    assert Event.objects.get(pk=hall.event.pk).version == version + 1
    assert move(hall) == []  # the same time again changes nothing
    assert Event.objects.get(pk=hall.event.pk).version == version + 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"day": DAY - timedelta(days=30)}, "day"),
        ({"begins": time(15)}, "ends"),
        ({"now": later(days=400)}, ""),
    ],
)
def test_what_makes_no_date_is_refused(hall: Hall, given: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        move(hall, **given)
    assert broken.value.field == field


def test_two_dates_never_stand_at_one_time(hall: Hall) -> None:
    hall.open(hall.event, NEXT)
    with pytest.raises(RuleBroken) as broken:
        move(hall, NEXT, time(10), ends=time(11))
    assert broken.value.field == "day"


def test_a_date_called_off_stays_where_it_is(hall: Hall) -> None:
    commands.cancel_date(hall.staff, hall.on, "大雨のため", NOW)
    with pytest.raises(RuleBroken):
        move(hall)


def test_nobody_who_came_is_carried_to_another_day(hall: Hall) -> None:
    booking = hall.book()
    morning = later(days=10, hours=-1)
    commands.mark(hall.volunteer, booking, State.ATTENDED, morning)
    with pytest.raises(RuleBroken):
        move(hall, now=morning)
    commands.mark(hall.volunteer, booking, State.BOOKED, morning)
    with pytest.raises(RuleBroken):
        move(hall, now=later(days=10))
    assert move(hall, now=morning) == [booking]


def test_volunteers_and_other_hubs_move_nothing(hall: Hall) -> None:
    with pytest.raises(Refused):
        move(hall, actor=hall.volunteer)
    with pytest.raises(Hidden):
        move(hall, actor=make.member(make.hub("別区"), Role.STAFF))


def test_the_page_says_who_is_told_and_how(hall: Hall) -> None:
    hall.book("電話の方", phone="045-000-4444")
    with clock.frozen(NOW):
        client = make.client_for(hall.staff)
        address = reverse("events:date-move", args=[hall.on.pk])
        page = client.get(address).content.decode()
        assert "メールの分からない1件には、電話で" in page
        assert "メールの分かる" not in page
        before = client.get(hall.on.get_absolute_url()).content.decode()
        assert address in before
        assert "045-000-4444" in before
        values = {"day": "R８．6．21", "begins": "１３：３０"}
        assert client.post(address, {**values, "ends": "13:00"}).status_code == 422
        done = client.post(address, {**values, "ends": "14:30"}, follow=True)
    assert "6月21日(日) 13:30" in done.content.decode()
