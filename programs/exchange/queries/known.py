"""What rows of a table are compared with: the register as it is now."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from programs.exchange.rules.fields import System
from programs.exchange.rules.matching import Known
from programs.kernel.actor import Actor
from programs.kernel.kana import search_key
from programs.registry.models import Adult, Child, ExternalCode, Household, Hub, Person
from programs.registry.queries import external as external_queries
from programs.registry.queries import staff as member_queries
from programs.registry.rules import AdultValues, ChildValues, HouseholdValues


@dataclass(frozen=True)
class KnownPeople:
    """Accounts by login id, of this hub and of others, and this hub's by folded name and mail."""

    here: dict[str, int] = field(default_factory=dict)
    elsewhere: frozenset[str] = frozenset()
    alike: dict[tuple[str, str], int] = field(default_factory=dict)


def ward_of(actor: Actor) -> str:
    """Return the ward's name, by which an address is of the own ward."""
    found = Hub.objects.filter(pk=actor.hub_id).values_list("ward_name", flat=True).first()
    return found or ""


def systems_of(actor: Actor) -> list[System]:
    """Return who gives out numbers that a column can be of."""
    rows = external_queries.systems(actor).filter(in_use=True)
    return [System(row.pk, row.name) for row in rows]


def known_families(actor: Actor) -> Known:
    """Return the register for comparing, in four reads whatever its size."""
    mine = {"hub_id__in": actor.hub_ids}
    grown: dict[int, list[AdultValues]] = defaultdict(list)
    adults = Adult.objects.filter(**mine)
    for pk, name, kana, relation, phone in adults.values_list(
        "household_id", "name", "name_kana", "relation", "phone"
    ):
        grown[pk].append(AdultValues(name, kana, relation, phone))
    young: dict[int, list[ChildValues]] = defaultdict(list)
    children = Child.objects.filter(**mine)
    for pk, name, kana, birth_on, due_on in children.values_list(
        "household_id", "name", "name_kana", "birth_on", "due_on"
    ):
        young[pk].append(ChildValues(name, kana, birth_on, due_on))
    known = Known()
    homes = Household.objects.filter(**mine).order_by("pk")
    for pk, number, over, name, kana, phone in homes.values_list(
        "pk", "number", "archived_at", "name", "name_kana", "phone"
    ):
        family = HouseholdValues(
            name, kana, "", phone, adults=tuple(grown[pk]), children=tuple(young[pk])
        )
        known.take(pk, number, family, in_use=over is None)
    codes = ExternalCode.objects.filter(**mine, ended_on=None)
    for system_id, code, pk in codes.values_list("system_id", "key", "household_id"):
        known.codes[system_id, code] = pk
    return known


def known_people(actor: Actor, usernames: Iterable[str]) -> KnownPeople:
    """Return the accounts that have one of the login ids, or a role in the hub."""
    mine = {person.username: person for person in member_queries.accounts(actor)}
    held = Person.objects.filter(username__in=list(usernames)).values_list("username", flat=True)
    return KnownPeople(
        {name: person.pk for name, person in mine.items()},
        frozenset(held) - set(mine),
        {
            (search_key(person.name), person.email.casefold()): person.pk
            for person in mine.values()
            if person.email
        },
    )
