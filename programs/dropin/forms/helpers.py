"""Forms of helpers and of a sudden closure."""

from typing import Any

from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from programs.dropin import rules
from programs.dropin.choices import HelperKind
from programs.dropin.forms.taps import TapForm, one_of_two
from programs.kernel.forms import ActorForm, NameField, PlainTextField, TolerantIntegerField

MOST_PEOPLE = 100  # in one entry
LONGEST_NAME = 60


class HelperForm(ActorForm):
    """Who comes in to help or to learn."""

    kind = forms.ChoiceField(label=_("区分"), choices=HelperKind.choices, widget=forms.RadioSelect)
    names = PlainTextField(
        label=_("お名前・団体名"),
        max_length=1000,
        rows=3,
        help_text=_("1行に1人（または1団体）ずつ書きます。"),
    )
    count = TolerantIntegerField(
        label=_("1行あたりの人数"),
        min_value=1,
        max_value=MOST_PEOPLE,
        initial=1,
        help_text=_("団体で来たときだけ変えます。"),
    )

    def layout(self) -> Layout:
        """Chips, names, a stepper."""
        return Layout(
            Field("kind", wrapper_class="choice-chips"),
            "names",
            Field("count", wrapper_class="stepper"),
        )

    def clean_names(self) -> list[str]:
        """One name a line, none too long."""
        names = rules.lines(self.cleaned_data["names"])
        if not names or any(len(name) > LONGEST_NAME for name in names):
            raise forms.ValidationError(_("お名前は1行に1つ、60文字までで書いてください。"))
        return names


class HelperCameForm(TapForm):
    """One entry that waited on a tablet for the network."""

    kind = forms.ChoiceField(choices=HelperKind.choices)
    names = NameField(max_length=LONGEST_NAME)
    count = TolerantIntegerField(min_value=1, max_value=MOST_PEOPLE)


class HelperLeftForm(TapForm):
    """Who left, tapped without a network: an entry by its key, or by the number of the coming."""

    helper = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    arrival = forms.UUIDField(required=False)

    def clean(self) -> dict[str, Any]:
        """Exactly one of the two."""
        return one_of_two(self, "helper", super().clean() or self.cleaned_data)


class ClosedTodayForm(ActorForm):
    """Why the site closes today."""

    reason = NameField(
        label=_("休館の理由"),
        max_length=60,
        help_text=_("開館カレンダーと公開のページにそのまま載ります。例: 台風のため"),
    )
