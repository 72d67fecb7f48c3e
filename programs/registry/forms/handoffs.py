"""Forms of handoffs: to ask another area, and to answer."""

from typing import Any

from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from programs.kernel.forms import ActorForm, NameField
from programs.registry.choices import Area, Role

NO_CONTENT = _("相談の中身は書かないでください")
# Where a role mostly works: chosen to begin with, and may be changed.
AREA_OF: dict[str, str] = {
    Role.STAFF: Area.DROPIN,
    Role.CONSULTANT: Area.CONSULTATIONS,
    Role.PARTNER: Area.USER_SUPPORT,
    Role.KOSAPO: Area.KOSAPO,
}
ACCEPT, DECLINE = "accept", "decline"


class HandoffForm(ActorForm):
    """From which area to which, and in a line what about."""

    from_area = forms.ChoiceField(
        label=_("引き継ぎ元"), choices=Area.choices, widget=forms.RadioSelect
    )
    to_area = forms.ChoiceField(
        label=_("引き継ぎ先"), choices=Area.choices, widget=forms.RadioSelect
    )
    subject = NameField(label=_("件名"), max_length=200, help_text=NO_CONTENT)

    def layout(self) -> Layout:
        """Areas as chips."""
        return Layout(
            Field("from_area", wrapper_class="choice-chips"),
            Field("to_area", wrapper_class="choice-chips"),
            "subject",
        )


class AnswerForm(ActorForm):
    """Take it on, or say why not."""

    answer = forms.ChoiceField(
        label=_("回答"),
        choices=((ACCEPT, _("引き受ける")), (DECLINE, _("見送る"))),
        widget=forms.RadioSelect,
    )
    reason = NameField(
        label=_("理由（見送るとき）"), max_length=300, required=False, help_text=NO_CONTENT
    )

    def layout(self) -> Layout:
        """The two answers as chips."""
        return Layout(Field("answer", wrapper_class="choice-chips"), "reason")

    def values(self) -> dict[str, Any]:
        """Return the answer as the command takes it."""
        data = self.cleaned_data
        return {"accept": data["answer"] == ACCEPT, "reason": data["reason"]}


class HandoffFilter(forms.Form):
    """Open ones, answered ones, or both."""

    state = forms.ChoiceField(
        label=_("状態"),
        required=False,
        choices=(("", _("すべて")), ("open", _("依頼中")), ("answered", _("回答済み"))),
    )
