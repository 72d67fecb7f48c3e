"""Ages by the calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.kernel.ages import age_on, months_old

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("birth", "day", "years"),
    [
        (date(2023, 4, 1), date(2023, 4, 1), 0),
        (date(2023, 4, 1), date(2024, 3, 31), 0),
        (date(2023, 4, 1), date(2024, 4, 1), 1),
        (date(2020, 4, 2), date(2026, 4, 1), 5),
        (date(2020, 2, 29), date(2021, 2, 28), 0),
        (date(2020, 2, 29), date(2021, 3, 1), 1),
        (date(2020, 2, 29), date(2024, 2, 28), 3),
        (date(2020, 2, 29), date(2024, 2, 29), 4),
        (date(2023, 12, 31), date(2024, 1, 1), 0),
        (date(1990, 6, 15), date(2026, 6, 15), 36),
    ],
)
def test_the_age_changes_on_the_birthday(birth: date, day: date, years: int) -> None:
    assert age_on(birth, day) == years


@pytest.mark.parametrize(
    ("birth", "day", "months"),
    [
        (date(2026, 1, 15), date(2026, 2, 14), 0),
        (date(2026, 1, 15), date(2026, 2, 15), 1),
        (date(2026, 1, 31), date(2026, 2, 28), 0),
        (date(2026, 1, 31), date(2026, 3, 1), 1),
        (date(2025, 12, 1), date(2026, 1, 1), 1),
        (date(2020, 2, 29), date(2021, 3, 1), 12),
    ],
)
def test_months_are_completed_months(birth: date, day: date, months: int) -> None:
    assert months_old(birth, day) == months


@given(DAYS, DAYS)
def test_nobody_has_an_age_before_the_birth(birth: date, day: date) -> None:
    if day < birth:
        with pytest.raises(ValueError, match="not born"):
            age_on(birth, day)
    else:
        assert age_on(birth, day) >= 0


@given(DAYS, DAYS)
def test_nobody_grows_younger(birth: date, day: date) -> None:
    if birth <= day:
        assert 0 <= age_on(birth, day + timedelta(days=1)) - age_on(birth, day) <= 1
        assert 0 <= months_old(birth, day + timedelta(days=1)) - months_old(birth, day) <= 1


@given(DAYS, st.integers(0, 100))
def test_every_birthday_completes_a_year(birth: date, years: int) -> None:
    leap_day = (birth.month, birth.day) == (2, 29)
    birthday = (
        date(birth.year + years, 3, 1) if leap_day else birth.replace(year=birth.year + years)
    )
    assert age_on(birth, birthday) == years
    if years and not leap_day:
        assert age_on(birth, birthday - timedelta(days=1)) == years - 1
