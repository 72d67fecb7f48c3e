"""Who came: people without names in numbers, and the members of a family."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout
from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from programs.dropin import queries, rules, words
from programs.dropin.choices import Kind, PersonRole
from programs.dropin.forms.taps import TapForm
from programs.dropin.models import Visit
from programs.dropin.rules import Present
from programs.kernel.actor import Actor
from programs.kernel.forms import NameField, TolerantIntegerField, offer_rows
from programs.registry.choices import Residence
from programs.registry.models import PartnerGroup
from programs.registry.queries import groups, members

ADULT_ROLES = tuple(role for role in PersonRole if role != PersonRole.CHILD)
COMPANIONS = (
    PersonRole.MOTHER,
    PersonRole.FATHER,
    PersonRole.GRANDMOTHER,
    PersonRole.GRANDFATHER,
    PersonRole.OTHER,
    PersonRole.SUPPORTER,
)
AGES: tuple[int | None, ...] = (*range(rules.SCHOOL_AGE + 1), None)


def _number(label: Any, limit: int) -> TolerantIntegerField:
    return TolerantIntegerField(label=label, required=False, max_value=limit)


def _age_label(age: int | None) -> Any:
    if age is None:
        return _("年齢不明")
    return _("6歳以上") if age == rules.SCHOOL_AGE else format_lazy(_("{age}歳"), age=age)


class CountsForm(TapForm):
    """People without names: adults by role, children by age."""

    limit = 20
    roles: tuple[PersonRole, ...] = ADULT_ROLES

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for role in self.roles:
            self.fields[f"adult_{role}"] = _number(role.label, self.limit)
        for age in AGES:
            self.fields[f"child_{_age_key(age)}"] = _number(_age_label(age), self.limit)
        self.helper.layout = self.layout()

    def layout(self) -> Layout:
        """Adults and children as two blocks of steppers."""
        return Layout("nonce", *self.head(), *(_steppers(*block) for block in self.blocks()))

    def head(self) -> tuple[Any, ...]:
        """Fields above the numbers."""
        return ()

    def blocks(self) -> tuple[tuple[Any, list[str]], ...]:
        """Headings and field names of the numbers."""
        return (
            (_("子ども（来館した日の年齢）"), [f"child_{_age_key(age)}" for age in AGES]),
            (_("大人"), [f"adult_{role}" for role in self.roles]),
        )

    def clean(self) -> dict[str, Any]:
        """Somebody must have come."""
        cleaned = super().clean() or {}
        numbers_wrong = any(name.startswith(("adult_", "child_")) for name in self.errors)
        if not numbers_wrong and not self.people():
            self.add_error(None, _("来館した人の数を1人以上入力してください。"))
        return cleaned

    def people(self) -> list[Present]:
        """The numbers as plain values."""
        values = self.cleaned_data
        roles = {role.value: values.get(f"adult_{role}") or 0 for role in self.roles}
        ages = {age: values.get(f"child_{_age_key(age)}") or 0 for age in AGES}
        return rules.counted(roles, ages)

    @staticmethod
    def numbers_of(visit: Visit) -> dict[str, int]:
        """The starting values of the steppers for a recorded visit's nameless people."""
        start: dict[str, int] = {}
        for row in visit.people.all():
            if row.adult_id or row.child_id:
                continue
            child = f"child_{_age_key(row.age_years)}"
            name = child if row.role == PersonRole.CHILD else f"adult_{row.role}"
            start[name] = start.get(name, 0) + row.count
        return start


def _age_key(age: int | None) -> str:
    return "unknown" if age is None else str(min(age, rules.SCHOOL_AGE))


def _steppers(heading: Any, names: Iterable[str]) -> Fieldset:
    fields = [Field(name, wrapper_class="stepper") for name in names]
    return Fieldset(heading, Div(*fields, css_class="desk-steppers"), css_class="form-section")


