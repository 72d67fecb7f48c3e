"""What people read and do about a whole course, at the desk and from outside."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from programs.events import letters
from programs.events.choices import State
from programs.kernel import clock
from tests import make
from tests.make_events import ADDRESS, NOW, Course

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_now():
    with clock.frozen(NOW):
        yield


@pytest.fixture
def hall() -> Course:
    return Course()


@pytest.fixture
def outside() -> Client:
    number = uuid4().int
    return Client(REMOTE_ADDR=f"10.{number % 250}.{number // 250 % 250}.{number // 62500 % 250}")


def open_at(name: str, hall: Course, *args: object) -> str:
    return reverse(f"public_events:{name}", args=[hall.hub.slug, *args])


APPLICATION = {
    "name": "見本 花子",
    "email": ADDRESS,
    "birth_on": "2026-02-15",
    "adults": "１",
    "children": "1",
    "course": "on",
}


def test_a_family_books_the_course_from_the_page_of_its_first_date(
    hall: Course, outside: Client
) -> None:
    page = outside.get(open_at("date", hall, hall.on.pk)).content.decode()
    assert "このあとの回" in page
    assert "この回からまとめて申し込む" in page
    book = open_at("book", hall, hall.on.pk)
    assert outside.get(book + "?course=1").context["form"].initial["course"]
    assert "このあとの2回もまとめて予約する" in outside.get(book).content.decode()
    answer = outside.post(book, APPLICATION)
    assert answer.status_code == 302
    assert hall.now(email=ADDRESS) == [State.OFFERED] * 3


def test_a_known_address_and_a_full_date_are_answered_alike(hall: Course, outside: Client) -> None:
    book = open_at("book", hall, hall.on.pk)
    first = outside.post(book, APPLICATION)
    again = outside.post(book, APPLICATION)
    full = outside.post(book, {**APPLICATION, "email": "other@example.jp"})
    assert first.url == again.url == full.url
    assert hall.now(email=ADDRESS) == [State.OFFERED] * 3
    assert hall.now(email="other@example.jp") == [State.WAITING] * 3


def test_the_last_date_of_a_course_offers_no_course(hall: Course, outside: Client) -> None:
    last = hall.dates[2].pk
    assert "まとめて" not in outside.get(open_at("date", hall, last)).content.decode()
    assert "course" not in outside.get(open_at("book", hall, last)).context["form"].fields


def test_the_link_shows_every_date_and_gives_up_one_or_all(hall: Course, outside: Client) -> None:
    rows = hall.ask_all()
    link = open_at("booking", hall, letters.token_for(rows[0]))
    assert outside.post(link, {"step": "confirm"}).status_code == 302
    page = outside.get(link).content.decode()
    assert "予約は確定しています" in page
    assert page.count("この回だけ取り消す") == 3
    outside.post(link, {"step": "withdraw", "which": rows[1].pk})
    assert hall.now(email=ADDRESS) == [State.BOOKED, State.CANCELLED, State.BOOKED]
    outside.post(link, {"step": "withdraw", "which": rows[0].pk})
    page = outside.get(link).content.decode()
    assert "予約は確定しています" in page
    outside.post(link, {"step": "withdraw_all"})
    assert hall.now(email=ADDRESS) == [State.CANCELLED] * 3
    assert "この予約は取り消されています" in outside.get(link).content.decode()


def test_a_link_moves_no_booking_of_somebody_else(hall: Course, outside: Client) -> None:
    rows = hall.ask_all()
    strange = Course()
    other = strange.ask_all("other@example.jp")
    link = open_at("booking", hall, letters.token_for(rows[0]))
    for which in (other[1].pk, 10**15):
        answer = outside.post(link, {"step": "withdraw", "which": which})
        assert answer.status_code == 404
    make.scope()
    assert strange.now(email="other@example.jp") == [State.OFFERED] * 3


def test_the_desk_gives_up_the_rest_of_a_course_for_a_family(hall: Course) -> None:
    rows = hall.course()
    desk = make.client_for(hall.volunteer)
    page = desk.get(hall.on.get_absolute_url()).content.decode()
    assert "残りの回をすべて取り消す" in page
    desk.post(reverse("events:booking-cancel", args=[rows[0].pk]), {"whole": "on"})
    assert hall.now() == [State.CANCELLED] * 3


def test_a_full_date_makes_the_desk_wait_for_the_course(hall: Course) -> None:
    hall.single(1)
    desk = make.client_for(hall.volunteer)
    form = {**APPLICATION, "phone": "045-123-4567"}
    answer = desk.post(reverse("events:guest-book", args=[hall.on.pk]), form, follow=True)
    assert "3回分をまとめてキャンセル待ちで受け付けました" in answer.content.decode()
    assert hall.now(name="見本 花子") == [State.WAITING] * 3


def test_staff_call_the_whole_course_off_and_see_whom_to_call(hall: Course) -> None:
    hall.course("電話の家族", phone="0451234567")
    staff = make.client_for(hall.staff)
    path = reverse("events:event-cancel", args=[hall.event.pk])
    assert "すべて中止する" in staff.get(hall.event.get_absolute_url()).content.decode()
    page = staff.get(path).content.decode()
    assert "メールの分からない1組" in page
    assert staff.post(path, {"reason": ""}).status_code == 422
    answer = staff.post(path, {"reason": "大雨のため"}, follow=True)
    page = answer.content.decode()
    assert "中止を電話で伝える方" in page
    assert page.count("電話の家族") == 1
    assert hall.now() == [State.CANCELLED] * 3
    assert "これからの開催日はありません" in staff.get(path).content.decode()
    assert make.client_for(hall.volunteer).get(path).status_code == 403


def test_nothing_is_left_to_call_off_once_all_is_over(hall: Course) -> None:
    staff = make.client_for(hall.staff)
    with clock.frozen(NOW + timedelta(days=60)):
        page = staff.get(reverse("events:event-cancel", args=[hall.event.pk])).content.decode()
    assert "これからの開催日はありません" in page
