"""Fiscal years and eras."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.kernel import fiscal

ERA_DAYS = st.dates(fiscal.ERAS[0].starts_on, date(2199, 12, 31))
YEARS = st.integers(1900, 2190)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(1868, 1, 25), "明治元年1月25日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2020, 1, 1), "令和2年1月1日"),
        (date(2026, 4, 1), "令和8年4月1日"),
    ],
)
def test_a_day_is_written_in_its_era(day: date, words: str) -> None:
    assert fiscal.wareki(day) == words


def test_the_longer_and_shorter_forms() -> None:
    day = date(2026, 4, 1)
    assert fiscal.wareki_full(day) == "令和8年4月1日(水)"
    assert fiscal.wareki_short(day) == "R8.4.1"
    assert fiscal.date_en(day) == "1 April 2026"
    assert fiscal.date_full_en(day) == "Wed, 1 April 2026"
    assert fiscal.month_en(day) == "April 2026"


def test_a_day_before_the_table_keeps_its_western_year() -> None:
    before = date(1868, 1, 24)
    assert fiscal.wareki(before) == "1868年1月24日"
    assert fiscal.wareki_short(before) == "1868.1.24"
    with pytest.raises(ValueError, match="no era"):
        fiscal.era_of(before)


def test_a_new_era_is_one_more_line_of_the_table() -> None:
    coming = fiscal.Era("新元", "N", date(2050, 5, 1))
    eras = (*fiscal.ERAS, coming)
    assert fiscal.wareki(date(2050, 4, 30), eras) == "令和32年4月30日"
    assert fiscal.wareki(date(2050, 5, 1), eras) == "新元元年5月1日"
    assert fiscal.last_day_of_era(fiscal.ERAS[-1], eras) == date(2050, 4, 30)
    assert fiscal.last_day_of_era(fiscal.ERAS[-1]) is None


@given(ERA_DAYS)
def test_the_eras_leave_no_gap_and_years_count_from_one(day: date) -> None:
    era, year = fiscal.era_year(day)
    assert year >= 1
    assert era.starts_on.year + year - 1 == day.year
    last = fiscal.last_day_of_era(era)
    assert era.starts_on <= day
    assert last is None or day <= last


@pytest.mark.parametrize(
    ("fy", "words"),
    [
        (1988, "昭和63年度"),
        (1989, "平成元年度"),
        (2018, "平成30年度"),
        (2019, "平成31年度"),
        (2020, "令和2年度"),
        (2026, "令和8年度"),
    ],
)
def test_a_fiscal_year_is_named_by_the_era_of_its_first_of_april(fy: int, words: str) -> None:
    assert fiscal.label(fy) == words
    assert fiscal.label_en(fy) == f"FY{fy}"


@given(YEARS)
def test_a_fiscal_year_runs_from_april_to_march(fy: int) -> None:
    first, last = fiscal.first_day(fy), fiscal.last_day(fy)
    assert fiscal.year_of(first) == fiscal.year_of(last) == fy
    assert fiscal.year_of(first - timedelta(days=1)) == fy - 1
    assert last + timedelta(days=1) == fiscal.first_day(fy + 1)


@given(YEARS)
def test_the_twelve_months_cover_the_fiscal_year(fy: int) -> None:
    months = fiscal.months(fy)
    assert len(months) == 12
    assert months[0] == fiscal.first_day(fy)
    assert fiscal.month_end(months[-1]) == fiscal.last_day(fy)
    for month, following in pairwise(months):
        assert fiscal.month_end(month) + timedelta(days=1) == following


def test_a_term_counts_its_years_from_one() -> None:
    assert [fiscal.term_year(fy, 2024) for fy in range(2024, 2029)] == [1, 2, 3, 4, 5]
    with pytest.raises(ValueError, match="before the term"):
        fiscal.term_year(2023, 2024)
