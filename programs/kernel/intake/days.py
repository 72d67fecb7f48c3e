"""Reading a date: western or era, full-width or narrow, with signs or without."""

import calendar
import re
from datetime import date

from django.utils.translation import gettext_lazy as _

from programs.kernel import fiscal, localdates
from programs.kernel.intake.reading import NotUnderstood, Reading, tight

EARLIEST = fiscal.ERAS[0].starts_on
LATEST = date(2099, 12, 31)

_LONGEST = 40
_KANJI_DIGITS = {mark: str(value) for value, mark in enumerate("〇一二三四五六七八九")}
_SIGN = r"[/.,、。\-]"
_MONTH_DAY = rf"(?P<month>[0-9]{{1,2}})(?:月|{_SIGN})(?P<day>[0-9]{{1,2}})日?"
_ERA_NAMES = {
    word: era for era in fiscal.ERAS for word in (era.name, era.name[0], era.letter.lower())
}
_ERA = "(?P<era>" + "|".join(sorted(_ERA_NAMES, key=len, reverse=True)) + ")"
_WESTERN = re.compile(
    rf"(?:西暦)?(?P<year>[0-9]{{4}})(?:(?:年|{_SIGN}){_MONTH_DAY}|(?P<m2>[0-9]{{2}})(?P<d2>[0-9]{{2}}))"
)
_IN_ERA = re.compile(
    rf"{_ERA}{_SIGN}?(?:(?P<year>[0-9]{{1,2}}|元)(?:年|{_SIGN}){_MONTH_DAY}"
    r"|(?P<y2>[0-9]{2})(?P<m2>[0-9]{2})(?P<d2>[0-9]{2}))"
)
_WEEKDAY = re.compile(
    rf"\((?P<a>[{fiscal.WEEKDAYS}])(?:曜日?)?\)$|(?<=日)(?P<b>[{fiscal.WEEKDAYS}])曜日?$"
)
_NO_YEAR = re.compile(_MONTH_DAY)
_SHORT_YEAR = re.compile(rf"[0-9]{{1,2}}(?:年|{_SIGN}){_MONTH_DAY}")
_YEAR_ONLY = re.compile(
    rf"(?:{_ERA}(?:[0-9]{{1,2}}|元)|[0-9]{{4}})(?:(?:年|{_SIGN})(?:[0-9]{{1,2}}月?)?)?"
)


def parse_date(text: str) -> Reading[date]:
    """A day between 1868 and 2099 in any of the ways it is written here.

    ２０２６/４/１, 2026.4.1, 20260401, R8.4.1, r080401, 令和８年４月１日(水), 平成元年一月八日.
    The bounds of the eras and a weekday, where given, are checked. Raises NotUnderstood.
    """
    words, weekday = _without_weekday(_fold(text))
    day = _western(words) or _in_era(words)
    if day is None:
        raise _why_not(words)
    if not EARLIEST <= day <= LATEST:
        raise NotUnderstood("date_range", _("1868年から2099年までの日付を入力してください。"))
    if weekday and fiscal.WEEKDAYS[day.weekday()] != weekday:
        message = _("曜日が合いません。%(day)sです。日付か曜日をご確認ください。")
        raise NotUnderstood("date_weekday", message, day=localdates.day_full(day))
    return Reading(day, localdates.day_full(day))


def _fold(text: str) -> str:
    if len(text) > _LONGEST:
        raise _unreadable()
    spaced = re.sub(r"(?<=[0-9０-９])\s+(?=[0-9０-９])", "/", text.strip())
    return re.sub("[〇一二三四五六七八九十]+", _arabic, tight(spaced).lower())


def _arabic(found: re.Match[str]) -> str:
    """三十一 or 三一 as 31; a run that is no number stays as it is."""
    run = found.group()
    if "十" not in run:
        return "".join(_KANJI_DIGITS[mark] for mark in run)
    tens, _ten, ones = run.partition("十")
    if len(tens) > 1 or len(ones) > 1 or ones == "十":
        return run
    return _KANJI_DIGITS.get(tens, "1") + _KANJI_DIGITS.get(ones, "0")


def _without_weekday(words: str) -> tuple[str, str]:
    found = _WEEKDAY.search(words)
    if not found:
        return words, ""
    return words[: found.start()], found["a"] or found["b"]


def _western(words: str) -> date | None:
    found = _WESTERN.fullmatch(words)
    if not found:
        return None
    month, day = int(found["month"] or found["m2"]), int(found["day"] or found["d2"])
    return _existing(int(found["year"]), month, day, f"{int(found['year'])}年")


def _in_era(words: str) -> date | None:
    found = _IN_ERA.fullmatch(words)
    if not found:
        return None
    era = _ERA_NAMES[found["era"]]
    typed = found["year"] or found["y2"]
    year = 1 if typed == "元" else int(typed)
    month, day = int(found["month"] or found["m2"]), int(found["day"] or found["d2"])
    spoken = fiscal.year_words(era, year)
    meant = _existing(era.starts_on.year + year - 1, month, day, spoken)
    if meant < EARLIEST or fiscal.era_of(meant) != era:
        message = _("%(typed)sという日はありません。%(day)sではありませんか。")
        typed_day = f"{spoken}{month}月{day}日"
        raise NotUnderstood("date_era", message, typed=typed_day, day=localdates.day(meant))
    return meant


def _existing(year: int, month: int, day: int, spoken: str) -> date:
    """The day of the calendar, or a refusal that says how long the month is."""
    if not 1 <= month <= 12:
        message = _("%(month)s月という月はありません。月は1から12までです。")
        raise NotUnderstood("date_month", message, month=month)
    if not 1 <= year <= 9999:
        raise NotUnderstood("date_range", _("1868年から2099年までの日付を入力してください。"))
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        message = _("%(typed)sという日はありません。%(month)s月は%(last)s日までです。")
        typed = f"{spoken}{month}月{day}日"
        raise NotUnderstood("date_day", message, typed=typed, month=month, last=last)
    return date(year, month, day)


def _why_not(words: str) -> NotUnderstood:
    if _NO_YEAR.fullmatch(words):
        return NotUnderstood("date_no_year", _("年も入力してください。例: 令和8年4月1日、2026/4/1"))
    if _SHORT_YEAR.fullmatch(words):
        message = _("年は西暦4けたか、令和8年・R8のように元号をつけて入力してください。")
        return NotUnderstood("date_short_year", message)
    if _YEAR_ONLY.fullmatch(words):
        message = _("月と日も入力してください。例: 令和8年4月1日、2026/4/1")
        return NotUnderstood("date_incomplete", message)
    return _unreadable()


def _unreadable() -> NotUnderstood:
    message = _(
        "日付として読み取れませんでした。令和8年4月1日、R8.4.1、2026/4/1 のように入力してください。"
    )
    return NotUnderstood("date_unreadable", message)
