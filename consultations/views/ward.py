"""What was referred to the ward, seen from there: exactly that, and nothing else of the family."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from consultations import queries
from consultations.choices import Act, ReferralState
from consultations.commands import referrals as commands
from consultations.forms.referrals import ACCEPT, AnswerForm, ResultForm, WardFilter
from consultations.models import Referral
from consultations.rules import may_become
from consultations.views.asked import url
from consultations.views.referrals import course, to_whom, words
from programs.kernel.views import Column, FormPage, ListPage, PageView


class WardReferralList(ListPage):
    """The referrals to the ward, without a word of their content."""

    action = Act.VIEW_WARD_REFERRALS
    template_name = "consultations/ward_referral_list.html"
    title = _("拠点からの紹介")
    filter_form = WardFilter
    columns = (
        Column("reference", _("紹介の番号"), lambda row: row.reference),
        Column("sent_on", _("紹介された日"), lambda row: row.sent_on),
        Column("site", _("施設"), lambda row: row.site),
        Column("owner", _("拠点の担当"), lambda row: row.owner),
        Column("basis", _("ご本人の同意"), lambda row: row.get_basis_display()),
        Column("state", _("状態"), lambda row: row.get_state_display()),
    )

    def rows(self) -> "QuerySet[Referral]":
        """What the filter leaves."""
        rows = queries.ward_referrals(self.actor)
        return rows.filter(state=self.filters["state"]) if "state" in self.filters else rows


class WardReferralRead(PageView):
    """One referral to the ward: what was handed on, its course, and the answer."""

    action = Act.READ_WARD_REFERRAL
    template_name = "consultations/ward_referral_read.html"
    title = _("拠点からの紹介")

    def target(self) -> Referral:
        """The referral."""
        return queries.ward_referral(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """The words, the course, and what may follow."""
        row = self.object
        return {
            **words(row),
            "course": course(queries.ward_events(row)),
            "may_answer": may_become(row.state, ReferralState.ACCEPTED),
            "may_finish": may_become(row.state, ReferralState.DONE),
            "back": url("ward-referral-list"),
        }


class WardReferralAnswer(FormPage):
    """The ward takes it on, or says why not."""

    action = Act.ANSWER_WARD_REFERRAL
    form_class: type[forms.BaseForm] = AnswerForm
    template_name = "consultations/step.html"
    title = _("紹介に答える")
    done_message = _("返事を記録しました。拠点の担当にお知らせが届きます。")

    def target(self) -> Referral:
        """The referral."""
        return queries.ward_referral(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """Where to go back to."""
        return {
            "back": url("ward-referral-read", self.object.pk),
            "summary": to_whom(self.object),
            "draft_key": self.request.path,
        }

    def perform(self, form: Any) -> str:
        """Answer."""
        data = form.cleaned_data
        accept = data["answer"] == ACCEPT
        commands.answer_referral(
            self.actor, self.object, accept=accept, text=data["text"], at=self.now
        )
        return url("ward-referral-read", self.object.pk)


class WardReferralFinish(WardReferralAnswer):
    """What came of it at the ward."""

    form_class = ResultForm
    title = _("結果を伝える")
    done_message = _("結果を記録しました。拠点の担当にお知らせが届きます。")

    def perform(self, form: Any) -> str:
        """Done."""
        text = form.cleaned_data["text"]
        commands.finish_referral(self.actor, self.object, text, at=self.now)
        return url("ward-referral-read", self.object.pk)
