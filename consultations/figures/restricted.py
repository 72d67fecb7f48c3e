"""Restricted records among what is counted; a part of `figures`.

They count in every number, and stand in one part and in lines of their own that tell nothing more:
no label names a suspicion, and nothing is left over when a reader's own list is taken away.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext

from consultations.models import Consultation


def in_parts(
    rows: "QuerySet[Any]",
    number: Any,
    split: "Callable[[QuerySet[Any]], dict[str, int]]",
    mark: str,
) -> dict[str, int]:
    """Return the parts of what is not restricted, then all that is as one part; together the total.

    `mark` is the path to the flag of the record, `number` what is counted of the rows.
    """
    apart = rows.filter(**{mark: True}).aggregate(number=number)["number"] or 0
    parts = split(rows.exclude(**{mark: True}))
    if apart:
        label = gettext("閲覧制限")
        parts[label] = parts.get(label, 0) + int(apart)
    return parts


def is_restricted(row: Any) -> bool:
    """Tell whether a row is, or comes from, a record that few may read."""
    held = row if isinstance(row, Consultation) else row.consultation
    return held is not None and held.guarded


def unless_guarded(value: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A column that stays empty for what is restricted."""
    return lambda row: None if is_restricted(row) else value(row)


def day_unless_guarded(value: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The first column: its value, or that the line is restricted."""
    return lambda row: gettext("（閲覧制限）") if is_restricted(row) else value(row)
