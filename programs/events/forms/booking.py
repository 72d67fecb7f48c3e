"""Forms of bookings: from the desk, from outside, and single buttons."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.events import rules
from programs.events.choices import Audience
from programs.events.commands import Numbers, Wish
from programs.events.models import EventDate
from programs.kernel.forms import (
    ActorForm,
    DateBoxesField,
    NameField,
    PhoneField,
    TolerantEmailField,
    TolerantForm,
    TolerantIntegerField,
)

MOST_PEOPLE = 20


class OneForm(ActorForm):
    """One button."""


class CancelForm(ActorForm):
    """Cancel one booking, or all that is left of its course."""

    whole = forms.BooleanField(required=False)


class MarkForm(ActorForm):
    """Who came: the state that the tap asks for."""

    state = forms.ChoiceField(choices=[(one, one) for one in rules.MARKED])


class _People(forms.Form):
    """How many come, and how to reach them."""

    on: EventDate

    def _add_people(self) -> None:
        self.fields["adults"] = _count(_("大人"), 1)
        self.fields["children"] = _count(pgettext_lazy("several", "子ども"), 1)
        if self.on.childcare_places:
            self.fields["childcare"] = _count(_("保育を希望する子ども"), 0)
        self.fields["nonce"] = forms.CharField(required=False, widget=forms.HiddenInput)

    def _add_course(self, later: int) -> None:
        if later:
            label = _("このあとの%(count)s回もまとめて予約する")
            self.fields["course"] = forms.BooleanField(
                required=False,
                label=label % {"count": later},
                help_text=_("満員の回があるときは、全回そろって空くまでキャンセル待ちになります。"),
            )

    @property
    def more(self) -> tuple[str, ...]:
        """The course, where the event has dates to come."""
        return ("course",) if "course" in self.fields else ()

    @property
    def steppers(self) -> tuple[Any, ...]:
        """The numbers, as steppers side by side."""
        names = [n for n in ("adults", "children", "childcare") if n in self.fields]
        return (
            "nonce",
            Div(
                *(Field(name, wrapper_class="stepper") for name in names),
                css_class="event-steppers",
            ),
        )

    @property
    def nonce(self) -> UUID:
        """The request's own number; a page that lost it makes a new one."""
        try:
            return UUID(self.cleaned_data.get("nonce") or "")
        except ValueError:
            return uuid4()

    def wish(self, name: str, births: Sequence[date], **more: Any) -> Wish:
        """What the form asks for."""
        values = self.cleaned_data
        return Wish(
            name=name,
            births=births,
            adults=values["adults"],
            children=values["children"],
            childcare=values.get("childcare") or 0,
            phone=values.get("phone") or "",
            email=values.get("email") or "",
            note=values.get("note") or "",
            **more,
        )


def _count(label: Any, start: int) -> TolerantIntegerField:
    return TolerantIntegerField(label=label, max_value=MOST_PEOPLE, initial=start)


def _somebody(form: forms.Form, cleaned: dict[str, Any]) -> None:
    if cleaned.get("adults") == 0 and cleaned.get("children") == 0:
        form.add_error(None, _("参加する人数を1人以上入力してください。"))


class FamilyBookingForm(_People, ActorForm):
    """A registered family books at the desk or by telephone."""

    email = TolerantEmailField(
        label=_("メールアドレス（任意）"),
        required=False,
        help_text=_("入力すると、確認や空きのお知らせがメールで届きます。"),
    )
    note = NameField(label=_("連絡事項（任意）"), required=False, max_length=300)

    def __init__(self, *args: Any, on: EventDate, later: int = 0, **kwargs: Any) -> None:
        self.on = on
        super().__init__(*args, **kwargs)
        self._add_people()
        self._add_course(later)
        self.helper.layout = Layout(*self.steppers, *self.more, *self.contact)

    contact: tuple[str, ...] = ("email", "note")

    def clean(self) -> dict[str, Any]:
        """Somebody must come."""
        cleaned = super().clean() or {}
        _somebody(self, cleaned)
        return cleaned


class GuestBookingForm(FamilyBookingForm):
    """A family without registration books at the desk or by telephone."""

    name = NameField(label=_("お名前"), max_length=100)
    phone = PhoneField(label=_("電話番号"))
    birth_on = DateBoxesField(
        label=_("対象のお子さんの誕生日"), required=False, birthday=True, no_future=True
    )
    contact = ("email", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        aged = self.on.event.audience == Audience.CHILD_AGE
        if aged:
            self.fields["birth_on"].required = True
        else:
            del self.fields["birth_on"]
        asked = ("birth_on",) if aged else ()
        self.helper.layout = Layout(
            "name", "phone", *asked, *self.steppers, *self.more, *self.contact
        )

    def births(self) -> list[date]:
        """The birthday that was given, if any."""
        birth = self.cleaned_data.get("birth_on")
        return [birth] if birth else []


class PublicBookingForm(_People, TolerantForm):
    """A family asks for a place by itself; no more is asked than the booking needs."""

    name = NameField(label=_("お名前"), max_length=100)
    email = TolerantEmailField(
        label=_("メールアドレス"), help_text=_("予約の結果と確認のためのアドレスをお送りします。")
    )
    birth_on = DateBoxesField(
        label=_("対象のお子さんの誕生日"),
        birthday=True,
        no_future=True,
        help_text=_("開催日の月齢を確かめるためです。誕生日は保存しません。"),
    )
    phone = PhoneField(
        label=_("電話番号（任意）"), required=False, help_text=_("急な中止のときにご連絡します。")
    )

    def __init__(self, *args: Any, on: EventDate, later: int = 0, **kwargs: Any) -> None:
        self.on = on
        super().__init__(*args, **kwargs)
        for name, value in (("name", "name"), ("email", "email"), ("phone", "tel")):
            self.fields[name].widget.attrs["autocomplete"] = value
        self._add_people()
        self._add_course(later)
        aged = on.event.audience == Audience.CHILD_AGE
        if not aged:
            del self.fields["birth_on"]
        asked = ("birth_on",) if aged else ()
        self.helper.layout = Layout("name", "email", *asked, *self.steppers, *self.more, "phone")

    def clean(self) -> dict[str, Any]:
        """Somebody must come."""
        cleaned = super().clean() or {}
        _somebody(self, cleaned)
        return cleaned

    def births(self) -> list[date]:
        """The birthday that was given, if any."""
        birth = self.cleaned_data.get("birth_on")
        return [birth] if birth else []


class _Numbers(_People):
    """How many come with a booking that stands."""

    def _ask(self, on: EventDate) -> Layout:
        self.on = on
        self._add_people()
        return Layout(*self.steppers)

    @property
    def numbers(self) -> Numbers:
        """The numbers as the commands take them."""
        values = self.cleaned_data
        return Numbers(values["adults"], values["children"], values.get("childcare") or 0)


class NumbersForm(_Numbers, ActorForm):
    """The desk changes how many come."""

    def __init__(self, *args: Any, on: EventDate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout = self._ask(on)


class OwnNumbersForm(_Numbers, TolerantForm):
    """A family changes how many come, by its link."""

    def __init__(self, *args: Any, on: EventDate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout = self._ask(on)


class AnswerForm(TolerantForm):
    """The answer of whoever holds a booking's link; ``which`` names another date of its course."""

    step = forms.ChoiceField(
        choices=[(one, one) for one in ("confirm", "withdraw", "withdraw_all")]
    )
    which = forms.IntegerField(required=False)
