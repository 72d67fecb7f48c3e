"""Case meetings: the list, one meeting, and what is done with it."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from consultations import papers, queries, sealed
from consultations.choices import Act
from consultations.commands import meetings as commands
from consultations.commands.supervision import supervise_meeting
from consultations.forms.links import found, link_value
from consultations.forms.meeting_steps import (
    AboutForm,
    DecisionForm,
    MeetingFilter,
    MinutesForm,
)
from consultations.forms.meetings import MeetingForm, seated
from consultations.forms.supervision import SuperviseForm
from consultations.models import CaseMeeting, MeetingAbout
from consultations.views.tallies import number_in, url
from programs.kernel.gate import reading
from programs.kernel.intake import clean_line
from programs.kernel.paper import as_response
from programs.kernel.policy import may
from programs.kernel.views import Column, FormPage, KernelView, ListPage, PageView
from programs.registry import queries as registry
from programs.registry.choices import Side


def families(view: Any, begun: str = "") -> dict[str, Any]:
    """Return the families that a search on the page found."""
    text = clean_line(view.request.POST.get("household_search", ""))[:100]
    chosen = view.request.POST.get("link", "") or begun
    return {"families": found(view.actor, text, chosen), "search_text": text, "chosen": chosen}


class MeetingList(ListPage):
    """The meetings that the reader may open, newest first; nothing of what was said."""

    action = Act.VIEW_MEETINGS
    template_name = "consultations/meeting_list.html"
    title = _("会議の記録")
    filter_form = MeetingFilter
    sorts = {"held_on": ("held_on", "pk"), "kind": ("kind", "-held_on", "-pk")}
    columns = (
        Column("held_on", _("開催日"), lambda row: row.held_on),
        Column("kind", _("会議の種類"), lambda row: row.get_kind_display()),
        Column("about", _("だれについて"), lambda row: list(row.about.all())),
        Column("members", _("参加した人"), lambda row: len(row.members.all())),
        Column("basis", _("情報を共有する根拠"), lambda row: row.basis),
    )

    def rows(self) -> "QuerySet[CaseMeeting]":
        """What the filter leaves."""
        rows = queries.meetings(self.actor)
        if "kind" in self.filters:
            rows = rows.filter(kind=self.filters["kind"])
        if "family" in self.filters:
            rows = rows.filter(Exists(self._about(self.filters["family"])))
        return rows

    def _about(self, text: str) -> "QuerySet[MeetingAbout]":
        """Whom a search names; the ward looks for the names that stand in its own list."""
        about = MeetingAbout.objects.filter(meeting=OuterRef("pk"))
        if self.actor.side == Side.WARD:
            named = Q(household__name__startswith=text) | Q(case__household__name__startswith=text)
            return about.filter(named)
        ids = [row.pk for row in registry.households_matching(self.actor, text, 50)]
        return about.filter(Q(household_id__in=ids) | Q(case__household_id__in=ids))

    def context(self) -> dict[str, Any]:
        """What else the page offers."""
        return {
            "may_record": may(self.actor, Act.RECORD_MEETING),
            "at_hub": self.actor.side != Side.WARD,
        }


class MeetingAdd(FormPage):
    """A meeting is written down; ``?case`` and ``?household`` name whom it was about."""

    action = Act.RECORD_MEETING
    form_class = MeetingForm
    template_name = "consultations/meeting_form.html"
    title = _("会議を記録する")
    done_message = _("会議を記録しました。続けて、決めたことを加えてください。")

    def initial(self) -> dict[str, Any]:
        """Today, with whoever writes it down."""
        household_id, case_id = (
            number_in(self.request, "household"),
            number_in(self.request, "case"),
        )
        family = registry.household(self.actor, household_id) if household_id else None
        return {
            "held_on": self.today,
            "people": [self.actor.user_id],
            "case": queries.case(self.actor, case_id).pk if case_id else None,
            "link": link_value(family.pk if family else None),
        }

    def context(self) -> dict[str, Any]:
        """The families to choose from, and where to go back to."""
        begun = "" if self.request.method == "POST" else str(self.initial()["link"])
        return {**families(self, begun), "back": url("meeting-list")}

    def perform(self, form: MeetingForm) -> str:
        """Write down."""
        row = commands.record_meeting(
            self.actor, form.meeting(), form.cleaned_data["text"], form.about(), at=self.now
        )
        return url("meeting-read", row.pk)


class MeetingRead(PageView):
    """One meeting: the ground before what was shared, decisions with their owners."""

    action = Act.READ_MEETING
    template_name = "consultations/meeting_read.html"
    title = _("会議の記録")

    def target(self) -> CaseMeeting:
        """The meeting."""
        return queries.meeting(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """The words, and what may be done."""
        row = self.object
        written = queries.minutes_of(row)
        change = may(self.actor, Act.CHANGE_MEETING, row)
        return {
            "reason": sealed.read(row.reason),
            "current": written[0] if written else None,
            "text": sealed.read(written[0].text) if written else "",
            "earlier": [(one, sealed.read(one.text)) for one in written[1:]],
            "decisions": [(one, sealed.read(one.text)) for one in queries.decisions(row)],
            "seen": [(one, sealed.read(one.text)) for one in self._seen()],
            "may_change": change and row.locked_at is None,
            "may_decide": change,
            "may_supervise": may(self.actor, Act.SUPERVISE_MEETING, row),
            "at_hub": self.actor.side != Side.WARD,
            "back": url("meeting-list"),
        }

    def _seen(self) -> list[Any]:
        """How it was read through: the hub's own matter, not the ward's."""
        return [] if self.actor.side == Side.WARD else queries.supervisions(self.object)


class MeetingPaper(KernelView):
    """One meeting on paper, read like the page."""

    action = Act.PRINT_MEETING
    title = _("会議の記録")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Set the paper."""
        row = queries.meeting(self.actor, self.kwargs["pk"])
        with reading(self.actor, str(self.action), row):
            sections = papers.meeting_sections(row)
            title = str(row.get_kind_display())
            file = papers.printed(self.actor, title, sections, self.now)
        return as_response(file, f"meeting-{row.pk}")


