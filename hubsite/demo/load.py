"""Loading the demonstration hub: deterministic for a day, in one transaction."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from hubsite.demo import (
    cast,
    continuing,
    daylog,
    families,
    goals,
    happenings,
    lists,
    meetings,
    office,
    opening,
    specialists,
    talks,
    ties,
    visits,
)
from programs.kernel import clock, tenancy
from programs.registry.models import Household, Hub

SEED = 20260401
FAMILIES, VISITS, CONSULTATIONS = 1500, 45_000, 900
SPAN = timedelta(days=731)


def loaded() -> bool:
    """Tell whether the demonstration hub is there."""
    return Hub.objects.filter(slug=cast.SLUG).exists()


def load(now: datetime, say: Callable[[str], None], share: float = 1.0) -> Hub:
    """Create the demonstration hub as of an instant; ``share`` scales it down for tests."""
    today = clock.tokyo(now).date()
    dice = Random(SEED)
    first = today - SPAN
    days = [first + timedelta(days=n) for n in range(SPAN.days + 1)]
    with transaction.atomic():
        made = cast.create(today)
        families.create(made.hub, int(FAMILIES * share), first, today, dice)
        households = list(
            Household.objects.filter(hub=made.hub)
            .order_by("number")
            .prefetch_related("adults", "children", "shared_children")
        )
        say(f"{len(households)} families")
        count = visits.create(made, households, days, int(VISITS * share), now, dice)
        say(f"{count} visits")
        say(f"{opening.create(made, today)} rules of the calendar")
        open_days = [day for day in days if visits.open_on(day)]
        say(
            f"{talks.create(made, households, open_days, int(CONSULTATIONS * share), today, dice)} consultations"
        )
        families.practice_family(made.hub, len(households) + 1, today)
        ties.create(made, households, today)
        say(f"{happenings.create(made, households, now, today)} bookings of events")
        tenancy.enter([0, made.hub.pk])
        say(f"{specialists.create(made, households, now, today)} bookings of specialists")
        say(f"{daylog.create(made, households, today)} day logs, reports and loans")
        # Commands narrow the scope to their actor's hub, which is this one.
        tenancy.enter([0, made.hub.pk])
        continuing.create(made, now, today)
        tenancy.enter([0, made.hub.pk])
        say(f"{meetings.create(made, now, today)} meetings and disclosures")
        tenancy.enter([0, made.hub.pk])
        say(f"{office.create(made, today)} pledges of people who work there")
        tenancy.enter([0, made.hub.pk])
        say(f"{lists.create(made, households, now)} rows of an imported list")
        tenancy.enter([0, made.hub.pk])
        goals.create(made, today)
        say("two evaluations")
    return made.hub
