"""Referrals, their answers, and signposting."""

from typing import Any

from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from consultations import queries
from consultations.choices import Basis, Contact, ReferralState, ReferralTo, SignpostTo
from consultations.rules import LONGEST_NOTE, LONGEST_PERSON, Letter, needs_reason
from programs.kernel.forms import (
    ActorForm,
    DateBoxesField,
    NameField,
    PlainTextField,
    acting,
    offer,
)
from programs.registry import queries as registry

_ONE = {"required": _("1つ選んでください。")}
_CHIPS = {"wrapper_class": "choice-chips"}
_NONE = ("", _("（選んでください）"))
ACCEPT, DECLINE = "accept", "decline"


class ReferralForm(ActorForm):
    """To whom, with which consent, how the family may be met, and what is told."""

    to = forms.ChoiceField(
        label=_("紹介先"), choices=ReferralTo, widget=forms.RadioSelect, error_messages=_ONE
    )
    group = forms.TypedChoiceField(
        label=_("関係団体"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("関係団体に紹介するときに選びます。"),
    )
    basis = forms.ChoiceField(
        label=_("ご本人の同意"), choices=Basis, widget=forms.RadioSelect, error_messages=_ONE
    )
    reason = PlainTextField(
        label=_("同意がないまま紹介する理由"),
        max_length=LONGEST_NOTE,
        rows=2,
        required=False,
        help_text=_("同意がないときは必ず書きます。紹介先にも示されます。"),
    )
    contacts = forms.MultipleChoiceField(
        label=_("ご家族に連絡してよい方法"),
        choices=Contact,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("1つ以上選んでください。")},
    )
    person = PlainTextField(
        label=_("伝えるお名前と連絡先"),
        max_length=LONGEST_PERSON,
        rows=2,
        required=False,
        help_text=_("ここに書いたことだけが伝わります。ご家族の登録内容は渡りません。"),
    )
    text = PlainTextField(
        label=_("紹介の内容"),
        max_length=LONGEST_NOTE,
        rows=6,
        help_text=_("同意をいただいた範囲だけを書きます。送ったあとは変えられません。"),
    )
    sent_on = DateBoxesField(label=_("紹介した日"), no_future=True)
    due_on = DateBoxesField(label=_("返事を確認する日"), today_button=False, no_past=True)
    owner = forms.TypedChoiceField(label=_("担当"), coerce=int, error_messages=_ONE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [(group.pk, group.name) for group in registry.groups(acting(self))]
        offer(self, "group", [_NONE, *groups])
        offer(self, "owner", queries.owners(acting(self), self.today))
        self.initial.setdefault("owner", acting(self).user_id)

    def layout(self) -> Layout:
        """Whom, on which ground, what, and when to ask."""
        return Layout(
            Field("to", **_CHIPS),
            Field("group", wrapper_class="field-mid"),
            Field("basis", **_CHIPS),
            "reason",
            Field("contacts", **_CHIPS),
            "person",
            "text",
            Fieldset(
                _("確認の予定"),
                Div("sent_on", "due_on", css_class="split"),
                Field("owner", wrapper_class="field-mid"),
                css_class="form-section",
            ),
        )

    def clean(self) -> dict[str, Any]:
        """A group where it goes to one; a reason where consent is missing."""
        cleaned = super().clean() or {}
        if cleaned.get("to") == ReferralTo.GROUP and not cleaned.get("group"):
            self.add_error("group", _("関係団体を選んでください。"))
        if cleaned.get("basis") and needs_reason(cleaned["basis"]) and not cleaned.get("reason"):
            self.add_error("reason", _("同意がないまま紹介する理由を入力してください。"))
        return cleaned

    def letter(self) -> Letter:
        """Return what is handed on."""
        data = self.cleaned_data
        return Letter(
            group_id=data["group"] if data["to"] == ReferralTo.GROUP else None,
            basis=data["basis"],
            contacts=tuple(data["contacts"]),
            sent_on=data["sent_on"],
            due_on=data["due_on"],
            owner_id=data["owner"],
            text=data["text"],
            person=data["person"],
            reason=data["reason"],
        )


class AnswerForm(ActorForm):
    """Accepted, or declined with a reason."""

    answer = forms.ChoiceField(
        label=_("返事"),
        choices=((ACCEPT, _("引き受ける")), (DECLINE, _("見送る"))),
        widget=forms.RadioSelect,
        error_messages=_ONE,
    )
    text = PlainTextField(
        label=_("伝えること（見送るときは理由）"), max_length=LONGEST_NOTE, rows=4, required=False
    )

    def layout(self) -> Layout:
        """The two answers as chips."""
        return Layout(Field("answer", **_CHIPS), "text")


class ResultForm(ActorForm):
    """What came of it."""

    text = PlainTextField(label=_("結果"), max_length=LONGEST_NOTE, rows=5)


class WithdrawForm(ActorForm):
    """Why it is taken back, if anything is to be said."""

    text = PlainTextField(
        label=_("取り下げる理由（任意）"), max_length=LONGEST_NOTE, rows=3, required=False
    )


class SignpostForm(ActorForm):
    """Where somebody was told to go."""

    to = forms.ChoiceField(
        label=_("案内先"), choices=SignpostTo, widget=forms.RadioSelect, error_messages=_ONE
    )
    group = forms.TypedChoiceField(
        label=_("関係団体"), coerce=int, empty_value=None, required=False
    )
    place = NameField(
        label=_("その他の相談先の名称"),
        max_length=60,
        required=False,
        help_text=_("窓口や団体の名称を書きます。お名前や相談の中身は書かないでください。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [(group.pk, group.name) for group in registry.groups(acting(self))]
        offer(self, "group", [_NONE, *groups])

    def layout(self) -> Layout:
        """Chips first."""
        return Layout(
            Field("to", **_CHIPS),
            Field("group", wrapper_class="field-mid"),
            Field("place", wrapper_class="field-mid"),
        )


class ReferralFilter(forms.Form):
    """Open ones unless asked otherwise."""

    state = forms.ChoiceField(
        label=_("状態"),
        required=False,
        choices=(
            ("", _("返事待ち・引き受け")),
            ("late", _("確認の日を過ぎたもの")),
            *((s.value, s.label) for s in ReferralState),
            ("all", _("すべて")),
        ),
    )
    to = forms.ChoiceField(
        label=_("紹介先"), required=False, choices=(("", _("すべて")), *ReferralTo.choices)
    )
    mine = forms.ChoiceField(
        label=_("担当"), required=False, choices=(("", _("全員")), ("yes", _("自分の分だけ")))
    )


class WardFilter(forms.Form):
    """All unless asked otherwise: the ward has few."""

    state = forms.ChoiceField(
        label=_("状態"),
        required=False,
        choices=(
            ("", _("すべて")),
            *((s.value, s.label) for s in ReferralState if s != ReferralState.WITHDRAWN),
        ),
    )
