"""What stands at a site, for those who close it; and which days fall on days that it is closed."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from programs.kernel.actor import Actor
from programs.kernel.policy import may
from programs.kernel.templatetags.hub import clock_time
from programs.registry import plans
from programs.registry.models import Site
from programs.registry.plans import Plan
from programs.specialists import rules
from programs.specialists.choices import Act
from programs.specialists.models import SpecialistDay


def planned(actor: Actor, site: Site, first: date, last: date) -> list[Plan]:
    """Return the specialist days of a site that stand from a day to a day, with their bookings."""
    if not may(actor, Act.VIEW_DAYS):
        return []
    rows = SpecialistDay.objects.filter(
        hub_id__in=actor.hub_ids, site=site, cancelled_at=None, held_on__range=(first, last)
    ).annotate(
        begins=Min("slots__starts_at"),
        booked=Count("bookings", filter=Q(bookings__state__in=rules.OPEN), distinct=True),
    )
    return [
        Plan(
            day.held_on,
            clock_time(day.begins) if day.begins else "",
            _("%(who)sの相談日") % {"who": day.profession},
            day.booked,
            reverse("specialists:day-detail", args=[day.pk]),
        )
        for day in rows.select_related("profession")
    ]


def with_closed(rows: Iterable[SpecialistDay]) -> list[SpecialistDay]:
    """Say of days that stand whether their site is closed then: ``day.closed``."""
    days = list(rows)
    off = plans.closed((day.site, day.held_on) for day in days if day.cancelled_at is None)
    for day in days:
        standing = day.cancelled_at is None
        day.closed = off.get((day.site_id, day.held_on)) if standing else None
    return days