class GuestForm(CountsForm):
    """A family without registration."""

    label = NameField(
        label=_("呼び名（任意）"),
        required=False,
        max_length=40,
        help_text=_("受付で見分けるための名前です。例: 青いベビーカーの方"),
    )
    residence = forms.ChoiceField(
        label=_("お住まい"),
        choices=Residence.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("お住まいを選んでください。")},
    )

    def head(self) -> tuple[Any, ...]:
        """Residence first: it is asked of everybody."""
        return (Field("residence", wrapper_class="choice-chips chips-large"), "label")


class HeadCountForm(GuestForm):
    """A number of people, when there is no time to ask."""

    limit = 300
    families = TolerantIntegerField(
        label=_("組数"), min_value=1, max_value=200, help_text=_("ご家族や団体の数です。")
    )
    group: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("団体で来たときの関係団体（任意）"),
        queryset=PartnerGroup.objects.none(),
        required=False,
        empty_label=_("なし"),
        help_text=_("保育園やサークルの見学など。団体の名前が一覧と避難用の一覧に出ます。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.actor is None:  # the page for hours without a network names nobody
            del self.fields["group"]
        else:
            offer_rows(self, "group", groups(self.actor))
        self.fields["label"].label = _("メモ（任意）")
        self.fields["label"].help_text = _("個人の名前は書かないでください。例: 保育園の見学")

    def head(self) -> tuple[Any, ...]:
        """The number of families leads."""
        return (Field("families", wrapper_class="stepper"), *super().head(), *self.groups())

    def groups(self) -> tuple[str, ...]:
        """The partner group, where it may be named."""
        return ("group",) if self.actor is not None else ()


class CountsChangeForm(CountsForm):
    """Corrected numbers of a visit without registration."""

    limit = 300
    families = TolerantIntegerField(label=_("組数"), min_value=1, max_value=200, required=False)

    def __init__(self, *args: Any, visit: Visit, **kwargs: Any) -> None:
        self.visit = visit
        super().__init__(*args, **kwargs)

    def head(self) -> tuple[Any, ...]:
        """Families only of a head count."""
        head_count = self.visit.kind == Kind.HEAD_COUNT
        return (Field("families", wrapper_class="stepper"),) if head_count else ()


class PeopleForm(CountsForm):
    """Which members of a registered family came, and who came along."""

    roles = COMPANIONS

    def __init__(self, *args: Any, actor: Actor, visit: Visit, **kwargs: Any) -> None:
        self.visit = visit
        super().__init__(*args, actor=actor, **kwargs)
        assert visit.household is not None
        family = members(actor, visit.household)
        could = queries.who_could_come(family, visit.day)
        named = words.of_members(could, family, visit.household)
        self.fields["members"] = forms.MultipleChoiceField(
            label=_("来館した方"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=[(member_key(one), word) for one, word in zip(could, named, strict=True)],
        )

    def layout(self) -> Layout:
        """Chips for the family, steppers behind a fold."""
        blocks = [_steppers(*block) for block in self.blocks()]
        return Layout(
            "nonce",
            Field("members", wrapper_class="choice-chips chips-large"),
            HTML('<details class="desk-more"><summary>'),
            HTML(_("登録のない方も一緒に来た")),
            HTML("</summary>"),
            *blocks,
            HTML("</details>"),
        )

    def people(self) -> list[Present]:
        """Everybody: the members, as one nameless row each, for the check that somebody came."""
        return self.others() + [Present(key) for key in self.cleaned_data.get("members") or []]

    def others(self) -> list[Present]:
        """Those who are not registered."""
        return super().people()

    def chosen(self, letter: str) -> list[int]:
        """The keys of the chosen adults (``a``) or children (``c``)."""
        keys = self.cleaned_data["members"]
        return [int(key[1:]) for key in keys if key.startswith(letter)]


def member_key(one: Any) -> str:
    """a12 for an adult, c34 for a child."""
    return f"a{one.adult_id}" if one.adult_id else f"c{one.child_id}"
