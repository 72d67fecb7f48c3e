"""The numbers of a day that other areas count: shown beside a log, never typed into it.

The layer above joins them: it declares a source, this area asks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from programs.kernel.actor import Actor
from programs.registry.models import Site


@dataclass(frozen=True)
class Number:
    """One number of the day with its unit, its counting rule and the way to the rows behind it."""

    label: Any
    value: int
    unit: Any
    rule: Any = ""
    rows_url: str = ""


Source = Callable[[Actor, Site, date], list[Number]]
_sources: list[Source] = []


def declare(source: Source) -> None:
    """Have a source asked for the numbers of every day."""
    if source not in _sources:
        _sources.append(source)


def numbers(actor: Actor, site: Site, day: date) -> list[Number]:
    """Return the numbers of a site's day, as far as the actor may see them."""
    return [number for source in _sources for number in source(actor, site, day)]
