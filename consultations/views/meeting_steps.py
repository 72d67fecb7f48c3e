"""What is done with a written meeting: families, corrections, single facts, decisions, reading through."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations import queries, sealed
from consultations.choices import Act
from consultations.commands import meetings as commands
from consultations.commands.shared import correct_fact, share_fact
from consultations.commands.supervision import supervise_meeting
from consultations.forms.grounds import FactForm
from consultations.forms.meeting_steps import AboutForm, DecisionForm, MinutesForm
from consultations.forms.supervision import SuperviseForm
from consultations.models import CaseMeeting, MeetingFact
from consultations.views.asked import families, url
from programs.kernel.views import FormPage


class _MeetingStep(FormPage):
    """One step with a meeting."""

    action = Act.CHANGE_MEETING
    template_name = "consultations/step.html"

    def target(self) -> CaseMeeting:
        """The meeting."""
        return queries.meeting(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """Where to go back to."""
        return {
            "back": url("meeting-read", self.object.pk),
            "summary": self.object,
            "draft_key": self.request.path,
        }


class MeetingNameAbout(_MeetingStep):
    """Names another family or case."""

    form_class: type[forms.BaseForm] = AboutForm
    title = _("ご家族や継続支援を加える")
    done_message = _("加えました。")

    def context(self) -> dict[str, Any]:
        """The families that a search found."""
        return {**super().context(), **families(self)}

    def perform(self, form: Any) -> str:
        """Name them."""
        data = form.cleaned_data
        family, _child = data.get("link") or (None, None)
        commands.name_about(self.actor, self.object, family, data.get("case"))
        return url("meeting-read", self.object.pk)


class MeetingCorrect(_MeetingStep):
    """A corrected version of what was shared."""

    form_class: type[forms.BaseForm] = MinutesForm
    title = _("共有したことを訂正する")
    done_message = _("訂正を保存しました。訂正前の文も残っています。")

    def initial(self) -> dict[str, Any]:
        """The words so far."""
        current = queries.minutes_of(self.object)[0]
        return {"text": sealed.read(current.text), "corrects": current.pk}

    def form(self, *data: Any) -> Any:
        """Open the words only after the gate: a POST needs none of them."""
        return super().form() if not data else MinutesForm(*data, actor=self.actor)

    def perform(self, form: Any) -> str:
        """Save unless somebody was first."""
        data = form.cleaned_data
        commands.correct_minutes(
            self.actor, self.object, data["text"], corrects_id=data["corrects"], at=self.now
        )
        return url("meeting-read", self.object.pk)


class MeetingShare(_MeetingStep):
    """Something that was shared on a ground of its own."""

    form_class: type[forms.BaseForm] = FactForm
    title = _("別の根拠で共有したことを加える")
    done_message = _("共有したことを加えました。")

    def perform(self, form: Any) -> str:
        """Add."""
        text = form.cleaned_data["text"]
        share_fact(self.actor, self.object, text, form.ground(), at=self.now)
        return url("meeting-read", self.object.pk)


class MeetingFactCorrect(_MeetingStep):
    """A corrected version of something shared on a ground of its own."""

    form_class: type[forms.BaseForm] = FactForm
    title = _("別の根拠で共有したことを訂正する")
    done_message = _("訂正を保存しました。訂正前の文も残っています。")

    def initial(self) -> dict[str, Any]:
        """The words and the ground so far."""
        row = self._fact()
        return {
            "text": sealed.read(row.text),
            "basis": row.basis_id,
            "consent_on": row.consent_on,
            "reason": sealed.read(row.reason),
        }

    def form(self, *data: Any) -> Any:
        """Open the words only after the gate: a POST needs none of them."""
        kept = self._fact().basis
        return FactForm(*data, actor=self.actor, kept=kept) if data else super().form()

    def form_options(self) -> dict[str, Any]:
        """Its ground, which may be out of use."""
        return {"kept": self._fact().basis}

    def perform(self, form: Any) -> str:
        """Save unless somebody was first."""
        text = form.cleaned_data["text"]
        correct_fact(self.actor, self._fact(), text, form.ground(), at=self.now)
        return url("meeting-read", self.object.pk)

    def _fact(self) -> MeetingFact:
        return queries.fact(self.object, self.kwargs["fact"])


class MeetingDecide(_MeetingStep):
    """A decision with its owner and its day."""

    form_class: type[forms.BaseForm] = DecisionForm
    title = _("決めたことを加える")
    done_message = _("決めたことを加えました。期日になると、担当のホームに表示されます。")

    def perform(self, form: Any) -> str:
        """Add."""
        plan = form.plan()
        if plan is not None:
            commands.decide(self.actor, self.object, plan, at=self.now)
        return url("meeting-read", self.object.pk)


class MeetingSupervise(_MeetingStep):
    """The director reads it through, and may lock it."""

    action = Act.SUPERVISE_MEETING
    form_class: type[forms.BaseForm] = SuperviseForm
    title = _("記録を確認する")
    done_message = _("確認を記録しました。記録した人にお知らせが届きます。")

    def initial(self) -> dict[str, Any]:
        """The state that is looked at."""
        return {"seen": queries.state_of(self.object)}

    def form_options(self) -> dict[str, Any]:
        """Whether it is locked."""
        return {"locked": self.object.locked_at is not None}

    def perform(self, form: Any) -> str:
        """Record."""
        data = form.cleaned_data
        supervise_meeting(
            self.actor,
            self.object,
            data["kind"],
            data["text"],
            seen=data["seen"],
            at=self.now,
            need=data["need"],
        )
        return url("meeting-read", self.object.pk)
