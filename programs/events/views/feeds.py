"""What other programs read: the hub's events as iCalendar and as RSS."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vText

from programs.events.models import EventDate
from programs.events.queries import open as queries
from programs.events.queries.open import Coming
from programs.events.views.public import EventsOfHub
from programs.kernel import localdates
from programs.kernel.templatetags.hub import clock_time
from programs.registry.models import Hub

_CACHE = "public, max-age=300"


class ICal(EventsOfHub):
    """The events to come as a calendar to subscribe to; a date called off stays, as cancelled."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the calendar."""
        calendar = Calendar()
        calendar.add("prodid", "-//hubsite//events//JA")
        calendar.add("version", "2.0")
        calendar.add("x-wr-calname", self.hub.name)
        for one in queries.coming(self.hub, self.now):
            calendar.add_component(self._entry(one))
        response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
        response.headers["Cache-Control"] = _CACHE
        return response

    def _entry(self, one: Coming) -> Event:
        on, event = one.on, one.on.event
        entry = Event()
        entry.add("uid", _identity(self.hub, on))
        entry.add("dtstamp", on.cancelled_at or event.created_at)
        # Grows with every change, and once more when called off: programs take the newest.
        entry.add("sequence", event.version + int(on.cancelled_at is not None))
        entry.add("dtstart", on.starts_at)
        entry.add("dtend", on.ends_at)
        entry.add("summary", event.title)
        entry.add("location", event.site.whereabouts)
        entry.add("description", on.cancelled_reason or event.description)
        entry.add("url", settings.BASE_URL.rstrip("/") + self.address("date", on.pk))
        entry.add("status", vText("CANCELLED" if on.cancelled_at else "CONFIRMED"))
        return entry


class Rss(EventsOfHub):
    """The events to come as a feed."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the feed."""
        base = settings.BASE_URL.rstrip("/")
        feed = Rss201rev2Feed(
            title=_("%(hub)sの催し・講座") % {"hub": self.hub.name},
            link=base + self.address("list"),
            description=_("これからの催し・講座のご案内です。"),
            language=get_language(),
            feed_url=base + self.address("rss"),
        )
        for one in queries.coming(self.hub, self.now):
            link = base + self.address("date", one.on.pk)
            feed.add_item(
                title=_headline(one),
                link=link,
                description=one.on.cancelled_reason or one.on.event.description,
                unique_id=_identity(self.hub, one.on),
                unique_id_is_permalink=False,
                pubdate=one.on.cancelled_at or one.on.event.created_at,
            )
        response = HttpResponse(
            feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8"
        )
        response.headers["Cache-Control"] = _CACHE
        return response


def _identity(hub: Hub, on: EventDate) -> str:
    """What names a date for ever, in whatever language it is read."""
    return f"event-date-{on.pk}@{hub.slug}"


def _headline(one: Coming) -> str:
    on = one.on
    words = {
        "day": localdates.day_full(on.starts_at.astimezone(one.now.tzinfo).date()),
        "time": clock_time(on.starts_at),
        "title": on.event.title,
    }
    if on.cancelled_at:
        return _("【中止】%(day)s %(time)s %(title)s") % words
    return _("%(day)s %(time)s %(title)s") % words
