"""Forms of planning: an event, its dates, calling one off."""

from datetime import date
from typing import Any

from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from programs.events import rules
from programs.events.choices import Audience, BookedBy, Counts
from programs.kernel.forms import (
    ActorForm,
    DateBoxesField,
    NameField,
    PlainTextField,
    TimeBoxField,
    TolerantIntegerField,
    offer_rows,
)
from programs.registry.choices import Program
from programs.registry.forms.closed import ClosedDaysForm
from programs.registry.models import Site
from programs.registry.queries import sites

WEEKS = (("1", _("毎週")), ("2", _("2週間ごと")), ("4", _("4週間ごと")))


class EventForm(ActorForm):
    """What takes place, for whom, how many, and how it is booked."""

    title = NameField(label=_("催しの名前"), max_length=80)
    site: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("施設"), queryset=Site.objects.none(), empty_label=None
    )
    program = forms.TypedChoiceField(label=_("事業"), choices=Program.choices, coerce=int)
    description = PlainTextField(
        label=_("内容"),
        required=False,
        max_length=2000,
        rows=4,
        help_text=_("公開のページにも載ります。"),
    )
    audience = forms.ChoiceField(
        label=_("対象"), choices=Audience.choices, widget=forms.RadioSelect
    )
    months_from = TolerantIntegerField(
        label=_("何か月から"),
        required=False,
        max_value=240,
        help_text=_("開催日の月齢です。月齢で決めるときに入力します。"),
    )
    months_to = TolerantIntegerField(
        label=_("何か月まで"),
        required=False,
        max_value=240,
        help_text=_("この月齢の終わりまで参加できます。"),
    )
    counts = forms.ChoiceField(
        label=_("定員の数え方"), choices=Counts.choices, widget=forms.RadioSelect
    )
    capacity = TolerantIntegerField(label=_("定員"), min_value=1, max_value=1000)
    childcare_places = TolerantIntegerField(
        label=_("保育の定員（人）"), max_value=100, help_text=_("保育がないときは0です。")
    )
    fee_yen = TolerantIntegerField(label=_("参加費（円）"), max_value=100_000)
    booked_by = forms.ChoiceField(
        label=_("予約の受け付け"), choices=BookedBy.choices, widget=forms.RadioSelect
    )
    opens_days = TolerantIntegerField(label=_("受付開始（開催日の何日前から）"), max_value=180)
    closes_days = TolerantIntegerField(
        label=_("受付終了（開催日の何日前まで）"),
        max_value=180,
        help_text=_("0は開始の時刻までです。"),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        offer_rows(self, "site", sites(actor))

    def layout(self) -> Layout:
        """Three blocks: what, for whom, how to book."""
        chips = "choice-chips"
        return Layout(
            "version",
            Fieldset(
                _("催し"), "title", "site", "program", "description", css_class="form-section"
            ),
            Fieldset(
                _("対象と定員"),
                Field("audience", wrapper_class=chips),
                Div("months_from", "months_to", css_class="field-pair"),
                Field("counts", wrapper_class=chips),
                Div("capacity", "childcare_places", "fee_yen", css_class="field-pair"),
                css_class="form-section",
            ),
            Fieldset(
                _("予約"),
                Field("booked_by", wrapper_class=chips),
                Div("opens_days", "closes_days", css_class="field-pair"),
                css_class="form-section",
            ),
        )

    def clean(self) -> dict[str, Any]:
        """An age window where the age decides, and none elsewhere; the booking window in order."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("months_from"), cleaned.get("months_to")
        if cleaned.get("audience") != Audience.CHILD_AGE:
            cleaned["months_from"] = cleaned["months_to"] = None
        elif "months_from" not in self.errors and "months_to" not in self.errors:
            if first is None or last is None:
                self.add_error("months_from", _("月齢の「から」と「まで」を入力してください。"))
            elif last < first:
                self.add_error("months_to", _("「まで」は「から」以上の月齢にしてください。"))
        opens, closes = cleaned.get("opens_days"), cleaned.get("closes_days")
        if opens is not None and closes is not None and opens < closes:
            self.add_error("closes_days", _("受付終了は受付開始より後の日にしてください。"))
        return cleaned


class DatesForm(ClosedDaysForm):
    """One day, or a series of days, with the same hours."""

    first = DateBoxesField(label=_("開催日（続けて開くときは初回）"), today_button=False)
    begins = TimeBoxField(label=_("開始の時刻"), help_text=_("例: 10:30"))
    ends = TimeBoxField(label=_("終了の時刻"))
    times = TolerantIntegerField(label=_("回数"), min_value=1, max_value=rules.MOST_DATES)
    weeks = forms.TypedChoiceField(
        label=_("間隔（2回以上のとき）"), choices=WEEKS, coerce=int, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        self.site = site
        super().__init__(*args, **kwargs)

    def layout(self) -> Layout:
        """The hours side by side."""
        return Layout(
            "first",
            Div("begins", "ends", css_class="field-pair"),
            Field("times", wrapper_class="stepper"),
            Field("weeks", wrapper_class="choice-chips"),
            "on_closed",
        )

    def clean(self) -> dict[str, Any]:
        """Ask once more about closed days."""
        cleaned = super().clean() or self.cleaned_data
        if all(cleaned.get(name) for name in ("first", "times", "weeks")):
            self.ask_about(self.site, self.days())
        return cleaned

    def days(self) -> list[date]:
        """The days of the series."""
        values = self.cleaned_data
        return rules.series(values["first"], values["weeks"], values["times"])


class MoveForm(ClosedDaysForm):
    """Another day, or other hours, of one date."""

    day = DateBoxesField(label=_("新しい開催日"), today_button=False)
    begins = TimeBoxField(label=_("開始の時刻"), help_text=_("例: 10:30"))
    ends = TimeBoxField(label=_("終了の時刻"))
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        self.site = site
        super().__init__(*args, **kwargs)

    def layout(self) -> Layout:
        """The hours side by side."""
        hours = Div("begins", "ends", css_class="field-pair")
        return Layout("seen", "day", hours, "on_closed")

    def clean(self) -> dict[str, Any]:
        """Ask once more about a closed day, unless only the hours change."""
        cleaned = super().clean() or self.cleaned_data
        day = cleaned.get("day")
        if day and day != self.initial.get("day"):
            self.ask_about(self.site, [day])
        return cleaned


class CallOffForm(ActorForm):
    """Why a date does not take place."""

    reason = NameField(
        label=_("中止の理由"),
        max_length=200,
        help_text=_("予約した方へのメールと公開のページにそのまま載ります。例: 大雨のため"),
    )
