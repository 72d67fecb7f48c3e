"""Forms of signals: an answer, a rule's numbers, the filter."""

from typing import Any

from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consultations.forms.notes import FollowUpForm
from programs.kernel.forms import ActorForm, PlainTextField, TolerantIntegerField
from programs.signals.choices import Kind, State
from programs.signals.rules import ANSWERS, Terms


class AnswerForm(ActorForm):
    """What was done, and a note."""

    state = forms.ChoiceField(
        label=_("どうしましたか"),
        choices=[(one.value, one.label) for one in ANSWERS],
        widget=forms.RadioSelect,
    )
    note = PlainTextField(
        label=_("メモ（任意）"),
        required=False,
        max_length=500,
        rows=3,
        help_text=_("暗号にして保存します。気づきを見られる人だけが読めます。"),
    )
    before = forms.ChoiceField(choices=State.choices, required=False, widget=forms.HiddenInput)

    def layout(self) -> Layout:
        """The answers as chips."""
        return Layout("before", Field("state", wrapper_class="choice-chips"), "note")


class PlanForm(FollowUpForm):
    """What is done next about the family; the state that was seen tells a second answer who was first."""

    before = forms.ChoiceField(choices=State.choices, required=False, widget=forms.HiddenInput)

    def layout(self) -> Layout:
        """As every follow-up."""
        return Layout("before", *super().layout().fields)


class OneForm(ActorForm):
    """One button; the state that was seen."""

    before = forms.ChoiceField(choices=State.choices, required=False, widget=forms.HiddenInput)


class RuleForm(ActorForm):
    """Whether a rule is used, and its numbers."""

    active = forms.BooleanField(
        label=_("この決まりを使う"),
        required=False,
        help_text=_("使い始めた人と日時を記録します。"),
    )
    times = TolerantIntegerField(label=_("回数"), min_value=2, max_value=60)
    weeks = TolerantIntegerField(label=_("期間（週）"), min_value=1, max_value=104)
    absent_weeks = TolerantIntegerField(label=_("来館のない期間（週）"), min_value=1, max_value=52)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind != Kind.GAP:
            del self.fields["absent_weeks"]
        self.fields["times"].label = _TIMES[kind]
        names = [name for name in ("times", "weeks", "absent_weeks") if name in self.fields]
        self.helper.layout = Layout("version", "active", Div(*names, css_class="field-pair"))

    @property
    def terms(self) -> Terms:
        """The numbers."""
        values = self.cleaned_data
        return Terms(values["times"], values["weeks"], values.get("absent_weeks") or 0)


_TIMES = {
    Kind.GAP: _("来館した日数（日以上）"),
    Kind.WORRY: _("同じ相談の回数（回以上）"),
    Kind.WRITERS: _("メモを書いた職員の人数（人以上）"),
}


class SignalFilter(forms.Form):
    """Open or answered ones, of a rule."""

    state = forms.ChoiceField(
        label=pgettext_lazy("signal", "状態"),
        required=False,
        choices=(("", _("答えていないもの")), ("answered", _("答えたもの")), ("all", _("すべて"))),
    )
    kind = forms.ChoiceField(
        label=_("決まり"), required=False, choices=[("", _("すべて")), *Kind.choices]
    )
