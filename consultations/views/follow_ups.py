"""Follow-ups: what is to be done next, by whom, until when; and what came of it."""

from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consultations import queries, sealed
from consultations.choices import Act
from consultations.commands import notes as commands
from consultations.forms.notes import DoneForm, FollowUpForm, MoveForm
from consultations.models import Consultation, FollowUp
from consultations.views.asked import url
from programs.kernel.actor import Actor
from programs.kernel.forms import ActorForm
from programs.kernel.policy import may
from programs.kernel.views import Column, FormPage, ListPage, PageView


class FollowUpFilter(forms.Form):
    """Open ones unless asked otherwise."""

    state = forms.ChoiceField(
        label=_("状態"),
        required=False,
        choices=(("", _("これから")), ("done", _("完了")), ("all", _("すべて"))),
    )
    mine = forms.ChoiceField(
        label=_("担当"), required=False, choices=(("", _("全員")), ("yes", _("自分の分だけ")))
    )


def _source(row: FollowUp) -> Any:
    """What a follow-up came from; which family is told to those who may open it."""
    family = row.household if getattr(row, "readable", False) else _("ご家族のこと")
    return row.meeting or row.consultation or family


class FollowUpList(ListPage):
    """What is to be done next, by day; the words stay sealed."""

    action = Act.VIEW_FOLLOW_UPS
    template_name = "consultations/follow_up_list.html"
    title = pgettext_lazy("several", "次の対応")
    filter_form = FollowUpFilter
    sorts = {"due_on": ("due_on", "pk"), "owner": ("owner__kana_order", "due_on", "pk")}
    columns = (
        Column("due_on", _("期日"), lambda row: row.due_on),
        Column("kind", _("すること"), str),
        Column("owner", _("担当"), lambda row: row.owner),
        Column("source", _("もとの記録"), _source),
        Column("state", _("状態"), lambda row: row.done_at),
    )

    def rows(self) -> "QuerySet[FollowUp]":
        """What the filter leaves."""
        rows = queries.follow_ups(self.actor)
        state = self.filters.get("state", "")
        if state != "all":
            rows = rows.filter(done_at__isnull=state != "done")
        return rows.filter(owner_id=self.actor.user_id) if self.filters.get("mine") else rows

    def context(self) -> dict[str, Any]:
        """Whether everybody's work may be looked at and handed over."""
        return {"may_assign": may(self.actor, Act.ASSIGN_WORK)}


class FollowUpAdd(FormPage):
    """What comes next after a consultation."""

    action = Act.ADD_FOLLOW_UP
    form_class = FollowUpForm
    template_name = "consultations/step.html"
    title = _("次の対応を決める")
    done_message = _("次の対応を決めました。期日になるとホームに表示されます。")

    def target(self) -> Consultation:
        """The consultation."""
        return queries.consultation(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """What it is about."""
        row = self.object
        return {"summary": queries.summary(row), "back": url("consultation-detail", row.pk)}

    def perform(self, form: FollowUpForm) -> str:
        """Save."""
        plan = form.plan()
        if plan is not None:
            commands.add_follow_up(self.actor, self.object, plan, at=self.now)
        return url("consultation-detail", self.object.pk)


class FollowUpRead(PageView):
    """One follow-up with its words, for its owner, consultants and the director."""

    action = Act.READ_FOLLOW_UP
    template_name = "consultations/follow_up_read.html"
    title = _("次の対応")

    def target(self) -> FollowUp:
        """The follow-up."""
        return queries.follow_up(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """The words, what may be done, and the form that finishes it."""
        result = sealed.read(self.object.result)
        form = DoneForm(actor=self.actor, initial={"result": result})
        return {**_opened(self.actor, self.object), "form": form, "request_key": uuid4()}


def _opened(actor: Actor, row: FollowUp) -> dict[str, Any]:
    """Return a follow-up in words, and what may be done; callers have passed the gate."""
    return {
        "text": sealed.read(row.text),
        "result": sealed.read(row.result) if row.done_at else "",
        "may_change": may(actor, Act.CHANGE_FOLLOW_UP, row),
        "may_meeting": bool(row.meeting) and may(actor, Act.READ_MEETING, row.meeting),
        "back": url("follow-up-list"),
    }


class _FollowUpStep(FormPage):
    """One step with a follow-up."""

    action = Act.CHANGE_FOLLOW_UP
    methods: tuple[str, ...] = ("post",)
    form_class: type[forms.BaseForm] = ActorForm

    def target(self) -> FollowUp:
        """The follow-up."""
        return queries.follow_up(self.actor, self.kwargs["pk"])


class FollowUpDone(_FollowUpStep):
    """Marks a follow-up done, with a line of what came of it."""

    form_class = DoneForm
    template_name = "consultations/follow_up_read.html"
    title = _("次の対応")
    done_message = _("完了にしました。")

    def context(self) -> dict[str, Any]:
        """The page of the follow-up, around the line that could not be saved."""
        return _opened(self.actor, self.object)

    def perform(self, form: Any) -> str:
        """Done."""
        commands.finish_follow_up(self.actor, self.object, form.cleaned_data["result"], at=self.now)
        return url("follow-up-read", self.object.pk)


class FollowUpReopen(_FollowUpStep):
    """Takes back that it was done."""

    done_message = _("完了を取り消しました。")

    def perform(self, form: Any) -> str:
        """Open again."""
        commands.reopen_follow_up(self.actor, self.object, at=self.now)
        return url("follow-up-read", self.object.pk)


class FollowUpMove(_FollowUpStep):
    """Another day."""

    methods = ("get", "post")
    form_class = MoveForm
    template_name = "consultations/step.html"
    title = _("期日を変更する")
    done_message = _("期日を変更しました。")

    def initial(self) -> dict[str, Any]:
        """The day so far."""
        return {"due_on": self.object.due_on, "version": self.object.version}

    def context(self) -> dict[str, Any]:
        """Where to go back to."""
        return {"back": url("follow-up-read", self.object.pk)}

    def perform(self, form: MoveForm) -> str:
        """Save unless somebody was first."""
        data = form.cleaned_data
        commands.move_follow_up(
            self.actor, self.object, data["due_on"], version=data["version"], at=self.now
        )
        return url("follow-up-read", self.object.pk)
