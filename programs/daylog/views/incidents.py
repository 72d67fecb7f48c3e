"""The register of near misses and accidents, and one report with what was done about it."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.daylog import commands, queries, rules
from programs.daylog.choices import Act, IncidentState, Involved, StepKind
from programs.daylog.forms import (
    DecideForm,
    IncidentFilter,
    IncidentForm,
    NoteForm,
    ReasonForm,
    TellForm,
)
from programs.daylog.models import Incident
from programs.kernel import clock, fiscal, localdates
from programs.kernel.forms import ActorForm
from programs.kernel.policy import Action, may
from programs.kernel.views import Column, FormPage, ListPage, PageView


class IncidentList(ListPage):
    """All reports: what is counted of them, never their words."""

    action = Act.VIEW_INCIDENTS
    export_action: Action | None = Act.EXPORT_INCIDENTS
    export_name = "incidents"
    template_name = "daylog/incident_list.html"
    title = _("ヒヤリハット・事故の記録")
    filter_form = IncidentFilter
    sorts = {
        "at": ("happened_at", "pk"),
        "place": ("place", "-happened_at", "pk"),
        "state": ("state", "-happened_at", "pk"),
    }
    columns: tuple[Column, ...] = (
        Column("at", _("発生日時"), lambda row: _instant(row.happened_at)),
        Column("kind", _("種別"), lambda row: row.get_kind_display()),
        Column("place", pgettext_lazy("incident", "場所"), lambda row: row.get_place_display()),
        Column("severity", _("程度"), lambda row: row.get_severity_display()),
        Column("state", pgettext_lazy("incident", "状態"), lambda row: row.get_state_display()),
        Column("site", _("施設"), lambda row: row.site.name),
        Column("by", _("報告した人"), lambda row: str(row.created_by)),
    )

    def rows(self) -> "QuerySet[Incident]":
        """Reports by year, kind, place and state; taken back ones only where asked for."""
        rows = queries.incidents(self.actor)
        chosen = {k: v for k, v in self.filters.items() if k in ("kind", "place", "state")}
        if fy := self.filters.get("fy"):
            first, last = fiscal.first_day(fy), fiscal.last_day(fy)
            rows = rows.filter(happened_at__date__range=(first, last))
        if "state" not in chosen:
            rows = rows.exclude(state=IncidentState.VOID)
        return rows.filter(**chosen)

    def _cleaned(self) -> dict[str, Any]:
        if isinstance(self.filter, IncidentFilter):
            self.filter.limit_to(self.today)
        return super()._cleaned()

    def context(self) -> dict[str, Any]:
        """What may be done."""
        return {
            "may_report": may(self.actor, Act.REPORT_INCIDENT),
            "back": reverse("daylog:log-list"),
        }


def _instant(value: Any) -> str:
    local = clock.tokyo(value)
    return f"{localdates.day_full(local.date())} {local.hour}:{local.minute:02}"


class IncidentAdd(FormPage):
    """Report a near miss or an accident."""

    action = Act.REPORT_INCIDENT
    template_name = "daylog/incident_add.html"
    title = _("ヒヤリハット・事故を報告する")
    form_class = IncidentForm
    done_message = _("報告しました。施設長に知らせました。")

    def initial(self) -> dict[str, Any]:
        """Today, a child, at the site that the address names."""
        start = {"day": self.today, "involved": Involved.CHILD}
        site = self.request.GET.get("site", "")
        if site.isascii() and site.isdigit() and len(site) < 10:
            start["site"] = int(site)
        return start

    def context(self) -> dict[str, Any]:
        """The way back."""
        return {"back": reverse("daylog:log-list")}

    def perform(self, form: Any) -> str:
        """Report it; whoever may not read it goes back to the logs."""
        site = form.cleaned_data["site"]
        row = commands.report(self.actor, site, form.report(), self.now)
        if may(self.actor, Act.READ_INCIDENT, row):
            return row.get_absolute_url()
        return reverse("daylog:log-list")


class IncidentRead(PageView):
    """One report with everything that was done about it."""

    action = Act.READ_INCIDENT
    template_name = "daylog/incident.html"

    def target(self) -> Incident:
        """The report of the address."""
        return queries.incident(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """Its texts, its course, what may be done next."""
        row = self.object
        decides = may(self.actor, Act.DECIDE_INCIDENT, row)
        return {
            "title": row.get_kind_display(),
            "texts": queries.opened(row),
            "steps": queries.steps(row),
            "may_log": may(self.actor, Act.LOG_INCIDENT, row) and row.state != IncidentState.VOID,
            "may_print": may(self.actor, Act.PRINT_INCIDENT, row),
            "may_see_family": may(self.actor, "registry.view_households"),
            **{
                f"may_{step}": decides and rules.state_after(row.state, step) is not None
                for step in (
                    StepKind.DECIDED,
                    StepKind.CLOSED,
                    StepKind.REOPENED,
                    StepKind.VOID,
                )
            },
        }


class IncidentPrint(IncidentRead):
    """The report on A4, with room for seals and signatures."""

    action = Act.PRINT_INCIDENT
    template_name = "daylog/incident_print.html"


class OneIncident(FormPage):
    """A page about one report."""

    action = Act.LOG_INCIDENT
    template_name = "daylog/form.html"

    def target(self) -> Incident:
        """The report of the address."""
        return queries.incident(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """Which report, and the way back."""
        row = self.object
        return {
            "back": row.get_absolute_url(),
            "eyebrow": f"{row.get_kind_display()}　{_instant(row.happened_at)}",
        }

    def done(self) -> str:
        """The report again."""
        return str(self.object.get_absolute_url())


class IncidentTell(OneIncident):
    """Record who was told when."""

    title = _("連絡したことを記録する")
    form_class = TellForm
    done_message = _("連絡を記録しました。")

    def initial(self) -> dict[str, Any]:
        """Now."""
        return {"day": self.today, "time": clock.tokyo(self.now).time()}

    def perform(self, form: Any) -> str:
        """Record it."""
        values = form.cleaned_data
        commands.record_telling(
            self.actor, self.object, values["told"], form.when(), values["text"], self.now
        )
        return self.done()


class IncidentNote(OneIncident):
    """Add to a report or correct it."""

    title = _("追記・訂正する")
    form_class = NoteForm
    done_message = _("追記しました。")

    def perform(self, form: Any) -> str:
        """Add it."""
        commands.add_note(self.actor, self.object, form.cleaned_data["text"], self.now)
        return self.done()


class IncidentDecide(OneIncident):
    """Say what prevents it from now on."""

    action = Act.DECIDE_INCIDENT
    title = _("再発防止を決める")
    form_class = DecideForm
    done_message = _("再発防止を記録しました。")

    def initial(self) -> dict[str, Any]:
        """What was decided before."""
        texts = queries.opened(self.object)
        kept = {name: texts.get(name, "") for name in ("cause", "prevention")}
        return {**kept, "version": self.object.version}

    def perform(self, form: Any) -> str:
        """Record it."""
        values = form.cleaned_data
        commands.decide(
            self.actor,
            self.object,
            values["cause"],
            values["prevention"],
            version=values["version"] or 0,
            at=self.now,
        )
        return self.done()


class IncidentClose(OneIncident):
    """Close a report; it can be taken up again."""

    action = Act.DECIDE_INCIDENT
    form_class = ActorForm
    title = _("対応を完了にする")
    done_message = _("対応を完了にしました。")

    def context(self) -> dict[str, Any]:
        """Nothing is asked but the step itself."""
        return {**super().context(), "submit_label": _("完了にする")}

    def perform(self, form: Any) -> str:
        """Close it."""
        commands.close_incident(self.actor, self.object, self.now)
        return self.done()


class IncidentReopen(OneIncident):
    """Take a closed report up again."""

    action = Act.DECIDE_INCIDENT
    form_class = ReasonForm
    title = _("対応を再開する")
    done_message = _("対応を再開しました。")

    def perform(self, form: Any) -> str:
        """Take it up."""
        reason = form.cleaned_data["reason"]
        commands.reopen_incident(self.actor, self.object, reason, self.now)
        return self.done()


class IncidentVoid(OneIncident):
    """Take a report back."""

    action = Act.DECIDE_INCIDENT
    form_class = ReasonForm
    title = _("報告を取り消す")
    done_message = _("報告を取り消しました。数には入りません。")

    def perform(self, form: Any) -> str:
        """Take it back; it stays readable."""
        commands.take_back(self.actor, self.object, form.cleaned_data["reason"], self.now)
        return self.done()
