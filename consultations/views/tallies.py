"""Recording, listing and changing consultations."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consultations import queries
from consultations.choices import Act
from consultations.commands import tallies as commands
from consultations.commands.checks import check_unlocked
from consultations.forms.links import found, link_value
from consultations.forms.listing import ConsultationFilter
from consultations.forms.tallies import TallyForm
from consultations.models import Case, Consultation, QuickTally
from consultations.views.asked import nonce_of, number_in, url
from programs.kernel.errors import Hidden
from programs.kernel.intake import clean_line
from programs.kernel.policy import Action, may
from programs.kernel.views import Column, FormPage, ListPage, PageView
from programs.registry import queries as registry


class ConsultationList(ListPage):
    """The hub's consultations; what is restricted is shown to its author and the director alone."""

    action = Act.VIEW
    export_action: Action | None = Act.EXPORT
    export_name = "consultations"
    template_name = "consultations/consultation_list.html"
    title = _("相談の記録")
    sorts = {
        "held_on": ("held_on", "pk"),
        "site": ("site", "-held_on", "-pk"),
        "method": ("method__order", "-held_on", "-pk"),
        "outcome": ("outcome__order", "-held_on", "-pk"),
    }
    columns = (
        Column("held_on", _("相談日"), lambda row: row.held_on),
        Column("topics", _("相談内容"), queries.topics_text),
        Column("method", _("相談方法"), lambda row: row.method),
        Column("outcome", _("相談の結果"), lambda row: row.outcome),
        Column("age_band", _("子どもの年齢"), lambda row: row.get_age_band_display()),
        Column("site", _("施設"), lambda row: row.site),
        Column("household", _("ご家族"), lambda row: row.household),
        Column("created_by", _("記録した人"), lambda row: row.created_by),
    )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show or export; the filter offers the hub's own codes."""
        self.filter_form = partial(ConsultationFilter, actor=self.actor, today=self.today)  # type: ignore[assignment]
        return super().get(request, *args, **kwargs)

    def rows(self) -> "QuerySet[Consultation]":
        """What the filter leaves; restricted ones are never exported."""
        rows = queries.narrowed(queries.listed(self.actor), self.filters)
        return queries.for_a_file(rows) if "export" in self.request.GET else rows

    def context(self) -> dict[str, Any]:
        """What else the page offers."""
        return {
            "may_record": may(self.actor, Act.RECORD),
            "may_change_codes": may(self.actor, Act.CHANGE_CODES),
            "add_url": url("consultation-add"),
            "filtered": bool(self.filters),
        }


class _TallyPage(FormPage):
    """The form of a tally, with the families that a search found."""

    form_class = TallyForm
    template_name = "consultations/tally.html"

    def context(self) -> dict[str, Any]:
        """The families to choose from."""
        text = clean_line(self.request.POST.get("household_search", ""))[:100]
        begun = {} if self.request.method == "POST" else self.initial()
        chosen = self.request.POST.get("link", "") or begun.get("link", "")
        return {
            "families": found(self.actor, text, chosen),
            "search_text": text,
            "chosen": chosen,
            "several_children": True,
            "with_child": {
                *self.request.POST.getlist("with_child"),
                *(str(pk) for pk in begun.get("with_child", ())),
            },
        }


