"""The director reads records through; the writer reads what was said."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from consultations import queries, sealed
from consultations.choices import Act
from consultations.commands import supervision as commands
from consultations.forms.supervision import SuperviseForm
from consultations.models import Consultation
from consultations.views.tallies import url
from programs.kernel.policy import may
from programs.kernel.views import FormPage, PageView


class Supervise(FormPage):
    """Marks a record as read through, locks it, unlocks it."""

    action = Act.SUPERVISE
    form_class = SuperviseForm
    template_name = "consultations/case_step.html"
    title = _("記録を確認する")
    done_message = _("確認を記録しました。記録した人にお知らせが届きます。")

    def target(self) -> Consultation:
        """The consultation."""
        return queries.consultation(self.actor, self.kwargs["pk"])

    def initial(self) -> dict[str, Any]:
        """The version that is looked at."""
        return {"version": self.object.version}

    def form_options(self) -> dict[str, Any]:
        """Whether it is locked."""
        return {"locked": self.object.locked_at is not None}

    def context(self) -> dict[str, Any]:
        """What it is about."""
        row = self.object
        return {"summary": queries.summary(row), "back": url("consultation-detail", row.pk)}

    def perform(self, form: SuperviseForm) -> str:
        """Record."""
        data = form.cleaned_data
        commands.supervise(
            self.actor,
            self.object,
            data["kind"],
            data["text"],
            version=data["version"] or 0,
            at=self.now,
        )
        return url("consultation-detail", self.object.pk)


class SupervisionRead(PageView):
    """What the director said about a record."""

    action = Act.READ_SUPERVISION
    template_name = "consultations/supervision_read.html"
    title = _("施設長の確認")

    def target(self) -> Consultation:
        """The consultation."""
        return queries.consultation(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """The steps with their words."""
        row = self.object
        return {
            "course": [(step, sealed.read(step.text)) for step in queries.supervisions(row)],
            "summary": queries.summary(row),
            "back": url("consultation-detail", row.pk),
            "may_supervise": may(self.actor, Act.SUPERVISE, row),
        }
