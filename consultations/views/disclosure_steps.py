"""The steps of a disclosure: choosing records, blacking out, deciding, handing over."""

from typing import Any

from django import forms
from django.contrib import messages
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from consultations import blackout, papers, queries, sealed
from consultations.choices import Act
from consultations.commands import disclosures as commands
from consultations.forms.disclosures import (
    GRANT,
    CopyForm,
    DecisionForm,
    HandOverForm,
    RecordsForm,
    ShowAgainForm,
    WordsForm,
)
from consultations.models import DisclosurePart
from consultations.views.asked import url
from consultations.views.disclosures import checked_records, shown
from programs.kernel import localdates
from programs.kernel.policy import may
from programs.kernel.views import FormPage


class _DisclosureStep(FormPage):
    """One step with a disclosure."""

    action = Act.PREPARE_DISCLOSURE
    template_name = "consultations/step.html"

    def target(self) -> Any:
        """The disclosure."""
        return queries.disclosure(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """Where to go back to."""
        return {"back": url("disclosure-read", self.object.pk), "summary": self.object}


class DisclosureRecords(_DisclosureStep):
    """Which records of the family; those of a suspicion are not among them."""

    form_class: type[forms.BaseForm] = RecordsForm
    template_name = "consultations/disclosure_records.html"
    title = _("開示する記録を選ぶ")
    done_message = _("開示する記録を選びました。第三者のことは、記録ごとに黒塗りにしてください。")

    def form_options(self) -> dict[str, Any]:
        """What there is."""
        talks, cases = queries.can_be_disclosed(self.actor, self.object.household_id)
        readable = [case for case in cases if may(self.actor, Act.READ_CASE, case)]
        return {
            "talks": [
                (row.pk, f"{localdates.day_full(row.held_on)} {queries.summary(row)}")
                for row in talks
            ],
            "cases": [(row.pk, str(row)) for row in readable],
        }

    def initial(self) -> dict[str, Any]:
        """What is chosen."""
        chosen = list(self.object.parts.all())
        return {
            "talks": [one.consultation_id for one in chosen if one.consultation_id],
            "cases": [one.case_id for one in chosen if one.case_id],
            "version": self.object.version,
        }

    def perform(self, form: Any) -> str:
        """Choose."""
        data = form.cleaned_data
        commands.choose_records(
            self.actor,
            self.object,
            data.get("talks", ()),
            data.get("cases", ()),
            version=data["version"] or 0,
        )
        return url("disclosure-read", self.object.pk)


class PartMark(FormPage):
    """Blacks out words in one record."""

    action = Act.PREPARE_DISCLOSURE
    form_class: type[forms.BaseForm] = WordsForm
    template_name = "consultations/disclosure_mark.html"
    title = _("黒塗りにする")

    def target(self) -> DisclosurePart:
        """The record."""
        return queries.part(self.actor, self.kwargs["pk"])

    def initial(self) -> dict[str, Any]:
        """The version that is looked at."""
        return {"version": self.object.version}

    def context(self) -> dict[str, Any]:
        """The text with its black bars, each of which can be taken back."""
        row = self.object
        return {
            "pieces": shown(row),
            "passages": [
                (number, sealed.read(row.text)[start:end])
                for number, (start, end) in enumerate(blackout.joined(row.marks))
            ],
            "heading": papers.heading_of(row),
            "back": url("disclosure-read", row.disclosure_id),
        }

    def perform(self, form: Any) -> str:
        """Black out."""
        data = form.cleaned_data
        done = commands.black_out(
            self.actor, self.object, data["words"], version=data["version"] or 0
        )
        text = ngettext(
            "%(count)sか所を黒塗りにしました。", "%(count)sか所を黒塗りにしました。", done
        )
        messages.success(self.request, text % {"count": done})
        return url("part-mark", self.object.pk)


class PartCopy(PartMark):
    """Copies a record anew after it was changed."""

    methods = ("post",)
    form_class = CopyForm
    done_message = _("いまの内容に写し直しました。黒塗りは、もう一度付けてください。")

    def perform(self, form: Any) -> str:
        """Copy."""
        version = form.cleaned_data["version"] or 0
        part = commands.copy_again(self.actor, self.object, version=version)
        return url("part-mark", part.pk)


class PartShow(PartMark):
    """Shows a black passage again."""

    methods = ("post",)
    form_class = ShowAgainForm
    done_message = _("黒塗りを元に戻しました。")

    def perform(self, form: Any) -> str:
        """Take back."""
        data = form.cleaned_data
        commands.show_again(self.actor, self.object, data["number"], version=data["version"] or 0)
        return url("part-mark", self.object.pk)


class DisclosureDecide(_DisclosureStep):
    """The director decides."""

    action = Act.DECIDE_DISCLOSURE
    form_class: type[forms.BaseForm] = DecisionForm
    template_name = "consultations/disclosure_decide.html"
    title = _("開示を決める")
    done_message = _("決定を記録しました。")

    def context(self) -> dict[str, Any]:
        """What the family would get, and what the button says."""
        return {**super().context(), **checked_records(self), "submit_label": _("決定する")}

    def initial(self) -> dict[str, Any]:
        """The version that is looked at."""
        return {"version": self.object.version}

    def perform(self, form: Any) -> str:
        """Decide unless somebody was first."""
        data = form.cleaned_data
        commands.decide_disclosure(
            self.actor,
            self.object,
            grant=data["decision"] == GRANT,
            reason=data["reason"],
            version=data["version"] or 0,
            at=self.now,
        )
        return url("disclosure-read", self.object.pk)


class DisclosureHandOver(_DisclosureStep):
    """Who received the paper."""

    form_class: type[forms.BaseForm] = HandOverForm
    title = _("渡したことを記録する")
    done_message = _("渡したことを台帳に記録しました。")

    def initial(self) -> dict[str, Any]:
        """Today."""
        return {"handed_on": self.today, "version": self.object.version}

    def perform(self, form: Any) -> str:
        """Write into the register."""
        data = form.cleaned_data
        commands.hand_over(
            self.actor,
            self.object,
            data["receiver"],
            how=data["how"],
            handed_on=data["handed_on"],
            version=data["version"] or 0,
            at=self.now,
        )
        return url("disclosure-read", self.object.pk)
