"""The common model: hubs and their places, people and roles, families, partner groups."""

from programs.registry.models.external import CodeSystem, ExternalCode, code_key
from programs.registry.models.families import Adult, Child, Household, SearchKey, new_token
from programs.registry.models.groups import GroupContact, Handoff, PartnerGroup
from programs.registry.models.hubs import Hub, OpeningHours, Party, Site
from programs.registry.models.people import Membership, Person, PersonManager
from programs.registry.models.ties import ChildHome, Consent, DifferentFamilies, MergeRecord

__all__ = [
    "Adult",
    "Child",
    "ChildHome",
    "CodeSystem",
    "Consent",
    "DifferentFamilies",
    "ExternalCode",
    "GroupContact",
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
    "code_key",
    "new_token",
]
