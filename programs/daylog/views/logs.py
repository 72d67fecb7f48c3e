"""The month of day logs, one day's log, writing, closing and correcting it."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.daylog import beside, commands, queries
from programs.daylog.choices import Act, LogField
from programs.daylog.forms import CorrectForm, LogForm
from programs.daylog.models import DayLog
from programs.kernel.errors import Hidden, RuleBroken
from programs.kernel.policy import may
from programs.kernel.views import FormPage, PageView
from programs.registry import plans
from programs.registry import queries as registry
from programs.registry.models import Site


def month_of(text: str, today: date) -> date:
    """The first day of the month that an address names; this month's where it names none."""
    try:
        wanted = date.fromisoformat(f"{text}-01")
    except ValueError:
        wanted = today
    return min(max(wanted, date(2006, 1, 1)), today).replace(day=1)


class Month(PageView):
    """The days of a month with the state of their logs, the newest first."""

    action = Act.VIEW_LOGS
    template_name = "daylog/month.html"
    title = _("日報")

    def context(self) -> dict[str, Any]:
        """One line a day and site."""
        first = month_of(self.request.GET.get("month", ""), self.today)
        last = min(first.replace(day=monthrange(first.year, first.month)[1]), self.today)
        sites = list(registry.sites(self.actor))
        logs = {
            (log.site_id, log.day): log for log in queries.logs_between(self.actor, first, last)
        }
        today = {
            log.site_id: log for log in queries.logs_between(self.actor, self.today, self.today)
        }
        days = [last - timedelta(days=n) for n in range((last - first).days + 1)]
        off = plans.closed((site, day) for site in sites for day in {*days, self.today})
        return {
            "month": first,
            "sites": sites,
            "days": [
                (day, [(s, logs.get((s.pk, day)), off.get((s.pk, day))) for s in sites])
                for day in days
            ],
            "earlier": (first - timedelta(days=1)).isoformat()[:7],
            "later": (first + timedelta(days=31)).isoformat()[:7],
            "is_now": first == self.today.replace(day=1),
            "todays": [(s, today.get(s.pk), off.get((s.pk, self.today))) for s in sites],
            "may_write": may(self.actor, Act.WRITE_LOG),
            "may_report": may(self.actor, Act.REPORT_INCIDENT),
            "may_see_incidents": may(self.actor, Act.VIEW_INCIDENTS),
            "may_see_duty": may(self.actor, Act.VIEW_DUTY),
        }


class DayPage:
    """What pages of one site's day have in common."""

    actor: Any
    kwargs: dict[str, Any]
    today: date
    site: Site
    day: date
    log: DayLog | None

    def target(self) -> Any:
        """The log of the day, or its site while nobody has begun one; a day to come has none."""
        self.day = queries.day_of(self.kwargs["day"])
        if self.day > self.today:
            raise Hidden
        self.log = queries.log_of(self.actor, self.kwargs["site"], self.day)
        self.site = self.log.site if self.log else registry.site(self.actor, self.kwargs["site"])
        return self.log or self.site

    def address(self, name: str = "log-show") -> str:
        """A page of this day."""
        return reverse(f"daylog:{name}", args=[self.site.pk, self.day.isoformat()])

    def frame(self) -> dict[str, Any]:
        """Whose day it is, who was there, and the day's numbers."""
        return {
            "site": self.site,
            "day": self.day,
            "log": self.log,
            "duties": queries.duties(self.log) if self.log else [],
            "numbers": beside.numbers(self.actor, self.site, self.day),
            "incidents": queries.on_day(self.actor, self.site, self.day)
            if may(self.actor, Act.VIEW_INCIDENTS)
            else [],
            "may_change_duty": may(self.actor, Act.CHANGE_DUTY),
            "may_report": may(self.actor, Act.REPORT_INCIDENT),
        }


