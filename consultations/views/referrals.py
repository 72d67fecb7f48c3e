"""Referrals seen from the hub, and signposting."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from consultations import papers, queries, sealed
from consultations.choices import OPEN_REFERRALS, Act, Contact, ReferralState
from consultations.commands import referrals as commands
from consultations.forms.notes import MoveForm
from consultations.forms.referrals import (
    ACCEPT,
    AnswerForm,
    ReferralFilter,
    ReferralForm,
    ResultForm,
    WithdrawForm,
)
from consultations.models import Case, Consultation, Referral, ReferralEvent
from consultations.rules import may_become
from consultations.views.asked import url
from programs.kernel.policy import may
from programs.kernel.views import Column, FormPage, ListPage, PageView


def words(row: Referral) -> dict[str, Any]:
    """Return what was handed on, opened; callers have passed the gate."""
    return {
        "text": sealed.read(row.text),
        "person": sealed.read(row.person),
        "reason": sealed.read(row.reason),
        "contacts": [Contact(value).label for value in row.contacts],
    }


def course(events: list[ReferralEvent]) -> list[tuple[ReferralEvent, str]]:
    """Return the events with their words opened."""
    return [(event, sealed.read(event.text)) for event in events]


class ReferralList(ListPage):
    """What was handed on, the next to be asked about first; the words stay sealed."""

    action = Act.VIEW_REFERRALS
    template_name = "consultations/referral_list.html"
    title = pgettext_lazy("several", "紹介")
    filter_form = ReferralFilter
    sorts = {
        "due_on": ("due_on", "pk"),
        "sent_on": ("sent_on", "pk"),
        "owner": ("owner__kana_order", "due_on", "pk"),
    }
    columns = (
        Column("to", _("紹介先"), str),
        Column("sent_on", _("紹介した日"), lambda row: row.sent_on),
        Column("state", _("状態"), lambda row: row.get_state_display()),
        Column("due_on", _("次に確認する日"), lambda row: row.due_on),
        Column("owner", _("担当"), lambda row: row.owner),
        Column("source", _("もとの記録"), lambda row: row.consultation or row.case),
    )

    def rows(self) -> "QuerySet[Referral]":
        """What the filter leaves."""
        rows, state = queries.referrals(self.actor), self.filters.get("state", "")
        if state in ("", "late"):
            rows = rows.filter(state__in=OPEN_REFERRALS)
        elif state != "all":
            rows = rows.filter(state=state)
        if state == "late":
            rows = rows.filter(due_on__lt=self.today)
        if "to" in self.filters:
            rows = rows.filter(to=self.filters["to"])
        return rows.filter(owner_id=self.actor.user_id) if self.filters.get("mine") else rows


class _ReferralAdd(FormPage):
    """A referral from somewhere."""

    action = Act.SEND_REFERRAL
    form_class = ReferralForm
    template_name = "consultations/step.html"
    title = _("紹介する")
    done_message = _("紹介を記録しました。確認の日になるとホームに表示されます。")

    def initial(self) -> dict[str, Any]:
        """Today, and an answer after the hub's own term."""
        days = queries.terms(self.object.hub_id).answer_days
        return {"sent_on": self.today, "due_on": self.today + timedelta(days=days)}

    def about(self) -> dict[str, Any]:
        """What it is about, and where to go back to."""
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        """What it is about, and what a referral is."""
        return {
            **self.about(),
            "lead": _(
                "話をつなぎ、相手の返事を待つときに使います。場所や窓口を伝えただけのときは「案内した先を記録する」を使います。"
            ),
            "submit_label": _("紹介を記録する"),
            "draft_key": self.request.path,
        }

    def perform(self, form: ReferralForm) -> str:
        """Send."""
        row = commands.send_referral(self.actor, self.object, form.letter(), at=self.now)
        return url("referral-read", row.pk)


