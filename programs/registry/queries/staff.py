"""Reads of accounts and roles, always for an actor."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from programs.kernel import tenancy
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden
from programs.kernel.kana import search_key
from programs.registry.choices import CITY_ROLES, Role
from programs.registry.models import Hub, Membership, Person


@dataclass(frozen=True)
class Account:
    """A person as seen from one hub (None: the city): what the policy decides about."""

    person: Person
    hub_id: int | None

    @property
    def pk(self) -> int:
        """The account's number, as the audit keeps it."""
        return int(self.person.pk)

    @property
    def roles(self) -> list[Membership]:
        """The roles seen from here, past and coming ones too, as ``accounts`` fetched them."""
        return list(getattr(self.person, "roles", ()))

    @property
    def _meta(self) -> Any:
        return self.person._meta


def roles_in_force(on: date) -> Q:
    """Return the condition for memberships in force on a day."""
    return Q(from_on__lte=on) & (Q(to_on=None) | Q(to_on__gte=on))


def memberships(actor: Actor) -> "QuerySet[Membership]":
    """Return all roles, past and coming ones too, in the actor's hubs (and in the city, for it)."""
    wanted = Q(hub_id__in=[hub for hub in actor.hub_ids if hub])
    if 0 in actor.hub_ids:
        wanted |= Q(hub=None)
    return Membership.objects.filter(wanted).select_related("hub").order_by("from_on", "pk")


def accounts(actor: Actor) -> "QuerySet[Person]":
    """Return the people with a role in the actor's hubs: ``roles`` there, ``secured`` by a second factor."""
    mine = memberships(actor)
    factors = Authenticator.objects.filter(user_id=OuterRef("pk")).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    people = Person.objects.filter(pk__in=mine.order_by().values("person_id"))
    return (
        people.annotate(secured=Exists(factors))
        .prefetch_related(Prefetch("memberships", mine, to_attr="roles"))
        .order_by("kana_order", "pk")
    )


def listed(actor: Actor, filters: Mapping[str, Any], on: date) -> "QuerySet[Person]":
    """Return the people of the list, narrowed as its filter says (q, role, state)."""
    rows = accounts(actor)
    if "role" in filters:
        held = memberships(actor).filter(roles_in_force(on), role=filters["role"])
        rows = rows.filter(pk__in=held.order_by().values("person_id"))
    if "q" in filters:
        rows = rows.filter(_named(actor, filters["q"]))
    match filters.get("state"):
        case "stopped":
            rows = rows.filter(is_active=False)
        case "invited":
            rows = rows.filter(is_active=True, password__startswith="!")
        case "active":
            rows = rows.filter(is_active=True).exclude(password__startswith="!")
    return rows


def _named(actor: Actor, text: str) -> Q:
    key = search_key(text)
    ids = [
        person.pk
        for person in accounts(actor)
        if key in search_key(person.name) or key in search_key(person.name_kana)
    ]
    return Q(pk__in=ids) | Q(username__icontains=text)


def account(actor: Actor, pk: int) -> Account:
    """Return one person with a role in the actor's hubs; raises Hidden."""
    person = accounts(actor).filter(pk=pk).first()
    if person is None:
        raise Hidden
    return Account(person, actor.hub_id)


def membership(actor: Actor, person: Person, pk: int) -> Membership:
    """Return one role of a person; raises Hidden."""
    found = memberships(actor).filter(pk=pk, person=person).first()
    if found is None:
        raise Hidden
    return found


def works_elsewhere(actor: Actor, person: Person, on: date) -> bool:
    """Tell whether the person holds a role in force or to come outside the actor's hubs."""
    tenancy.enter(actor.hub_ids, person.pk)
    rows = Membership.objects.filter(Q(to_on=None) | Q(to_on__gte=on), person=person)
    here = set(memberships(actor).filter(person=person).values_list("pk", flat=True))
    elsewhere = any(row.pk not in here for row in rows)
    tenancy.enter_as(actor)
    return elsewhere


def another_administrator(actor: Actor, ending: Membership, on: date) -> bool:
    """Tell whether somebody else administers the hub (or the city) after a role has ended."""
    rows = memberships(actor).filter(
        roles_in_force(on), hub_id=ending.hub_id, role=Role.ADMINISTRATOR, person__is_active=True
    )
    return rows.exclude(person_id=ending.person_id).exists()


def hubs_of(actor: Actor) -> "QuerySet[Hub]":
    """Return the hubs for which the actor may invite people."""
    return Hub.objects.filter(pk__in=[hub for hub in actor.hub_ids if hub]).order_by(
        "ward_code", "pk"
    )


def roles_to_give(actor: Actor) -> list[tuple[str, Any]]:
    """Return the roles an actor can give: those of the whole city only for the city itself.

    Administrators and auditors exist in a hub and in the city; the viewer of totals only there.
    """
    only_city = {Role.CITY_VIEWER} & set(CITY_ROLES)
    return [choice for choice in Role.choices if 0 in actor.hub_ids or choice[0] not in only_city]
