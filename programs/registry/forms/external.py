"""Forms of the numbers that other systems gave out."""

from typing import Any

from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from programs.kernel.forms import ActorForm, NameField
from programs.registry.commands.external import CodeSaid
from programs.registry.models import CodeSystem, Household

FAMILY = "family"


class CodeForm(ActorForm):
    """A number, who gave it out, and whose it is."""

    system = forms.ChoiceField(
        label=_("発行元"), error_messages={"required": _("選んでください。")}
    )
    owner = forms.ChoiceField(label=_("どなたの番号ですか"), widget=forms.RadioSelect)
    code = NameField(
        label=_("外部番号"),
        help_text=_("番号を入力するか、カードの番号をバーコードリーダーで読み取ります。"),
    )

    def __init__(
        self, *args: Any, household: Household, systems: list[CodeSystem], **kwargs: Any
    ) -> None:
        self.household, self.systems = household, systems
        super().__init__(*args, **kwargs)

    def layout(self) -> Layout:
        """The hub's systems in use, and the people of the family."""
        system: Any = self.fields["system"]
        system.choices = [(str(row.pk), row.name) for row in self.systems if row.in_use]
        owner: Any = self.fields["owner"]
        owner.choices = [
            *((f"child-{row.pk}", str(row)) for row in self.household.everybody_young()),
            *((f"adult-{row.pk}", row.name) for row in self.household.adults.all()),
            (FAMILY, _("ご家族全体")),
        ]
        owner.initial = owner.choices[0][0]
        return Layout("system", Field("owner", wrapper_class="choice-chips"), "code")

    def said(self) -> CodeSaid:
        """Return what was typed."""
        values = self.cleaned_data
        kind, _dash, pk = values["owner"].partition("-")
        return CodeSaid(
            int(values["system"]),
            values["code"],
            int(pk) if kind == "adult" else None,
            int(pk) if kind == "child" else None,
        )


class SystemForm(ActorForm):
    """The name of somebody who gives out numbers."""

    name = NameField(
        label=_("発行元の名前"),
        max_length=60,
        help_text=_("番号を出しているシステムや窓口の名前です。例：市のポータル"),
    )


class SystemChangeForm(SystemForm):
    """Its name, and whether new numbers of it are linked."""

    in_use = forms.BooleanField(
        label=_("使用中"),
        required=False,
        help_text=_(
            "外すと、新しい番号を登録するときに選べなくなります。登録済みの番号はそのまま使えます。"
        ),
    )
