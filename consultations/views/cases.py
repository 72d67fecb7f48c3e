"""Continuing cases."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from consultations import queries, sealed
from consultations.choices import Act, CaseState
from consultations.commands import cases as commands
from consultations.forms.cases import (
    CaseFilter,
    CaseForm,
    CloseForm,
    JoinForm,
    ReopenForm,
    ReviewForm,
)
from consultations.models import Case, Consultation
from consultations.views.asked import url
from programs.kernel.forms import ActorForm
from programs.kernel.policy import may
from programs.kernel.views import Column, FormPage, ListPage, PageView


class CaseList(ListPage):
    """The hub's cases, the next review first; their plans stay sealed."""

    action = Act.VIEW_CASES
    template_name = "consultations/case_list.html"
    title = _("継続支援")
    filter_form = CaseFilter
    sorts = {
        "number": ("number", "pk"),
        "review_on": ("review_on", "pk"),
        "owner": ("owner__kana_order", "review_on", "pk"),
    }
    columns = (
        Column("number", _("番号"), lambda row: row.number),
        Column("household", _("ご家族"), lambda row: row.household),
        Column("review_on", _("見直しの日"), lambda row: row.review_on),
        Column("owner", _("担当"), lambda row: row.owner),
        Column("talks", _("相談"), lambda row: row.talk_count),
        Column("last_on", _("最近の相談日"), lambda row: row.last_on),
        Column("state", _("状態"), lambda row: row.get_state_display()),
    )

    def rows(self) -> "QuerySet[Case]":
        """What the filter leaves."""
        rows, state = queries.cases(self.actor), self.filters.get("state", "")
        if state in ("", "late"):
            rows = rows.filter(state=CaseState.OPEN)
        elif state == "closed":
            rows = rows.filter(state=CaseState.CLOSED)
        if state == "late":
            rows = rows.filter(review_on__lt=self.today)
        return rows.filter(owner_id=self.actor.user_id) if self.filters.get("mine") else rows


class CaseAdd(FormPage):
    """A case that begins with a consultation, or a consultation that joins one."""

    action = Act.OPEN_CASE
    form_class = CaseForm
    template_name = "consultations/case_add.html"
    title = _("継続支援を始める")
    done_message = _("継続支援を始めました。見直しの日になるとホームに表示されます。")

    def target(self) -> Consultation:
        """The consultation."""
        return queries.consultation(self.actor, self.kwargs["pk"])

    def initial(self) -> dict[str, Any]:
        """A review after the hub's own term."""
        days = queries.terms(self.object.hub_id).review_days
        return {"review_on": self.today + timedelta(days=days)}

    def context(self) -> dict[str, Any]:
        """What it is about, and whether an open case could take it."""
        row = self.object
        return {
            "summary": queries.summary(row),
            "back": url("consultation-detail", row.pk),
            "submit_label": _("継続支援を始める"),
            "draft_key": self.request.path,
            "may_join": queries.cases_for(self.actor, row).exists(),
        }

    def perform(self, form: CaseForm) -> str:
        """Open."""
        data = form.cleaned_data
        case = commands.open_case(
            self.actor,
            self.object,
            data["plan"],
            owner_id=data["owner"],
            review_on=data["review_on"],
            at=self.now,
        )
        return url("case-read", case.pk)


class CaseJoin(FormPage):
    """A consultation joins an open case."""

    action = Act.OPEN_CASE
    form_class = JoinForm
    template_name = "consultations/step.html"
    title = _("継続支援に加える")
    done_message = _("継続支援に加えました。")

    def target(self) -> Consultation:
        """The consultation."""
        return queries.consultation(self.actor, self.kwargs["pk"])

    def form_options(self) -> dict[str, Any]:
        """The open cases that it could join."""
        rows = queries.cases_for(self.actor, self.object)
        return {"offered": [(row.pk, _offer(row)) for row in rows]}

    def context(self) -> dict[str, Any]:
        """Where to go back to."""
        row = self.object
        return {"back": url("consultation-detail", row.pk), "summary": queries.summary(row)}

    def perform(self, form: JoinForm) -> str:
        """Join."""
        case = queries.case(self.actor, form.cleaned_data["case"])
        commands.join_case(self.actor, case, self.object)
        return url("case-read", case.pk)


