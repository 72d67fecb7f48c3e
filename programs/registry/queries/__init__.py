"""Reads of the common model, always for an actor."""

from programs.registry.queries.door import AtDoor, Member, at_the_door, members
from programs.registry.queries.handing_on import (
    handoff,
    handoffs,
    timeline_rows,
    timeline_words,
    waiting,
)
from programs.registry.queries.hub import contacts, groups, party_names, people_with, site, sites
from programs.registry.queries.lookup import (
    EVERYBODY,
    archived_households,
    families_matching,
    household,
    household_by_card,
    household_tapped,
    households,
    households_matching,
    listed,
    matching,
)

__all__ = [
    "EVERYBODY",
    "AtDoor",
    "Member",
    "archived_households",
    "at_the_door",
    "contacts",
    "families_matching",
    "groups",
    "handoff",
    "handoffs",
    "household",
    "household_by_card",
    "household_tapped",
    "households",
    "households_matching",
    "listed",
    "matching",
    "members",
    "party_names",
    "people_with",
    "site",
    "sites",
    "timeline_rows",
    "timeline_words",
    "waiting",
]
