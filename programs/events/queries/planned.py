"""What stands at a site, for those who close it; and which dates fall on days that it is closed."""

from collections.abc import Iterable
from datetime import date, time

from django.db.models import Count, Q
from django.urls import reverse

from programs.events import rules
from programs.events.choices import Act
from programs.events.models import EventDate
from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.kernel.policy import may
from programs.kernel.templatetags.hub import clock_time
from programs.registry import plans
from programs.registry.models import Site
from programs.registry.plans import Plan


def planned(actor: Actor, site: Site, first: date, last: date) -> list[Plan]:
    """Return the dates of a site that stand from a day to a day, each with its bookings."""
    if not may(actor, Act.VIEW_EVENTS):
        return []
    rows = EventDate.objects.filter(
        hub_id__in=actor.hub_ids,
        event__site=site,
        cancelled_at=None,
        starts_at__range=(clock.moment(first), clock.moment(last, time.max)),
    ).annotate(booked=Count("bookings", filter=Q(bookings__state__in=rules.PENDING)))
    return [
        Plan(
            clock.tokyo(on.starts_at).date(),
            clock_time(on.starts_at),
            on.event.title,
            on.booked,
            reverse("events:date-detail", args=[on.pk]),
        )
        for on in rows.select_related("event")
    ]


def with_closed(rows: Iterable[EventDate]) -> list[EventDate]:
    """Say of dates that stand whether their site is closed that day: ``on.closed``."""
    dates = list(rows)
    days = {on.pk: clock.tokyo(on.starts_at).date() for on in dates if on.cancelled_at is None}
    off = plans.closed((on.event.site, days[on.pk]) for on in dates if on.pk in days)
    for on in dates:
        on.closed = off.get((on.event.site_id, days[on.pk])) if on.pk in days else None
    return dates
