"""Disclosure to a family: the register, asking, one disclosure, the paper."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consultations import blackout, papers, queries, sealed
from consultations.choices import Act, DisclosureState
from consultations.commands import disclosures as commands
from consultations.forms.disclosures import AskForm, DisclosureFilter
from consultations.forms.links import link_value
from consultations.models import Disclosure, DisclosurePart
from consultations.views.asked import families, number_in, url
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
    template_name = "consultations/step.html"
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
        return {
            **families(self, begun),
            "back": url("disclosure-list"),
            "back_label": _("開示の台帳"),
            "submit_label": _("続けて記録を選ぶ"),
        }

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
        decided = row.state in (DisclosureState.GRANTED, DisclosureState.HANDED)
        checked = checked_records(self)
        return {
            **checked,
            "asker_name": sealed.read(row.asker_name),
            "course": [(step, sealed.read(step.text)) for step in queries.disclosure_events(row)],
            "may_prepare": prepare and draft,
            "may_decide": may(self.actor, Act.DECIDE_DISCLOSURE, row) and draft,
            "may_hand_over": (
                prepare and row.state == DisclosureState.GRANTED and not checked["unfit"]
            ),
            "may_print": decided and not checked["unfit"],
            "back": url("disclosure-list"),
        }


@dataclass(frozen=True, slots=True)
class Shown:
    """A chosen record as the family gets it, and whether it was changed since it was copied."""

    part: DisclosurePart
    heading: str
    pieces: list[blackout.Piece]
    outdated: bool


def checked_records(view: Any) -> dict[str, Any]:
    """Return the records of the view's disclosure, and what somebody has to know before it is given."""
    row = view.object
    draft = row.state == DisclosureState.DRAFT
    decides = may(view.actor, Act.DECIDE_DISCLOSURE, row)
    return {
        "records": [
            Shown(one, papers.heading_of(one), shown(one), draft and papers.is_outdated(one))
            for one in queries.parts(view.actor, row)
        ],
        "unfit": row.state != DisclosureState.REFUSED and queries.unfit_parts(row).exists(),
        "suspicions": (
            queries.concerns(view.actor).filter(household=row.household_id, closed=False).count()
            if decides
            else 0
        ),
    }


def shown(part: DisclosurePart) -> list[blackout.Piece]:
    """A record as the family gets it, cut into words and black bars."""
    return blackout.pieces(sealed.read(part.text), part.marks)


class DisclosurePaper(KernelView):
    """The paper for the family; there is none before the decision."""

    action = Act.PRINT_DISCLOSURE
    title = _("開示する記録")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Set the paper."""
        row = queries.disclosure(self.actor, self.kwargs["pk"])
        with reading(self.actor, str(self.action), row):
            parts = queries.to_be_given(self.actor, row)
            said = gettext("■■■■は、第三者の情報などのため、お見せできない部分です。")
            sections = papers.disclosed_sections(parts)
            file = papers.printed(self.actor, gettext("開示する記録"), sections, self.now, [said])
        return as_response(file, f"disclosure-{row.number}")
