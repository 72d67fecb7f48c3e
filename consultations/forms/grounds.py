"""The ground for sharing, asked before anything that was said; for a meeting and for a single fact."""

from typing import Any

from crispy_forms.layout import Field, Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from consultations import queries
from consultations.choices import CodeAsks
from consultations.models import Code
from consultations.rules import LONGEST_NOTE, Ground
from programs.kernel.forms import ActorForm, DateBoxesField, PlainTextField, acting, offer


class GroundForm(ActorForm):
    """The ground, and what it asks for: the day of consent, or the reason."""

    basis = forms.TypedChoiceField(
        label=_("情報を共有する根拠"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("1つ選んでください。")},
        help_text=_(
            "どの根拠で共有するかを先に決めます。会議の記録では、内容より前に表示されます。"
        ),
    )
    consent_on = DateBoxesField(
        label=_("同意を得た日"),
        required=False,
        no_future=True,
        today_button=False,
        help_text=_("同意による場合に入力します。"),
    )
    reason = PlainTextField(
        label=_("共有する理由"),
        max_length=LONGEST_NOTE,
        rows=2,
        required=False,
        help_text=_("その他の根拠による場合に入力します。"),
    )

    def __init__(self, *args: Any, kept: Code | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grounds = list(queries.bases(acting(self)))
        if kept and kept not in grounds:
            grounds.append(kept)
        self.has_grounds = bool(grounds)
        self.asks = {code.pk: code.asks for code in grounds}
        offer(self, "basis", [(code.pk, str(code)) for code in grounds])

    def ground_layout(self) -> Fieldset:
        """The three as one part."""
        return Fieldset(
            _("情報を共有する根拠"),
            Field("basis", wrapper_class="choice-chips"),
            "consent_on",
            "reason",
            css_class="form-section",
        )

    def clean(self) -> dict[str, Any]:
        """What the ground asks for must be there."""
        cleaned = super().clean() or {}
        asks = self.asks.get(cleaned.get("basis") or 0, "")
        no_day = not cleaned.get("consent_on") and "consent_on" not in self.errors
        if asks == CodeAsks.DATE and no_day:
            self.add_error("consent_on", _("同意を得た日を入力してください。"))
        if asks == CodeAsks.REASON and not cleaned.get("reason"):
            self.add_error("reason", _("共有する理由を入力してください。"))
        return cleaned

    def ground(self) -> Ground:
        """Return the ground."""
        data = self.cleaned_data
        return Ground(data["basis"], data.get("consent_on"), data.get("reason", ""))


class FactForm(GroundForm):
    """Something that was shared on a ground of its own."""

    text = PlainTextField(label=_("共有したこと"), max_length=LONGEST_NOTE, rows=6)

    def layout(self) -> Layout:
        """The ground first."""
        return Layout(self.ground_layout(), "text")
