"""Forms about one family: a birth, a consent, a shared child, the end of use."""

from typing import Any

from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from programs.kernel.forms import ActorForm, DateBoxesField, NameField, TolerantDateField, offer
from programs.registry.choices import ArchiveReason, ConsentKind
from programs.registry.commands.families import ConsentSaid


class BirthForm(ActorForm):
    """The name and the birthday of a child that was expected."""

    name = NameField(label=_("お名前"))
    name_kana = NameField(label=_("ふりがな"), kana=True, required=False)
    birth_on = DateBoxesField(label=_("生年月日"), birthday=True)

    def layout(self) -> Layout:
        """The two names side by side."""
        return Layout(Div("name", "name_kana", css_class="grid-cards"), "birth_on")


class ConsentForm(ActorForm):
    """What a family said about one thing."""

    kind = forms.ChoiceField(
        label=_("同意の内容"), choices=ConsentKind.choices, widget=forms.RadioSelect
    )
    given = forms.ChoiceField(
        label=_("ご家族の返事"),
        choices=[("yes", _("同意する")), ("no", _("同意しない・撤回する"))],
        widget=forms.RadioSelect,
    )
    wording_version = NameField(
        label=_("説明した文書の版"),
        max_length=40,
        help_text=_("説明に使った用紙の名前と版です。例：利用のご案内 第3版"),
    )
    said_on = TolerantDateField(label=_("確認した日"))

    def layout(self) -> Layout:
        """Chips for what and how."""
        return Layout(
            Field("kind", wrapper_class="choice-chips"),
            Field("given", wrapper_class="choice-chips"),
            "wording_version",
            "said_on",
        )

    def said(self) -> ConsentSaid:
        """Return what was said."""
        values = self.cleaned_data
        return ConsentSaid(
            values["kind"], values["given"] == "yes", values["wording_version"], values["said_on"]
        )


class SharedChildForm(ActorForm):
    """Which child of another family lives here too."""

    child = forms.TypedChoiceField(
        label=_("お子さん"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("見つかったお子さんの中から選んでください。")},
    )

    def __init__(self, *args: Any, found: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "child", found)


class ArchiveForm(ActorForm):
    """Why a family is no longer in use."""

    reason = forms.ChoiceField(
        label=_("利用を終了する理由"),
        choices=[one for one in ArchiveReason.choices if one[0] != ArchiveReason.MERGED],
        widget=forms.RadioSelect,
    )
    moved_on = TolerantDateField(
        label=_("転出した日"), required=False, help_text=_("理由が「転出」のときに入力します。")
    )
    note = NameField(label=_("補足"), required=False, max_length=200)
