"""Reads of the drop-in space, always for an actor."""

from programs.dropin.queries.carried import carried_inside, carried_list
from programs.dropin.queries.desk import (
    Candidate,
    Guest,
    by_card,
    candidates,
    guest,
    inside,
    numbers_of,
)
from programs.dropin.queries.helpers import for_evacuation, helper, helpers_inside
from programs.dropin.queries.visits import (
    COUNTED,
    Numbers,
    counted_visits,
    forgotten,
    inside_now,
    present,
    sites,
    timeline,
    today_totals,
    visit,
    visits,
    who_could_come,
    with_people,
)

__all__ = [
    "COUNTED",
    "Candidate",
    "Guest",
    "Numbers",
    "by_card",
    "candidates",
    "carried_inside",
    "carried_list",
    "counted_visits",
    "for_evacuation",
    "forgotten",
    "guest",
    "helper",
    "helpers_inside",
    "inside",
    "inside_now",
    "numbers_of",
    "present",
    "sites",
    "timeline",
    "today_totals",
    "visit",
    "visits",
    "who_could_come",
    "with_people",
]
