"""Age bands and the order of topics."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.choices import AgeBand
from consultations.rules import age_band_on, main_first, school_begins_on


@pytest.mark.parametrize(
    ("birth", "day", "band"),
    [
        (None, date(2026, 4, 1), AgeBand.UNBORN),
        (date(2026, 4, 2), date(2026, 4, 1), AgeBand.UNBORN),
        (date(2026, 4, 1), date(2026, 4, 1), AgeBand.AGE_0),
        (date(2025, 4, 1), date(2026, 3, 31), AgeBand.AGE_0),
        (date(2025, 4, 1), date(2026, 4, 1), AgeBand.AGE_1),
        (date(2024, 2, 29), date(2026, 2, 28), AgeBand.AGE_1),
        (date(2024, 2, 29), date(2026, 3, 1), AgeBand.AGE_2),
        (date(2023, 4, 1), date(2026, 4, 1), AgeBand.PRESCHOOL),
        (date(2019, 4, 2), date(2026, 3, 31), AgeBand.PRESCHOOL),
        (date(2019, 4, 2), date(2026, 4, 1), AgeBand.SCHOOL),
    ],
)
def test_the_age_band_is_that_of_the_day(birth, day, band):
    assert age_band_on(birth, day) == band


@pytest.mark.parametrize(
    ("birth", "begins"),
    [
        (date(2020, 4, 1), date(2026, 4, 1)),
        (date(2020, 4, 2), date(2027, 4, 1)),
        (date(2020, 1, 15), date(2026, 4, 1)),
        (date(2020, 12, 31), date(2027, 4, 1)),
        (date(2020, 2, 29), date(2026, 4, 1)),
    ],
)
def test_a_child_born_on_the_first_of_april_enters_school_with_the_older_ones(birth, begins):
    assert school_begins_on(birth) == begins


@given(
    st.dates(date(1990, 1, 1), date(2060, 12, 31)), st.dates(date(1990, 1, 1), date(2060, 12, 31))
)
def test_every_birth_and_day_have_a_band(birth, day):
    assert age_band_on(birth, day) in AgeBand


@given(st.lists(st.integers(1, 30)), st.one_of(st.none(), st.integers(1, 30)))
def test_the_main_topic_stands_first_and_none_is_lost_or_doubled(topics, main):
    ordered = main_first(tuple(topics), main)
    assert set(ordered) == set(topics)
    assert len(ordered) == len(set(ordered))
    if main in topics:
        assert ordered[0] == main
    elif topics:
        assert ordered[0] == topics[0]
