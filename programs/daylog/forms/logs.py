"""Forms of a day's log and of who was on duty."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.daylog import rules
from programs.daylog.choices import DutyKind, LogField, Weather
from programs.daylog.commands import Worked
from programs.daylog.models import DayLog
from programs.kernel import localdates
from programs.kernel.forms import (
    ActorForm,
    NameField,
    PlainTextField,
    TimeBoxField,
    TolerantForm,
    offer,
)

MONTHS_SHOWN = 25


def _text(field: LogField, rows: int, help_text: Any = "") -> PlainTextField:
    return PlainTextField(
        label=field.label,
        required=False,
        max_length=rules.LONGEST_TEXT,
        rows=rows,
        help_text=help_text,
    )


def _weather(**more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=LogField.WEATHER.label, required=False, choices=Weather.choices, **more
    )


def _closure() -> NameField:
    return NameField(
        label=LogField.CLOSURE.label,
        required=False,
        max_length=200,
        help_text=_("休館や時間の短縮があった日だけ書きます。例: 台風のため午後から休館"),
    )


class LogForm(ActorForm):
    """The draft of a day's log."""

    weather = _weather(widget=forms.RadioSelect)
    happened = _text(
        LogField.HAPPENED,
        5,
        _("相談の内容や、特定のご家族の事情はここに書かず、相談の記録に書いてください。"),
    )
    events = _text(LogField.EVENTS, 3)
    closure = _closure()
    remarks = _text(LogField.REMARKS, 3)
    tomorrow = _text(LogField.TOMORROW, 3, _("次の開館日の申し送りの画面に出ます。"))
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def layout(self) -> Layout:
        """In the order in which a day is told."""
        return Layout(
            "version",
            Field("weather", wrapper_class="choice-chips"),
            "happened",
            "events",
            "closure",
            "remarks",
            "tomorrow",
        )

    def values(self) -> dict[str, str]:
        """What was written, part by part."""
        return {field.value: self.cleaned_data.get(field.value) or "" for field in LogField}


class CorrectForm(ActorForm):
    """What one part of a closed log is to say, and why."""

    reason = NameField(label=_("訂正の理由"), max_length=rules.LONGEST_REASON)
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, field: LogField, **kwargs: Any) -> None:
        self.part = field
        super().__init__(*args, **kwargs)
        made: forms.Field = _text(field, 5)
        if field == LogField.WEATHER:
            made = _weather(widget=forms.RadioSelect)
        elif field == LogField.CLOSURE:
            made = _closure()
        self.fields["text"] = made
        self.order_fields(["text", "reason", "seen"])
        self.helper.layout = Layout(
            Field("text", wrapper_class="choice-chips" if field == LogField.WEATHER else ""),
            "reason",
            "seen",
        )


def _times() -> tuple[TimeBoxField, TimeBoxField]:
    return (
        TimeBoxField(label=_("出勤"), required=False, help_text=_("例: 9:30（任意）")),
        TimeBoxField(label=_("退勤"), required=False),
    )


class _TimesForm(ActorForm):
    """From when to when, both as far as known."""

    came_at, left_at = _times()

    def clean(self) -> dict[str, Any]:
        """Nobody leaves before coming."""
        cleaned = super().clean() or {}
        came, left = cleaned.get("came_at"), cleaned.get("left_at")
        if came and left and left < came:
            self.add_error("left_at", _("退勤は出勤より後の時刻にしてください。"))
        return cleaned

    def worked(self) -> Worked:
        """The times, and why they are told late."""
        values = self.cleaned_data
        return Worked(values["came_at"], values["left_at"], values.get("reason") or "")


class DutyForm(_TimesForm):
    """People to add to the duty of a day."""

    members = forms.TypedMultipleChoiceField(
        label=_("職員など（アカウントのある方）"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    names = PlainTextField(
        label=_("アカウントのない方のお名前"),
        required=False,
        max_length=1000,
        rows=3,
        help_text=_("1行に1人ずつ書きます。"),
    )
    kind = forms.ChoiceField(
        label=_("お名前を書いた方の区分"),
        choices=DutyKind.choices,
        initial=DutyKind.VOLUNTEER,
        widget=forms.RadioSelect,
    )
    reason = NameField(label=_("あとから加える理由"), max_length=rules.LONGEST_REASON)

    def __init__(
        self, *args: Any, people: Iterable[Any], log: DayLog | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [(person.pk, person.name) for person in people]
        offer(self, "members", choices)
        closed = log is not None and log.closed_at is not None
        if not choices:
            del self.fields["members"]
        if not closed:
            del self.fields["reason"]
        self.helper.layout = Layout(
            *([Field("members", wrapper_class="choice-chips")] if choices else []),
            "names",
            Field("kind", wrapper_class="choice-chips"),
            Div("came_at", "left_at", css_class="cluster align-items-start"),
            *(["reason"] if closed else []),
        )

    def clean(self) -> dict[str, Any]:
        """Somebody must be named, nobody with a name too long."""
        cleaned = super().clean() or {}
        cleaned["names"] = rules.names_of(cleaned.get("names") or "")
        if any(len(name) > 60 for name in cleaned["names"]):
            self.add_error("names", _("お名前は60文字までです。1行に1人ずつ書いてください。"))
        elif not cleaned.get("members") and not cleaned["names"] and not self.errors:
            self.add_error(None, _("勤務した方を1人以上選ぶか、お名前を書いてください。"))
        return cleaned


class DutyChangeForm(_TimesForm):
    """As what and from when to when somebody was there."""

    kind = forms.ChoiceField(label=_("区分"), choices=DutyKind.choices, widget=forms.RadioSelect)

    def layout(self) -> Layout:
        """The times side by side."""
        return Layout(
            Field("kind", wrapper_class="choice-chips"),
            Div("came_at", "left_at", css_class="cluster align-items-start"),
        )


class DutyRemoveForm(ActorForm):
    """Why somebody is removed from a closed day; on an open one nothing is asked."""

    reason = NameField(label=_("取り消す理由"), max_length=rules.LONGEST_REASON)

    def __init__(self, *args: Any, closed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not closed:
            del self.fields["reason"]


class DutyFilter(TolerantForm):
    """Narrows the register of duties."""

    month = forms.ChoiceField(label=_("月"), required=False)
    kind = forms.ChoiceField(
        label=_("区分"), required=False, choices=[("", _("すべて")), *DutyKind.choices]
    )
    name = NameField(label=pgettext_lazy("duty", "お名前"), required=False, max_length=60)

    def limit_to(self, today: date) -> None:
        """Offer this month and those before it."""
        months, first = [], today.replace(day=1)
        for _number in range(MONTHS_SHOWN):
            months.append((first.isoformat()[:7], localdates.month(first)))
            first = date.fromordinal(first.toordinal() - 1).replace(day=1)
        self.fields["month"] = forms.ChoiceField(label=_("月"), required=False, choices=months)
