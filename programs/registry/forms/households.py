"""The form of a family: one page, members in numbered rows, empty rows ignored."""

from typing import Any

from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.kernel.forms import (
    ActorForm,
    DateBoxesField,
    NameField,
    PhoneField,
    PostcodeField,
    TolerantForm,
)
from programs.registry.choices import FoundBy, Language, Relation, Residence
from programs.registry.models import Household
from programs.registry.rules import AdultValues, ChildValues, HouseholdValues, problems

# Rows of the form; a family that has more, by a merge, gets one row for each and one to add.
ROWS = {"adult": 4, "child": 6}
OPEN_ADULTS, OPEN_CHILDREN = 1, 2
OWN_FIELDS = (
    "name",
    "name_kana",
    "residence",
    "phone",
    "postcode",
    "address",
    "door_note",
    "allergies",
    "languages",
    "found_by",
    "is_demo",
)
MEMBER_FIELDS = {
    "adult": (
        "name",
        "name_kana",
        "relation",
        "phone",
        "birth_on",
        "lives_apart",
        "not_told",
    ),
    "child": ("name", "name_kana", "birth_on", "due_on"),
}
TEXTS = ("name", "name_kana", "relation", "phone", "not_told")
# Filled in before anybody types; by themselves they make no member.
GIVEN = ("relation", "lives_apart", "id")
_APART = '<details class="disclosure member-apart"{}><summary>{}</summary>'
_MORE = '<details class="disclosure more-rows"><summary>{}</summary>'


