"""`{% load hub %}`: dates, fiscal years, times and ages in the language of the screen."""

from collections.abc import Iterable
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, ngettext, npgettext_lazy
from django.utils.translation import gettext as _

from programs.kernel import ages, clock, localdates
from programs.kernel import fiscal as fiscal_years

register = template.Library()
# What stands after a number: English has one form for 1 and another for the rest.
UNITS = (
    npgettext_lazy("after a number", "人", "人", "count"),
    npgettext_lazy("after a number", "組", "組", "count"),
    npgettext_lazy("after a number", "件", "件", "count"),
    npgettext_lazy("after a number", "日", "日", "count"),
    npgettext_lazy("after a number", "団体", "団体", "count"),
)


def _day(value: Any) -> date | None:
    """The day in Tokyo of a date or an aware instant; None for anything else."""
    if isinstance(value, datetime):
        return clock.tokyo(value).date()
    return value if isinstance(value, date) else None


@register.filter
def wareki(value: Any) -> str:
    """令和8年4月1日, or 1 April 2026; empty without a date."""
    day = _day(value)
    return localdates.day(day) if day else ""


@register.filter
def wareki_full(value: Any) -> str:
    """令和8年4月1日(水), or Wed, 1 April 2026; empty without a date."""
    day = _day(value)
    return localdates.day_full(day) if day else ""


@register.filter
def wareki_short(value: Any) -> str:
    """R8.4.1, or 2026-04-01; empty without a date."""
    day = _day(value)
    return localdates.day_short(day) if day else ""


@register.filter
def wareki_month(value: Any) -> str:
    """令和8年4月, or April 2026; empty without a date."""
    day = _day(value)
    return localdates.month(day) if day else ""


@register.filter
def fiscal_year(value: Any) -> str:
    """令和8年度, or FY2026, of a fiscal year's integer or of a day; empty for anything else."""
    day = _day(value)
    if day:
        return localdates.fiscal_year(fiscal_years.year_of(day))
    return localdates.fiscal_year(value) if isinstance(value, int) else ""


@register.filter
def clock_time(value: Any) -> str:
    """The Tokyo time of an instant, or a time of day, as 9:05; empty without one."""
    if not isinstance(value, datetime | time):
        return ""
    local = clock.tokyo(value) if isinstance(value, datetime) else value
    return f"{local.hour}:{local.minute:02}"


@register.filter
def wareki_time(value: Any) -> str:
    """令和8年4月1日(水) 9:05; empty without an instant."""
    return f"{wareki_full(value)} {clock_time(value)}".strip()


@register.filter
def age(birth: Any, day: Any) -> str:
    """3歳, below three years 2歳5か月, below one year 5か月; empty before the birth or without one."""
    born, at = _day(birth), _day(day)
    if not born or not at or at < born:
        return ""
    return _spoken_age(get_language(), ages.months_old(born, at))


@register.filter
def with_ages(people: Iterable[Any], day: Any) -> str:
    """Names of children with their ages on a day: 見本 花子 3歳、…; without an age before birth."""
    at, language = _day(day), get_language()
    words = []
    for one in people:
        word: str = escape(str(one))
        if at and one.birth_on and one.birth_on <= at:
            spoken = _spoken_age(language, ages.months_old(one.birth_on, at))
            word = f'{word} <span class="muted nowrap">{escape(spoken)}</span>'
        words.append(word)
    return mark_safe(escape(_("、")).join(words))  # each part is escaped above


@lru_cache(maxsize=1024)
def _spoken_age(language: str | None, months_old: int) -> str:
    """The words of an age; kept, because a list asks for the same few again and again."""
    years, months = divmod(months_old, 12)
    spoken_years = ngettext("%(count)s歳", "%(count)s歳", years) % {"count": years}
    spoken_months = ngettext("%(count)sか月", "%(count)sか月", months) % {"count": months}
    if years >= 3 or (years and not months):
        return spoken_years
    if not years:
        return spoken_months
    return _("%(years)s%(months)s") % {"years": spoken_years, "months": spoken_months}


@register.filter
def amount(value: Any) -> str:
    """1,234 of an integer; a number with decimals keeps them; anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return f"{value:,}"


@register.filter
def unit_for(unit: Any, number: Any) -> str:
    """人 after a number: 人 in Japanese, " person" after 1 and " people" else in English."""
    words = str(unit)
    if not words:
        return ""
    known = next((forms for forms in UNITS if forms % {"count": 2} == words), None)
    if known is not None and isinstance(number, int):
        words = known % {"count": number}
    return f" {words}" if localdates.in_english() else words


@register.filter
def counted(number: Any, unit: Any) -> str:
    """1,234人 of a number and its unit, in English 1,234 people."""
    return amount(number) + unit_for(unit, number)


@register.filter
def listed(values: Any) -> str:
    """見本、花子 of several, in English with commas."""
    return _("、").join(str(value) for value in values)


@register.filter
def either(values: Any) -> str:
    """運営法人または区 of several, in English with "or"."""
    words = [str(value) for value in values]
    while len(words) > 1:
        last = words.pop()
        words[-1] = _("%(first)sまたは%(second)s") % {"first": words[-1], "second": last}
    return words[0] if words else ""


@register.simple_tag
@lru_cache(maxsize=128)
def icon(name: str) -> str:
    """A decorative picture: the id of a symbol in static/icons.svg. Kept, a page has dozens."""
    return format_html(
        '<svg class="icon icon-{0}" aria-hidden="true" focusable="false">'
        '<use href="{1}#{0}"></use></svg>',
        name,
        static("icons.svg"),
    )
