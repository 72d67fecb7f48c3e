"""What is done with a written meeting: another family, a correction, a decision; and the list's filter."""

from typing import Any

from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from consultations import queries
from consultations.choices import MeetingKind
from consultations.forms.links import LinkField
from consultations.forms.meetings import NOBODY, case_label
from consultations.forms.notes import FollowUpForm
from consultations.rules import LONGEST_NOTE, LONGEST_PLAN
from programs.kernel.forms import ActorForm, PlainTextField, acting, offer

_CHIPS = {"wrapper_class": "choice-chips"}


class AboutForm(ActorForm):
    """Another family or case that a meeting was about."""

    case = forms.TypedChoiceField(label=_("継続支援"), coerce=int, empty_value=None, required=False)
    link = LinkField(label=_("ご家族"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cases = queries.cases(acting(self)).filter(state="open", readable=True)
        offer(self, "case", [NOBODY, *((case.pk, case_label(case)) for case in cases[:200])])

    def layout(self) -> Layout:
        """A case, or a family by its name."""
        return Layout(
            Field("case", wrapper_class="field-mid"),
            Field("link", template="consultations/_link_field.html"),
        )

    def clean(self) -> dict[str, Any]:
        """Let the button that only looks for a family come back with the families found."""
        cleaned = super().clean() or {}
        if self.data.get("find"):
            self.add_error("link", _("見つかったご家族から選んで、もう一度保存してください。"))
        return cleaned


class MinutesForm(ActorForm):
    """A corrected version of what was shared."""

    text = PlainTextField(label=_("共有したこと"), max_length=LONGEST_NOTE, rows=12)
    corrects = forms.IntegerField(widget=forms.HiddenInput)


class DecisionForm(FollowUpForm):
    """What was decided, who sees to it, and until when."""

    plan_text = PlainTextField(
        label=_("決めたこと"),
        max_length=LONGEST_PLAN,
        rows=3,
        help_text=_(
            "担当と相談担当、施設長、会議の記録を読める人が読めます。"
            "ほかの機関がすることは、確かめる人を担当にします。"
        ),
    )

    def layout(self) -> Layout:
        """What first, then when and who."""
        return Layout(
            "plan_text",
            Field("due_in", **_CHIPS),
            "due_on",
            Field("kind", **_CHIPS),
            Field("owner", wrapper_class="field-mid"),
        )


class MeetingFilter(forms.Form):
    """All unless asked otherwise."""

    kind = forms.ChoiceField(
        label=_("会議の種類"), required=False, choices=(("", _("すべて")), *MeetingKind.choices)
    )
    family = forms.CharField(label=_("ご家族の名前か登録番号"), required=False, max_length=40)
