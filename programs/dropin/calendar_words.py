"""How the calendar speaks: opening hours, reasons, rules and holidays in words."""

from datetime import time
from typing import Any

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from programs.dropin.calendar_days import Moment, Span
from programs.dropin.calendar_rules import WEEKLY, Opening, Rule
from programs.dropin.choices import Falls, RuleKind
from programs.kernel import localdates

# Names that jpholiday gives; a hub's own ones are shown as typed.
HOLIDAYS = (
    gettext_noop("元日"),
    gettext_noop("成人の日"),
    gettext_noop("建国記念の日"),
    gettext_noop("天皇誕生日"),
    gettext_noop("春分の日"),
    gettext_noop("昭和の日"),
    gettext_noop("憲法記念日"),
    gettext_noop("みどりの日"),
    gettext_noop("こどもの日"),
    gettext_noop("海の日"),
    gettext_noop("山の日"),
    gettext_noop("敬老の日"),
    gettext_noop("秋分の日"),
    gettext_noop("スポーツの日"),
    gettext_noop("文化の日"),
    gettext_noop("勤労感謝の日"),
    gettext_noop("国民の休日"),
)
ORDINALS = {
    1: gettext_noop("第1"),
    2: gettext_noop("第2"),
    3: gettext_noop("第3"),
    4: gettext_noop("第4"),
    5: gettext_noop("第5"),
}
_SUBSTITUTE = " " + gettext_noop("振替休日")  # after the name of the holiday


def holiday(name: str) -> str:
    """The name of a holiday in the language of the screen; a hub's own one as it was typed."""
    base = name.removesuffix(_SUBSTITUTE)
    known = _(base) if base in HOLIDAYS else base
    if base == name:
        return known
    return _("%(holiday)sの振替休日") % {"holiday": known}


def clock(at: time | None) -> str:
    """10:00; empty without a time."""
    return "" if at is None else f"{at.hour}:{at.minute:02}"


def hours(found: Opening) -> str:
    """10:00〜16:00; empty on a closed day."""
    if not found.open:
        return ""
    return _("%(first)s〜%(last)s") % {
        "first": clock(found.opens_at),
        "last": clock(found.closes_at),
    }


def reason(found: Opening) -> str:
    """Why a day is closed or changed, as everybody may read it."""
    if found.source == WEEKLY:
        return "" if found.open else _("定休日")
    if found.reason:
        return found.reason
    if found.source == RuleKind.HOLIDAY:
        return holiday(found.holiday)
    if found.source == RuleKind.NEXT_WEEKDAY:
        return _("%(holiday)sの次の平日") % {"holiday": holiday(found.holiday)}
    return {RuleKind.YEARLY: _("年末年始など"), RuleKind.WEEKS: _("定休日")}.get(
        RuleKind(found.source), ""
    )


def today_line(found: Opening) -> str:
    """The line at the desk: closed and why, or hours that differ; empty on an ordinary day."""
    values = {"reason": reason(found), "hours": hours(found)}
    if not found.open:
        return _("本日は休館日です（%(reason)s）") % values
    if found.source == WEEKLY:
        return ""
    return _("本日の開館時間は%(hours)sです（%(reason)s）") % values


def now_line(at: Moment) -> str:
    """The sentence on top of the public page: open now and until when, or when it opens."""
    if at.open_now:
        return _("いま開いています。今日は%(last)sまでです。") % {"last": clock(at.today.closes_at)}
    if at.today.open and at.coming is at.today:
        return _("今日は%(first)sに開きます。") % {"first": clock(at.today.opens_at)}
    if at.today.open:
        return _("今日の開館は終わりました。")
    return _("今日はお休みです（%(reason)s）。") % {"reason": reason(at.today)}


def coming_line(at: Moment) -> str:
    """When it opens next; empty while it is open, or still opens today."""
    if at.open_now or at.coming is None or at.coming is at.today:
        return ""
    values = {"day": localdates.day_full(at.coming.day), "hours": hours(at.coming)}
    return _("次に開くのは%(day)s、%(hours)sです。") % values


