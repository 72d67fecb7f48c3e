"""Fiscal years and Japanese eras (和暦), as plain functions on dates.

A fiscal year (年度) is the integer of the year of its April: 2026 runs from
1 April 2026 to 31 March 2027.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WEEKDAYS = "月火水木金土日"
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Era:
    """One era: its name, the letter used for it on forms, and its first day."""

    name: str
    letter: str
    starts_on: date


# Oldest first. A new era is one more line; its first day is the day the cabinet order takes effect.
# Meiji days before 1873 are given in today's calendar.
ERAS: tuple[Era, ...] = (
    Era("明治", "M", date(1868, 1, 25)),
    Era("大正", "T", date(1912, 7, 30)),
    Era("昭和", "S", date(1926, 12, 25)),
    Era("平成", "H", date(1989, 1, 8)),
    Era("令和", "R", date(2019, 5, 1)),
)


def era_of(day: date, eras: Sequence[Era] = ERAS) -> Era:
    """The era of a day. Raises ValueError for a day before the first era of the table."""
    for era in reversed(eras):
        if era.starts_on <= day:
            return era
    raise ValueError(f"no era on {day.isoformat()}")


def last_day_of_era(era: Era, eras: Sequence[Era] = ERAS) -> date | None:
    """The day before the next era begins; None for the present era."""
    later = [other.starts_on for other in eras if other.starts_on > era.starts_on]
    return min(later) - timedelta(days=1) if later else None


def era_year(day: date, eras: Sequence[Era] = ERAS) -> tuple[Era, int]:
    """The era of a day and the year in it, counted from 1. Raises ValueError before the table."""
    era = era_of(day, eras)
    return era, day.year - era.starts_on.year + 1


def year_words(era: Era, year: int) -> str:
    """令和8年; the first year of an era is 元年."""
    return f"{era.name}{'元' if year == 1 else year}年"


def wareki(day: date, eras: Sequence[Era] = ERAS) -> str:
    """令和8年4月1日. A day older than the table of eras is written with its western year."""
    if day < eras[0].starts_on:
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{year_words(*era_year(day, eras))}{day.month}月{day.day}日"


def wareki_full(day: date) -> str:
    """令和8年4月1日(水)."""
    return f"{wareki(day)}({WEEKDAYS[day.weekday()]})"


def wareki_short(day: date) -> str:
    """R8.4.1. A day older than the table of eras is written with its western year."""
    if day < ERAS[0].starts_on:
        return f"{day.year}.{day.month}.{day.day}"
    era, year = era_year(day)
    return f"{era.letter}{year}.{day.month}.{day.day}"


def date_en(day: date) -> str:
    """1 April 2026."""
    return f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year}"


def date_full_en(day: date) -> str:
    """Wed, 1 April 2026."""
    return f"{_WEEKDAYS_EN[day.weekday()]}, {date_en(day)}"


def month_en(day: date) -> str:
    """April 2026."""
    return f"{_MONTHS_EN[day.month - 1]} {day.year}"


def year_of(day: date) -> int:
    """The fiscal year a day belongs to."""
    return day.year if day.month >= 4 else day.year - 1


def first_day(fy: int) -> date:
    """1 April of the fiscal year."""
    return date(fy, 4, 1)


def last_day(fy: int) -> date:
    """31 March that ends the fiscal year."""
    return date(fy + 1, 3, 31)


def months(fy: int) -> tuple[date, ...]:
    """The first days of the twelve months, April first."""
    return tuple(date(fy + (month > 12), (month - 1) % 12 + 1, 1) for month in range(4, 16))


def month_end(day: date) -> date:
    """The last day of the month a day is in."""
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return following - timedelta(days=1)


def label(fy: int) -> str:
    """令和8年度, by the era of 1 April: 2019 is 平成31年度.

    Some documents of that year say 令和元年度; a document keeps its own wording where it differs.
    """
    return f"{year_words(*era_year(first_day(fy)))}度"


def label_en(fy: int) -> str:
    """FY2026."""
    return f"FY{fy}"


def term_year(fy: int, start_fy: int) -> int:
    """Which year of a term beginning in `start_fy` this is, from 1. Raises ValueError before it."""
    if fy < start_fy:
        raise ValueError(f"fiscal year {fy} lies before the term of {start_fy}")
    return fy - start_fy + 1
