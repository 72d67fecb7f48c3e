"""The director reads records through; the writer reads what was said."""

from typing import Any
from uuid import uuid4

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from consultations import papers, queries, sealed
from consultations.choices import Act
from consultations.commands import supervision as commands
from consultations.forms.supervision import NeedFilter, NeedForm, SuperviseForm
from consultations.models import Consultation, TrainingNeed
from consultations.views.asked import url
from consultations.views.readings import readings_of
from programs.kernel.forms import ActorForm
from programs.kernel.policy import may
from programs.kernel.views import Column, FormPage, ListPage, PageView


class Supervise(FormPage):
    """Marks a record as read through, locks it, unlocks it."""

    action = Act.SUPERVISE
    form_class = SuperviseForm
    template_name = "consultations/supervise.html"
    title = _("記録を確認する")
    done_message = _("確認を記録しました。記録した人にお知らせが届きます。")

    def target(self) -> Consultation:
        """The consultation."""
        return queries.consultation(self.actor, self.kwargs["pk"])

    def initial(self) -> dict[str, Any]:
        """The state that is looked at."""
        return {"seen": queries.state_of(self.object)}

    def form_options(self) -> dict[str, Any]:
        """Whether it is locked."""
        return {"locked": self.object.locked_at is not None}

    def context(self) -> dict[str, Any]:
        """The record and its notes, opened to be read through."""
        row = self.object
        return {
            "summary": queries.summary(row),
            "facts": papers.facts_of(row),
            "readings": readings_of(self.actor, queries.notes_with_text(row)),
            "back": url("consultation-detail", row.pk),
            "draft_key": self.request.path,
        }

    def perform(self, form: SuperviseForm) -> str:
        """Record."""
        data = form.cleaned_data
        commands.supervise(
            self.actor,
            self.object,
            data["kind"],
            data["text"],
            seen=data["seen"],
            at=self.now,
            need=data["need"],
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


class TrainingNeedList(ListPage):
    """What the staff should learn, by person, for the director."""

    action = Act.VIEW_TRAINING_NEEDS
    template_name = "consultations/training_need_list.html"
    title = _("職員が学ぶこと")
    filter_form = NeedFilter
    columns = (
        Column("person", _("職員"), lambda row: row.person),
        Column("subject", _("学ぶこと"), str),
        Column("noted_on", _("書いた日"), lambda row: row.noted_on),
        Column("met_on", _("研修を終えた日"), lambda row: row.met_on),
    )

    def rows(self) -> "QuerySet[TrainingNeed]":
        """What the filter leaves."""
        rows, state = queries.training_needs(self.actor), self.filters.get("state", "")
        return rows if state == "all" else rows.filter(met_on__isnull=state != "done")

    def context(self) -> dict[str, Any]:
        """For the buttons."""
        return {"request_key": uuid4()}


class TrainingNeedAdd(FormPage):
    """Notes what somebody should learn."""

    action = Act.CHANGE_TRAINING_NEEDS
    form_class = NeedForm
    template_name = "consultations/step.html"
    title = _("学ぶことを書き足す")
    done_message = _("学ぶことを書き足しました。")

    def context(self) -> dict[str, Any]:
        """Where to go back to."""
        return {"back": url("training-need-list")}

    def perform(self, form: NeedForm) -> str:
        """Note."""
        data = form.cleaned_data
        commands.note_training_need(self.actor, data["person"], data["subject"], at=self.now)
        return url("training-need-list")


class TrainingNeedMeet(FormPage):
    """Marks that it was learned."""

    action = Act.CHANGE_TRAINING_NEEDS
    methods = ("post",)
    form_class = ActorForm
    done_message = _("研修を終えたことを記録しました。「研修を終えたもの」から元に戻せます。")

    def target(self) -> TrainingNeed:
        """What was to be learned."""
        return queries.training_need(self.actor, self.kwargs["pk"])

    def perform(self, form: Any) -> str:
        """Done."""
        commands.meet_training_need(self.actor, self.object, at=self.now)
        return url("training-need-list")


class TrainingNeedReopen(TrainingNeedMeet):
    """Takes that back."""

    done_message = _("元に戻しました。")

    def perform(self, form: Any) -> str:
        """Open again."""
        commands.reopen_training_need(self.actor, self.object)
        return url("training-need-list")
