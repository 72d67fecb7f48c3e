"""Forms of near misses and accidents."""

from datetime import datetime
from typing import Any

from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.daylog import rules
from programs.daylog.choices import (
    Care,
    IncidentKind,
    IncidentState,
    Involved,
    Place,
    Severity,
    Told,
)
from programs.daylog.commands import Report
from programs.kernel import clock, fiscal, localdates
from programs.kernel.forms import (
    ActorForm,
    DateBoxesField,
    NameField,
    PlainTextField,
    TimeBoxField,
    TolerantForm,
    TolerantIntegerField,
    offer_rows,
)
from programs.registry.models import Household, Site
from programs.registry.queries import households, sites

CHIPS = "choice-chips"
YEARS_SHOWN = 6


class _WhenForm(ActorForm):
    """A day and a time."""

    day = DateBoxesField(label=_("日付"), no_future=True)
    time = TimeBoxField(label=_("時刻"), help_text=_("例: 10:30。だいたいの時刻でかまいません。"))

    def when(self) -> datetime:
        """The instant in Tokyo."""
        values = self.cleaned_data
        return clock.moment(values["day"], values["time"])


def _chosen(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)


class IncidentForm(_WhenForm):
    """What happened, to whom, where, and what was done."""

    kind = _chosen(_("種別"), IncidentKind.choices)
    site: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("施設"), queryset=Site.objects.none(), empty_label=None
    )
    place = _chosen(pgettext_lazy("incident", "場所"), Place.choices)
    involved = _chosen(_("だれに"), Involved.choices)
    story = PlainTextField(
        label=_("何が起きたか"),
        max_length=rules.LONGEST_TEXT,
        rows=5,
        help_text=_("見たこと・聞いたことを順に書きます。この文は暗号化して保存します。"),
    )
    measures = PlainTextField(label=_("どう対応したか"), max_length=rules.LONGEST_TEXT, rows=4)
    care = _chosen(_("手当て"), Care.choices)
    severity = forms.ChoiceField(
        label=_("程度"),
        choices=Severity.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("ヒヤリハットのときは「けがなし」になります。"),
    )
    number = TolerantIntegerField(
        label=_("ご家族の登録番号（任意）"),
        required=False,
        max_value=2**31 - 1,
        help_text=_("登録のあるご家族のときに入力します。名前は読める役割の人にだけ出ます。"),
    )

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        offer_rows(self, "site", sites(actor))

    def layout(self) -> Layout:
        """When and where, what, what came of it."""
        return Layout(
            Field("kind", wrapper_class=f"{CHIPS} chips-large"),
            Fieldset(
                _("いつ・どこで・だれに"),
                "day",
                "time",
                "site",
                Field("place", wrapper_class=CHIPS),
                Field("involved", wrapper_class=CHIPS),
                "number",
                css_class="form-section",
            ),
            Fieldset(
                _("起きたことと対応"),
                "story",
                "measures",
                Field("care", wrapper_class=CHIPS),
                Field("severity", wrapper_class=CHIPS),
                css_class="form-section",
            ),
        )

    def clean_number(self) -> Household | None:
        """The family of the number."""
        number = self.cleaned_data["number"]
        if number is None:
            return None
        found = households(self.actor).filter(number=number).first() if self.actor else None
        if found is None:
            raise forms.ValidationError(_("この登録番号のご家族は見つかりません。"))
        return found

    def clean(self) -> dict[str, Any]:
        """An accident says how bad it was."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") == IncidentKind.ACCIDENT and not cleaned.get("severity"):
            self.add_error("severity", _("事故のときは、程度を選んでください。"))
        return cleaned

    def report(self) -> Report:
        """The report as plain values."""
        values = self.cleaned_data
        return Report(
            kind=values["kind"],
            happened_at=self.when(),
            place=values["place"],
            involved=values["involved"],
            severity=values["severity"] or Severity.NONE,
            care=values["care"],
            story=values["story"],
            measures=values["measures"],
            household=values["number"],
        )


class TellForm(_WhenForm):
    """Who was told when."""

    told = _chosen(_("連絡先"), Told.choices)
    text = PlainTextField(
        label=_("伝えた内容・返事（任意）"),
        required=False,
        max_length=rules.LONGEST_TEXT,
        rows=3,
    )

    def layout(self) -> Layout:
        """Who first."""
        when = Div("day", "time")
        return Layout(Field("told", wrapper_class=CHIPS), when, "text")


class NoteForm(ActorForm):
    """Something to add to a report."""

    text = PlainTextField(
        label=_("追記・訂正の内容"),
        max_length=rules.LONGEST_TEXT,
        rows=4,
        help_text=_("はじめの文はそのまま残り、その下に日時とお名前つきで並びます。"),
    )


class DecideForm(ActorForm):
    """Why it happened and what prevents it."""

    cause = PlainTextField(label=_("原因"), required=False, max_length=rules.LONGEST_TEXT, rows=3)
    prevention = PlainTextField(
        label=_("再発防止のためにすること"), max_length=rules.LONGEST_TEXT, rows=4
    )
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)


class ReasonForm(ActorForm):
    """Why a step is taken back."""

    reason = NameField(label=_("理由"), max_length=rules.LONGEST_REASON)


class IncidentFilter(TolerantForm):
    """Narrows the register."""

    fy = forms.TypedChoiceField(label=_("年度"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(
        label=_("種別"), required=False, choices=[("", _("すべて")), *IncidentKind.choices]
    )
    place = forms.ChoiceField(
        label=pgettext_lazy("incident", "場所"),
        required=False,
        choices=[("", _("すべて")), *Place.choices],
    )
    state = forms.ChoiceField(
        label=pgettext_lazy("incident", "状態"),
        required=False,
        choices=[("", _("すべて")), *IncidentState.choices],
    )

    def limit_to(self, today: Any) -> None:
        """Offer this fiscal year and those before it."""
        fy = fiscal.year_of(today)
        years = [(str(n), localdates.fiscal_year(n)) for n in range(fy, fy - YEARS_SHOWN, -1)]
        self.fields["fy"] = forms.TypedChoiceField(
            label=_("年度"),
            required=False,
            coerce=int,
            empty_value=None,
            choices=[("", _("すべて")), *years],
        )
