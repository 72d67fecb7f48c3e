"""Forms of the calendar: one a kind of rule, each giving one plain rule."""

from typing import Any

from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from programs.dropin.calendar_rules import Hours, MonthDay, Rule
from programs.dropin.calendar_words import ORDINALS
from programs.dropin.choices import Falls, RuleKind
from programs.kernel.forms import (
    ActorForm,
    DateBoxesField,
    NameField,
    TimeBoxField,
    TolerantIntegerField,
)

REASON = 60
_SEEN = _("公開ページにも表示されます。個人の名前や病名は書かないでください。")
LAST_OF_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAYS = [(str(number), name) for number, name in WEEKDAYS.items()]


def _reason(**more: Any) -> NameField:
    return NameField(label=_("理由"), max_length=REASON, help_text=_SEEN, **more)


class RuleForm(ActorForm):
    """A rule of one day, or from a day on."""

    kind: RuleKind
    from_on = DateBoxesField(label=_("適用開始日"))

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("from_on"), cleaned.get("to_on")
        if first and last and last < first:
            self.add_error("to_on", _("終了日は開始日以降の日にしてください。"))
        return cleaned

    def rule(self) -> Rule:
        """Return what was typed as a plain rule."""
        data = self.cleaned_data
        return Rule(
            self.kind,
            data["from_on"],
            data.get("to_on"),
            reason=data.get("reason", ""),
            **self.values(),
        )

    def values(self) -> dict[str, Any]:
        """What the kind adds."""
        return {}


class LastingForm(RuleForm):
    """A rule from a day on, perhaps to a day."""

    to_on = DateBoxesField(
        label=_("適用終了日（任意）"), required=False, help_text=_("続ける場合は空欄にします。")
    )


class ClosureForm(LastingForm):
    """Closed from a day to a day, for a reason."""

    kind = RuleKind.CLOSURE
    from_on = DateBoxesField(label=_("休館を始める日"))
    to_on = DateBoxesField(
        label=_("休館を終える日（任意）"),
        required=False,
        help_text=_("この日まで休館します。終わりが決まっていない場合は空欄にします。"),
    )
    reason = _reason()


