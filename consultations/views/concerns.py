"""Suspected maltreatment: the stop page and the decision log."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from consultations import queries, sealed
from consultations.choices import Act, SafetyKind, StepKind
from consultations.commands import concerns as commands
from consultations.forms.notes import ConcernForm, StepForm
from consultations.models import Concern, Consultation
from consultations.views.asked import nonce_of, number_in, url
from programs.kernel.actor import Actor
from programs.kernel.policy import may
from programs.kernel.views import Column, FormPage, ListPage, PageView
from programs.registry import queries as registry
from programs.registry.choices import Role


def guide(actor: Actor) -> dict[str, Any]:
    """Return what the stop page tells: steps and whom to call, as the hub wrote them."""
    lines = list(queries.safety(actor).filter(retired_on=None))
    return {
        "steps_now": [line for line in lines if line.kind == SafetyKind.STEP],
        "contacts": [line for line in lines if line.kind == SafetyKind.CONTACT],
        "may_change_guide": may(actor, Act.CHANGE_GUIDE),
    }


class Guide(PageView):
    """What to do now and whom to call, for everybody at the hub."""

    action = Act.VIEW_GUIDE
    template_name = "consultations/guide.html"
    title = _("虐待が疑われるとき")

    def context(self) -> dict[str, Any]:
        """The hub's own steps and contacts."""
        return {**guide(self.actor), "may_open": may(self.actor, Act.OPEN_CONCERN)}


class ConcernAdd(FormPage):
    """The stop page: what to do now, and the button that starts the log and tells the director."""

    action = Act.OPEN_CONCERN
    form_class = ConcernForm
    template_name = "consultations/concern_add.html"
    title = _("虐待が疑われるとき")
    done_message = _("記録を始め、施設長に知らせました。")

    def target(self) -> Consultation | None:
        """The consultation that the address names, if any."""
        pk = number_in(self.request, "consultation")
        return queries.consultation(self.actor, pk) if pk else None

    def context(self) -> dict[str, Any]:
        """The guide, and whom it is about."""
        return {**guide(self.actor), "household": self._household()}

    def _household(self) -> Any:
        if self.object is not None:
            return self.object.household
        pk = number_in(self.request, "household")
        return registry.household(self.actor, pk) if pk else None

    def perform(self, form: ConcernForm) -> str:
        """Open the log."""
        concern = commands.open_concern(
            self.actor,
            self.object,
            self._household(),
            form.cleaned_data["text"],
            nonce=nonce_of(self.request),
            at=self.now,
        )
        return url("concern-detail", concern.pk)


class ConcernFilter(forms.Form):
    """All unless asked otherwise; open ones stand first."""

    state = forms.ChoiceField(
        label=_("状態"),
        required=False,
        choices=(
            ("", _("すべて")),
            ("open", _("対応中")),
            ("late", _("確認の日を過ぎたもの")),
            ("closed", _("対応を終えた")),
        ),
    )


class ConcernList(ListPage):
    """The register of suspected maltreatments, without names: all for the director, else one's own.

    It has no export, and no family stands in it by name.
    """

    action = Act.VIEW_CONCERNS
    template_name = "consultations/concern_list.html"
    title = _("虐待の疑いへの対応")
    filter_form = ConcernFilter
    sorts = {
        "opened_at": ("opened_at", "pk"),
        "check_on": ("closed", "check_on", "pk"),
    }
    columns = (
        Column("opened_at", _("開始日時"), lambda row: row.opened_at),
        Column("household", _("登録番号"), lambda row: row.household_id),
        Column("state", _("状態"), lambda row: row.closed),
        Column("called", _("最後の連絡"), lambda row: row.called_at),
        Column("decided", _("最後に決めた日"), lambda row: row.decided_at),
        Column("check_on", _("次に確認する日"), lambda row: row.check_on),
        Column("created_by", _("記録を始めた人"), lambda row: row.created_by),
    )

    def rows(self) -> "QuerySet[Concern]":
        """What the filter leaves, open ones first."""
        rows = queries.concerns(self.actor)
        return queries.concerns_in(rows, self.filters.get("state", ""), self.today)


def log(actor: Actor, concern: Concern, now: datetime) -> dict[str, Any]:
    """Return the decision log in words, and who has opened it; callers have passed the gate."""
    steps, openings = queries.steps(concern), queries.openings(concern)
    if actor.role == Role.DIRECTOR and not openings:
        openings = [(actor.name, now)]  # this very moment
    return {
        "openings": openings,
        "log": [(step, sealed.read(step.text)) for step in steps],
        "closed": any(step.kind == StepKind.CLOSED for step in steps),
        "may_log": may(actor, Act.LOG_CONCERN, concern),
        "back": url("concern-list"),
        **guide(actor),
    }


class ConcernDetail(PageView):
    """The decision log, with the guide above it."""

    action = Act.READ_CONCERN
    template_name = "consultations/concern_detail.html"
    title = _("虐待の疑いへの対応")

    def target(self) -> Concern:
        """The concern."""
        return queries.concern(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """The log and an empty line to add."""
        return {
            **log(self.actor, self.object, self.now),
            "form": step_form(self),
            "request_key": uuid4(),
        }


def step_form(view: Any, *data: Any) -> StepForm:
    """Return the form of a line of the log; the director's may close it."""
    initial = {"happened_on": view.today, "happened_time": view.now.time()}
    may_close = may(view.actor, Act.CLOSE_CONCERN, view.object)
    return StepForm(*data, actor=view.actor, today=view.today, initial=initial, may_close=may_close)


class ConcernLogAdd(FormPage):
    """A line of the decision log."""

    action = Act.LOG_CONCERN
    template_name = "consultations/concern_detail.html"
    title = _("虐待の疑いへの対応")
    done_message = _("記録しました。")

    def target(self) -> Concern:
        """The concern."""
        return queries.concern(self.actor, self.kwargs["pk"])

    def form(self, *data: Any) -> StepForm:
        """The line, with what the actor may choose."""
        return step_form(self, *data)

    def context(self) -> dict[str, Any]:
        """The log so far."""
        return log(self.actor, self.object, self.now)

    def perform(self, form: StepForm) -> str:
        """Add the line."""
        commands.add_step(self.actor, self.object, form.step(), at=self.now)
        return url("concern-detail", self.object.pk)
