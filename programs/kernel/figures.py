"""What a figure is: a number with a name, a unit, a written rule, and the rows it counts.

Each area declares its own in `figures.py`; reports and evaluations ask for them by key.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

    from programs.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both included, at some sites; no site named means the whole hub.

    Raises ValueError where the last day lies before the first.
    """

    from_on: date
    to_on: date
    site_ids: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.to_on < self.from_on:
            raise ValueError("a period ends on or after the day it begins")


@dataclass(frozen=True, slots=True)
class Figure:
    """A counted number.

    `count` must equal what `rows` shows: both come from one query. `split` divides the count by
    one of `breakdowns` (key to label) and answers the parts' labels to counts. `columns` (heading,
    value of a row) show the rows to those allowed `rows_action` as well as the report itself.
    """

    key: str
    label: "StrOrPromise"
    unit: "StrOrPromise"
    rule: "StrOrPromise"
    rows: "Callable[[Actor, Period], QuerySet[Any]]"
    count: "Callable[[Actor, Period], int]"
    split: "Callable[[Actor, Period, str], dict[str, int]] | None" = None
    breakdowns: "Mapping[str, StrOrPromise]" = field(default_factory=dict)
    columns: "tuple[tuple[StrOrPromise, Callable[[Any], Any]], ...]" = ()
    rows_action: str = ""
