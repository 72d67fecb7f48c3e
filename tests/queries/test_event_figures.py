"""What events count equals the rows behind it, and practice never counts."""

from datetime import date, timedelta

import pytest

from programs.events import commands
from programs.events.choices import Audience, State
from programs.events.figures import BY_ROWS, FIGURES, SUMS, counts
from programs.kernel.figures import Period
from programs.kernel.rows import counted
from programs.registry.choices import Program, Residence
from tests import make
from tests.make_events import BABY, DAY, Hall, later

pytestmark = pytest.mark.django_db
JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))


@pytest.fixture
def hall() -> Hall:
    hall = Hall(capacity=9, childcare_places=4)
    near = make.household(hall.hub, children=[BABY])
    practice = make.household(hall.hub, is_demo=True, children=[BABY])
    for name, state, family in (
        ("一", State.ATTENDED, near.pk),
        ("二", State.ATTENDED, None),
        ("三", State.NO_SHOW, None),
        ("四", State.BOOKED, None),
        ("練習", State.ATTENDED, practice.pk),
    ):
        booking = hall.book(name, household_id=family, children=2, childcare=name == "一")
        commands.mark(hall.volunteer, booking, state, later(days=11))
    hall.open(hall.event, DAY + timedelta(days=7))
    return hall


def test_only_what_took_place_is_counted(hall: Hall) -> None:
    numbers = {
        "events.held": 1,
        "events.families": 2,
        "events.adults": 2,
        "events.children": 4,
        "events.childcare": 1,
        "events.no_shows": 1,
    }
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
        column = figure.key.partition(".")[2]
        people = column in ("adults", "children", "childcare")
        assert number == (sum(getattr(row, column) for row in rows) if people else len(rows))
        for by in figure.breakdowns:
            assert sum(figure.split(hall.staff, period, by).values()) == number
        assert all([value(row) for _heading, value in figure.columns] for row in rows)


def test_another_hub_counts_nothing_of_this_one(hall: Hall) -> None:
    other = Hall(make.hub("別区"))
    assert set(counts(other.staff, JUNE).values()) == {0}


def test_parts_tell_the_audience_and_where_registered_families_live(hall: Hall) -> None:
    families = next(one for one in FIGURES if one.key == "events.families")
    assert families.split(hall.staff, JUNE, "program") == {str(Program.DROPIN.label): 2}
    assert families.split(hall.staff, JUNE, "audience") == {str(Audience.CHILD_AGE.label): 2}
    parts = families.split(hall.staff, JUNE, "residence")
    assert parts == {str(Residence.OWN_WARD.label): 1, str(Residence.UNKNOWN.label): 1}


def test_the_month_counts_all_of_them_in_one_question(
    hall: Hall, django_assert_num_queries
) -> None:
    asked = {one.key: one.rows(hall.staff, JUNE) for one in FIGURES if one.key in BY_ROWS}
    with django_assert_num_queries(1):
        found = counted(asked, SUMS)
    assert found == counts(hall.staff, JUNE)
