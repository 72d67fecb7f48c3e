"""Days and times: three boxes for a date, or one box."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.kernel import clock, fiscal, localdates
from programs.kernel.forms.fields import Understanding
from programs.kernel.intake import NotUnderstood, Reading, parse_date, parse_time

PARTS = ("year", "month", "day")
_UNITS = {
    "year": pgettext_lazy("box of a date", "年"),
    "month": pgettext_lazy("box of a date", "月"),
    "day": pgettext_lazy("box of a date", "日"),
}


def _year_text(day: date) -> str:
    if localdates.in_english() or day < fiscal.ERAS[0].starts_on:
        return str(day.year)
    return fiscal.year_words(*fiscal.era_year(day)).removesuffix("年")


class DateBoxes(forms.MultiWidget):
    """Boxes for 年, 月 and 日 with a button for today; the first also takes a whole date.

    `birthday` offers the browser's own birth date and leaves the button out. Data sent under the
    bare name of the field is read as a whole date.
    """

    template_name = "kernel/widgets/date_boxes.html"
    use_fieldset = True

    def __init__(self, *, birthday: bool = False, today_button: bool | None = None) -> None:
        self.today: date | None = None
        self.today_button = not birthday if today_button is None else today_button
        super().__init__({part: _box(part, birthday=birthday) for part in PARTS})

    def decompress(self, value: Any) -> list[str]:
        if isinstance(value, date):
            return [_year_text(value), str(value.month), str(value.day)]
        return [str(value or ""), "", ""]

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        boxes = [str(data.get(f"{name}_{part}") or "") for part in PARTS]
        return boxes if any(boxes) else [str(data.get(name) or ""), "", ""]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data and super().value_omitted_from_data(data, files, name)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        widget["invalid"] = "aria-invalid" in widget["attrs"]
        for part, box in zip(PARTS, widget["subwidgets"], strict=True):
            box["unit"] = _UNITS[part]
        if self.today_button:
            widget["today"] = self.decompress(self.today or clock.today())
        return context


def _box(part: str, *, birthday: bool) -> forms.TextInput:
    attrs = {
        "class": f"date-box date-box-{part}",
        "size": "6" if part == "year" else "3",
        "autocomplete": f"bday-{part}" if birthday else "off",
        "data-date-part": part,
    }
    if part != "year":
        attrs["inputmode"] = "numeric"
    return forms.TextInput(attrs)


class DayLimits(Understanding):
    """A day not before `earliest` and not after `latest`.

    `no_past` sets `earliest`, and `no_future` sets `latest`, to the form's day.
    """

    value_type = date
    default_error_messages: ClassVar[dict[str, Any]] = {
        "earliest": _("%(day)sより前の日付は入力できません。"),
        "latest": _("%(day)sより後の日付は入力できません。"),
        "future": _("今日（%(day)s）より後の日付は入力できません。"),
    }

    def __init__(
        self,
        *,
        earliest: date | None = None,
        latest: date | None = None,
        no_future: bool = False,
        no_past: bool = False,
        **kwargs: Any,
    ) -> None:
        self.earliest, self.latest = earliest, latest
        self.no_past, self.no_future = no_past, no_future
        super().__init__(**kwargs)

    def read(self, text: str) -> Reading[date]:
        return parse_date(text)

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.date() if isinstance(value, datetime) else value)

    def validate(self, value: date | None) -> None:
        super().validate(value)
        earliest = self.earliest or (clock.today() if self.no_past else None)
        if value and earliest and value < earliest:
            raise self._beyond("earliest", earliest)
        latest = self.latest or (clock.today() if self.no_future else None)
        if value and latest and value > latest:
            raise self._beyond("future" if self.no_future else "latest", latest)

    def _beyond(self, code: str, limit: date) -> ValidationError:
        params = {"day": localdates.day(limit)}
        return ValidationError(self.error_messages[code], code=code, params=params)


class TolerantDateField(DayLimits):
    """A date in one box."""

    box: ClassVar[dict[str, Any]] = {"class": "field-mid", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, date):
            return value
        return value.isoformat() if localdates.in_english() else fiscal.wareki(value)


class DateBoxesField(DayLimits):
    """A date in three boxes; see `DateBoxes`."""

    def __init__(
        self, *, birthday: bool = False, today_button: bool | None = None, **kwargs: Any
    ) -> None:
        kwargs.setdefault("widget", DateBoxes(birthday=birthday, today_button=today_button))
        super().__init__(**kwargs)

    def typed(self, value: Any) -> str:
        """The boxes as one text; a text in the first box alone is taken as it is."""
        if not isinstance(value, list | tuple):
            return super().typed(value)
        year, month, day = (str(box or "").strip() for box in value)
        if not month and not day:
            return year
        return f"{_bare(year)}/{_bare(month)}/{_bare(day)}"

    def read(self, text: str) -> Reading[date]:
        if text.startswith("/") or text.endswith("/") or "//" in text:
            raise NotUnderstood("date_boxes", _("年・月・日のすべてを入力してください。"))
        return parse_date(text)


def _bare(box: str) -> str:
    return re.sub("[年月日]$", "", box)


class TimeBoxField(Understanding):
    """A time of day to the minute, in one box."""

    value_type = time
    box: ClassVar[dict[str, Any]] = {"class": "field-short", "autocomplete": "off"}

    def read(self, text: str) -> Reading[time]:
        return parse_time(text)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.hour}:{value.minute:02}" if isinstance(value, time) else value
