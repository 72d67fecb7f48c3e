"""A whole course: booked, waited for, given up and called off together, with one letter each time."""

from datetime import timedelta
from uuid import uuid4

import pytest

from programs.events import commands
from programs.events.choices import State
from programs.events.commands import Wish
from programs.events.models import EventDate
from programs.kernel import clock
from programs.kernel.errors import Hidden, Refused, RuleBroken
from programs.registry.choices import Role
from tests import make
from tests.make_events import ADDRESS, BABY, NOW, Course, later

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> Course:
    return Course()


# --- asked for by the family ----------------------------------------------------------------------


def test_the_public_asks_for_a_course_with_one_mail_that_names_every_day(
    hall: Course, letters
) -> None:
    (body,) = letters(hall.ask_all)
    assert body.count("日時：") == 3
    assert body.count("http") == 1
    rows = hall.of(email=ADDRESS)
    assert {row.state for row in rows} == {State.OFFERED}
    assert len({row.course for row in rows}) == len({row.offered_until for row in rows}) == 1


def test_asking_again_keeps_one_course_and_sends_its_mail_again(hall: Course, letters) -> None:
    hall.ask_all()
    (body,) = letters(hall.ask_all)
    assert body.count("日時：") == 3
    assert hall.now(email=ADDRESS) == [State.OFFERED] * 3


def test_one_answer_confirms_every_date_and_a_second_changes_nothing(hall: Course, letters) -> None:
    rows = hall.ask_all()
    (body,) = letters(lambda: commands.confirm(hall.hub.pk, rows[1], later(hours=1)))
    assert body.count("日時：") == 3
    assert hall.now(email=ADDRESS) == [State.BOOKED] * 3
    assert letters(lambda: commands.confirm(hall.hub.pk, rows[0], later(hours=2))) == []


def test_a_late_answer_takes_no_date(hall: Course) -> None:
    rows = hall.ask_all()
    with pytest.raises(RuleBroken, match="期限"):
        commands.confirm(hall.hub.pk, rows[0], later(hours=25))
    make.scope()
    assert hall.now(email=ADDRESS) == [State.OFFERED] * 3


def test_a_link_gives_up_one_date_or_all_that_are_left(hall: Course, letters) -> None:
    rows = hall.ask_all()
    (body,) = letters(lambda: commands.withdraw(hall.hub.pk, rows[1], later(hours=1)))
    assert body.count("日時：") == 1
    assert hall.now(email=ADDRESS) == [State.OFFERED, State.CANCELLED, State.OFFERED]
    (body,) = letters(lambda: commands.withdraw(hall.hub.pk, rows[0], later(hours=2), whole=True))
    assert body.count("日時：") == 2
    assert hall.now(email=ADDRESS) == [State.CANCELLED] * 3
    assert letters(lambda: commands.withdraw(hall.hub.pk, rows[0], NOW, whole=True)) == []


def test_giving_up_the_rest_leaves_a_date_that_has_begun(hall: Course) -> None:
    rows = hall.ask_all()
    commands.confirm(hall.hub.pk, rows[0], NOW)
    commands.withdraw(hall.hub.pk, rows[0], later(days=10, hours=1), whole=True)
    assert hall.now(email=ADDRESS) == [State.BOOKED, State.CANCELLED, State.CANCELLED]


def test_a_date_that_the_address_has_already_stays_as_it_is(hall: Course) -> None:
    mine = hall.single(1, email=ADDRESS)
    rows = hall.ask_all()
    assert [row.state for row in rows] == [State.OFFERED, State.BOOKED, State.OFFERED]
    assert rows[1].pk == mine.pk
    assert rows[1].course is None


def test_a_course_is_asked_for_in_its_window_and_its_age_only(hall: Course) -> None:
    for wish, now in (
        (hall.wish(email=ADDRESS), NOW - timedelta(days=60)),
        (Wish("x", email=ADDRESS, births=[BABY - timedelta(days=900)]), NOW),
    ):
        with pytest.raises(RuleBroken):
            commands.ask_for_course(hall.hub.pk, hall.on.pk, wish, now, nonce=uuid4())
    make.scope()
    assert hall.of() == []
    closed = Course(booked_by="staff")
    with pytest.raises(Hidden):
        closed.ask_all()


