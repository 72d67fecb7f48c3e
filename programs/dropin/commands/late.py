"""Arrivals that reach the server after later ones: from tablets that were without a network.

Whatever order they come in, the visits are those of taps that came in time: a family that is inside
a site is not received there again, and one that turns up at another site has left the first.
"""

from datetime import date, datetime

from django.db.models import Q

from programs.dropin.choices import ClosedHow
from programs.dropin.commands.departures import closing_of, mark_firsts_again
from programs.dropin.models import Visit
from programs.dropin.queries import history
from programs.registry.models import Household, Site

DESK = ClosedHow.DESK


def following(past: history.History) -> Visit | None:
    """The family's next visit: there is one only for an arrival that is late."""
    if not past.later_ids:
        return None
    return Visit.objects.filter(pk__in=past.later_ids).order_by("arrived_at", "pk").first()


def same_stay(
    household: Household, following: Visit | None, site: Site, at: datetime, day: date
) -> Visit | None:
    """The visit that a late arrival belongs to, which then began with it; None where it is another."""
    if following is None:
        return None
    before = Visit.objects.filter(household=household, voided_at=None, arrived_at__lte=at)
    covering = before.filter(Q(left_at=None) | Q(left_at__gt=at)).first()
    if covering is not None and (covering.site_id == site.pk or covering.closed_how == DESK):
        return covering
    if covering is not None:  # its end was only supposed
        covering.left_at, covering.closed_how = at, ClosedHow.MOVED
        covering.save(update_fields=["left_at", "closed_how"])
    if (following.site_id, following.day) != (site.pk, day):
        return None
    following.arrived_at = at
    following.save(update_fields=["arrived_at"])
    mark_firsts_again(following)
    return following


def end_before(following: Visit | None, visit: Visit, day: date) -> None:
    """A visit that is heard of after the next one ended with it, or with its own day."""
    if following is None:
        return
    if following.day == day:
        visit.left_at, visit.closed_how = following.arrived_at, ClosedHow.MOVED
    else:
        until = closing_of(visit.site, day)
        visit.left_at, visit.closed_how = max(visit.arrived_at, until), ClosedHow.CLOSING