def span_days(span: Span) -> str:
    """令和8年12月29日(火)〜令和9年1月3日(日), or the one day."""
    first = localdates.day_full(span.first)
    if span.first == span.last:
        return first
    return _("%(first)s〜%(last)s") % {"first": first, "last": localdates.day_full(span.last)}


def span_what(span: Span) -> str:
    """休館（…）, or 10:00〜12:00（…）."""
    found = span.opening
    values = {"hours": hours(found) or _("休館"), "reason": reason(found)}
    return _("%(hours)s（%(reason)s）") % values if values["reason"] else values["hours"]


def weekday(number: int) -> str:
    """月曜日."""
    return str(WEEKDAYS[number])


def month_day(month: int, day: int) -> str:
    """12月29日."""
    return _("%(month)s%(day)s日") % {"month": MONTHS[month], "day": day}


def rule(one: Rule) -> str:
    """What a rule does, in one sentence."""
    return _RULES[RuleKind(one.kind)](one)


def _weeks(one: Rule) -> str:
    numbers = pgettext("between weeks of a month", "・").join(
        _(ORDINALS[number]) for number in one.weeks
    )
    values = {"weeks": numbers, "weekday": weekday(one.weekday or 0)}
    return _("%(weeks)s%(weekday)sは休館") % values


def _next_weekday(one: Rule) -> str:
    if one.weekday is not None:
        day = weekday(one.weekday)
        text = {
            Falls.ANY: _("祝日が%(day)sに当たるときは、次の平日も休館"),
            Falls.OPEN: _("祝日が開館する%(day)sに当たるときは、次の平日も休館"),
            Falls.CLOSED: _("祝日が休館の%(day)sに当たるときは、次の平日も休館"),
        }[Falls(one.falls)]
        return text % {"day": day}
    return {
        Falls.ANY: _("祝日の次の平日も休館"),
        Falls.OPEN: _("祝日がふだん開館している曜日に当たるときは、次の平日も休館"),
        Falls.CLOSED: _("祝日がふだん休館の曜日に当たるときは、次の平日も休館"),
    }[Falls(one.falls)]


def _yearly(one: Rule) -> str:
    first, last = one.first or (1, 1), one.last or (1, 1)
    values = {"first": month_day(*first), "last": month_day(*last), "reason": one.reason}
    text = _("毎年%(first)s〜%(last)sは休館") % values
    return _("%(text)s（%(reason)s）") % {"text": text, **values} if one.reason else text


def _day(one: Rule) -> str:
    what: Any = _("休館")
    if one.hours:
        what = _("%(first)s〜%(last)s") % {
            "first": clock(one.hours[0]),
            "last": clock(one.hours[1]),
        }
    values = {"day": localdates.day_full(one.from_on), "what": what, "reason": one.reason}
    return _("%(day)sは%(what)s（%(reason)s）") % values


def _closure(one: Rule) -> str:
    first = localdates.day_full(one.from_on)
    values = {"first": first, "last": "", "reason": one.reason}
    if one.to_on is None:
        return _("%(first)sから当面の間は休館（%(reason)s）") % values
    if one.to_on == one.from_on:
        return _("%(first)sは休館（%(reason)s）") % values
    values["last"] = localdates.day_full(one.to_on)
    return _("%(first)s〜%(last)sは休館（%(reason)s）") % values


def _mark(one: Rule) -> str:
    values = {"day": localdates.day_full(one.from_on), "name": one.reason}
    if one.kind == RuleKind.HOLIDAY_OFF:
        return _("%(day)sは祝日として扱わない") % values
    return _("%(day)sは祝日（%(name)s）") % values


_RULES: dict[RuleKind, Any] = {
    RuleKind.CLOSURE: _closure,
    RuleKind.DAY: _day,
    RuleKind.YEARLY: _yearly,
    RuleKind.HOLIDAY: lambda one: _("祝日は休館"),
    RuleKind.NEXT_WEEKDAY: _next_weekday,
    RuleKind.WEEKS: _weeks,
    RuleKind.HOLIDAY_ADDED: _mark,
    RuleKind.HOLIDAY_OFF: _mark,
}
