"""Forms of planning: a day with its slots, calling it off, the hub's lists."""

from datetime import date, time
from functools import partial
from typing import Any

from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.kernel.forms import (
    ActorForm,
    DateBoxesField,
    NameField,
    PlainTextField,
    TimeBoxField,
    TolerantIntegerField,
)
from programs.kernel.policy import may
from programs.registry.forms.closed import ClosedDaysForm
from programs.registry.models import Site
from programs.registry.queries import sites
from programs.specialists import queries, rules
from programs.specialists.choices import Act, BookedBy, EntryKind
from programs.specialists.models import Entry, SpecialistDay

_CHIPS = "choice-chips"


class DayEditForm(ActorForm):
    """Who comes where, for what, and how it is booked."""

    profession: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("専門職"), queryset=Entry.objects.none(), empty_label=None, widget=forms.RadioSelect
    )
    specialist_name = NameField(
        label=_("専門職のお名前"),
        max_length=60,
        help_text=_("公開のページには載りません。名簿に印刷します。"),
    )
    person = forms.TypedChoiceField(
        label=_("専門職のアカウント（あるとき）"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("選ぶと、この方もこの日の相談したいことを読めます。"),
    )
    in_charge = forms.TypedChoiceField(
        label=_("担当の職員"), coerce=int, help_text=_("この日の相談したいことを読めます。")
    )
    site: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("施設"), queryset=Site.objects.none(), empty_label=None
    )
    description = PlainTextField(
        label=_("内容（任意）"),
        required=False,
        max_length=500,
        rows=3,
        help_text=_("公開のページにも載ります。"),
    )
    booked_by = forms.ChoiceField(
        label=_("予約の受け付け"), choices=BookedBy.choices, widget=forms.RadioSelect
    )
    opens_days = TolerantIntegerField(label=_("受付開始（相談日の何日前から）"), max_value=180)
    closes_days = TolerantIntegerField(
        label=_("受付終了（相談日の何日前まで）"),
        max_value=180,
        help_text=_("0は当日の枠が始まるまでです。"),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, actor: Any, day: SpecialistDay | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        named: Any = self.fields
        named["site"].queryset = sites(actor)
        kept = day.profession_id if day else None
        named["profession"].queryset = queries.in_use(actor, EntryKind.PROFESSION, kept)
        people = queries.colleagues(actor, self.today)
        for name in ("person", "in_charge"):
            known = {pk for pk, _name in people}
            stays = getattr(day, name, None) if day else None
            also = [(stays.pk, stays.name)] if stays and stays.pk not in known else []
            first = [("", _("なし"))] if name == "person" else []
            named[name].choices = [*first, *people, *also]
            if day and not may(actor, Act.READ_CONCERNS, day):
                named[name].disabled = True
                named[name].help_text = _("替えられるのは、いまの担当の方と施設長だけです。")

    def layout(self) -> Layout:
        """Who, where and what; then how it is booked."""
        return Layout("version", *self.before, self.who(), self.booking())

    before: tuple[Any, ...] = ()

    def who(self) -> Fieldset:
        """The specialist and the place."""
        return Fieldset(
            _("専門職と場所"),
            Field("profession", wrapper_class=_CHIPS),
            "specialist_name",
            "person",
            "in_charge",
            "site",
            "description",
            css_class="form-section",
        )

    def booking(self) -> Fieldset:
        """How a slot is booked."""
        return Fieldset(
            _("予約"),
            Field("booked_by", wrapper_class=_CHIPS),
            Div("opens_days", "closes_days", css_class="field-pair"),
            css_class="form-section",
        )

    def clean(self) -> dict[str, Any]:
        """The booking window in order."""
        cleaned = super().clean() or {}
        opens, closes = cleaned.get("opens_days"), cleaned.get("closes_days")
        if opens is not None and closes is not None and opens < closes:
            self.add_error("closes_days", _("受付終了は受付開始より後の日にしてください。"))
        return cleaned

    def values(self) -> dict[str, Any]:
        """What the commands take."""
        names = ("site", "profession", "specialist_name", "description", "booked_by")
        found = {name: self.cleaned_data[name] for name in (*names, "opens_days", "closes_days")}
        people = {f"{name}_id": self.cleaned_data[name] for name in ("person", "in_charge")}
        return {**found, **people}


class DayForm(DayEditForm, ClosedDaysForm):
    """A new day: its date and hours besides."""

    held_on = DateBoxesField(label=_("相談日"), today_button=False, no_past=True)
    begins = TimeBoxField(label=_("開始の時刻"), help_text=_("例: 10:30"))
    ends = TimeBoxField(label=_("終了の時刻"))
    minutes = TolerantIntegerField(label=_("1枠の長さ（分）"), min_value=5, max_value=240)
    pause = TolerantIntegerField(label=_("枠と枠の間（分）"), max_value=120)
    before = (
        Fieldset(
            _("日時と枠"),
            "held_on",
            Div("begins", "ends", "minutes", "pause", css_class="field-pair"),
            css_class="form-section",
        ),
    )

    def layout(self) -> Layout:
        """With the question about a closed day at its end."""
        return Layout(*super().layout().fields, "on_closed")

    def clean(self) -> dict[str, Any]:
        """At least one slot fits between beginning and end; a closed day is asked about."""
        cleaned = super().clean()
        if cleaned.get("held_on"):
            self.ask_about(cleaned.get("site"), [cleaned["held_on"]])
        wanted = ("begins", "ends", "minutes", "pause")
        if all(cleaned.get(name) is not None for name in wanted) and not self.hours(cleaned):
            self.add_error(
                "ends", _("この時間では枠が1つも取れません。終了の時刻か長さを見直してください。")
            )
        return cleaned

    def hours(self, values: dict[str, Any] | None = None) -> list[tuple[time, time]]:
        """The slots of the day."""
        values = values or self.cleaned_data
        return rules.slots(values["begins"], values["ends"], values["minutes"], values["pause"])

    def held(self) -> date:
        """The day itself."""
        day: date = self.cleaned_data["held_on"]
        return day


class CallOffForm(ActorForm):
    """Why a day does not take place."""

    reason = NameField(
        label=_("中止の理由"),
        max_length=200,
        help_text=_("予約した方へのメールと公開のページにそのまま載ります。例: 大雨のため"),
    )


class EntryForm(ActorForm):
    """A new entry of a list."""

    label = NameField(label=_("名称"), max_length=40)


class EntryEditForm(EntryForm):
    """An entry's name, and whether it is still in use."""

    retired = forms.BooleanField(
        label=_("使用をやめる"),
        required=False,
        help_text=_("新しく選べなくなります。これまでの記録はそのまま残ります。"),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class DayFilter(forms.Form):
    """Coming or past days, of a profession."""

    when = forms.ChoiceField(
        label=_("時期"),
        required=False,
        choices=(
            ("", pgettext_lazy("days", "これから")),
            ("past", _("終わった日")),
            ("all", _("すべて")),
        ),
    )
    profession: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("専門職"),
        required=False,
        queryset=Entry.objects.none(),
        empty_label=_("すべて"),
    )

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named: Any = self.fields
        named["profession"].queryset = queries.entries(actor, EntryKind.PROFESSION)


def day_filter(actor: Any) -> Any:
    """The filter for an actor, as the list takes it."""
    return partial(DayFilter, actor=actor)
