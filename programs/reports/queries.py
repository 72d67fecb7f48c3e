"""Figures of all areas, found by key; reports and evaluations ask here."""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden
from programs.kernel.figures import Figure, Period

AREAS = ("programs.dropin.figures", "consultations.figures")


@cache
def all_figures() -> tuple[Figure, ...]:
    """Return the declared figures of every area, in the order of the programs."""
    modules = [import_module(name) for name in AREAS if find_spec(name)]
    return tuple(figure for module in modules for figure in module.FIGURES)


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
class Line:
    """One figure of a month: its number and its parts."""

    figure: Figure
    number: int
    parts: tuple[tuple[str, dict[str, int]], ...]


def lines(actor: Actor, period: Period) -> list[Line]:
    """Return every figure over a period, with its breakdowns (days and months are the chart's)."""
    return [
        Line(one, one.count(actor, period), _parts(actor, one, period)) for one in all_figures()
    ]


def _parts(actor: Actor, figure: Figure, period: Period) -> tuple[tuple[str, dict[str, int]], ...]:
    hidden = {"day", "month"} | ({"site"} if len(period.site_ids) == 1 else set())
    if figure.split is None:
        return ()
    return tuple(
        (str(label), figure.split(actor, period, key))
        for key, label in figure.breakdowns.items()
        if key not in hidden
    )
