"""Telling somebody where to go: recorded, taken back; never a referral."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from consultations import queries
from consultations.choices import Act
from consultations.commands import referrals as commands
from consultations.forms.referrals import (
    SignpostForm,
)
from consultations.models import Consultation, Signpost
from consultations.views.asked import url
from programs.kernel.forms import ActorForm
from programs.kernel.views import FormPage


class SignpostAdd(FormPage):
    """Where somebody was told to go."""

    action = Act.SIGNPOST
    form_class = SignpostForm
    template_name = "consultations/step.html"
    title = _("案内した先を記録する")
    done_message = _("案内した先を記録しました。")

    def target(self) -> Consultation:
        """The consultation."""
        return queries.consultation(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """What it is about."""
        row = self.object
        return {
            "summary": queries.summary(row),
            "back": url("consultation-detail", row.pk),
            "lead": _(
                "場所や窓口を伝えたことだけを記録します。相手には何も届きません。紹介の件数とは別に数えます。"
            ),
            "submit_label": _("記録する"),
        }

    def perform(self, form: SignpostForm) -> str:
        """Record."""
        data = form.cleaned_data
        commands.record_signpost(
            self.actor,
            self.object,
            data["to"],
            group_id=data["group"],
            place=data["place"],
            at=self.now,
        )
        return url("consultation-detail", self.object.pk)


class SignpostUndo(FormPage):
    """Takes a signpost back."""

    action = Act.UNDO_SIGNPOST
    methods = ("post",)
    form_class = ActorForm
    template_name = "consultations/refused_button.html"
    done_message = _("案内の記録を取り消しました。")

    def target(self) -> Signpost:
        """The signpost."""
        return queries.signpost(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """Where to go back to."""
        return {"back": url("consultation-detail", self.object.consultation_id)}

    def perform(self, form: Any) -> str:
        """Take back."""
        commands.undo_signpost(self.actor, self.object, at=self.now)
        return url("consultation-detail", self.object.consultation_id)
