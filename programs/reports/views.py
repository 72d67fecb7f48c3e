"""The month page and the rows behind its numbers."""

from itertools import groupby
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.kernel import localdates
from programs.kernel.errors import Hidden, Refused
from programs.kernel.figures import Period
from programs.kernel.policy import Action, decide, may
from programs.kernel.views import Column, ListPage, PageView
from programs.registry import queries as registry
from programs.reports import charts, queries
from programs.reports.choices import Act
from programs.reports.rules import Month, of


def month_in(kwargs: dict[str, Any], today: Any) -> Month:
    """Return the month of the address, or the present one; raises Hidden for an impossible one."""
    try:
        return Month(kwargs["year"], kwargs["month"]) if "year" in kwargs else of(today)
    except ValueError:
        raise Hidden from None


def sites_in(request: Any, sites: Any) -> tuple[int, ...]:
    """Return the chosen site, if it is one of one's own; otherwise none, which means all."""
    chosen = request.GET.get("site", "")
    return tuple(site.pk for site in sites if str(site.pk) == chosen)


def period_in(page: Any) -> Period:
    """Return the month of a page's address, at the chosen site; raises Hidden."""
    month = month_in(page.kwargs, page.today)
    return Period(month.first, month.last, sites_in(page.request, registry.sites(page.actor)))


def with_site(url: str, request: Any) -> str:
    """Return an address that keeps the site chosen on the month page."""
    chosen = request.GET.get("site", "")
    return f"{url}?site={chosen}" if chosen.isdigit() else url


class MonthPage(PageView):
    """All figures of one month, for the hub or one of its sites."""

    action = Act.VIEW_MONTH
    template_name = "reports/month.html"
    title = _("月次報告")

    def context(self) -> dict[str, Any]:
        """The month's lines, its chart, and the way to its neighbours."""
        month = month_in(self.kwargs, self.today)
        sites = list(registry.sites(self.actor).select_related("hub"))
        site_ids = sites_in(self.request, sites)
        period = Period(month.first, month.last, site_ids)
        lines = queries.lines(self.actor, period)
        days = charts.per_day(self.actor, period)
        return {
            "month": month,
            "previous": reverse("reports:month-of", args=[month.before.year, month.before.number]),
            "following": reverse("reports:month-of", args=[month.after.year, month.after.number]),
            "is_future": month.first > self.today,
            "is_running": month.first <= self.today <= month.last,
            "sites": sites,
            "site_id": site_ids[0] if site_ids else None,
            "areas": [
                (
                    name,
                    [
                        (line, self._rows_url(month, line), self._parts_url(period, line))
                        for line in group
                    ],
                )
                for name, group in groupby(lines, key=lambda line: line.area)
            ],
            "chart": charts.daily_chart(days),
            "chart_head": (_("日付"), _("来館者数")),
            "chart_rows": [(localdates.day_full(day.on), day.people) for day in days],
        }

    def _rows_url(self, month: Month, line: queries.Line) -> str:
        action = line.figure.rows_action
        if not may(self.actor, Act.VIEW_ROWS) or (action and not may(self.actor, action)):
            return ""
        url = reverse("reports:rows", args=[month.year, month.number, line.figure.key])
        return with_site(url, self.request)

    def _parts_url(self, period: Period, line: queries.Line) -> str:
        if not queries.breakdowns(line.figure, period):
            return ""
        on = period.from_on
        url = reverse("reports:parts", args=[on.year, on.month, line.figure.key])
        return with_site(url, self.request)


class PartsPage(PageView):
    """The breakdowns of one figure of a month; within the month page, only their tables."""

    action = Act.VIEW_MONTH
    template_name = "reports/parts.html"
    title = _("内訳")

    def context(self) -> dict[str, Any]:
        """The figure, its number and its parts."""
        period = period_in(self)
        figure = queries.figure(self.kwargs["key"])
        month = of(period.from_on)
        back = reverse("reports:month-of", args=[month.year, month.number])
        return {
            "figure": figure,
            "month": month,
            "number": figure.count(self.actor, period),
            "parts": queries.parts(self.actor, figure, period),
            "back": with_site(back, self.request),
        }

    def show(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Answer the month page with the tables alone."""
        if getattr(self.request, "htmx", False):
            self.template_name = "reports/_parts.html"
        return super().show(context, status)


class SiteFilter(forms.Form):
    """Keeps the site that was chosen on the month page."""

    site = forms.IntegerField(required=False, widget=forms.HiddenInput)


class RowsPage(ListPage):
    """The rows that a number counts: as many as the number says."""

    action = Act.VIEW_ROWS
    export_action: Action | None = Act.EXPORT_MONTH
    export_name = "figure"
    template_name = "reports/rows.html"
    title = _("数値のもとになる記録")
    filter_form = SiteFilter

    def rows(self) -> "QuerySet[Any]":
        """The figure's own rows over the month."""
        self.figure = queries.figure(self.kwargs["key"])
        if self.figure.rows_action:
            decision = decide(self.actor, self.figure.rows_action)
            if not decision.allowed:
                raise Refused(decision.reason, decision.who_could)
        self.columns = tuple(
            Column(f"c{number}", label, value)
            for number, (label, value) in enumerate(self.figure.columns)
        ) or (Column("row", _("記録"), str),)
        return self.figure.rows(self.actor, period_in(self))

    def context(self) -> dict[str, Any]:
        """The figure, its number and the month."""
        month = month_in(self.kwargs, self.today)
        return {
            "figure": self.figure,
            "month": month,
            "number": self.figure.count(self.actor, period_in(self)),
            "back": with_site(
                reverse("reports:month-of", args=[month.year, month.number]), self.request
            ),
        }
