"""What rows of a table are compared with: the register as it is now."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from programs.exchange.rules.fields import System
from programs.exchange.rules.matching import Known, Registered, identity
from programs.kernel.actor import Actor
from programs.kernel.kana import search_key
from programs.registry import external_queries, member_queries
from programs.registry.merge_queries import profiles
from programs.registry.models import Adult, Child, ExternalCode, Household, Hub, Person


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
    """Return the register for comparing, in eight reads whatever its size."""
    known = Known()
    for profile in profiles(actor):
        known.join(profile)
    mine = {"hub_id__in": actor.hub_ids}
    births: dict[int, set[object]] = defaultdict(set)
    grown: dict[int, list[str]] = defaultdict(list)
    young: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for pk, name in Adult.objects.filter(**mine).values_list("household_id", "name"):
        grown[pk].append(name)
    children = Child.objects.filter(**mine)
    for pk, name, birth, due in children.values_list("household_id", "name", "birth_on", "due_on"):
        young[pk].append((name, str(birth or due or "")))
        births[pk] |= {birth} - {None}
    homes = Household.objects.filter(**mine).order_by("pk")
    for pk, number, name, kana, phone, over in homes.values_list(
        "pk", "number", "name", "name_kana", "phone", "archived_at"
    ):
        key = search_key(kana or name)
        known.numbers[number] = Registered(pk, key, frozenset(births[pk]))
        if over is None:
            words = identity((name, kana, phone), grown[pk], young[pk])
            known.identities.setdefault(words, pk)
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