class LogShow(DayPage, PageView):
    """One day's log as it stands, with everything that was corrected."""

    action = Act.VIEW_LOGS
    template_name = "daylog/log.html"
    title = _("日報")

    def context(self) -> dict[str, Any]:
        """What it says, and what may be done."""
        log = self.log
        return {
            **self.frame(),
            "parts": queries.said(log, queries.corrections(log)) if log else [],
            "closed": None if log else self._closed(),
            "may_write": may(self.actor, Act.WRITE_LOG) and self.day <= self.today,
            "may_correct": may(self.actor, Act.CORRECT_LOG),
            "back": reverse("daylog:log-list") + f"?month={self.day.isoformat()[:7]}",
        }

    def _closed(self) -> plans.Closed | None:
        return plans.closed([(self.site, self.day)]).get((self.site.pk, self.day))


class LogWrite(DayPage, FormPage):
    """Write a day's log, keep it as a draft, or close it."""

    action = Act.WRITE_LOG
    template_name = "daylog/write.html"
    title = _("日報を書く")
    form_class = LogForm

    def initial(self) -> dict[str, Any]:
        """What is written so far."""
        if self.log is None:
            return {"version": 0}
        return {
            "version": self.log.version,
            **{field.value: getattr(self.log, field.value) for field in LogField},
        }

    def context(self) -> dict[str, Any]:
        """The day beside the form."""
        return {
            **self.frame(),
            "may_close": may(self.actor, Act.CLOSE_LOG),
            "closed": self.log is not None and self.log.closed_at is not None,
        }

    def perform(self, form: Any) -> str:
        """Save, or save and close."""
        version = form.cleaned_data["version"] or 0
        given = (self.actor, self.site, self.day, form.values())
        if "close" in self.request.POST:
            commands.close_log(*given, version=version, at=self.now)
            self.done_message = _("日報を締めました。")
        else:
            commands.write_log(*given, version=version, today=self.today)
            self.done_message = _("下書きを保存しました。")
        return self.address()


class LogAutosave(LogWrite):
    """Keep the draft while it is being written; answers the version that is kept."""

    methods = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save and answer in JSON; a refusal leaves what is typed where it is."""
        self.object = self.target()
        self._insist()
        form = self.form(request.POST)
        try:
            saved = self.keep(form) if form.is_valid() else None
        except RuleBroken:
            saved = None
        if saved is None:
            self._trail().write("invalid")
            return JsonResponse({"saved": False}, status=422)
        return JsonResponse({"saved": True, "version": saved.version})

    def keep(self, form: Any) -> DayLog:
        """Save the draft."""
        return commands.write_log(
            self.actor,
            self.site,
            self.day,
            form.values(),
            version=form.cleaned_data["version"] or 0,
            today=self.today,
        )


class LogCorrect(DayPage, FormPage):
    """Correct one part of a closed log."""

    action = Act.CORRECT_LOG
    template_name = "daylog/correct.html"
    title = _("日報を訂正する")
    form_class = CorrectForm
    done_message = _("訂正しました。訂正前の内容も残っています。")

    def target(self) -> DayLog:
        """The log of the day; there must be one."""
        found = super().target()
        if not isinstance(found, DayLog) or self.kwargs["field"] not in LogField.values:
            raise Hidden
        self.field = LogField(self.kwargs["field"])
        self.corrected = queries.corrections(found)
        self.mine = [row for row in self.corrected if row.field == self.field]
        return found

    def form_options(self) -> dict[str, Any]:
        """Which part."""
        return {"field": self.field}

    def initial(self) -> dict[str, Any]:
        """What it says now."""
        now = self.mine[-1].after if self.mine else getattr(self.object, self.field.value)
        return {"text": now, "seen": len(self.corrected)}

    def context(self) -> dict[str, Any]:
        """Which day."""
        return {"back": self.address(), "site": self.site, "day": self.day}

    def perform(self, form: Any) -> str:
        """Correct it."""
        values = form.cleaned_data
        commands.correct_log(
            self.actor,
            self.object,
            self.field,
            values["text"],
            values["reason"],
            seen=values["seen"] or 0,
            at=self.now,
        )
        return self.address()
