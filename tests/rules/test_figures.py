"""Figures and periods are plain values."""

from dataclasses import FrozenInstanceError
from datetime import date
from typing import Any, cast

import pytest

from programs.kernel.figures import Figure, Period


def test_a_period_of_one_day_is_a_period() -> None:
    assert Period(date(2026, 4, 1), date(2026, 4, 1)).site_ids == ()


def test_a_period_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="period"):
        Period(date(2026, 4, 2), date(2026, 4, 1))


def test_a_figure_cannot_be_changed_after_its_declaration() -> None:
    figure = Figure(
        key="area.thing",
        label="数",
        unit="件",
        rule="数えた行の数",
        rows=lambda _actor, _period: cast("Any", []),
        count=lambda _actor, _period: 3,
    )
    assert figure.breakdowns == {}
    assert figure.split is None
    with pytest.raises(FrozenInstanceError):
        figure.key = "other"  # type: ignore[misc]