class DayForm(RuleForm):
    """One day closed, or open at its own hours."""

    kind = RuleKind.DAY
    from_on = DateBoxesField(label=_("日付"))
    what = forms.ChoiceField(
        label=_("この日は"),
        choices=[("closed", _("休館する")), ("open", _("開館する・時間を変える"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("休館するか、開館するかを選んでください。")},
    )
    opens = TimeBoxField(label=_("開館"), required=False)
    closes = TimeBoxField(label=_("閉館"), required=False)
    reason = _reason()

    def layout(self) -> Layout:
        """The two times side by side."""
        return Layout(
            "from_on",
            Field("what", wrapper_class="choice-chips"),
            Div("opens", "closes", css_class="grid-cards"),
            "reason",
        )

    def clean(self) -> dict[str, Any]:
        """An open day has both times, in order."""
        cleaned = super().clean()
        if cleaned.get("what") != "open" or self.has_error("opens") or self.has_error("closes"):
            return cleaned
        opens, closes = cleaned.get("opens"), cleaned.get("closes")
        if not opens:
            self.add_error("opens", _("開館する場合は、開館の時刻を入力してください。"))
        if not closes:
            self.add_error("closes", _("開館する場合は、閉館の時刻を入力してください。"))
        if opens and closes and opens >= closes:
            self.add_error("closes", _("閉館は開館より後の時刻にしてください。"))
        return cleaned

    def values(self) -> dict[str, Any]:
        """The hours, if it is open."""
        data = self.cleaned_data
        hours: Hours | None = None
        if data["what"] == "open":
            hours = (data["opens"], data["closes"])
        return {"hours": hours}


def _month(label: Any) -> TolerantIntegerField:
    return TolerantIntegerField(label=label, min_value=1, max_value=12)


def _day(label: Any) -> TolerantIntegerField:
    return TolerantIntegerField(label=label, min_value=1, max_value=31)


class YearlyForm(LastingForm):
    """Closed from a date to a date of every year."""

    kind = RuleKind.YEARLY
    first_month, first_day = _month(_("始まりの月")), _day(_("始まりの日"))
    last_month, last_day = _month(_("終わりの月")), _day(_("終わりの日"))
    reason = _reason()

    def layout(self) -> Layout:
        """The two dates above, the days of the rule below."""
        return Layout(
            Div("first_month", "first_day", css_class="grid-cards"),
            Div("last_month", "last_day", css_class="grid-cards"),
            "reason",
            "from_on",
            "to_on",
        )

    def clean(self) -> dict[str, Any]:
        """Both dates exist in some year."""
        cleaned = super().clean()
        for end in ("first", "last"):
            month, day = cleaned.get(f"{end}_month"), cleaned.get(f"{end}_day")
            if month and day and day > LAST_OF_MONTH[month - 1]:
                self.add_error(f"{end}_day", _("この月にその日はありません。"))
        return cleaned

    def values(self) -> dict[str, Any]:
        """The two dates."""
        data = self.cleaned_data
        first: MonthDay = (data["first_month"], data["first_day"])
        last: MonthDay = (data["last_month"], data["last_day"])
        return {"first": first, "last": last}


class HolidayForm(LastingForm):
    """Closed on holidays."""

    kind = RuleKind.HOLIDAY


class NextWeekdayForm(LastingForm):
    """A holiday also closes the next weekday."""

    kind = RuleKind.NEXT_WEEKDAY
    weekday = forms.TypedChoiceField(
        label=_("祝日の曜日"),
        choices=[("", _("すべての曜日")), *_DAYS],
        coerce=int,
        empty_value=None,
        required=False,
    )
    falls = forms.ChoiceField(
        label=_("その曜日は"),
        choices=Falls.choices,
        widget=forms.RadioSelect,
        help_text=_("毎週の開館時間と、第何週の休館によって決まります。"),
    )

    def layout(self) -> Layout:
        """When it applies, then from when."""
        return Layout("weekday", Field("falls", wrapper_class="choice-chips"), "from_on", "to_on")

    def values(self) -> dict[str, Any]:
        """On which weekday the holiday falls."""
        data = self.cleaned_data
        return {"weekday": data["weekday"], "falls": data["falls"]}


class WeeksForm(LastingForm):
    """Closed on some weekdays of each month."""

    kind = RuleKind.WEEKS
    weekday = forms.TypedChoiceField(label=_("曜日"), choices=_DAYS, coerce=int)
    weeks = forms.TypedMultipleChoiceField(
        label=_("第何週"),
        choices=[(str(number), _(label)) for number, label in ORDINALS.items()],
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("第何週かを1つ以上選んでください。")},
    )

    def layout(self) -> Layout:
        """Which days, then from when."""
        return Layout("weekday", Field("weeks", wrapper_class="choice-chips"), "from_on", "to_on")

    def values(self) -> dict[str, Any]:
        """The weekday and which of a month."""
        return {
            "weekday": self.cleaned_data["weekday"],
            "weeks": tuple(self.cleaned_data["weeks"]),
        }


class MarkForm(RuleForm):
    """A day that the hub takes for a holiday, or does not."""

    from_on = DateBoxesField(label=_("日付"))
    what = forms.ChoiceField(
        label=_("この日を"),
        choices=[
            (RuleKind.HOLIDAY_ADDED.value, _("祝日に加える")),
            (RuleKind.HOLIDAY_OFF.value, _("祝日として扱わない")),
        ],
        widget=forms.RadioSelect,
    )
    reason = NameField(
        label=_("名称"),
        max_length=REASON,
        required=False,
        help_text=_("加える場合に入力します。例: 開港記念日"),
    )

    def layout(self) -> Layout:
        """The day, what it is to be, and its name."""
        return Layout("from_on", Field("what", wrapper_class="choice-chips"), "reason")

    def clean(self) -> dict[str, Any]:
        """A day that is added has a name."""
        cleaned = super().clean()
        self.kind = RuleKind(cleaned.get("what") or RuleKind.HOLIDAY_ADDED)
        if self.kind == RuleKind.HOLIDAY_ADDED and not cleaned.get("reason"):
            if not self.has_error("reason"):
                self.add_error("reason", _("祝日に加える日の名称を入力してください。"))
        return cleaned


FORMS: dict[str, type[RuleForm]] = {
    form.kind.value: form
    for form in (ClosureForm, DayForm, YearlyForm, HolidayForm, NextWeekdayForm, WeeksForm)
}