def _offer(row: Case) -> str:
    parts = [str(row), str(row.household or ""), str(row.owner)]
    return " ".join(part for part in parts if part)


class CaseRead(PageView):
    """One case: plan, course, consultations, referrals."""

    action = Act.READ_CASE
    template_name = "consultations/case_read.html"
    title = _("継続支援")

    def target(self) -> Case:
        """The case."""
        return queries.case(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """The words, and what may be done."""
        row = self.object
        return {
            "plan": sealed.read(row.plan),
            "course": [(event, sealed.read(event.text)) for event in queries.case_events(row)],
            "talks": [
                (talk, queries.summary(talk)) for talk in queries.case_talks(self.actor, row)
            ],
            "follow_ups": queries.follow_ups_of_case(self.actor, row),
            "referrals": queries.referrals_of(self.actor, case_id=row.pk),
            "meetings": queries.meetings_about(self.actor, case_id=row.pk).prefetch_related(None),
            "may_record": may(self.actor, Act.RECORD),
            "may_meet": may(self.actor, Act.RECORD_MEETING),
            "may_print": may(self.actor, Act.PRINT_CASE, row),
            "is_open": row.state == CaseState.OPEN,
            "may_change": may(self.actor, Act.CHANGE_CASE, row),
            "may_refer": may(self.actor, Act.SEND_REFERRAL, row),
            "back": url("case-list"),
            "request_key": uuid4(),
        }


class _CaseStep(FormPage):
    """One step on."""

    action = Act.CHANGE_CASE
    template_name = "consultations/step.html"

    def target(self) -> Case:
        """The case."""
        return queries.case(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """Where to go back to."""
        return {
            "back": url("case-read", self.object.pk),
            "summary": self.object,
            "draft_key": self.request.path,
        }


class CaseReview(_CaseStep):
    """What is planned from now on."""

    form_class = ReviewForm
    title = _("見直しを記録する")
    done_message = _("見直しを記録しました。これまでの計画は経過に残ります。")

    def initial(self) -> dict[str, Any]:
        """The plan so far, and a day after the hub's own term."""
        row, days = self.object, queries.terms(self.object.hub_id).review_days
        return {
            "plan": sealed.read(row.plan),
            "review_on": self.today + timedelta(days=days),
            "version": row.version,
        }

    def perform(self, form: Any) -> str:
        """Save unless somebody was first."""
        data = form.cleaned_data
        commands.review_case(
            self.actor,
            self.object,
            data["plan"],
            data["review_on"],
            version=data["version"] or 0,
            at=self.now,
        )
        return url("case-read", self.object.pk)


class CaseClose(_CaseStep):
    """Ends it."""

    form_class = CloseForm
    title = _("継続支援を終える")
    done_message = _("継続支援を終えました。必要になれば再開できます。")

    def initial(self) -> dict[str, Any]:
        """The version that is looked at."""
        return {"version": self.object.version}

    def perform(self, form: Any) -> str:
        """Close unless somebody was first."""
        data = form.cleaned_data
        commands.close_case(
            self.actor,
            self.object,
            data["end"],
            data["text"],
            version=data["version"] or 0,
            at=self.now,
        )
        return url("case-read", self.object.pk)


class CaseReopen(_CaseStep):
    """Takes it up again."""

    form_class = ReopenForm
    title = _("継続支援を再開する")
    done_message = _("継続支援を再開しました。")

    def initial(self) -> dict[str, Any]:
        """A day after the hub's own term."""
        days = queries.terms(self.object.hub_id).review_days
        return {"review_on": self.today + timedelta(days=days), "version": self.object.version}

    def perform(self, form: Any) -> str:
        """Reopen unless somebody was first."""
        data = form.cleaned_data
        commands.reopen_case(
            self.actor,
            self.object,
            data["review_on"],
            version=data["version"] or 0,
            at=self.now,
        )
        return url("case-read", self.object.pk)


class CaseLeave(_CaseStep):
    """Takes a consultation out of the case."""

    methods = ("post",)
    form_class: type[forms.BaseForm] = ActorForm
    done_message = _("相談を継続支援から外しました。相談の記録は残っています。")

    def perform(self, form: Any) -> str:
        """Take out."""
        talk = queries.consultation(self.actor, self.kwargs["talk"])
        commands.leave_case(self.actor, self.object, talk, at=self.now)
        return url("case-read", self.object.pk)
