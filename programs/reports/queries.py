"""Figures of all areas, found by key; reports and evaluations ask here."""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden
from programs.kernel.figures import Figure, Period
from programs.kernel.rows import counted

AREAS = (
    "programs.dropin.figures",
    "programs.events.figures",
    "programs.specialists.figures",
    "programs.daylog.figures",
    "programs.lending.figures",
    "consultations.figures",
)
# The breakdowns that the month page shows at once; the others are counted when opened.
SHOWN = {"dropin.visits.children": "age"}


@cache
def _areas() -> tuple[Any, ...]:
    return tuple(import_module(name) for name in AREAS if find_spec(name))


@cache
def all_figures() -> tuple[Figure, ...]:
    """Return the declared figures of every area, in the order of the programs."""
    return tuple(figure for area in _areas() for figure in area.FIGURES)


def figure(key: str) -> Figure:
    """Return one figure; raises Hidden for an unknown key."""
    for candidate in all_figures():
        if candidate.key == key:
            return candidate
    raise Hidden


def value(actor: Actor, key: str, period: Period) -> int:
    """Return a figure's number over a period, in its own unit."""
    return figure(key).count(actor, period)


@dataclass(frozen=True)
class Part:
    """One breakdown of a figure: its heading, and the number of each part by label."""

    label: str
    numbers: dict[str, int]


@dataclass(frozen=True)
class Line:
    """One figure of a month: its number, and the breakdown shown beside it (or None)."""

    figure: Figure
    number: int
    shown: Part | None
    area: str


def lines(actor: Actor, period: Period) -> list[Line]:
    """Return every figure over a period; those that count rows are asked of all areas at once.

    An area names such figures in ``BY_ROWS``, and in ``SUMS`` the column that one of them adds up;
    an area without counts all of its own in ``counts``.
    """
    numbers: dict[str, int] = {}
    asked: dict[str, QuerySet[Any]] = {}
    sums: dict[str, str] = {}
    for area in _areas():
        by_rows = getattr(area, "BY_ROWS", None)
        if by_rows is None:
            numbers |= area.counts(actor, period)
            continue
        sums |= getattr(area, "SUMS", {})
        for one in area.FIGURES:
            if one.key in by_rows:
                asked[one.key] = one.rows(actor, period)
            else:
                numbers[one.key] = one.count(actor, period)
    numbers |= counted(asked, sums)
    return [
        Line(one, numbers[one.key], _shown(actor, one, period), _named(area))
        for area in _areas()
        for one in area.FIGURES
    ]


def _named(area: Any) -> str:
    """What people call the area that a module of figures belongs to."""
    config = apps.get_containing_app_config(area.__name__)
    return str(config.verbose_name) if config else ""


def breakdowns(figure: Figure, period: Period) -> list[str]:
    """Return the breakdowns of a figure that tell something (days and months are the chart's)."""
    hidden = {"day", "month"} | ({"site"} if len(period.site_ids) == 1 else set())
    return [key for key in figure.breakdowns if key not in hidden] if figure.split else []


def parts(actor: Actor, figure: Figure, period: Period) -> list[Part]:
    """Return the breakdowns of one figure over a period."""
    return [_part(actor, figure, period, key) for key in breakdowns(figure, period)]


def _shown(actor: Actor, figure: Figure, period: Period) -> Part | None:
    key = SHOWN.get(figure.key)
    return _part(actor, figure, period, key) if key else None


def _part(actor: Actor, figure: Figure, period: Period, key: str) -> Part:
    numbers = figure.split(actor, period, key) if figure.split else {}
    return Part(str(figure.breakdowns[key]), numbers)
