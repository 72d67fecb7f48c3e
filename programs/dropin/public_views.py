"""The public page of a site: open now, how full, today, the month, a feed; without a cookie.

Caches keep these pages for a minute, so a crowd at the door of the site is none at the server's.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.dropin import calendar_month, calendar_words, feeds
from programs.dropin import public_queries as queries
from programs.dropin.calendar_rules import WEEKLY
from programs.kernel.views.public import PublicPage, hub_of

CACHE = "public, max-age=60"


class SiteList(PublicPage):
    """The sites of a hub, each with whether it is open now."""

    cache = CACHE
    template_name = "dropin/public/site_list.html"
    title = _("施設の開館状況")

    def context(self) -> dict[str, Any]:
        """Every site with its sentence of the moment."""
        hub = hub_of(self.kwargs["ward"])
        found = [
            (one, calendar_words.now_line(one.moment), calendar_words.coming_line(one.moment))
            for one in queries.sites(hub, self.now)
        ]
        return {"hub": hub, "hub_name": hub.name, "sites": found}


class SitePage(PublicPage):
    """One site: the moment, the month, what differs, the usual week."""

    cache = CACHE
    template_name = "dropin/public/site.html"
    title = _("開館カレンダー")

    def context(self) -> dict[str, Any]:
        """All of it in words."""
        hub = hub_of(self.kwargs["ward"])
        first = calendar_month.asked_month(self.request.GET.get("month", ""), self.today)
        shown = queries.site(hub, self.kwargs["site"], self.now, min(first, self.today))
        at = shown.moment
        changed = at.today.open and at.today.source != WEEKLY
        return {
            "hub": hub,
            "hub_name": hub.name,
            "site": shown,
            "now_line": calendar_words.now_line(at),
            "coming_line": calendar_words.coming_line(at),
            "hours": calendar_words.hours(at.today),
            "why": calendar_words.reason(at.today) if changed else "",
            "has_hours": bool(shown.rules.hours),
            "month": calendar_month.month(first, self.today, shown.rules),
            "week": calendar_month.usual_week(shown.rules),
            "query": self.lang_query.replace("?", "&"),
        }


class Feed(PublicPage):
    """The days that differ, for the calendar on a telephone."""

    cache = "public, max-age=3600"
    template_name = "dropin/public/site.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the feed."""
        hub = hub_of(self.kwargs["ward"])
        since = self.today - feeds.BACK
        shown = queries.site(hub, self.kwargs["site"], self.now, since)
        page = request.build_absolute_uri(reverse("sites:site", args=[hub.slug, shown.pk]))
        headers = {"Content-Disposition": f'inline; filename="{hub.slug}-{shown.pk}.ics"'}
        data = feeds.feed(shown, hub.slug, page, self.now)
        return HttpResponse(data, content_type="text/calendar; charset=utf-8", headers=headers)
