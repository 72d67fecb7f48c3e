"""From the rows being written to the dictionary that both parties confirm (``annual-document/1``).

Words made here are part of the Japanese document of record: they are not translated.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from evaluations import rules
from evaluations.choices import CellKind, InitiativeLayout, Side
from evaluations.models import AnnualDocument, Cell, Goal, GoalSet, Initiative
from programs.kernel import clock, fiscal
from programs.registry.models import Party

FORMAT = "annual-document/1"
GROUPED = {
    InitiativeLayout.GROUPED_STAR,
    InitiativeLayout.GROUPED_DOT,
    InitiativeLayout.NUMBERED_PER_GOAL,
}


def party_name(hub_id: int, side: str, on: date) -> str:
    """Return the name of a party on a day, with its unit; "" where none is registered."""
    parties = Party.objects.filter(hub_id=hub_id, side=side).order_by("-valid_from", "-pk")
    valid = [p for p in parties if p.valid_from <= on and (p.valid_to is None or p.valid_to >= on)]
    return f"{valid[0].legal_name}{valid[0].unit}" if valid else ""


def canonical_of(document: AnnualDocument, on: date) -> dict[str, Any]:
    """Return the whole document as plain values; party names are those of the given day."""
    boilerplate = document.boilerplate
    return {
        "format": FORMAT,
        **_head(document),
        "parties": [
            {"side": str(side.value), "name": party_name(document.hub_id, side, on)}
            for side in Side
        ],
        "purpose": boilerplate.purpose,
        "principles_heading": boilerplate.principles_heading,
        "principles": list(boilerplate.principles),
        "programmes": [
            {"no": row.no, "text": row.name}
            for row in document.programme_list.programmes.order_by("no")
        ],
        "method": list(boilerplate.method),
        "labels": dict(boilerplate.labels),
        "evaluated": _evaluated(document),
        "proposed": _proposed(document),
        "evidence": _evidence(document),
        "boilerplate_version": boilerplate.version,
        "template_version": document.template_version,
        "licence": str(document.licence),
    }


def _head(document: AnnualDocument) -> dict[str, Any]:
    hub = document.hub
    return {
        "ward": {"code": hub.ward_code, "name": hub.ward_name, "slug": hub.slug},
        "facility": document.contract.facility,
        "fiscal_year": document.fy,
        "label": document.fy_label,
        "next_label": document.next_label if document.proposes_id else None,
        "title": [
            document.contract.project_name,
            rules.title_line(
                document.fy_label,
                document.next_label,
                evaluated=bool(document.evaluates_id),
                proposed=bool(document.proposes_id),
            ),
        ],
        "period": {
            "from": document.period_from.isoformat(),
            "to": document.period_to.isoformat(),
            "text": _days(document.period_from, document.period_to),
            "year_no": document.year_no,
            "years": document.years,
            "text_year": rules.year_words(document.year_no, document.years),
        },
    }


def _days(from_on: date, to_on: date) -> str:
    return rules.period_words(fiscal.wareki(from_on), fiscal.wareki(to_on))


def _part(goal_set: GoalSet, label: str, heading: str) -> dict[str, Any]:
    goals = list(goal_set.goals.order_by("order"))
    initiatives = goal_set.initiatives.select_related("goal").order_by("order")
    return {
        "heading": heading,
        "goals_label": f"{label} 重点目標",
        "marker_style": str(goal_set.marker_style),
        "initiative_layout": str(goal_set.initiative_layout),
        "goals": [{"order": n, "text": goal.text} for n, goal in enumerate(goals, 1)],
        "initiatives": _initiatives(goal_set, goals, initiatives),
    }


def _initiatives(
    goal_set: GoalSet, goals: list[Goal], initiatives: Iterable[Initiative]
) -> list[dict[str, Any]]:
    place = {goal.pk: n for n, goal in enumerate(goals, 1)}
    grouped = goal_set.initiative_layout in GROUPED
    in_order = sorted(
        initiatives, key=lambda i: (place.get(i.goal_id or 0, len(place) + 1), i.order)
    )
    return [
        {
            "order": n,
            "goals": _numbers(initiative.goal, place),
            "heading": (initiative.goal.initiative_heading or None)
            if grouped and initiative.goal
            else None,
            "text": initiative.text,
        }
        for n, initiative in enumerate(in_order, 1)
    ]


def _numbers(goal: Goal | None, place: dict[int, int]) -> list[int]:
    """Return the number of the goal, or nothing for what serves all of them."""
    return [place[goal.pk]] if goal else []


def _evaluated(document: AnnualDocument) -> dict[str, Any] | None:
    if document.evaluates is None:
        return None
    label = document.fy_label
    return {
        **_part(document.evaluates, label, f"{label}重点目標の評価"),
        "outcomes": _cells(document, CellKind.OUTCOME),
        "issues": _cells(document, CellKind.ISSUE),
    }


def _proposed(document: AnnualDocument) -> dict[str, Any] | None:
    if document.proposes is None:
        return None
    label = document.next_label
    return _part(document.proposes, label, f"{label}重点目標")


def _cells(document: AnnualDocument, kind: CellKind) -> list[dict[str, Any]]:
    goals = document.evaluates.goals.order_by("order") if document.evaluates else ()
    place = {goal.pk: n for n, goal in enumerate(goals, 1)}
    cells = document.cells.filter(kind=kind).select_related("goal")
    in_order = sorted(
        cells, key=lambda cell: (place.get(cell.goal_id or 0, 0), cell.order, cell.pk)
    )
    return [_cell(cell, place) for cell in in_order]


def _cell(cell: Cell, place: dict[int, int]) -> dict[str, Any]:
    state = "none_applicable" if cell.none_applicable else "text"
    return {"goals": _numbers(cell.goal, place), "state": state, "text": cell.text}


def _evidence(document: AnnualDocument) -> list[dict[str, Any]]:
    goals = document.evaluates.goals.order_by("order") if document.evaluates else ()
    place = {goal.pk: n for n, goal in enumerate(goals, 1)}
    return [
        {
            "order": n,
            "goals": _numbers(row.goal, place) if row.goal_id in place else [],
            "label": row.label,
            "value": rules.grouped(row.value),
            "unit": row.unit,
            "rule": row.rule,
            "period_text": _days(row.from_on, row.to_on),
            "frozen_on": clock.tokyo(row.frozen_at).date().isoformat(),
        }
        for n, row in enumerate(document.evidence.select_related("goal").order_by("order", "pk"), 1)
    ]
