"""Sixty-four desks book at the same moment, through the real server: how long, and how many errors."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import time as hour
from datetime import timedelta
from http.client import HTTPException
from uuid import uuid4

from django.db import transaction
from django.urls import reverse

from programs.events import commands
from programs.events.choices import Audience, State
from programs.events.models import Booking, EventDate
from programs.kernel import clock
from tests import make, make_events
from tests.bench.ground import Place
from tests.bench.measure import Browser, Row

CLIENTS, DATES, CAPACITY = 64, 5, 40


def rows(place: Place) -> Iterator[Row]:
    """Book on a few dates with fewer places than families; none is sold twice."""
    with transaction.atomic():
        make.scope()
        dates = _dates(place)
    browsers = _browsers(place)
    errors: list[str] = []
    began = time.perf_counter()
    for on in dates:
        errors += _together(browsers, on, place.households)
    spent = time.perf_counter() - began
    asked = CLIENTS * DATES
    per = f"{asked} bookings in {spent:.1f} s"
    yield Row(f"event booking, {CLIENTS} clients at once: time", per, "", None)
    said = f"{len(errors)}  {errors[0][:60]}" if errors else "0"
    yield Row("event booking: errors", said, "0", not errors)
    wrong = sum(not _right(place, on) for on in dates)
    yield Row("event booking: dates oversold or short", str(wrong), "0", wrong == 0)


def _dates(place: Place) -> list[EventDate]:
    given = make_events.values(
        place.site, audience=Audience.ANYBODY, months_from=None, months_to=None, capacity=CAPACITY
    )
    event = commands.add_event(place.director, given)
    first = clock.today() + timedelta(days=7)
    days = [first + timedelta(days=number) for number in range(DATES)]
    return commands.add_dates(place.director, event, days, hour(10), hour(11))


def _browsers(place: Place) -> list[Browser]:
    """One session on many connections, as many desks of one hub have."""
    first = Browser(place)
    others = [Browser(place) for _number in range(CLIENTS - 1)]
    return [first, *others]


def _together(browsers: list[Browser], on: EventDate, families: list[int]) -> list[str]:
    """Every client books for a family of its own at the same moment; return what went wrong."""
    start = threading.Barrier(len(browsers))

    def book(number: int) -> str:
        path = reverse("events:family-book", args=[on.pk, families[number]])
        browsers[number].connection.close()  # each asks on a connection of its own, opened now
        start.wait()
        try:
            browsers[number].ask("POST", path, nonce=str(uuid4()), adults="1", children="1")
        except (RuntimeError, OSError, HTTPException) as error:
            browsers[number].connection.close()  # the next request opens it again
            return repr(error)
        return ""

    with ThreadPoolExecutor(len(browsers)) as pool:
        return [said for said in pool.map(book, range(len(browsers))) if said]


def _right(place: Place, on: EventDate) -> bool:
    """Whether exactly as many have a place as there are, and everybody else waits."""
    with make.seeing(place.hub):
        booked = Booking.objects.filter(date=on, state=State.BOOKED).count()
        waiting = Booking.objects.filter(date=on, state=State.WAITING).count()
    return (booked, waiting) == (CAPACITY, CLIENTS - CAPACITY)
