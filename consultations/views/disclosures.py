"""Disclosure to a family: the register, preparing, deciding, the paper, handing over."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from consultations import blackout, papers, queries, sealed
from consultations.choices import Act, DisclosureState
from consultations.commands import disclosures as commands
from consultations.forms.disclosures import (
    GRANT,
    AskForm,
    DecisionForm,
    DisclosureFilter,
    HandOverForm,
    RecordsForm,
    ShowAgainForm,
    WordsForm,
)
from consultations.forms.links import link_value
from consultations.models import Disclosure, DisclosurePart
from consultations.views.meetings import families
from consultations.views.tallies import number_in, url
from programs.kernel import localdates
from programs.kernel.gate import reading
from programs.kernel.paper import as_response
from programs.kernel.policy import may
from programs.kernel.views import Column, FormPage, KernelView, ListPage, PageView
from programs.registry import queries as registry


class DisclosureList(ListPage):
    """The register: who was given what, when, by whose decision."""

    action = Act.VIEW_DISCLOSURES
    template_name = "consultations/disclosure_list.html"
    title = _("開示の台帳")
    filter_form = DisclosureFilter
    sorts = {
        "number": ("number", "pk"),
        "asked_on": ("asked_on", "pk"),
        "handed_on": ("handed_on", "pk"),
    }
    columns = (
        Column("number", _("番号"), str),
        Column("household", _("ご家族"), lambda row: row.household),
        Column("asker", _("求めた方"), lambda row: row.get_asker_display()),
        Column("asked_on", _("求めのあった日"), lambda row: row.asked_on),
        Column("records", _("記録"), lambda row: row.records),
        Column("state", _("状態"), lambda row: row.get_state_display()),
        Column("handed_on", _("渡した日"), lambda row: row.handed_on),
    )

    def rows(self) -> "QuerySet[Disclosure]":
        """What the filter leaves."""
        rows = queries.disclosures(self.actor).annotate(records=Count("parts"))
        return rows.filter(state=self.filters["state"]) if "state" in self.filters else rows

    def context(self) -> dict[str, Any]:
        """Whether a new one may be begun."""
        return {"may_prepare": may(self.actor, Act.PREPARE_DISCLOSURE)}


class DisclosureAdd(FormPage):
    """A family asks to see its records; ``?household`` names it."""

    action = Act.PREPARE_DISCLOSURE
    form_class = AskForm
    template_name = "consultations/disclosure_form.html"
    title = _("開示の求めを受ける")
    done_message = _("開示の求めを記録しました。続けて、開示する記録を選んでください。")

    def initial(self) -> dict[str, Any]:
        """Today, and the family that the address names."""
        pk = number_in(self.request, "household")
        family = registry.household(self.actor, pk) if pk else None
        return {"asked_on": self.today, "link": link_value(family.pk if family else None)}

    def context(self) -> dict[str, Any]:
        """The families to choose from, and where to go back to."""
        begun = "" if self.request.method == "POST" else str(self.initial()["link"])
        return {**families(self, begun), "back": url("disclosure-list")}

    def perform(self, form: AskForm) -> str:
        """Write down."""
        data = form.cleaned_data
        family, _child = data["link"]
        row = commands.ask_disclosure(
            self.actor,
            registry.household(self.actor, family),
            data["asker"],
            data["name"],
            data["reason"],
            asked_on=data["asked_on"],
            at=self.now,
        )
        return url("disclosure-records", row.pk)


class DisclosureRead(PageView):
    """One disclosure: its records as the family gets them, and its course."""

    action = Act.READ_DISCLOSURE
    template_name = "consultations/disclosure_read.html"
    title = _("開示")

    def target(self) -> Disclosure:
        """The disclosure."""
        return queries.disclosure(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """The records, the course, and what may be done."""
        row = self.object
        prepare = may(self.actor, Act.PREPARE_DISCLOSURE, row)
        draft = row.state == DisclosureState.DRAFT
        return {
            "asker_name": sealed.read(row.asker_name),
            "records": [(one, papers.heading_of(one), _shown(one)) for one in queries.parts(row)],
            "course": [(step, sealed.read(step.text)) for step in queries.disclosure_events(row)],
            "may_prepare": prepare and draft,
            "may_decide": may(self.actor, Act.DECIDE_DISCLOSURE, row) and draft,
            "may_hand_over": prepare and row.state == DisclosureState.GRANTED,
            "may_print": row.state in (DisclosureState.GRANTED, DisclosureState.HANDED),
            "back": url("disclosure-list"),
        }


def _shown(part: DisclosurePart) -> list[blackout.Piece]:
    """A record as the family gets it, cut into words and black bars."""
    return blackout.pieces(sealed.read(part.text), part.marks)


class _DisclosureStep(FormPage):
    """One step with a disclosure."""

    action = Act.PREPARE_DISCLOSURE
    template_name = "consultations/case_step.html"

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
        }

    def perform(self, form: Any) -> str:
        """Choose."""
        data = form.cleaned_data
        commands.choose_records(
            self.actor, self.object, data.get("talks", ()), data.get("cases", ())
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
            "pieces": _shown(row),
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


class DisclosurePaper(KernelView):
    """The paper for the family; there is none before the decision."""

    action = Act.PRINT_DISCLOSURE
    title = _("開示する記録")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Set the paper."""
        row = queries.disclosure(self.actor, self.kwargs["pk"])
        with reading(self.actor, str(self.action), row):
            parts = queries.to_be_given(row)
            said = gettext("■■■■は、第三者の情報などのため、お見せできない部分です。")
            sections = papers.disclosed_sections(parts)
            file = papers.printed(self.actor, gettext("開示する記録"), sections, self.now, [said])
        return as_response(file, f"disclosure-{row.number}")
