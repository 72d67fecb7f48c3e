"""Dates and fiscal years in the language of the screen: eras in Japanese, plain dates in English."""

from datetime import date
from functools import lru_cache

from django.utils import translation

from programs.kernel import fiscal


def in_english() -> bool:
    """Whether the screen being made is an English one."""
    return (translation.get_language() or "ja").startswith("en")


def day(value: date) -> str:
    """令和8年4月1日, or 1 April 2026."""
    return _day(value, in_english())


@lru_cache(maxsize=4096)
def _day(value: date, english: bool) -> str:
    """The words of a day; kept, because lists show the same days again and again."""
    return fiscal.date_en(value) if english else fiscal.wareki(value)


def day_full(value: date) -> str:
    """令和8年4月1日(水), or Wed, 1 April 2026."""
    return fiscal.date_full_en(value) if in_english() else fiscal.wareki_full(value)


def day_short(value: date) -> str:
    """R8.4.1, or 2026-04-01."""
    return value.isoformat() if in_english() else fiscal.wareki_short(value)


def month(value: date) -> str:
    """令和8年4月, or April 2026."""
    if in_english():
        return fiscal.month_en(value)
    return f"{fiscal.year_words(*fiscal.era_year(fiscal.month_end(value)))}{value.month}月"


def fiscal_year(fy: int) -> str:
    """令和8年度, or FY2026."""
    return fiscal.label_en(fy) if in_english() else fiscal.label(fy)
