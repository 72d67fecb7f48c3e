"""What somebody who leaves the hub is still responsible for, and telling who gives it to others.

An area above names its function in its app's ``ready``: the registry never imports an area.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from programs.kernel import notices
from programs.registry.choices import Role
from programs.registry.models import Person
from programs.registry.queries import people_with


@dataclass(frozen=True)
class Duty:
    """One kind of open work: what, how many, and the page where a director gives it to somebody."""

    label: Any
    count: int
    url: str


_areas: list[Callable[[int, int], list[Duty]]] = []


def ask(area: Callable[[int, int], list[Duty]]) -> None:
    """Have a function asked with a hub's and a person's id for the open work of that person."""
    if area not in _areas:
        _areas.append(area)


def duties(hub_ids: Iterable[int], person: Person) -> list[Duty]:
    """Return the open work of a person in hubs; what is empty is left out."""
    found = [duty for hub in hub_ids if hub for area in _areas for duty in area(hub, person.pk)]
    return [duty for duty in found if duty.count]


def tell_directors(hub_ids: Iterable[int], person: Person, today: date) -> None:
    """Tell the directors of each hub where somebody leaves open work behind."""
    for hub in hub_ids:
        left = duties([hub], person)
        if left:
            keys = [pk for pk in people_with(hub, [Role.DIRECTOR], today) if pk != person.pk]
            notices.tell(hub, keys, "registry.work_left", left[0].url)
