"""Forms of sites and parties."""

from datetime import time
from typing import Any

from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from programs.kernel.forms import (
    ActorForm,
    DateBoxesField,
    NameField,
    PhoneField,
    TimeBoxField,
    TolerantIntegerField,
)
from programs.registry.choices import Program, Side, SiteKind
from programs.registry.commands.sites import SiteValues
from programs.registry.models import Site


class SiteForm(ActorForm):
    """A site, its programs, and the hours of each weekday (both boxes empty: closed)."""

    name = NameField(label=_("施設名"), max_length=60)
    kind = forms.ChoiceField(label=_("種別"), choices=SiteKind.choices, widget=forms.RadioSelect)
    programs = forms.TypedMultipleChoiceField(
        label=_("実施する事業"),
        choices=Program.choices,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    capacity = TolerantIntegerField(
        label=_("定員の目安（人）"),
        min_value=1,
        max_value=5000,
        help_text=_("在館の人数と並べて表示します。超えても受付はできます。"),
    )

    phone = PhoneField(
        label=_("電話番号"),
        required=False,
        help_text=_("公開のページと、予約された方へのメールに載ります。例: 045-000-0000"),
    )

    address = NameField(
        label=_("住所"),
        max_length=200,
        required=False,
        help_text=_("公開のページと、予約された方へのメールに載ります。"),
    )
    access = NameField(
        label=_("交通"),
        max_length=200,
        required=False,
        help_text=_("例: ○○駅から徒歩5分、駐輪場あり"),
    )

    def layout(self) -> Layout:
        """Add a row of two times for each weekday."""
        rows = []
        for day in range(7):
            opens, closes = f"opens{day}", f"closes{day}"
            name = WEEKDAYS[day]
            self.fields[opens] = TimeBoxField(label=_("%s 開館") % name, required=False)
            self.fields[closes] = TimeBoxField(label=_("%s 閉館") % name, required=False)
            rows.append(Div(opens, closes, css_class="grid-cards"))
        return Layout(
            "name",
            Field("kind", wrapper_class="choice-chips"),
            Field("programs", wrapper_class="choice-chips"),
            "capacity",
            "phone",
            "address",
            "access",
            Fieldset(_("開館時間（空欄の曜日は休館）"), *rows),
        )

    def clean(self) -> dict[str, Any]:
        """A weekday has both times in order, or none."""
        cleaned = super().clean() or self.cleaned_data
        for day in range(7):
            opens, closes = cleaned.get(f"opens{day}"), cleaned.get(f"closes{day}")
            if bool(opens) != bool(closes):
                self.add_error(f"closes{day}", _("開館と閉館の両方を入力してください。"))
            elif opens and closes and opens >= closes:
                self.add_error(f"closes{day}", _("閉館は開館より後の時刻にしてください。"))
        return cleaned

    def values(self) -> SiteValues:
        """Return the cleaned site."""
        data = self.cleaned_data
        hours: dict[int, tuple[time, time]] = {
            day: (data[f"opens{day}"], data[f"closes{day}"])
            for day in range(7)
            if data[f"opens{day}"]
        }
        return SiteValues(
            data["name"],
            data["kind"],
            tuple(data["programs"]),
            data["capacity"],
            hours,
            data["phone"],
            data["address"],
            data["access"],
        )


def initial_of(site: Site) -> dict[str, Any]:
    """Return a site as the form shows it."""
    values: dict[str, Any] = {
        "name": site.name,
        "kind": site.kind,
        "programs": site.programs,
        "capacity": site.capacity,
        "phone": site.phone,
        "address": site.address,
        "access": site.access,
    }
    for row in site.hours.all():
        values[f"opens{row.weekday}"], values[f"closes{row.weekday}"] = row.opens_at, row.closes_at
    return values


class PartyForm(ActorForm):
    """A party's new name from a day on."""

    side = forms.ChoiceField(label=_("立場"), choices=Side.choices, widget=forms.RadioSelect)
    legal_name = NameField(label=_("名称"))
    unit = NameField(label=_("部署"), required=False)
    from_on = DateBoxesField(
        label=_("適用開始日"),
        help_text=_("この日より前に署名された書類には、前の名称が残ります。"),
    )

    def layout(self) -> Layout:
        """Sides as chips."""
        return Layout(Field("side", wrapper_class="choice-chips"), "legal_name", "unit", "from_on")