# --- the waiting list -----------------------------------------------------------------------------


def test_a_course_with_a_full_date_waits_for_all_of_them(hall: Course, letters) -> None:
    hall.single(1)
    (body,) = letters(hall.ask_all)
    assert "キャンセル待ち" in body
    assert hall.now(email=ADDRESS) == [State.WAITING] * 3
    assert [on.taken for on in EventDate.objects.order_by("starts_at")] == [0, 1, 0]


def test_a_course_moves_up_whole_when_its_last_full_date_has_room(hall: Course, letters) -> None:
    holders = [hall.single(0), hall.single(1, "次に")]
    hall.answer(hall.ask_all(now=later(minutes=5))[0], later(minutes=6))
    assert letters(lambda: commands.cancel(hall.volunteer, holders[0], later(hours=1))) == []
    assert hall.now(email=ADDRESS) == [State.WAITING] * 3
    (body,) = letters(lambda: commands.cancel(hall.volunteer, holders[1], later(hours=2)))
    assert "空きが出ました" in body
    assert body.count("日時：") == 3
    assert hall.now(email=ADDRESS) == [State.OFFERED] * 3


def test_who_asked_first_is_first_whether_for_one_date_or_the_course(hall: Course) -> None:
    holder = hall.single(1)
    hall.course("先の続き", later(minutes=1))
    hall.single(1, "後のひとり", later(minutes=2))
    commands.cancel(hall.volunteer, holder, later(hours=1))
    assert hall.now(name="先の続き") == [State.OFFERED] * 3
    assert hall.now(name="後のひとり") == [State.WAITING]


def test_a_course_that_cannot_begin_holds_no_single_date_up(hall: Course) -> None:
    holders = [hall.single(0), hall.single(1, "次に")]
    hall.course("続き", later(minutes=1))
    hall.single(0, "ひとり", later(minutes=2))
    commands.cancel(hall.volunteer, holders[0], later(hours=1))
    assert hall.now(name="ひとり") == [State.OFFERED]
    assert hall.now(name="続き") == [State.WAITING] * 3


def test_giving_up_the_full_date_lets_the_rest_of_the_course_move_up(hall: Course) -> None:
    hall.single(1)
    rows = hall.ask_all()
    hall.answer(rows[0])
    commands.withdraw(hall.hub.pk, rows[1], later(hours=1))
    assert hall.now(email=ADDRESS) == [State.OFFERED, State.CANCELLED, State.OFFERED]


def test_a_full_date_that_has_begun_or_was_called_off_is_waited_for_no_longer(hall: Course) -> None:
    hall.single(0)
    hall.course("続き")
    commands.pass_offers_on(hall.hub.pk, later(days=10))
    assert hall.now(name="続き") == [State.CANCELLED, State.OFFERED, State.OFFERED]
    other = Course()
    other.single(2)
    other.course("ほか")
    commands.cancel_date(other.staff, other.dates[2], "大雨", later(hours=1))
    assert other.now(name="ほか") == [State.OFFERED, State.OFFERED, State.CANCELLED]


def test_too_late_to_answer_for_one_date_the_rest_of_the_course_is_offered(hall: Course) -> None:
    holder = hall.single(0)
    hall.course("続き")
    commands.cancel(hall.volunteer, holder, later(days=9, hours=22))  # two hours before it begins
    assert hall.now(name="続き") == [State.WAITING, State.OFFERED, State.OFFERED]
    commands.pass_offers_on(hall.hub.pk, later(days=10))
    assert hall.now(name="続き") == [State.CANCELLED, State.OFFERED, State.OFFERED]


def test_an_offer_of_a_course_lapses_whole_with_one_letter(hall: Course, letters) -> None:
    holder = hall.single(1)
    hall.answer(hall.ask_all()[0])
    hall.course("次の家族", later(minutes=5))
    commands.cancel(hall.volunteer, holder, later(hours=1))
    (body,) = letters(lambda: commands.pass_offers_on(hall.hub.pk, later(hours=50)))
    assert "期限が過ぎた" in body
    assert body.count("日時：") == 3
    assert hall.now(email=ADDRESS) == [State.CANCELLED] * 3
    assert hall.now(name="次の家族") == [State.OFFERED] * 3


# --- at the desk ----------------------------------------------------------------------------------


