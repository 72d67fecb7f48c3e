"""What waits for a person on the home page.

Each area names its kinds of waiting rows in its app's ``ready``; one question tells which kinds have
any, and only those are read.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from programs.kernel.actor import Actor
from programs.kernel.rows import counted

MOST_OF_A_KIND = 20  # the lists have the rest


@dataclass(frozen=True, slots=True)
class Todo:
    """Something that waits for a person, on a day or on none; the title tells nothing personal."""

    title: str
    url: str
    due_on: date | None = None
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Each:
    """Rows that wait one by one; ``todo`` answers None for a row that is nothing to the actor."""

    rows: "QuerySet[Any]"
    todo: Callable[[Any, date], Todo | None]

    @property
    def parts(self) -> "tuple[QuerySet[Any], ...]":
        """The rows that are counted."""
        return (self.rows,)

    def todos(self, count: int, today: date) -> Iterable[Todo | None]:
        """Return a line for each row."""
        return (self.todo(row, today) for row in self.rows[:MOST_OF_A_KIND])


@dataclass(frozen=True, slots=True)
class Together:
    """Rows of which only the number is told, on one line."""

    parts: "tuple[QuerySet[Any], ...]"
    todo: Callable[[int, date], Todo]

    def todos(self, count: int, today: date) -> Iterable[Todo | None]:
        """Return the one line."""
        return [self.todo(count, today)]


Area = Callable[[Actor, date], Iterable[Each | Together]]
_areas: list[Area] = []


def declare(area: Area) -> None:
    """Have a function asked for what waits in its area, as far as the actor may see."""
    if area not in _areas:
        _areas.append(area)


def todos(actor: Actor, today: date) -> list[Todo]:
    """Return what waits for the actor in all areas: overdue first, then by day, undated last."""
    return read([kind for area in _areas for kind in area(actor, today)], today)


def read(waiting: Iterable[Each | Together], today: date) -> list[Todo]:
    """Return the lines of some kinds of waiting rows, by day, undated last."""
    kinds = list(waiting)
    if not kinds:
        return []
    parts = {
        f"{at}.{n}": rows for at, kind in enumerate(kinds) for n, rows in enumerate(kind.parts)
    }
    counts = [0] * len(kinds)
    for key, count in counted(parts).items():
        counts[int(key.partition(".")[0])] += count
    found = [
        todo
        for kind, count in zip(kinds, counts, strict=True)
        if count
        for todo in kind.todos(count, today)
        if todo is not None
    ]
    return sorted(found, key=lambda todo: (todo.due_on or date.max, todo.url))
