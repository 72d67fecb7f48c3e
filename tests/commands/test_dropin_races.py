"""Many tablets at once: one arrival is one visit, and nobody sees an error (promise T2)."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from programs.dropin import commands
from programs.dropin.choices import State
from programs.dropin.models import Visit
from programs.dropin.rules import Present
from tests import make
from tests.make_dropin import DAY, Desk, later

TABLETS = 16
ROUNDS = 6


@pytest.fixture
def desk(committed_db):
    with make.seeing():
        made = make.hub()
    with make.seeing(made):
        return Desk(made)


def together(act: Callable[[int], Any]) -> list[Any]:
    """Let all tablets act at the same moment, each on its own connection."""
    start = threading.Barrier(TABLETS)

    def one(number: int) -> Any:
        start.wait()
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(TABLETS) as pool:
        return [answer.result() for answer in [pool.submit(one, n) for n in range(TABLETS)]]


def family_of(desk):
    with make.seeing(desk.hub):
        return desk.family()


def visits_of(desk, **only):
    with make.seeing(desk.hub):
        return list(Visit.objects.filter(hub=desk.hub, **only))


@pytest.mark.parametrize("same_nonce", [True, False])
def test_sixteen_taps_for_one_family_are_one_visit(desk, same_nonce):
    for _round in range(ROUNDS):
        family = family_of(desk)
        answers = tap_together(desk, family, same_nonce)
        visits = visits_of(desk, household=family)
        assert [visit.pk for visit in visits] == [answers[0]]
        assert set(answers) == {answers[0]}
        with make.seeing(desk.hub):
            assert visits[0].people.count() == 2


def tap_together(desk, family, same_nonce):
    nonce = uuid4()
    return together(lambda _n: desk.check_in(family, nonce=nonce if same_nonce else uuid4()).pk)


def test_sixteen_tablets_at_two_sites_leave_one_visit_open(desk):
    with make.seeing(desk.hub):
        sites = [desk.site, make.site(desk.hub, "別館")]
    for _round in range(ROUNDS):
        family = family_of(desk)
        together(lambda n, who=family: desk.check_in(who, later(minutes=n), site=sites[n % 2]).pk)
        assert len(visits_of(desk, household=family, left_at=None)) == 1


def test_a_guest_form_sent_sixteen_times_is_one_visit(desk):
    nonce = uuid4()
    answers = together(lambda _n: desk.guest(nonce=nonce).pk)
    assert len(set(answers)) == len(visits_of(desk)) == 1


def test_sixteen_queued_taps_of_different_minutes_are_one_visit(desk):
    family = family_of(desk)
    together(lambda n: desk.check_in(family, later(minutes=n)).pk)
    assert len(visits_of(desk, household=family)) == 1


def test_leaving_and_undoing_at_once_ends_in_a_state_that_can_be(desk):
    with make.seeing(desk.hub):
        visit = desk.check_in(desk.family())
    steps = (
        lambda: commands.check_out(desk.volunteer, visit, later(hours=1)),
        lambda: commands.undo_check_out(desk.volunteer, visit, DAY),
        lambda: commands.change_people(
            desk.volunteer, visit, [], [], [Present("grandmother", count=2)]
        ),
    )
    together(lambda n: steps[n % len(steps)]())
    [found] = visits_of(desk)
    assert found.state in (State.INSIDE, State.LEFT)
    with make.seeing(desk.hub):
        assert list(found.people.values_list("role", "count")) == [("grandmother", 2)]


def test_a_guests_arrival_and_departure_at_once_end_the_visit_once(desk):
    for _round in range(ROUNDS):
        nonce = uuid4()
        steps = (
            lambda key=nonce: desk.guest(nonce=key),
            lambda key=nonce: commands.leave(
                desk.volunteer, desk.site, later(hours=1), nonce=key, arrival=key
            ),
        )
        together(lambda number, both=steps: both[number % 2]())
        [visit] = visits_of(desk, nonce=nonce)
        assert (visit.left_at, visit.state) == (later(hours=1), State.LEFT)


def test_a_whole_days_taps_sent_at_once_are_the_visits_of_that_day(desk):
    family = family_of(desk)

    def tap(number: int) -> None:
        at = later(minutes=10 * number)
        if number % 2:
            commands.leave(desk.volunteer, desk.site, at, nonce=uuid4(), household=family)
        else:
            desk.check_in(family, at)

    together(tap)
    found = sorted((row.arrived_at, row.left_at) for row in visits_of(desk, household=family))
    times = [later(minutes=10 * number) for number in range(TABLETS)]
    assert found == list(zip(times[::2], times[1::2], strict=True))