class _MeetingStep(FormPage):
    """One step with a meeting."""

    action = Act.CHANGE_MEETING
    template_name = "consultations/case_step.html"

    def target(self) -> CaseMeeting:
        """The meeting."""
        return queries.meeting(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """Where to go back to."""
        return {"back": url("meeting-read", self.object.pk), "summary": self.object}


class MeetingEdit(_MeetingStep):
    """Corrects when, where, on which ground, and who was there."""

    form_class = MeetingForm
    template_name = "consultations/meeting_form.html"
    title = _("会議の日時・根拠・参加者を訂正する")
    done_message = _("訂正を保存しました。")

    def form_options(self) -> dict[str, Any]:
        """The meeting, for people and grounds that are no longer offered."""
        return {"row": self.object}

    def initial(self) -> dict[str, Any]:
        """What is written."""
        row = self.object
        names = ("kind", "held_on", "started_at", "place", "consent_on", "version")
        values = {name: getattr(row, name) for name in names}
        return {**values, "basis": row.basis_id, "reason": sealed.read(row.reason), **seated(row)}

    def form(self, *data: Any) -> Any:
        """Open the words only after the gate: a POST needs none of them."""
        if not data:
            return super().form()
        return self.form_class(*data, actor=self.actor, row=self.object)

    def perform(self, form: Any) -> str:
        """Save unless somebody was first."""
        commands.change_meeting(
            self.actor,
            self.object,
            form.meeting(),
            version=form.cleaned_data.get("version") or 0,
            at=self.now,
        )
        return url("meeting-read", self.object.pk)


class MeetingNameAbout(_MeetingStep):
    """Names another family or case."""

    form_class: type[forms.BaseForm] = AboutForm
    title = _("ご家族や継続支援を加える")
    done_message = _("加えました。")

    def context(self) -> dict[str, Any]:
        """The families that a search found."""
        return {**super().context(), **families(self)}

    def perform(self, form: Any) -> str:
        """Name them."""
        data = form.cleaned_data
        family, _child = data.get("link") or (None, None)
        commands.name_about(self.actor, self.object, family, data.get("case"))
        return url("meeting-read", self.object.pk)


class MeetingCorrect(_MeetingStep):
    """A corrected version of what was shared."""

    form_class: type[forms.BaseForm] = MinutesForm
    title = _("共有したことを訂正する")
    done_message = _("訂正を保存しました。訂正前の文も残っています。")

    def initial(self) -> dict[str, Any]:
        """The words so far."""
        current = queries.minutes_of(self.object)[0]
        return {"text": sealed.read(current.text), "corrects": current.pk}

    def form(self, *data: Any) -> Any:
        """Open the words only after the gate: a POST needs none of them."""
        return super().form() if not data else MinutesForm(*data, actor=self.actor)

    def perform(self, form: Any) -> str:
        """Save unless somebody was first."""
        data = form.cleaned_data
        commands.correct_minutes(
            self.actor, self.object, data["text"], corrects_id=data["corrects"], at=self.now
        )
        return url("meeting-read", self.object.pk)


class MeetingDecide(_MeetingStep):
    """A decision with its owner and its day."""

    form_class: type[forms.BaseForm] = DecisionForm
    title = _("決めたことを加える")
    done_message = _("決めたことを加えました。期日になると、担当のホームに表示されます。")

    def perform(self, form: Any) -> str:
        """Add."""
        plan = form.plan()
        if plan is not None:
            commands.decide(self.actor, self.object, plan, at=self.now)
        return url("meeting-read", self.object.pk)


class MeetingSupervise(_MeetingStep):
    """The director reads it through, and may lock it."""

    action = Act.SUPERVISE_MEETING
    form_class: type[forms.BaseForm] = SuperviseForm
    title = _("記録を確認する")
    done_message = _("確認を記録しました。記録した人にお知らせが届きます。")

    def initial(self) -> dict[str, Any]:
        """The version that is looked at."""
        return {"version": self.object.version}

    def form_options(self) -> dict[str, Any]:
        """Whether it is locked."""
        return {"locked": self.object.locked_at is not None}

    def perform(self, form: Any) -> str:
        """Record."""
        data = form.cleaned_data
        supervise_meeting(
            self.actor,
            self.object,
            data["kind"],
            data["text"],
            version=data["version"] or 0,
            at=self.now,
            need=data["need"],
        )
        return url("meeting-read", self.object.pk)
