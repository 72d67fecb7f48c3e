"""What anybody may read of a site: hours, closed days, how full it is in three steps.

The only reads of this area without an actor. The scope is that of the one hub whose public page is
asked for, and ends before the page is written; what leaves here are plain values, never rows of
visits or a number of people.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet, Sum

from programs.dropin import calendar_days
from programs.dropin.calendar_days import Moment
from programs.dropin.calendar_rules import Rules
from programs.dropin.choices import Crowd
from programs.dropin.models import PublicSite, Visit, VisitPerson
from programs.dropin.queries import COUNTED, calendar
from programs.kernel import clock, tenancy
from programs.kernel.errors import Hidden
from programs.registry.choices import Program
from programs.registry.models import Hub, Site

BIGGEST = 2**63 - 1


@dataclass(frozen=True)
class Shown:
    """A site as everybody sees it; ``crowd`` is None where it is closed or not told."""

    pk: int
    name: str
    kind: str
    rules: Rules
    moment: Moment
    crowd: Crowd | None = None
    phone: str = ""
    address: str = ""
    access: str = ""


@contextmanager
def _within(hub: Hub) -> Iterator[None]:
    """See the rows of one hub inside the block, and of none after it."""
    tenancy.enter([hub.pk])
    yield
    tenancy.enter([])


def sites(hub: Hub, now: datetime, since: date | None = None) -> list[Shown]:
    """The sites of a hub that have a public page, the main one first."""
    with _within(hub):
        found = list(_open(hub))
        values = calendar.public_values_of(found)
        places = [one for one in found if values[one.pk].shows_page]
        rules = calendar.calendars(places, since or now.date())
        return [_shown(one, rules[one.pk], now) for one in places]


def site(hub: Hub, pk: int, now: datetime, since: date | None = None) -> Shown:
    """One site with its calendar from a day on; raises Hidden where it has no public page."""
    with _within(hub):
        found = _open(hub).filter(pk=min(pk, BIGGEST)).first()
        values = calendar.public_values(found) if found else None
        if found is not None and values is not None and values.shows_page:
            rules = calendar.calendar_of(found, since or now.date())
            return _shown(found, rules, now, values)
    raise Hidden


def _open(hub: Hub) -> "QuerySet[Site]":
    rows = Site.objects.filter(hub_id=hub.pk, closed_at=None)
    return rows.filter(programs__contains=[Program.DROPIN]).order_by("pk")


def _shown(one: Site, rules: Rules, now: datetime, values: PublicSite | None = None) -> Shown:
    at = calendar_days.moment(clock.tokyo(now), rules)
    crowd = None
    if values is not None and values.shows_crowd and at.open_now:
        inside = _inside(one, now.date())
        crowd = calendar_days.crowd(inside, one.capacity, values.busy_from, values.full_from)
    kind = str(one.get_kind_display())
    reach = (one.phone, one.address, one.access)
    return Shown(one.pk, one.name, kind, rules, at, crowd, *reach)


def _inside(one: Site, day: date) -> int:
    """People inside a site; practice families do not count."""
    visits = Visit.objects.filter(COUNTED, site_id=one.pk, day=day, left_at=None)
    rows = VisitPerson.objects.filter(visit__in=visits)
    return int(rows.order_by().aggregate(number=Sum("count"))["number"] or 0)
