"""Forms of the register of training and pledges."""

from typing import Any

from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from programs.kernel.forms import (
    ActorForm,
    DateBoxesField,
    NameField,
    PlainTextField,
    TolerantIntegerField,
    acting,
    offer,
)
from programs.staffing import queries
from programs.staffing.choices import PledgeKind, Topic
from programs.staffing.rules import LONGEST_NAME, MOST_NAMES, names_in


class _People(ActorForm):
    """Who is meant: people with an account to tick, the others by name."""

    people = forms.TypedMultipleChoiceField(
        label=_("アカウントのある方"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    others = PlainTextField(
        label=_("アカウントのない方"),
        required=False,
        max_length=MOST_NAMES * LONGEST_NAME,
        rows=3,
        help_text=_("ボランティアや実習生など。1行に1人ずつ書きます。"),
    )

    def __init__(self, *args: Any, also: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "people", queries.choices(acting(self), self.today, also))

    def clean_others(self) -> list[str]:
        """Return the names, one a line."""
        names = names_in(self.cleaned_data["others"])
        if len(names) > MOST_NAMES or any(len(name) > LONGEST_NAME for name in names):
            text = _("1行に1人ずつ、%(names)s人まで、1人%(marks)s文字までで書いてください。")
            raise ValidationError(text % {"names": MOST_NAMES, "marks": LONGEST_NAME})
        return names


class TrainingForm(_People):
    """A training and who attended."""

    held_on = DateBoxesField(label=_("研修日"), no_future=True)
    topic = forms.ChoiceField(label=_("分野"), choices=Topic.choices, widget=forms.RadioSelect)
    title = NameField(label=_("研修の名前"), max_length=120)
    minutes = TolerantIntegerField(
        label=_("時間（分）"), min_value=1, max_value=1440, help_text=_("1時間半なら90です。")
    )
    teacher = NameField(label=_("講師"), required=False)
    place = NameField(
        label=_("場所・方法"), required=False, help_text=_("拠点の研修室、オンラインなど。")
    )
    note = PlainTextField(label=_("内容・感想"), required=False, max_length=2000, rows=4)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def layout(self) -> Layout:
        """What it was, then who was there."""
        return Layout(
            "version",
            "held_on",
            Field("topic", wrapper_class="choice-chips"),
            "title",
            Field("minutes", wrapper_class="field-short"),
            Div("teacher", "place", css_class="grid-cards"),
            Field("people", wrapper_class="choice-chips"),
            "others",
            "note",
        )


class PledgeForm(_People):
    """A paper that several people signed."""

    kind = forms.ChoiceField(label=_("種類"), choices=PledgeKind.choices, widget=forms.RadioSelect)
    signed_on = DateBoxesField(label=_("署名した日"), no_future=True)
    wording = NameField(
        label=_("書式の版"), required=False, max_length=60, help_text=_("例：2026年4月の書式")
    )
    kept_where = NameField(label=_("原本の保管場所"), required=False)

    def layout(self) -> Layout:
        """The paper, then who signed it."""
        return Layout(
            Field("kind", wrapper_class="choice-chips"),
            "signed_on",
            Div("wording", "kept_where", css_class="grid-cards"),
            Field("people", wrapper_class="choice-chips"),
            "others",
        )