def test_the_desk_cancels_one_date_or_the_rest_of_a_course(hall: Course, letters) -> None:
    rows = hall.course(email=ADDRESS)
    commands.cancel(hall.volunteer, rows[2], NOW)
    assert hall.now(email=ADDRESS) == [State.BOOKED, State.BOOKED, State.CANCELLED]
    (body,) = letters(lambda: commands.cancel(hall.volunteer, rows[1], NOW, whole=True))
    assert body.count("日時：") == 2
    assert hall.now(email=ADDRESS) == [State.CANCELLED] * 3


def test_a_course_is_called_off_at_once_with_one_letter_a_family(letters) -> None:
    hall = Course(capacity=3)
    hall.course(email=ADDRESS)
    hall.single(1, "ひとり", email="one@example.jp")
    hall.single(2, "ひとり", email="one@example.jp")
    hall.course("電話だけ")
    bodies = letters(lambda: commands.cancel_course(hall.staff, hall.event, "大雨のため", NOW))
    assert sorted(body.count("日時：") for body in bodies) == [2, 3]
    assert all("大雨のため" in body for body in bodies)
    assert set(hall.now()) == {State.CANCELLED}
    assert all(on.cancelled_reason == "大雨のため" for on in EventDate.objects.all())
    assert commands.cancel_course(hall.staff, hall.event, "大雨のため", NOW) == []


def test_what_is_over_is_not_called_off(hall: Course) -> None:
    hall.course()
    commands.cancel_course(hall.staff, hall.event, "大雨のため", later(days=11))
    make.scope()
    assert hall.now() == [State.BOOKED, State.CANCELLED, State.CANCELLED]


def test_calling_off_needs_a_reason_and_the_right_to(hall: Course) -> None:
    with pytest.raises(RuleBroken):
        commands.cancel_course(hall.staff, hall.event, "", NOW)
    with pytest.raises(Refused):
        commands.cancel_course(hall.volunteer, hall.event, "大雨", NOW)
    foreign = make.member(make.hub("別区"), Role.STAFF)
    with pytest.raises((Hidden, Refused)):
        commands.cancel_course(foreign, hall.event, "大雨", NOW)


def test_a_course_said_yes_to_by_telephone_is_put_in_whole(hall: Course, letters) -> None:
    holder = hall.single(1)
    rows = hall.course(email=ADDRESS)
    commands.cancel(hall.volunteer, holder, later(hours=1))
    assert hall.now(email=ADDRESS) == [State.OFFERED] * 3
    (body,) = letters(lambda: commands.put_in(hall.volunteer, rows[1], later(hours=2)))
    assert body.count("日時：") == 3
    assert hall.now(email=ADDRESS) == [State.BOOKED] * 3


def test_one_date_of_a_waiting_course_is_put_in_alone(hall: Course) -> None:
    hall.single(1)
    rows = hall.course()
    commands.put_in(hall.volunteer, rows[0], later(hours=1))
    assert hall.now(name="続き") == [State.BOOKED, State.WAITING, State.WAITING]


def test_giving_up_everything_by_the_link_of_a_single_date_ends_when_it_begins(
    hall: Course,
) -> None:
    booking = hall.book()
    begun = booking.date.starts_at + timedelta(minutes=1)
    with pytest.raises(RuleBroken, match="始まっている"):
        commands.withdraw(hall.hub.pk, booking, begun, whole=True)
    booking.refresh_from_db()
    assert booking.state == State.BOOKED


def test_a_course_of_which_a_date_moves_near_is_answered_for_as_a_whole_before(
    hall: Course, letters
) -> None:
    on = hall.ask_all()[0].date
    starts = clock.tokyo(later(hours=3))
    to = commands.Hours(starts.date(), starts.time(), (starts + timedelta(hours=1)).time())
    (body,) = letters(
        lambda: commands.move_date(hall.staff, on, commands.Hours.of(on).key, to, NOW)
    )
    assert f"{starts:%-H:%M}までに" in body
    assert {row.offered_until for row in hall.of(email=ADDRESS)} == {starts}
    (body,) = letters(lambda: commands.pass_offers_on(hall.hub.pk, later(hours=3)))
    assert body.count("日時：") == 3
    assert hall.now(email=ADDRESS) == [State.CANCELLED] * 3
