"""One date gets another day or other hours: bookings stay, everybody is told, calendars follow."""

from datetime import time, timedelta
from typing import Any

import pytest
from django.urls import reverse

from programs.events import commands, rules
from programs.events.choices import Letter, State
from programs.events.letters import mail_family
from programs.events.models import Booking, Event, EventDate
from programs.kernel import clock
from programs.kernel.errors import Hidden, Refused, RuleBroken, Stale
from programs.kernel.models import AuditEntry
from programs.registry.choices import Role
from tests import make
from tests.make_events import DAY, NOW, Hall, later

pytestmark = pytest.mark.django_db
NEXT = DAY + timedelta(days=3)  # the next day on which the site is open


@pytest.fixture
def hall() -> Hall:
    return Hall()


def seen_of(on: EventDate) -> str:
    """What a form opened now would keep of the date's hours."""
    return commands.Hours.of(EventDate.objects.get(pk=on.pk)).key


def move(
    hall: Hall, day: Any = NEXT, begins: Any = time(13, 30), **given: Any
) -> list[Booking] | None:
    to = commands.Hours(day, begins, given.get("ends", time(14, 30)))
    actor, on = given.get("actor", hall.staff), given.get("on", hall.on)
    seen = given.get("seen") or seen_of(on)
    return commands.move_date(actor, on, seen, to, given.get("now", NOW))


def test_places_and_turns_stay_and_each_family_has_one_letter(hall: Hall, letters: Any) -> None:
    for email in ("a@example.jp", "b@example.jp"):
        commands.confirm(hall.hub.pk, hall.ask(email), NOW)
    assert hall.ask("c@example.jp").state == State.WAITING
    hall.book("電話の方")
    before = hall.states()
    sent = letters(lambda: move(hall))
    assert hall.states() == before
    assert len(sent) == 3
    assert all("6月23日(火) 13:30" in body and "日時が変わりました" in body for body in sent)
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
    assert (
        move(hall, seen="2026-01-01/09:00:00/10:00:00") is None
    )  # the same time again changes nothing
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


def test_who_moves_a_date_that_was_moved_meanwhile_is_told(hall: Hall) -> None:
    seen = seen_of(hall.on)
    move(hall)
    with pytest.raises(Stale) as stale:
        move(hall, NEXT, time(15), ends=time(16), seen=seen)
    assert [*stale.value.theirs.values()] == ["令和8年6月23日(火) 13:30–14:30"]
    assert [*stale.value.mine.values()] == ["令和8年6月23日(火) 15:00–16:00"]
    assert clock.tokyo(EventDate.objects.get(pk=hall.on.pk).starts_at).hour == 13


def test_moved_to_tomorrow_one_letter_says_it_and_no_reminder_follows(hall: Hall) -> None:
    commands.confirm(hall.hub.pk, hall.ask("a@example.jp"), NOW)
    today = later(days=1)
    move(hall, clock.tokyo(today).date() + timedelta(days=1), now=today)
    assert commands.remind(hall.hub.pk, today) == 0
    make.scope()
    move(hall, clock.tokyo(today).date() + timedelta(days=5), now=today)
    assert commands.remind(hall.hub.pk, later(days=5)) == 1


def test_a_reminder_that_waits_to_be_written_is_dropped_when_the_date_moves(
    hall: Hall,
    letters: Any,
) -> None:
    booking = commands.confirm(hall.hub.pk, hall.ask("a@example.jp"), NOW)
    commands.remind(hall.hub.pk, later(days=9))
    make.scope()
    move(hall, DAY + timedelta(days=7), now=later(days=9))
    assert mail_family.func(hall.hub.pk, booking.pk, str(Letter.REMINDER)) == 0


def test_who_has_not_answered_is_told_until_when(hall: Hall, letters: Any) -> None:
    hall.ask("a@example.jp", later(days=8))
    (body,) = letters(
        lambda: move(
            hall, clock.tokyo(later(days=9)).date(), time(9), ends=time(10), now=later(days=8)
        )
    )
    until = Booking.objects.get(date=hall.on).offered_until
    assert until is not None
    assert f"{clock.tokyo(until):%-H:%M}までに、下のアドレスを開いて" in body
    assert "まだ確定していません" in body


