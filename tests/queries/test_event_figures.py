"""What events count equals the rows behind it, and practice never counts."""

from datetime import date, timedelta

import pytest

from programs.events import commands
from programs.events.choices import State
from programs.events.figures import FIGURES, counts
from programs.kernel.figures import Period
from programs.registry.choices import Program
from tests import make
from tests.make_events import BABY, DAY, Hall, later

pytestmark = pytest.mark.django_db
JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))


@pytest.fixture
def hall() -> Hall:
    hall = Hall(capacity=9)
    practice = make.household(hall.hub, is_demo=True, children=[BABY])
    for name, state, family in (
        ("一", State.ATTENDED, None),
        ("二", State.ATTENDED, None),
        ("三", State.NO_SHOW, None),
        ("四", State.BOOKED, None),
        ("練習", State.ATTENDED, practice.pk),
    ):
        booking = hall.book(name, household_id=family)
        commands.mark(hall.volunteer, booking, state, later(days=11))
    hall.open(hall.event, DAY + timedelta(days=7))
    return hall


def test_only_what_took_place_is_counted(hall: Hall) -> None:
    numbers = {"events.held": 1, "events.families": 2, "events.no_shows": 1}
    assert counts(hall.staff, JUNE) == numbers
    assert {one.key: one.count(hall.staff, JUNE) for one in FIGURES} == numbers


@pytest.mark.parametrize("figure", FIGURES, ids=lambda one: one.key)
def test_a_number_is_its_rows_and_its_parts(hall: Hall, figure) -> None:
    for period in (
        JUNE,
        Period(DAY, DAY),
        Period(DAY, DAY, (hall.site.pk,)),
        Period(DAY, DAY, (hall.site.pk + 1,)),
        Period(date(2026, 7, 1), date(2026, 7, 31)),
    ):
        rows = list(figure.rows(hall.staff, period))
        number = figure.count(hall.staff, period)
        assert number == len(rows)
        parts = figure.split(hall.staff, period, "program")
        assert sum(parts.values()) == number
        assert set(parts) <= {str(Program.DROPIN.label)}
        assert all([value(row) for _heading, value in figure.columns] for row in rows)


def test_another_hub_counts_nothing_of_this_one(hall: Hall) -> None:
    other = Hall(make.hub("別区"))
    assert set(counts(other.staff, JUNE).values()) == {0}