class ConsultationAdd(_TallyPage):
    """A new consultation, in a few taps."""

    action = Act.RECORD
    title = _("相談を記録する")

    @cached_property
    def case(self) -> Case | None:
        """The continuing case that the address names, if it is the actor's to carry on."""
        pk = number_in(self.request, "case")
        found = queries.case(self.actor, pk) if pk else None
        if found and not may(self.actor, Act.CHANGE_CASE, found):
            raise Hidden
        return found

    def initial(self) -> dict[str, Any]:
        """Today, nobody in particular; a family, a case or a frequent question that the address names."""
        of_case = self.case.household_id if self.case else None
        household_id = number_in(self.request, "household") or of_case
        family = registry.household(self.actor, household_id) if household_id else None
        quick = number_in(self.request, "quick")
        return {
            "held_on": self.today,
            "caller": "unknown",
            "age_band": "unknown",
            "residence": family.residence if family else "unknown",
            "link": link_value(household_id, number_in(self.request, "child")),
            **(filled(queries.quick_tally(self.actor, quick)) if quick else {}),
        }

    def context(self) -> dict[str, Any]:
        """The families to choose from, and the frequent questions that fill the tally."""
        rows = [row for row in queries.quick_tallies(self.actor) if row.retired_on is None]
        asked = self.request.GET.copy()
        links = []
        for row in rows:
            asked["quick"] = str(row.pk)
            links.append((row, f"?{asked.urlencode()}", row.pk == number_in(self.request, "quick")))
        return {
            **super().context(),
            "case": self.case,
            "quick": links,
            "may_change_quick": may(self.actor, Act.CHANGE_TEMPLATES),
        }

    def perform(self, form: TallyForm) -> str:
        """Save; then to the stop page, the note, or the record itself."""
        row = commands.record_consultation(
            self.actor, form.tally(), nonce=nonce_of(self.request), at=self.now, case=self.case
        )
        concern = getattr(row, "concern", None)
        if concern is not None:
            messages.warning(
                self.request, _("記録しました。施設長に知らせました。次の手順を確認してください。")
            )
            return url("concern-detail", concern.pk)
        self._offer_undo(row)
        then_note = self.request.POST.get("then") == "note"
        return url("note-add" if then_note else "consultation-detail", row.pk)

    def _offer_undo(self, row: Consultation) -> None:
        parts = {
            "message": gettext("相談を記録しました。"),
            "url": url("consultation-undo", row.pk),
        }
        toast = render_to_string("components/undo_toast.html", parts, self.request)
        messages.success(self.request, mark_safe(toast), extra_tags="undo")


def filled(row: QuickTally) -> dict[str, Any]:
    """Return what a frequent question fills in; codes out of use are not offered and so stay empty."""
    values = {"topics": row.topic_ids, "main_topic": next(iter(row.topic_ids), None)}
    chosen = {"method": row.method_id, "outcome": row.outcome_id}
    return {**values, **{name: pk for name, pk in chosen.items() if pk}}


class ConsultationEdit(_TallyPage):
    """A change of a consultation."""

    action = Act.CHANGE
    title = _("相談の記録を修正する")
    done_message = _("修正を保存しました。")

    def target(self) -> Consultation:
        """The consultation; a locked one opens with the reason why it cannot be changed."""
        row = queries.consultation(self.actor, self.kwargs["pk"])
        if self.request.method == "GET":
            check_unlocked(row)
        return row

    def form_options(self) -> dict[str, Any]:
        """The record, for codes that are out of use but stand in it."""
        return {"row": self.object}

    def initial(self) -> dict[str, Any]:
        """What is recorded."""
        row = self.object
        names = (
            *("held_on", "started_at", "minutes", "caller", "age_band", "residence", "version"),
            *("ward", "city"),
            *("with_callers", "people", "with_bands", "counted_in"),
        )
        topics = [topic.pk for topic in queries.topics_of(row)]
        return {
            **{name: getattr(row, name) for name in names},
            "site": row.site_id,
            "method": row.method_id,
            "outcome": row.outcome_id,
            "topics": topics,
            "main_topic": next(iter(topics), None),
            "link": link_value(row.household_id, row.child_id),
            "with_child": [one.child_id for one in queries.other_children(row)],
            "agency": row.agency_id,
        }

    def context(self) -> dict[str, Any]:
        """The page is left for the record."""
        return {**super().context(), "back": url("consultation-detail", self.object.pk)}

    def perform(self, form: TallyForm) -> str:
        """Save unless somebody was first."""
        version = form.cleaned_data.get("version") or 0
        row = commands.change_consultation(
            self.actor, self.object, form.tally(), version=version, at=self.now
        )
        concern = getattr(row, "concern", None)
        if concern is not None and concern.opened_at == self.now:
            return url("concern-detail", concern.pk)
        return url("consultation-detail", row.pk)


class HouseholdOptions(PageView):
    """The families that a search finds, as a piece of the tally's page."""

    action = Act.RECORD
    template_name = "consultations/_families.html"

    def context(self) -> dict[str, Any]:
        """Families and what was chosen before."""
        text = clean_line(self.request.GET.get("household_search", ""))[:100]
        chosen = self.request.GET.get("link", "")
        return {
            "families": found(self.actor, text, chosen),
            "search_text": text,
            "chosen": chosen,
            "several_children": "several" in self.request.GET,
            "with_child": set(self.request.GET.getlist("with_child")),
        }
