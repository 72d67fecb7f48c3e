"""Many at once: the last place is sold once, and the queue keeps its order (promise T3)."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction

from hubsite.desk import housekeeping
from programs.events import commands
from programs.events.choices import State
from programs.events.models import Booking, Event, EventDate
from programs.kernel.errors import RuleBroken, Stale
from tests import make
from tests.make_events import DAY, NOW, Hall, later

FAMILIES = 50


@pytest.fixture
def hall(committed_db: None) -> Hall:
    with transaction.atomic():
        return Hall(capacity=1)


def together(act: Callable[[int], Any], many: int = FAMILIES) -> list[Any]:
    """Let all act at the same moment, each on its own connection."""
    start = threading.Barrier(many)

    def one(number: int) -> Any:
        start.wait()
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(many) as pool:
        return [answer.result() for answer in [pool.submit(one, n) for n in range(many)]]


def states(hall: Hall) -> Counter[str]:
    with make.seeing(hall.hub):
        return Counter(state for _name, state in hall.states())


def taken(hall: Hall) -> int:
    with make.seeing(hall.hub):
        return hall.taken()


def test_fifty_telephones_for_the_last_place_sell_it_once(hall: Hall) -> None:
    together(lambda n: hall.book(str(n)).state)
    assert states(hall) == {"booked": 1, "waiting": FAMILIES - 1}
    assert taken(hall) == 1


def test_fifty_families_by_themselves_keep_one_place(hall: Hall) -> None:
    def ask(number: int) -> None:
        wish = hall.wish(email=f"f{number}@example.jp")
        commands.ask_for_place(hall.hub.pk, hall.on.pk, wish, NOW, nonce=uuid4())

    together(ask)
    assert states(hall) == {"offered": 1, "waiting": FAMILIES - 1}
    assert taken(hall) == 1


def test_one_family_asking_fifty_times_has_one_booking(hall: Hall) -> None:
    wish = hall.wish(email="same@example.jp")
    together(lambda _n: commands.ask_for_place(hall.hub.pk, hall.on.pk, wish, NOW, nonce=uuid4()))
    assert states(hall) == {"offered": 1}


def test_cancelling_and_ticking_at_once_offer_the_place_once(hall: Hall) -> None:
    with make.seeing(hall.hub):
        for number in range(8):
            hall.book(str(number), later(minutes=number))
        first = Booking.objects.get(date=hall.on, state=State.BOOKED)

    def act(number: int) -> None:
        if number % 2:
            commands.pass_offers_on(hall.hub.pk, later(hours=1))
        else:
            commands.cancel(hall.volunteer, first, later(hours=1))

    together(act, 10)
    assert states(hall) == {"cancelled": 1, "offered": 1, "waiting": 6}
    with make.seeing(hall.hub):
        assert Booking.objects.get(date=hall.on, state=State.OFFERED).name == "1"


def test_expired_offers_pass_on_once_however_many_clocks_tick(hall: Hall) -> None:
    with make.seeing(hall.hub):
        for number in range(4):
            hall.book(str(number), later(minutes=number))
        first = Booking.objects.get(date=hall.on, state=State.BOOKED)
        commands.cancel(hall.volunteer, first, NOW)
    together(lambda _n: commands.pass_offers_on(hall.hub.pk, later(hours=48)), 6)
    assert states(hall) == {"cancelled": 2, "offered": 1, "waiting": 1}
    assert taken(hall) == 1


def test_confirming_and_lapsing_at_once_never_hold_two_places(hall: Hall) -> None:
    with make.seeing(hall.hub):
        booking = hall.ask("a@example.jp")
        hall.book("次")

    def act(number: int) -> None:
        if number % 2:
            commands.pass_offers_on(hall.hub.pk, later(hours=24))
        else:
            commands.confirm(hall.hub.pk, booking, later(hours=23))

    def calmly(number: int) -> None:
        try:
            act(number)
        except RuleBroken:
            return

    together(calmly, 8)
    assert taken(hall) == 1


def test_the_tick_finds_late_offers_of_every_hub(hall: Hall) -> None:
    with make.seeing(hall.hub):
        hall.ask("a@example.jp")
        hall.book("次")
    steps = (housekeeping.pass_offers_on, housekeeping.remind_families)
    assert housekeeping.once(later(hours=25), steps) == []
    assert states(hall) == {"cancelled": 1, "offered": 1}


def test_a_course_and_single_dates_at_once_are_never_oversold_or_half_booked(hall: Hall) -> None:
    with make.seeing(hall.hub):
        dates = weeks(hall)

    def act(number: int) -> None:
        wish = hall.wish(f"{'course' if number % 2 else 'single'}{number}")
        try:
            if number % 2:
                commands.book_course(hall.volunteer, dates[0], wish, NOW, nonce=uuid4())
            else:
                one = dates[number // 2 % 3]
                commands.book(hall.volunteer, one, wish, NOW, nonce=uuid4())
        except RuleBroken:
            return

    together(act, 12)
    with make.seeing(hall.hub):
        rows = Booking.objects.filter(date__in=dates, state=State.BOOKED)
        assert Counter(rows.values_list("date_id", flat=True)).most_common(1)[0][1] == 1
        courses = Booking.objects.filter(date__in=dates, name__startswith="course")
        per_family: dict[str, set[str]] = {}
        for name, state in courses.values_list("name", "state"):
            per_family.setdefault(name, set()).add(state)
        assert all(len(found) == 1 for found in per_family.values())
        assert set(Counter(courses.values_list("name", flat=True)).values()) == {3}


def test_many_families_by_themselves_ask_for_a_course_whose_one_date_has_one_place(
    hall: Hall,
) -> None:
    with make.seeing(hall.hub):
        weeks(hall)
        # Only the first date stays small: the others have room for all.
        Event.objects.filter(pk=hall.event.pk).update(capacity=30)
        EventDate.objects.exclude(pk=hall.on.pk).filter(event=hall.event).update(capacity=30)

    def ask(number: int) -> None:
        wish = hall.wish(email=f"f{number}@example.jp")
        commands.ask_for_course(hall.hub.pk, hall.on.pk, wish, NOW, nonce=uuid4())

    together(ask, 20)
    with make.seeing(hall.hub):
        rows = Booking.objects.filter(date__event=hall.event)
        assert Counter(rows.values_list("state", flat=True)) == {"offered": 3, "waiting": 57}
        assert rows.filter(state="offered").values("course").distinct().count() == 1
        taken_ = EventDate.objects.filter(event=hall.event).values_list("taken", flat=True)
        assert list(taken_) == [1, 1, 1]


def weeks(hall: Hall) -> list[EventDate]:
    """The date of a hall and two more of its event."""
    return [hall.on, *(hall.open(hall.event, DAY + timedelta(days=n)) for n in (7, 14))]


def test_of_many_who_move_a_date_at_once_one_does_and_the_others_are_told(hall: Hall) -> None:
    with make.seeing(hall.hub):
        seen = commands.Hours.of(EventDate.objects.get(pk=hall.on.pk)).key

    def move(number: int) -> str:
        try:
            to = commands.Hours(DAY + timedelta(days=1), time(9 + number), time(18))
            commands.move_date(hall.staff, hall.on, seen, to, NOW)
        except Stale:
            return "stale"
        return "moved"

    assert Counter(together(move, 6)) == {"moved": 1, "stale": 5}
