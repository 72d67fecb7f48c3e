"""Reads of imports and exports, always for an actor."""

from programs.exchange.queries.known import known_families, known_people, systems_of, ward_of
from programs.exchange.queries.lists import (
    exports,
    has_sheet,
    names_of,
    rejected,
    rows_of,
    run,
    runs,
    samples,
    tally,
)

__all__ = [
    "exports",
    "has_sheet",
    "known_families",
    "known_people",
    "names_of",
    "rejected",
    "rows_of",
    "run",
    "runs",
    "samples",
    "systems_of",
    "tally",
    "ward_of",
]
