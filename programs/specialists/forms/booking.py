"""Forms of slots: from the desk, from outside, and single buttons."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from programs.kernel import clock, localdates
from programs.kernel.actor import Actor
from programs.kernel.forms import (
    ActorForm,
    NameField,
    PhoneField,
    PlainTextField,
    TolerantEmailField,
    TolerantForm,
)
from programs.specialists import queries, rules
from programs.specialists.choices import EntryKind, Result
from programs.specialists.commands import Wish
from programs.specialists.models import Booking, Entry, Slot

CONCERN = 200


class OneForm(ActorForm):
    """One button."""


class MarkForm(ActorForm):
    """Who came: the state that the tap asks for."""

    state = forms.ChoiceField(choices=[(one, one) for one in rules.ATTENDANCE])


class CloseForm(ActorForm):
    """Whether a slot is taken out of booking."""

    closed = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])


class AnswerForm(TolerantForm):
    """The answer of whoever holds a booking's link."""

    step = forms.ChoiceField(choices=[("confirm", "confirm"), ("withdraw", "withdraw")])


class _Asking(forms.Form):
    """What every booking asks for."""

    nonce = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def number(self) -> UUID:
        """The request's own number; a page that lost it makes a new one."""
        try:
            return UUID(self.cleaned_data.get("nonce") or "")
        except ValueError:
            return uuid4()

    def wish(self, name: str, **more: Any) -> Wish:
        """What the form asks for."""
        values = self.cleaned_data
        return Wish(
            name=name,
            phone=values.get("phone") or "",
            email=values.get("email") or "",
            concern=values.get("concern") or "",
            **more,
        )


def _concern(help_text: Any) -> PlainTextField:
    return PlainTextField(
        label=_("相談したいこと（任意）"),
        required=False,
        max_length=CONCERN,
        rows=2,
        help_text=help_text,
    )


class FamilyForm(_Asking, ActorForm):
    """A registered family books at the desk or by telephone."""

    concern = _concern(
        _("ひとことで。暗号にして保存し、この日の担当と専門職、施設長だけが読めます。")
    )
    email = TolerantEmailField(
        label=_("メールアドレス（任意）"),
        required=False,
        help_text=_("入力すると、確認と前日のお知らせがメールで届きます。"),
    )


class GuestForm(FamilyForm):
    """A family without registration books at the desk or by telephone."""

    name = NameField(label=_("お名前"), max_length=100)
    phone = PhoneField(label=_("電話番号"))
    field_order = ("name", "phone", "concern", "email", "nonce")


class PublicForm(_Asking, TolerantForm):
    """A family asks for a slot by itself; no more is asked than the booking needs."""

    name = NameField(label=_("お名前"), max_length=100)
    email = TolerantEmailField(
        label=_("メールアドレス"), help_text=_("予約の結果と確認のためのアドレスをお送りします。")
    )
    phone = PhoneField(
        label=_("電話番号（任意）"),
        required=False,
        help_text=_("相談日が急に中止になったときにご連絡します。"),
    )
    concern = _concern(
        _("ひとことでかまいません。当日の担当者と専門職だけが読みます。メールには載せません。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, value in (("name", "name"), ("email", "email"), ("phone", "tel")):
            self.fields[name].widget.attrs["autocomplete"] = value


class MoveForm(ActorForm):
    """The slot to move to."""

    slot = forms.TypedChoiceField(label=_("移す先の枠"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, slots: Sequence[Slot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named: Any = self.fields
        named["slot"].choices = [(one.pk, _slot_words(one)) for one in slots]

    def layout(self) -> Layout:
        """Slots as chips."""
        return Layout(Field("slot", wrapper_class="choice-chips"))


def _slot_words(slot: Slot) -> str:
    return f"{localdates.day_full(clock.tokyo(slot.starts_at).date())} {slot}　{slot.day.site}"


class ResultForm(ActorForm):
    """What came of a talk, in a few taps and without words."""

    topic: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("相談内容"),
        queryset=Entry.objects.none(),
        required=False,
        empty_label=None,
        widget=forms.RadioSelect,
    )
    result = forms.ChoiceField(label=_("結果"), choices=Result.choices, widget=forms.RadioSelect)
    follow_up = forms.BooleanField(
        label=_("続けての対応が必要（相談の担当に引き継ぐ）"),
        required=False,
        help_text=_("引き継ぎの一覧に載ります。相談の中身は載りません。"),
    )

    def __init__(self, *args: Any, actor: Actor, booking: Booking, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        named: Any = self.fields
        named["topic"].queryset = queries.in_use(actor, EntryKind.TOPIC, booking.topic_id)
        if booking.handoff_id:
            del self.fields["follow_up"]
            self.helper.layout = self.layout()

    def layout(self) -> Layout:
        """Taps as chips."""
        asked = [name for name in ("follow_up",) if name in self.fields]
        chips = "choice-chips"
        return Layout(
            Field("topic", wrapper_class=chips), Field("result", wrapper_class=chips), *asked
        )
