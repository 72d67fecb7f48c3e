"""Case meetings: the list, one meeting, and what is done with it."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from consultations import papers, queries, sealed
from consultations.choices import Act
from consultations.commands import meetings as commands
from consultations.forms.links import link_value
from consultations.forms.meeting_steps import (
    MeetingFilter,
)
from consultations.forms.meetings import MeetingForm, seated
from consultations.models import CaseMeeting, FollowUp, MeetingAbout, MeetingFact
from consultations.views.asked import families, nonce_of, number_in, url
from programs.kernel.gate import reading
from programs.kernel.paper import as_response
from programs.kernel.policy import may
from programs.kernel.views import Column, FormPage, KernelView, ListPage, PageView
from programs.registry import queries as registry
from programs.registry.choices import Side


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


class _MeetingPage(FormPage):
    """The form of a meeting, to which rows of partner groups are added without saving anything."""

    form_class = MeetingForm
    template_name = "consultations/meeting_form.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the form again with one more row where only that was asked for."""
        if "more" not in request.POST:
            return super().post(request, *args, **kwargs)
        self.object = self.target()
        with reading(self.actor, str(self.action), self.object):
            return self.show_form(self.form(request.POST), nonce_of(request))


class MeetingAdd(_MeetingPage):
    """A meeting is written down; ``?case`` and ``?household`` name whom it was about."""

    action = Act.RECORD_MEETING
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
        draft = self.request.get_full_path()
        return {**families(self, begun), "back": url("meeting-list"), "draft_key": draft}

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
            "facts": [
                (one, *_words(one), [(old, *_words(old)) for old in before])
                for one, before in queries.facts(row)
            ],
            "decisions": [
                (one, sealed.read(one.text), self._result(one)) for one in queries.decisions(row)
            ],
            "seen": [(one, sealed.read(one.text)) for one in self._seen()],
            "may_change": change and row.locked_at is None,
            "may_decide": change,
            "may_supervise": may(self.actor, Act.SUPERVISE_MEETING, row),
            "at_hub": self.actor.side != Side.WARD,
            "back": url("meeting-list"),
        }

    def _result(self, one: FollowUp) -> str:
        """What came of a decision, for those who may open it."""
        shown = one.done_at and may(self.actor, Act.READ_FOLLOW_UP, one)
        return sealed.read(one.result) if shown else ""

    def _seen(self) -> list[Any]:
        """How it was read through: the hub's own matter, not the ward's."""
        return [] if self.actor.side == Side.WARD else queries.supervisions(self.object)


def _words(one: MeetingFact) -> tuple[str, str]:
    return sealed.read(one.text), sealed.read(one.reason)


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


class MeetingEdit(_MeetingPage):
    """Corrects when, where, on which ground, and who was there."""

    action = Act.CHANGE_MEETING
    title = _("会議の日時・根拠・参加者を訂正する")
    done_message = _("訂正を保存しました。")

    def target(self) -> CaseMeeting:
        """The meeting."""
        return queries.meeting(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """Where to go back to."""
        return {
            "back": url("meeting-read", self.object.pk),
            "summary": self.object,
            "draft_key": self.request.path,
        }

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
