"""The common model: hubs and their places, people and roles, families, partner groups."""

from programs.registry.models.families import Adult, Child, Household, SearchKey, new_token
from programs.registry.models.groups import Handoff, PartnerGroup
from programs.registry.models.hubs import Hub, OpeningHours, Party, Site
from programs.registry.models.people import Membership, Person, PersonManager

__all__ = [
    "Adult",
    "Child",
    "Handoff",
    "Household",
    "Hub",
    "Membership",
    "OpeningHours",
    "PartnerGroup",
    "Party",
    "Person",
    "PersonManager",
    "SearchKey",
    "Site",
    "new_token",
]
