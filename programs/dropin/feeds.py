"""The iCalendar feed of a site (RFC 5545): the days that differ from the usual week."""

from datetime import UTC, datetime, time, timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from programs.dropin import calendar_words as words
from programs.dropin.calendar_days import Span, notable_spans
from programs.dropin.public_queries import Shown
from programs.kernel import clock

BACK, AHEAD = timedelta(days=31), timedelta(days=396)
REFRESH = timedelta(hours=12)


def feed(shown: Shown, slug: str, address: str, now: datetime) -> bytes:
    """Write the closed days and the other hours of about a year; the same bytes for a whole day."""
    today = now.date()
    name = _("%(site)s 休館日と開館時間の変更") % {"site": shown.name}
    made = Calendar()
    made.add("prodid", "-//hubsite//open days//JA")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", "Asia/Tokyo")
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    stamp = clock.moment(today).astimezone(UTC)
    for span in notable_spans(today - BACK, today + AHEAD, shown.rules):
        event = _event(span, shown)
        event.add("uid", f"{span.first:%Y%m%d}-{shown.pk}@{slug}")
        event.add("dtstamp", stamp)
        event.add("url", address)
        made.add_component(event)
    return bytes(made.to_ical())


def _event(span: Span, shown: Shown) -> Event:
    event, found = Event(), span.opening
    event.add("summary", f"{shown.name} {words.span_what(span)}")
    if found.opens_at and found.closes_at:
        event.add("dtstart", _instant(span, found.opens_at))
        event.add("dtend", _instant(span, found.closes_at))
    else:
        event.add("dtstart", span.first)
        event.add("dtend", span.last + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    return event


def _instant(span: Span, at: time) -> datetime:
    return clock.moment(span.first, at).astimezone(UTC)
