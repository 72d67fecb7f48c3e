"""Forms of lending."""

from typing import Any

from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from programs.kernel.forms import (
    ActorForm,
    DateBoxesField,
    NameField,
    PhoneField,
    TolerantForm,
    TolerantIntegerField,
    offer_rows,
)
from programs.lending import rules
from programs.lending.choices import Condition, Ending, ItemKind
from programs.registry.models import Site
from programs.registry.queries import sites

CHIPS = "choice-chips"


class ItemForm(ActorForm):
    """An item with the number on its label."""

    kind = forms.ChoiceField(label=_("種類"), choices=ItemKind.choices, widget=forms.RadioSelect)
    name = NameField(label=_("品名"), max_length=100)
    number = NameField(
        label=_("品物の番号"),
        max_length=20,
        help_text=_("品物に貼るラベルの番号です。例: T-012"),
    )
    site: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("施設"), queryset=Site.objects.none(), empty_label=None
    )
    condition = forms.ChoiceField(
        label=_("状態"), choices=Condition.choices, widget=forms.RadioSelect
    )
    note = NameField(
        label=_("メモ"),
        required=False,
        max_length=300,
        help_text=_("部品の数など、返却のときに確かめること"),
    )
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        offer_rows(self, "site", sites(actor))

    def layout(self) -> Layout:
        """Chips for what is chosen."""
        return Layout(
            "version",
            Field("kind", wrapper_class=CHIPS),
            "name",
            "number",
            "site",
            Field("condition", wrapper_class=CHIPS),
            "note",
        )

    def clean_number(self) -> str:
        """Typed wide or narrow, one number."""
        number = rules.label_of(self.cleaned_data["number"])
        if len(number) > 20:
            raise forms.ValidationError(_("番号は20文字までです。"))
        if not number:
            raise forms.ValidationError(_("番号を入力してください。"))
        return number


class DueForm(ActorForm):
    """Until when."""

    due_on = DateBoxesField(label=_("返却予定日"), no_past=True, today_button=False)


class LendForm(DueForm):
    """A registered family takes it home."""

    note = NameField(label=_("メモ"), required=False, max_length=300)


class LendNamedForm(DueForm):
    """Somebody without registration takes it home."""

    name = NameField(label=_("借りる方のお名前"), max_length=100)
    phone = PhoneField(label=_("電話番号"))
    note = NameField(label=_("メモ"), required=False, max_length=300)
    field_order = ("name", "phone", "due_on", "note")


class EndForm(ActorForm):
    """Damaged or lost."""

    how = forms.ChoiceField(
        label=_("どうなりましたか"),
        choices=[(e.value, e.label) for e in (Ending.DAMAGED, Ending.LOST)],
        widget=forms.RadioSelect,
    )
    note = NameField(label=_("メモ"), required=False, max_length=300)

    def layout(self) -> Layout:
        """Chips."""
        return Layout(Field("how", wrapper_class=CHIPS), "note")


class TermsForm(ActorForm):
    """For how many days."""

    days = TolerantIntegerField(
        label=_("貸し出す日数"),
        min_value=1,
        max_value=rules.LONGEST_DAYS,
        help_text=_("これから貸すものの返却予定日と、延長する日数に使います。"),
    )
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)


class LoanFilter(TolerantForm):
    """Narrows the list of loans."""

    q = NameField(label=_("品名・番号・借りた方（ふりがな）"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("状態"),
        required=False,
        choices=[
            ("", _("貸し出し中")),
            ("over", _("返却が遅れている")),
            ("ended", _("終わった貸し出し")),
            ("all", _("すべて")),
        ],
    )


class ItemFilter(TolerantForm):
    """Narrows the list of items."""

    q = NameField(label=_("品名・番号"), required=False, max_length=100)
    kind = forms.ChoiceField(
        label=_("種類"), required=False, choices=[("", _("すべて")), *ItemKind.choices]
    )
    out = forms.ChoiceField(
        label=_("貸し出し"),
        required=False,
        choices=[("", _("すべて")), ("no", _("貸し出せる")), ("yes", _("貸し出し中"))],
    )
    gone = forms.ChoiceField(
        label=_("なくなった・処分した"),
        required=False,
        choices=[("", _("表示しない")), ("1", _("表示する"))],
    )
