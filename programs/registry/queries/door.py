"""Who a family is and what is to be known of it at the door: also what its children's other homes say."""

from dataclasses import dataclass, field
from datetime import date

from django.db import connection

from programs.kernel.actor import Actor
from programs.registry.models import Household

# One read, because a tap at the desk waits for it: adults, own children, children shared; then of the
# family itself (0) and of every other home of its children (1) whether somebody must not be told.
_KNOWN = """
WITH tie AS (
  SELECT h.household_id AS second, c.household_id AS first, h.child_id
  FROM registry_childhome h JOIN registry_child c ON c.id = h.child_id WHERE h.hub_id = ANY (%(hubs)s)
), near AS (
  SELECT second AS family, first AS home FROM tie WHERE second = ANY (%(families)s)
  UNION SELECT first, second FROM tie WHERE first = ANY (%(families)s)
  UNION SELECT a.second, b.second FROM tie a JOIN tie b USING (child_id)
  WHERE a.second = ANY (%(families)s) AND b.second <> a.second
)
SELECT household_id, id, name, relation, NULL::date AS birth_on, not_told <> '' AS kept, 1 AS part
FROM registry_adult WHERE household_id = ANY (%(families)s) AND hub_id = ANY (%(hubs)s)
UNION ALL
SELECT household_id, id, name, '', birth_on, false, 2 FROM registry_child
WHERE household_id = ANY (%(families)s) AND hub_id = ANY (%(hubs)s)
UNION ALL
SELECT h.household_id, c.id, c.name, '', c.birth_on, false, 3
FROM registry_childhome h JOIN registry_child c ON c.id = h.child_id
WHERE h.household_id = ANY (%(families)s) AND h.hub_id = ANY (%(hubs)s)
  AND c.household_id <> h.household_id
UNION ALL
SELECT near.family, h.id, h.allergies, '', NULL, EXISTS (
    SELECT FROM registry_adult a WHERE a.household_id = h.id AND a.not_told <> ''
  ), 4
FROM near JOIN registry_household h ON h.id = near.home
WHERE h.hub_id = ANY (%(hubs)s) AND h.archived_at IS NULL
ORDER BY part, birth_on, id
"""
_HOME = 4


@dataclass(frozen=True)
class Member:
    """An adult, or a child: then without a relation, and without a birth while it is expected."""

    pk: int
    name: str
    relation: str = ""
    birth_on: date | None = None


@dataclass
class AtDoor:
    """Everybody of a family, adults first; allergies that other homes of its children name.

    ``careful``: somebody of it or of those homes must not be told something. Neither whose home nor
    what must be kept from whom is said here: at the counter everybody reads along, and a parent must
    not learn there that the other one comes too. The family's page says it.
    """

    members: list[Member] = field(default_factory=list)
    allergies: list[str] = field(default_factory=list)
    careful: bool = False


def at_the_door(actor: Actor, families: list[int]) -> dict[int, AtDoor]:
    """Return family -> who it is and what else is to be known of it, beside its own words."""
    found = {pk: AtDoor() for pk in families}
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, {"families": families, "hubs": list(actor.hub_ids)})
        for family, pk, text, relation, birth_on, kept, part in cursor.fetchall():
            one = found[family]
            one.careful = one.careful or kept
            if part != _HOME:
                one.members.append(Member(pk, text, relation, birth_on))
            elif text and text not in one.allergies:
                one.allergies.append(text)
    return found


def members(actor: Actor, household: Household) -> list[Member]:
    """Return everybody of a family, adults first."""
    return at_the_door(actor, [household.pk])[household.pk].members
