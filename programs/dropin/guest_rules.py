"""How a guest's visit becomes a registered family's: who of the members the nameless people were."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from programs.dropin.rules import Present
from programs.kernel.kana import search_key


def named(people: Iterable[Present], members: Sequence[Present]) -> list[Present]:
    """Give nameless people of a visit the members that they must have been.

    A member is named where role and age of the day fit and nobody else could be meant; the others
    stay nameless. The number of people of each role and age stays what it was.
    """
    rows: list[Present] = []
    taken = {one.who for one in people if any(one.who)}
    for one in people:
        fits = [
            member
            for member in members
            if (member.role, member.age) == (one.role, one.age) and member.who not in taken
        ]
        if any(one.who) or len(fits) > one.count:
            rows.append(one)
            continue
        taken |= {member.who for member in fits}
        rows += [replace(member, count=1) for member in fits]
        if one.count > len(fits):
            rows.append(replace(one, count=one.count - len(fits)))
    return rows


def same_guest(label: str, other: str) -> bool:
    """Tell whether two guests were called alike; nobody is called by no name."""
    key = search_key(label)
    return bool(key) and key == search_key(other)
