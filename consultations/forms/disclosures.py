"""Disclosure: who asks, which records, what is blacked out, the decision, the handing over."""

from typing import Any

from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.choices import Asker, DisclosureState, HandedBy
from consultations.forms.links import LinkField
from consultations.rules import LONGEST_NOTE, LONGEST_PERSON
from programs.kernel.forms import ActorForm, DateBoxesField, PlainTextField, offer

_ONE = {"required": _("1つ選んでください。")}
_CHIPS = {"wrapper_class": "choice-chips"}
GRANT, REFUSE = "grant", "refuse"


class AskForm(ActorForm):
    """Whose records, who asks, when, and on which ground."""

    link = LinkField(label=_("ご家族"), error_messages={"required": _("ご家族を選んでください。")})
    asker = forms.ChoiceField(
        label=_("求めた方"), choices=Asker, widget=forms.RadioSelect, error_messages=_ONE
    )
    name = PlainTextField(
        label=_("求めた方のお名前と、本人確認の方法"),
        max_length=LONGEST_PERSON,
        rows=2,
        help_text=_("例：見本 花子さん。運転免許証で確認。"),
    )
    asked_on = DateBoxesField(label=_("求めのあった日"), no_future=True)
    reason = PlainTextField(
        label=_("開示の根拠と目的"),
        max_length=LONGEST_NOTE,
        rows=3,
        help_text=_(
            "個人情報の保護に関する法律の条項など、根拠と、何のために求められたかを書きます。"
        ),
    )

    def layout(self) -> Layout:
        """The family first."""
        return Layout(
            Field("link", template="consultations/_link_field.html"),
            Field("asker", **_CHIPS),
            "name",
            "asked_on",
            "reason",
        )

    def clean(self) -> dict[str, Any]:
        """Let the button that only looks for a family come back with the families found."""
        cleaned = super().clean() or {}
        if self.data.get("find") and "link" not in self.errors:
            self.add_error("link", _("見つかったご家族から選んで、もう一度保存してください。"))
        return cleaned


class RecordsForm(ActorForm):
    """Which records of the family."""

    talks = forms.TypedMultipleChoiceField(
        label=_("相談の記録"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    cases = forms.TypedMultipleChoiceField(
        label=_("継続支援"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(
        self,
        *args: Any,
        talks: list[tuple[int, str]],
        cases: list[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "talks", talks)
        offer(self, "cases", cases)
        for name, found in (("talks", talks), ("cases", cases)):
            if not found:
                del self.fields[name]
        self.nothing = not (talks or cases)
        self.helper.layout = Layout(*self.fields)


class WordsForm(ActorForm):
    """The words to black out."""

    words = PlainTextField(
        label=_("黒塗りにすることば"),
        max_length=LONGEST_NOTE,
        rows=2,
        help_text=_(
            "上の文の中を選ぶと、ここに入ります。入力しても構いません。"
            "この記録の中にある同じことばを、すべて黒塗りにします。"
        ),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class CopyForm(ActorForm):
    """Which version of the copy is replaced."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ShowAgainForm(ActorForm):
    """Which black passage is shown again."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class DecisionForm(ActorForm):
    """What the director decides, and why."""

    decision = forms.ChoiceField(
        label=_("決定"),
        choices=((GRANT, _("開示する")), (REFUSE, _("開示しない"))),
        widget=forms.RadioSelect,
        error_messages=_ONE,
    )
    reason = PlainTextField(
        label=_("決めた理由と根拠"),
        max_length=LONGEST_NOTE,
        rows=4,
        help_text=_("黒塗りにした理由も書きます。台帳に残ります。"),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def layout(self) -> Layout:
        """Chips first."""
        return Layout(Field("decision", **_CHIPS), "reason", "version")


class HandOverForm(ActorForm):
    """Who received what, when, and how."""

    receiver = PlainTextField(
        label=_("受け取った方と、本人確認の方法"), max_length=LONGEST_PERSON, rows=2
    )
    handed_on = DateBoxesField(label=_("渡した日"), no_future=True)
    how = forms.ChoiceField(
        label=_("渡し方"), choices=HandedBy, widget=forms.RadioSelect, error_messages=_ONE
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def layout(self) -> Layout:
        """Who, when, how."""
        return Layout("receiver", "handed_on", Field("how", **_CHIPS), "version")


class DisclosureFilter(forms.Form):
    """All unless asked otherwise."""

    state = forms.ChoiceField(
        label=_("状態"), required=False, choices=(("", _("すべて")), *DisclosureState.choices)
    )