class HouseholdForm(ActorForm):
    """A family: four adults and six children, or as many as it has and one more."""

    name = NameField(label=_("ご家族の名前（姓）"))
    name_kana = NameField(label=_("ふりがな"), kana=True, help_text=_("受付で探すときに使います。"))
    residence = forms.ChoiceField(
        label=_("お住まい"),
        choices=[choice for choice in Residence.choices if choice[0] != Residence.UNKNOWN],
        widget=forms.RadioSelect,
    )
    phone = PhoneField(label=_("電話番号"), required=False)
    postcode = PostcodeField(label=_("郵便番号"), required=False)
    address = NameField(label=_("住所"), required=False, max_length=200)
    door_note = NameField(
        label=_("受付で知っておくこと"),
        required=False,
        max_length=300,
        help_text=_("受付の画面に表示されます。相談の内容は書かないでください。"),
    )
    allergies = NameField(label=_("アレルギー"), required=False, max_length=300)
    languages = forms.MultipleChoiceField(
        label=_("日本語以外で使うことば"),
        required=False,
        choices=Language.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    found_by = forms.ChoiceField(
        label=_("拠点を知ったきっかけ"),
        required=False,
        choices=[("", _("聞いていない")), *FoundBy.choices],
    )
    is_demo = forms.BooleanField(label=_("練習用のご家族（集計に入れない）"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, household: Household | None = None, **kwargs: Any) -> None:
        self.household = household
        self.count = {kind: _rows_for(kind, household) for kind in ROWS}
        if household is not None:
            kwargs["initial"] = {**initial_of(household), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def layout(self) -> Layout:
        """Add the rows of members and lay them out."""
        for number in range(self.count["adult"]):
            self._adult_row(number)
        for number in range(self.count["child"]):
            self._child_row(number)
        return Layout(
            "version",
            Div("name", "name_kana", css_class="grid-cards"),
            Field("residence", wrapper_class="choice-chips"),
            Fieldset(
                pgettext_lazy("several", "子ども"),
                *self._rows("child", OPEN_CHILDREN, _("子どもを追加する")),
            ),
            Fieldset(_("大人"), *self._rows("adult", OPEN_ADULTS, _("大人を追加する"))),
            Fieldset(_("知っておくこと"), "allergies", "door_note"),
            Fieldset(
                _("連絡先など"),
                Div("phone", "postcode", css_class="grid-cards"),
                "address",
                HTML(_MORE.format(_("ことば・きっかけなど"))),
                Field("languages", wrapper_class="choice-chips"),
                "found_by",
                "is_demo",
                HTML("</details>"),
            ),
        )

    def clean(self) -> dict[str, Any]:
        """Check the family as a whole, each problem at its field."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            for field, message in problems(self.values(), self.today):
                self.add_error(self._shown(field), str(message))
        return cleaned

    def values(self) -> HouseholdValues:
        """Return the cleaned family; a row that was emptied takes its member off."""
        adults = [self._row("adult", number) for number in range(self.count["adult"])]
        children = [self._row("child", number) for number in range(self.count["child"])]
        spoken = tuple(self.cleaned_data["languages"])
        self._positions = {"adult": _filled(adults), "child": _filled(children)}
        return HouseholdValues(
            **{**{name: self.cleaned_data[name] for name in OWN_FIELDS}, "languages": spoken},
            adults=tuple(AdultValues(**adults[n]) for n in _filled(adults)),
            children=tuple(ChildValues(**children[n]) for n in _filled(children)),
            removed_adults=_emptied(adults),
            removed_children=_emptied(children),
        )

    def _row(self, kind: str, number: int) -> dict[str, Any]:
        names = (*MEMBER_FIELDS[kind], "id")
        row = {name: self.cleaned_data.get(f"{kind}{number}_{name}") for name in names}
        return {k: (v or "") if k in TEXTS else v for k, v in row.items()}

    def _shown(self, field: str) -> str:
        """Turn a problem's row number (empty rows left out) into that of the form."""
        kind, _sep, name = field.partition("_")
        base, digits = kind.rstrip("0123456789"), kind[len(kind.rstrip("0123456789")) :]
        positions = self._positions.get(base, [])
        if digits and int(digits) < len(positions):
            return f"{base}{positions[int(digits)]}_{name}"
        return field

    def _adult_row(self, number: int) -> None:
        p = f"adult{number}_"
        self.fields[p + "id"] = forms.IntegerField(required=False, widget=forms.HiddenInput)
        self.fields[p + "relation"] = forms.ChoiceField(
            label=_("続柄"), choices=Relation.choices, required=False, initial=Relation.MOTHER
        )
        self.fields[p + "name"] = NameField(label=_("氏名"), required=False)
        self.fields[p + "name_kana"] = NameField(label=_("ふりがな"), required=False, kana=True)
        self.fields[p + "phone"] = PhoneField(label=_("電話番号"), required=False)
        self.fields[p + "birth_on"] = DateBoxesField(
            label=_("生年月日（任意）"), required=False, birthday=True
        )

        self.fields[p + "lives_apart"] = forms.BooleanField(
            label=_("子どもと別居している"), required=False
        )
        self.fields[p + "not_told"] = NameField(
            label=_("この方に伝えてはいけないこと"),
            required=False,
            max_length=300,
            help_text=_("例：新しい住所、来館の予定。ご家族のページに表示します。"),
        )

    def _child_row(self, number: int) -> None:
        p = f"child{number}_"
        self.fields[p + "id"] = forms.IntegerField(required=False, widget=forms.HiddenInput)
        self.fields[p + "name"] = NameField(label=_("お名前"), required=False)
        self.fields[p + "name_kana"] = NameField(label=_("ふりがな"), required=False, kana=True)
        self.fields[p + "birth_on"] = DateBoxesField(
            label=_("生年月日"), required=False, birthday=True
        )
        self.fields[p + "due_on"] = DateBoxesField(
            label=_("出産予定日（これから生まれる場合）"), required=False, today_button=False
        )

    def _rows(self, kind: str, opened: int, more: Any) -> list[Any]:
        count = self.count[kind]
        filled = [
            n for n in range(count) if self.initial.get(f"{kind}{n}_id") or self._typed(kind, n)
        ]
        shown = max(opened, len(filled))
        rows = [self._laid_out(kind, number) for number in range(count)]
        if shown >= count:
            return rows
        return [*rows[:shown], HTML(_MORE.format(more)), *rows[shown:], HTML("</details>")]

    def _typed(self, kind: str, number: int) -> bool:
        start = f"{kind}{number}_"
        return any(
            v
            for k, v in self.data.items()
            if k.startswith(start) and not k.endswith(("relation", "lives_apart"))
        )

    def _laid_out(self, kind: str, number: int) -> Div:
        start = f"{kind}{number}_"
        folded = [n for n in (start + "lives_apart", start + "not_told") if n in self.fields]
        names = [n for n in self.fields if n.startswith(start) and n not in folded]
        row = Div(*names, css_class="grid-cards")
        return Div(row, *self._apart(folded), css_class="member-row", css_id=f"{kind}{number}")

    def _apart(self, names: list[str]) -> list[Any]:
        """What concerns few families stays folded until it is filled in."""
        if not names:
            return []
        filled = any(self.initial.get(name) or self.data.get(name) for name in names)
        return [
            HTML(_APART.format(" open" if filled else "", _("別居・伝えてはいけないこと"))),
            *names,
            HTML("</details>"),
        ]


def _rows_for(kind: str, household: Household | None) -> int:
    if household is None:
        return ROWS[kind]
    there = household.adults if kind == "adult" else household.children
    return max(ROWS[kind], len(there.all()) + 1)


def initial_of(household: Household) -> dict[str, Any]:
    """Return a family as the form shows it."""
    values: dict[str, Any] = {name: getattr(household, name) for name in (*OWN_FIELDS, "version")}
    for kind, rows in (("adult", household.adults.all()), ("child", household.children.all())):
        for number, row in enumerate(rows):
            values[f"{kind}{number}_id"] = row.pk
            values.update(
                {f"{kind}{number}_{name}": getattr(row, name) for name in MEMBER_FIELDS[kind]}
            )
    return values


def _has_text(row: dict[str, Any]) -> bool:
    return any(value for name, value in row.items() if name not in GIVEN)


def _filled(rows: list[dict[str, Any]]) -> list[int]:
    return [number for number, row in enumerate(rows) if _has_text(row)]


def _emptied(rows: list[dict[str, Any]]) -> tuple[int, ...]:
    return tuple(row["id"] for row in rows if row["id"] and not _has_text(row))


class HouseholdFilter(TolerantForm):
    """Narrowing the list of families."""

    q = forms.CharField(label=_("なまえ・電話・番号"), required=False, max_length=100)
    residence = forms.ChoiceField(
        label=_("お住まい"), required=False, choices=[("", _("すべて")), *Residence.choices]
    )
    state = forms.ChoiceField(
        label=_("利用"),
        required=False,
        choices=[("", _("利用中")), ("archived", _("利用を終了"))],
    )
