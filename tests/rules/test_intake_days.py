"""Dates in every way they are written."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programs.kernel import fiscal
from programs.kernel.intake import NotUnderstood, parse_date

DAYS = st.dates(fiscal.ERAS[0].starts_on, date(2099, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "２０２６/４/１", "2026.4.1", "20260401", "２０２６０４０１", "R8.4.1", "r08/04/01", "Ｒ８．４．１",
        "令和８年４月１日", "令和8年4月1日(水)", "令和８年４月１日（水）", "令和8年4月1日水曜日", "2026-04-01",
        "2026ー4ー1", "2026−4‐1", "２０２６年４月１日", " 2026 4 1 ", "2026　４　１", "㋿8年4月1日", "R080401",
        "令和八年四月一日", "二〇二六年四月一日", "令8.4.1", "R.8.4.1", "西暦2026年4月1日", "2026、4、1",
        "令和 8 年 4 月 1 日", "2026/4/1㈬",
    ],
)  # fmt: skip
def test_many_ways_to_write_one_day(text: str) -> None:
    reading = parse_date(text)
    assert reading.value == date(2026, 4, 1)
    assert reading.words == "令和8年4月1日(水)"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("S64.1.7", date(1989, 1, 7)),
        ("平成元年1月8日", date(1989, 1, 8)),
        ("平成1年1月8日", date(1989, 1, 8)),
        ("H元.1.8", date(1989, 1, 8)),
        ("H31.4.30", date(2019, 4, 30)),
        ("令和元年五月一日", date(2019, 5, 1)),
        ("R2.2.29", date(2020, 2, 29)),
        ("大正15年12月24日", date(1926, 12, 24)),
        ("M45/7/29", date(1912, 7, 29)),
        ("令和八年十二月三十一日", date(2026, 12, 31)),
        ("令和十年十月二十日", date(2028, 10, 20)),
    ],
)
def test_eras_to_their_first_and_last_days(text: str, day: date) -> None:
    assert parse_date(text).value == day


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("S64.1.8", "date_era", "平成元年1月8日ではありませんか"),
        ("昭和99年4月1日", "date_era", "令和6年4月1日ではありませんか"),
        ("平成31年5月1日", "date_era", "令和元年5月1日ではありませんか"),
        ("平成元年1月7日", "date_era", "昭和64年1月7日ではありませんか"),
        ("令和元年4月30日", "date_era", "平成31年4月30日ではありませんか"),
        ("令和0年4月1日", "date_era", "令和0年4月1日という日はありません"),
        ("明治元年1月1日", "date_era", "ではありませんか"),
        ("令和8年2月30日", "date_day", "令和8年2月30日という日はありません。2月は28日までです"),
        ("R7.2.29", "date_day", "2月は28日までです"),
        ("2026/4/31", "date_day", "4月は30日までです"),
        ("2026/4/0", "date_day", "という日はありません"),
        ("2026/13/1", "date_month", "13月という月はありません"),
        ("20261301", "date_month", "13月"),
        ("4/1", "date_no_year", "年も入力してください"),
        ("４月１日", "date_no_year", "年も入力してください"),
        ("8/4/1", "date_short_year", "元号をつけて"),
        ("26.4.1", "date_short_year", "西暦4けた"),
        ("平成元年", "date_incomplete", "月と日も"),
        ("H31", "date_incomplete", "月と日も"),
        ("2026", "date_incomplete", "月と日も"),
        ("2026年4月", "date_incomplete", "月と日も"),
        ("令和8年4月1日(木)", "date_weekday", "令和8年4月1日(水)です"),
        ("1026/4/1", "date_range", "1868年から"),
        ("0000/1/1", "date_range", "1868年から"),
        ("9999/12/31", "date_range", "2099年まで"),
        ("", "date_unreadable", "読み取れませんでした"),
        ("あした", "date_unreadable", "読み取れませんでした"),
        ("令和八十十年四月一日", "date_unreadable", "読み取れませんでした"),
        ("2026/4/1 2026/4/2", "date_unreadable", "読み取れませんでした"),
        ("1" * 10_000, "date_unreadable", "読み取れませんでした"),
    ],
)
def test_a_refused_date_says_why(text: str, code: str, told: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        parse_date(text)
    assert refused.value.code == code
    assert told in str(refused.value)


def test_every_day_of_every_era_reads_back_as_it_is_written() -> None:
    day = fiscal.ERAS[0].starts_on
    while day < date(2060, 1, 1):
        assert parse_date(fiscal.wareki(day)).value == day
        day += timedelta(days=1)


@settings(max_examples=500)
@given(DAYS)
def test_all_forms_of_a_day_read_back_as_that_day(day: date) -> None:
    wide = str.maketrans("0123456789/", "０１２３４５６７８９／")
    for text in (
        fiscal.wareki_full(day),
        day.isoformat(),
        f"{day:%Y%m%d}",
        fiscal.wareki_short(day),
        f"{day.year}/{day.month}/{day.day}".translate(wide),
    ):
        assert parse_date(text).value == day


@settings(max_examples=1500)
@given(st.text(max_size=50))
def test_any_text_is_read_or_refused_with_words(text: str) -> None:
    _read_or_refused(text)


@settings(max_examples=1500)
@given(st.text(alphabet="0123456789/.-年月日元令和平成昭RHSMT十〇一二三水(曜) 　ー", max_size=20))
def test_texts_that_nearly_are_dates_are_read_or_refused_with_words(text: str) -> None:
    _read_or_refused(text)


def _read_or_refused(text: str) -> None:
    try:
        reading = parse_date(text)
    except NotUnderstood as refused:
        words = str(refused)
    else:
        words = reading.words
        assert parse_date(words).value == reading.value
    assert words