def test_months_of_age_follow_the_day(hall: Hall) -> None:
    booking = hall.book()
    Booking.objects.filter(pk=booking.pk).update(child_months=5)

    def then() -> int | None:
        return Booking.objects.get(pk=booking.pk).months_then

    move(hall, DAY + timedelta(days=45))
    assert then() == 6
    for days in (60, 75, 90):  # by whole months from the first day, however many moves there are
        move(hall, DAY + timedelta(days=days))
    assert then() == 5 + rules.months_between(DAY, DAY + timedelta(days=90)) == 7
    move(hall, DAY)
    assert then() == 5


def test_who_books_after_a_move_is_as_old_as_counted_for_the_new_day(hall: Hall) -> None:
    move(hall, DAY + timedelta(days=45))
    booking = hall.book()
    Booking.objects.filter(pk=booking.pk).update(child_months=5)
    assert Booking.objects.get(pk=booking.pk).months_then == 5
    move(hall, DAY + timedelta(days=80))
    assert Booking.objects.get(pk=booking.pk).months_then == 6


def test_two_dates_of_an_event_are_moved_without_getting_into_each_others_way(hall: Hall) -> None:
    other = hall.open(hall.event, DAY + timedelta(days=7))
    seen = seen_of(hall.on)
    move(hall, DAY + timedelta(days=8), on=other)
    assert move(hall, NEXT, seen=seen) == []


def test_the_time_of_a_date_that_was_called_off_is_free(hall: Hall) -> None:
    other = hall.open(hall.event, NEXT)
    commands.cancel_date(hall.staff, other, "大雨のため", NOW)
    starts, ends = clock.tokyo(other.starts_at), clock.tokyo(other.ends_at)
    assert move(hall, starts.date(), starts.time(), ends=ends.time()) == []


def test_who_has_no_mail_is_listed_to_be_called_until_the_date_begins(hall: Hall) -> None:
    hall.book("電話の方", phone="045-000-4444")
    with clock.frozen(NOW):
        client = make.client_for(hall.staff)
        page: Any = client.get(hall.on.get_absolute_url())
        assert "日時の変更を電話で伝える方" not in page.content.decode()
        address = reverse("events:date-move", args=[hall.on.pk])
        values = {"day": "R8.6.23", "begins": "13:30", "ends": "14:30"}
        stale: Any = client.post(address, {**values, "seen": "2026-01-01/09:00:00/10:00:00"})
        assert stale.status_code == 409
        values["seen"] = seen_of(hall.on)
        done = client.post(address, values, follow=True).content.decode()
        assert "日時を変更しました。" in done
        assert "日時の変更を電話で伝える方" in done
        again = client.post(address, values, follow=True).content.decode()
        assert "日時は変わっていません。" in again
    with clock.frozen(later(days=40)):
        page = make.client_for(hall.staff).get(hall.on.get_absolute_url())
        assert "日時の変更を電話で伝える方" not in page.content.decode()
        gone: Any = make.client_for(hall.staff).get(address)
        assert "この回の日時は変えられません" in gone.content.decode()
        assert "新しい開催日" not in gone.content.decode()


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
        values = {"day": "R８．6．23", "begins": "１３：３０", "seen": seen_of(hall.on)}
        assert client.post(address, {**values, "ends": "13:00"}).status_code == 422
        done = client.post(address, {**values, "ends": "14:30"}, follow=True)
    assert "6月23日(火) 13:30" in done.content.decode()


def test_whose_child_is_too_old_on_the_new_day_is_marked(hall: Hall) -> None:
    booking = hall.book()
    event = Event.objects.get(pk=hall.event.pk)
    Event.objects.filter(pk=event.pk).update(audience="child_age", months_from=3, months_to=6)
    Booking.objects.filter(pk=booking.pk).update(child_months=6)

    def page() -> str:
        with clock.frozen(NOW):
            answer: Any = make.client_for(hall.staff).get(hall.on.get_absolute_url())
        return str(answer.content.decode())

    assert "対象月齢の外" not in page()
    make.scope()
    move(hall, DAY + timedelta(days=45))
    assert "対象月齢の外" in page()
