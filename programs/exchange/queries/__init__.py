"""Reads of imports and exports, always for an actor."""

from programs.exchange.queries.known import known_families, known_people, systems_of, ward_of
from programs.exchange.queries.lists import (
    exports,
    names_of,
    other_sheets,
    rejected,
    rows_of,
    run,
    runs,
    samples,
    sheet,
    tally,
)

__all__ = [
    "exports",
    "known_families",
    "known_people",
    "names_of",
    "other_sheets",
    "rejected",
    "rows_of",
    "run",
    "runs",
    "samples",
    "sheet",
    "systems_of",
    "tally",
    "ward_of",
]
