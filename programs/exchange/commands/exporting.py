"""Lists written out: who, what, how many, and why is kept for good."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch

from programs.exchange.choices import Act, Kind
from programs.exchange.models import ExportRecord
from programs.exchange.rules.fields import (
    ADULT,
    CHILD,
    FAMILY,
    STAFF,
    System,
    label_of,
    staff_label,
)
from programs.kernel.actor import Actor
from programs.kernel.gate import passing
from programs.registry import queries as registry
from programs.registry.choices import Act as Registry
from programs.registry.choices import FoundBy, Relation
from programs.registry.models import ExternalCode, Household, Person
from programs.registry.queries import staff as member_queries


@dataclass(frozen=True)
class Wanted:
    """Which list, narrowed how, in which form, and why."""

    form: str
    reason: str
    filters: Mapping[str, Any]


@dataclass(frozen=True)
class Table:
    """Headings and rows, as they are written to a file."""

    heads: list[str]
    rows: list[list[Any]]


def export_families(actor: Actor, wanted: Wanted) -> Table:
    """Return the families of the list with their people, and record that it was written out.

    Left out: who must not be told what, whether somebody lives apart, the card's token.
    """
    with passing(actor, Registry.EXPORT_HOUSEHOLDS) as trail:
        codes = ExternalCode.objects.filter(ended_on=None).select_related("system").order_by("pk")
        found = registry.listed(actor, wanted.filters).prefetch_related(
            "adults", "children", Prefetch("external_codes", codes, to_attr="codes")
        )
        homes = list(found)
        table = _families(homes)
        trail.note(_recorded(actor, Kind.FAMILIES, wanted, len(homes)), fields=FAMILY)
    return table


def export_staff(actor: Actor, wanted: Wanted, today: date) -> Table:
    """Return the accounts of the list with their roles, and record that it was written out."""
    with passing(actor, Act.EXPORT_STAFF) as trail:
        people = list(member_queries.listed(actor, wanted.filters, today))
        table = Table([staff_label(key) for key in STAFF], [_person(one) for one in people])
        trail.note(_recorded(actor, Kind.STAFF, wanted, len(people)), fields=STAFF)
    return table


def _recorded(actor: Actor, kind: Kind, wanted: Wanted, count: int) -> ExportRecord:
    return ExportRecord.objects.create(
        hub_id=actor.hub_id,
        kind=kind,
        form=wanted.form,
        reason=wanted.reason,
        count=count,
        narrowed_by=sorted(wanted.filters),
        created_by_id=actor.user_id,
    )


def _families(homes: list[Any]) -> Table:
    """As many columns of people and numbers as the largest family needs."""
    grown = max((len(home.adults.all()) for home in homes), default=1)
    young = max((len(home.children.all()) for home in homes), default=1)
    systems = {
        code.system_id: System(code.system_id, code.system.name)
        for home in homes
        for code in home.codes
    }
    keys = [
        *FAMILY,
        *(f"adult{n}.{name}" for n in range(1, grown + 1) for name in ADULT),
        *(f"child{n}.{name}" for n in range(1, young + 1) for name in CHILD),
    ]
    said = [_family(home) for home in homes]
    used = {key for one in said for key in one if key.startswith("code.")}
    keys += sorted(used)
    heads = [label_of(key, systems.values()) for key in keys]
    return Table(heads, [[one.get(key) for key in keys] for one in said])


def _family(home: Household) -> dict[str, Any]:
    said: dict[str, Any] = {name: getattr(home, name) for name in FAMILY}
    said["residence"] = home.residence_label
    said["languages"] = "、".join(home.language_labels)
    said["found_by"] = str(FoundBy(home.found_by).label) if home.found_by else ""
    places: dict[tuple[str, int], str] = {}
    for n, adult in enumerate(home.adults.all(), start=1):
        places["adult", adult.pk] = f"adult{n}"
        said |= {f"adult{n}.{name}": getattr(adult, name) for name in ADULT}
        said[f"adult{n}.relation"] = str(Relation(adult.relation).label)
    for n, child in enumerate(home.children.all(), start=1):
        places["child", child.pk] = f"child{n}"
        said |= {f"child{n}.{name}": getattr(child, name) for name in CHILD}
    for code in home.codes:  # type: ignore[attr-defined]
        whose = ("adult", code.adult_id) if code.adult_id else ("child", code.child_id)
        key = f"code.{code.system_id}.{places.get(whose, 'family')}"
        said[key] = "、".join(filter(None, (said.get(key), code.code)))
    return said


def _person(person: Person) -> list[Any]:
    roles: Iterable[Any] = person.roles  # type: ignore[attr-defined]
    held = [role for role in roles if role.to_on is None] or list(roles)
    first = held[0] if held else None
    return [
        person.name,
        person.name_kana,
        person.username,
        person.email,
        "、".join(str(role.get_role_display()) for role in held),
        first.title if first else "",
        min((role.from_on for role in held), default=None),
        max((role.to_on for role in held if role.to_on), default=None),
    ]
