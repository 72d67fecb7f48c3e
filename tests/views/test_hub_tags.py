"""The template tags for dates, in both languages."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation

from programs.kernel.templatetags import hub
from programs.registry.models import Child

DAY = date(2026, 4, 1)
INSTANT = datetime(2026, 3, 31, 15, 5, tzinfo=UTC)


def _shown(expression: str, value: Any, language: str = "ja") -> str:
    with translation.override(language):
        source = "{% load hub %}{{ value|" + expression + " }}"
        return Template(source).render(Context({"value": value, "day": DAY}))


@pytest.mark.parametrize(
    ("tag", "value", "japanese", "english"),
    [
        ("wareki", DAY, "令和8年4月1日", "1 April 2026"),
        ("wareki_full", DAY, "令和8年4月1日(水)", "Wed, 1 April 2026"),
        ("wareki_short", DAY, "R8.4.1", "2026-04-01"),
        ("wareki_month", DAY, "令和8年4月", "April 2026"),
        ("wareki_month", date(2019, 5, 1), "令和元年5月", "May 2019"),
        ("wareki_month", date(1989, 1, 1), "平成元年1月", "January 1989"),
        ("fiscal_year", 2026, "令和8年度", "FY2026"),
        ("fiscal_year", date(2026, 3, 31), "令和7年度", "FY2025"),
        ("fiscal_year", 2019, "平成31年度", "FY2019"),
        ("wareki_full", INSTANT, "令和8年4月1日(水)", "Wed, 1 April 2026"),
        ("clock_time", INSTANT, "0:05", "0:05"),
        ("wareki_time", INSTANT, "令和8年4月1日(水) 0:05", "Wed, 1 April 2026 0:05"),
    ],
)
def test_dates_in_both_languages(tag: str, value: Any, japanese: str, english: str) -> None:
    assert _shown(tag, value) == japanese
    assert _shown(tag, value, "en") == english


@pytest.mark.parametrize(
    "tag",
    [
        "wareki",
        "wareki_full",
        "wareki_short",
        "wareki_month",
        "fiscal_year",
        "clock_time",
        "wareki_time",
    ],
)
def test_nothing_is_shown_without_a_date(tag: str) -> None:
    assert _shown(tag, None) == ""
    assert _shown(tag, "") == ""


@pytest.mark.parametrize(
    ("birth", "words"),
    [
        (date(2026, 4, 1), "0か月"),
        (date(2025, 11, 1), "5か月"),
        (date(2025, 4, 1), "1歳"),
        (date(2023, 11, 1), "2歳5か月"),
        (date(2022, 11, 1), "3歳"),
        (date(1990, 1, 1), "36歳"),
        (date(2026, 4, 2), ""),
        (None, ""),
    ],
)
def test_ages_are_told_in_months_while_they_matter(birth: date | None, words: str) -> None:
    assert _shown("age:day", birth) == words


def test_names_with_ages_are_escaped_and_the_unborn_stand_without_one():
    children = [
        Child(name="<b>見本</b>", birth_on=date(2023, 4, 1)),
        Child(name="", due_on=date(2026, 7, 1)),
        Child(name="見本 次", birth_on=date(2026, 6, 1)),
    ]
    told = hub.with_ages(children, date(2026, 5, 1))
    assert told == (
        '&lt;b&gt;見本&lt;/b&gt; <span class="muted nowrap">3歳</span>、（出産予定）、見本 次'
    )
