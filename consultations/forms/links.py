"""Choosing a family, and a child of it, by a search; works without script too."""

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.registry import queries as registry
from programs.registry.models import Child, Household

Link = tuple[int, int | None]
_VALUE = re.compile(r"h([0-9]{1,9})(?:c([0-9]{1,9}))?")
SHOWN = 8


class LinkField(forms.CharField):
    """The value ``h12`` names a household, ``h12c34`` a child of it; empty means nobody."""

    def to_python(self, value: Any) -> Link | None:  # type: ignore[override]
        """Return (household id, child id or None), or None."""
        if value in self.empty_values:
            return None
        match = _VALUE.fullmatch(str(value))
        if not match:
            raise forms.ValidationError(_("見つかったご家族の中から選んでください。"))
        household, child = match.groups()
        return int(household), int(child) if child else None


def link_value(household_id: int | None, child_id: int | None = None) -> str:
    """Return the radio value of a family or one of its children."""
    if not household_id:
        return ""
    return f"h{household_id}c{child_id}" if child_id else f"h{household_id}"


@dataclass(frozen=True, slots=True)
class Family:
    """A family to choose, with the radio values of itself and of its children."""

    household: Household
    value: str
    children: tuple[tuple[Child, str], ...]


def found(actor: Any, text: str, chosen: str = "") -> list[Family]:
    """Return the families to choose from: the chosen one first, then those the search finds."""
    rows = registry.families_matching(actor, text, SHOWN) if text.strip() else []
    match = _VALUE.fullmatch(chosen)
    if match and int(match[1]) not in {row.pk for row in rows}:
        here = registry.households(actor).filter(pk=int(match[1]))
        rows = [*here.prefetch_related(*registry.EVERYBODY), *rows]
    return [
        Family(
            row,
            link_value(row.pk),
            tuple((child, link_value(row.pk, child.pk)) for child in row.everybody_young()),
        )
        for row in rows
    ]
