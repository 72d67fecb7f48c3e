"""The common model: hubs and their places, people and roles, families, partner groups."""

from programs.registry.models.families import Adult, Child, Household, SearchKey, new_token
from programs.registry.models.groups import Handoff, PartnerGroup
from programs.registry.models.hubs import Hub, OpeningHours, Party, Site
from programs.registry.models.people import Membership, Person, PersonManager
from programs.registry.models.ties import ChildHome, Consent, DifferentFamilies, MergeRecord

__all__ = [
    "Adult",
    "Child",
    "ChildHome",
    "Consent",
    "DifferentFamilies",
    "Handoff",
    "Household",
    "Hub",
    "Membership",
    "MergeRecord",
    "OpeningHours",
    "PartnerGroup",
    "Party",
    "Person",
    "PersonManager",
    "SearchKey",
    "Site",
    "new_token",
]