class ReferralAdd(_ReferralAdd):
    """From a consultation."""

    def target(self) -> Consultation:
        """The consultation."""
        return queries.consultation(self.actor, self.kwargs["pk"])

    def about(self) -> dict[str, Any]:
        """The record."""
        row = self.object
        return {"summary": queries.summary(row), "back": url("consultation-detail", row.pk)}


class CaseReferralAdd(_ReferralAdd):
    """From a continuing case, by those who may carry it on."""

    action = Act.CHANGE_CASE

    def target(self) -> Case:
        """The case."""
        return queries.case(self.actor, self.kwargs["pk"])

    def about(self) -> dict[str, Any]:
        """The case."""
        return {"summary": self.object, "back": url("case-read", self.object.pk)}


class ReferralRead(PageView):
    """One referral with its words and its course."""

    action = Act.READ_REFERRAL
    template_name = "consultations/referral_read.html"
    title = _("紹介")

    def target(self) -> Referral:
        """The referral."""
        return queries.referral(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """The words, the course, and what may follow."""
        row = self.object
        change = may(self.actor, Act.CHANGE_REFERRAL, row)
        return {
            **words(row),
            "course": course(queries.referral_events(row)),
            "may_answer": change and may_become(row.state, ReferralState.ACCEPTED),
            "may_finish": change and may_become(row.state, ReferralState.DONE),
            "may_withdraw": change and may_become(row.state, ReferralState.WITHDRAWN),
            "may_move": change and row.state in OPEN_REFERRALS,
            "may_print": may(self.actor, Act.PRINT_REFERRAL, row) and not papers.why_no_paper(row),
            "back": url("referral-list"),
        }


def to_whom(row: Referral) -> str:
    """Return the heading over a step with a referral."""
    return gettext("%(to)sへの紹介") % {"to": row}


class _ReferralStep(FormPage):
    """One step on."""

    action = Act.CHANGE_REFERRAL
    template_name = "consultations/step.html"

    def target(self) -> Referral:
        """The referral."""
        return queries.referral(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """Where to go back to."""
        return {
            "back": url("referral-read", self.object.pk),
            "summary": to_whom(self.object),
            "draft_key": self.request.path,
        }

    def perform(self, form: Any) -> str:
        """Take the step."""
        self.step(form.cleaned_data)
        return url("referral-read", self.object.pk)

    def step(self, data: dict[str, Any]) -> None:
        """Call the one command."""
        raise NotImplementedError


class ReferralAnswer(_ReferralStep):
    """What the other side said, written down by the hub."""

    form_class = AnswerForm
    title = _("返事を記録する")
    done_message = _("返事を記録しました。")

    def step(self, data: dict[str, Any]) -> None:
        """Accepted or declined."""
        commands.answer_referral(
            self.actor,
            self.object,
            accept=data["answer"] == ACCEPT,
            text=data["text"],
            at=self.now,
        )


class ReferralFinish(_ReferralStep):
    """What came of it."""

    form_class: type[forms.BaseForm] = ResultForm
    title = _("結果を記録する")
    done_message = _("結果を記録しました。")

    def step(self, data: dict[str, Any]) -> None:
        """Done."""
        commands.finish_referral(self.actor, self.object, data["text"], at=self.now)


class ReferralWithdraw(_ReferralStep):
    """Takes it back."""

    form_class = WithdrawForm
    title = _("紹介を取り下げる")
    done_message = _("紹介を取り下げました。")

    def step(self, data: dict[str, Any]) -> None:
        """Take back."""
        commands.withdraw_referral(self.actor, self.object, data["text"], at=self.now)


class ReferralMove(_ReferralStep):
    """Another day to ask."""

    form_class = MoveForm
    title = _("確認する日を変える")
    done_message = _("確認する日を変えました。")

    def initial(self) -> dict[str, Any]:
        """The day so far."""
        return {"due_on": self.object.due_on, "version": self.object.version}

    def step(self, data: dict[str, Any]) -> None:
        """Move."""
        commands.move_referral(
            self.actor, self.object, data["due_on"], version=data["version"], at=self.now
        )
