"""Goals, initiatives and cells as rows: adding, moving, removing, merging, and how they are marked.

Every change renumbers the rows, because a mark is drawn from the order and stands in no text.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Literal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from evaluations import rules
from evaluations.choices import Act, CellKind
from evaluations.commands.setup import add_missing_cells
from evaluations.commands.shared import guarding, insist_open, locked
from evaluations.commands.writing import remember
from evaluations.models import AnnualDocument, Cell, Goal, GoalSet, Initiative
from evaluations.places import goal_set_of, make_place
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden, RuleBroken
from programs.kernel.gate import Trail, passing

MOST_GOALS = 20
MOST_INITIATIVES = 60
Direction = Literal["up", "down"]


@contextmanager
def _changing(actor: Actor, document: AnnualDocument) -> Iterator[tuple[AnnualDocument, Trail]]:
    with passing(actor, Act.WRITE, document) as trail, guarding():
        document = locked(actor, document)
        insist_open(document)
        yield document, trail


def add_goals(
    actor: Actor, document: AnnualDocument, goal_set_id: int, typed: str, at: datetime
) -> list[Goal]:
    """Add goals at the end, one a line (an empty text adds one empty goal), each with its cells."""
    texts = [line.text for line in rules.lines_of(typed)] or [""]
    with _changing(actor, document) as (document, trail):
        goal_set = goal_set_of(document, goal_set_id)
        goals = _fill_blank(goal_set.goals.filter(text=""), texts)
        goals += [
            Goal.objects.create(hub_id=document.hub_id, goal_set=goal_set, order=order, text=text)
            for order, text in enumerate(texts, goal_set.goals.count() + 1)
        ]
        if goal_set.goals.count() > MOST_GOALS:
            raise RuleBroken("text", _("重点目標は%(n)s件までです。") % {"n": MOST_GOALS})
        if goal_set.pk == document.evaluates_id:
            add_missing_cells(document)
        _remember_rows(actor, document, "goal", goals, at)
        trail.note(*goals, fields=("text", "order"))
    return goals


def _fill_blank(blank: "QuerySet[Any]", texts: list[str]) -> list[Any]:
    """Put the first typed lines into rows that are still empty, so that no blank row stays."""
    filled = []
    for row in blank.order_by("order"):
        if texts and texts[0]:
            row.text = texts.pop(0)
            filled.append(row.save_if(row.version, "text"))
    return filled


def add_initiatives(
    actor: Actor,
    document: AnnualDocument,
    goal_set_id: int,
    goal_id: int | None,
    typed: str,
    at: datetime,
) -> list[Initiative]:
    """Add initiatives for a goal (None: for all goals), one a line."""
    texts = [line.text for line in rules.lines_of(typed)] or [""]
    with _changing(actor, document) as (document, trail):
        goal_set = goal_set_of(document, goal_set_id)
        goal = _goal(goal_set, goal_id) if goal_id else None
        made = _fill_blank(goal_set.initiatives.filter(text="", goal=goal), texts)
        made += [
            Initiative.objects.create(
                hub_id=document.hub_id, goal_set=goal_set, goal=goal, order=order, text=text
            )
            for order, text in enumerate(texts, goal_set.initiatives.count() + 1)
        ]
        if goal_set.initiatives.count() > MOST_INITIATIVES:
            raise RuleBroken("text", _("取組内容は%(n)s件までです。") % {"n": MOST_INITIATIVES})
        renumber(goal_set)
        _remember_rows(actor, document, "initiative", made, at)
        trail.note(*made, fields=("text", "order"))
    return made


def _goal(goal_set: GoalSet, pk: int) -> Goal:
    goal = goal_set.goals.filter(pk=pk).first()
    if goal is None:
        raise Hidden
    return goal


def _remember_rows(
    actor: Actor,
    document: AnnualDocument,
    kind: str,
    rows: Sequence[Goal | Initiative],
    at: datetime,
) -> None:
    for row in rows:
        row.saved_by_id, row.saved_by_name, row.saved_at = actor.user_id, actor.name, at
        row.save(update_fields=["saved_by", "saved_by_name", "saved_at"])
        place = make_place(kind, row)
        remember(actor, document, place.anchor, place.label, "", row.text, at)


def renumber(goal_set: GoalSet) -> None:
    """Number goals 1, 2, 3 … and initiatives along their goals, those for all goals last."""
    goals = list(goal_set.goals.order_by("order", "pk"))
    place = {goal.pk: n for n, goal in enumerate(goals, 1)}
    _write_order(goals)
    initiatives: list[Initiative] = list(goal_set.initiatives.order_by("order", "pk"))
    initiatives.sort(key=lambda row: place.get(row.goal_id or 0, len(place) + 1))
    _write_order(initiatives)


def _write_order(rows: Sequence[Goal | Initiative]) -> None:
    for order, row in enumerate(rows, 1):
        if row.order != order:
            row.order = order
            row.save(update_fields=["order"])


def _swap(rows: Sequence[Any], pk: int, direction: Direction) -> bool:
    """Exchange the order of a row and its neighbour; False at the end of the list."""
    at = next((n for n, row in enumerate(rows) if row.pk == pk), None)
    if at is None:
        raise Hidden
    other = at - 1 if direction == "up" else at + 1
    if not 0 <= other < len(rows):
        return False
    rows[at].order, rows[other].order = rows[other].order, rows[at].order
    for row in (rows[at], rows[other]):
        row.save(update_fields=["order"])
    return True


def move_goal(
    actor: Actor, document: AnnualDocument, goal_set_id: int, goal_id: int, direction: Direction
) -> None:
    """Move a goal up or down; its initiatives and cells go with it."""
    with _changing(actor, document) as (document, trail):
        goal_set = goal_set_of(document, goal_set_id)
        _swap(list(goal_set.goals.order_by("order")), goal_id, direction)
        renumber(goal_set)
        trail.note(goal_set, fields=("order",))


def move_initiative(
    actor: Actor,
    document: AnnualDocument,
    goal_set_id: int,
    initiative_id: int,
    direction: Direction,
) -> None:
    """Move an initiative up or down among those of its goal."""
    with _changing(actor, document) as (document, trail):
        goal_set = goal_set_of(document, goal_set_id)
        row = goal_set.initiatives.filter(pk=initiative_id).first()
        if row is None:
            raise Hidden
        _swap(list(goal_set.initiatives.filter(goal=row.goal).order_by("order")), row.pk, direction)
        trail.note(row, fields=("order",))


def remove_goal(
    actor: Actor, document: AnnualDocument, goal_set_id: int, goal_id: int, at: datetime
) -> None:
    """Remove a goal with its initiatives and cells; the texts stay in the history. One goal stays."""
    with _changing(actor, document) as (document, trail):
        goal_set = goal_set_of(document, goal_set_id)
        goal = _goal(goal_set, goal_id)
        if goal_set.goals.count() == 1:
            raise RuleBroken("", _("重点目標は少なくとも1件必要です。"))
        gone: list[tuple[str, Any]] = [("goal", goal)]
        gone += [("initiative", row) for row in goal.initiatives.all()]
        gone += [("cell", row) for row in goal.cells.filter(document=document)]
        document.evidence.filter(goal=goal).update(goal=None)
        for kind, row in reversed(gone):
            _remove(actor, document, kind, row, at)
        renumber(goal_set)
        trail.note(goal, fields=("order",))


def _remove(actor: Actor, document: AnnualDocument, kind: str, row: Any, at: datetime) -> None:
    place = make_place(kind, row)
    if place.text:
        remember(actor, document, place.anchor, place.label, place.text, "", at)
    type(row).objects.filter(pk=row.pk).delete()


def remove_initiative(
    actor: Actor, document: AnnualDocument, goal_set_id: int, initiative_id: int, at: datetime
) -> None:
    """Remove an initiative; its text stays in the history."""
    with _changing(actor, document) as (document, trail):
        goal_set = goal_set_of(document, goal_set_id)
        row = goal_set.initiatives.filter(pk=initiative_id).select_related("goal").first()
        if row is None:
            raise Hidden
        _remove(actor, document, "initiative", row, at)
        renumber(goal_set)
        trail.note(row, fields=("order",))


def set_style(
    actor: Actor, document: AnnualDocument, goal_set_id: int, marker_style: str, layout: str
) -> GoalSet:
    """Choose how the goals of a set are marked and how initiatives are grouped."""
    with _changing(actor, document) as (document, trail):
        goal_set = goal_set_of(document, goal_set_id)
        goal_set.marker_style, goal_set.initiative_layout = marker_style, layout
        goal_set.save_if(goal_set.version, "marker_style", "initiative_layout")
        trail.note(goal_set, fields=("marker_style", "initiative_layout"))
    return goal_set


def merge_cells(actor: Actor, document: AnnualDocument, kind: CellKind, at: datetime) -> Cell:
    """Make one cell for all goals out of the cells of a kind; their texts follow one another."""
    with _changing(actor, document) as (document, trail):
        cells = list(_cells(document, kind))
        merged = next((cell for cell in cells if cell.goal_id is None), None)
        if merged is None:
            merged = Cell(hub_id=document.hub_id, document=document, kind=kind, goal=None)
            merged.text = "\n".join(cell.text for cell in cells if cell.text)
            _insist_same_owner(cells, merged)
            for cell in cells:
                _remove(actor, document, "cell", cell, at)
            merged.save()
            place = make_place("cell", merged)
            remember(actor, document, place.anchor, place.label, "", merged.text, at)
        trail.note(merged, fields=("goal", "text"))
    return merged


def _insist_same_owner(cells: Sequence[Cell], merged: Cell) -> None:
    owners = {cell.owner for cell in cells}
    if len(owners) > 1:
        raise RuleBroken("", _("書く側が違う欄は、ひとつにまとめられません。"))
    merged.owner = owners.pop() if owners else merged.owner


def split_cells(actor: Actor, document: AnnualDocument, kind: CellKind, at: datetime) -> None:
    """Give each goal a cell again; the merged text goes to the first goal."""
    with _changing(actor, document) as (document, trail):
        merged = document.cells.filter(kind=kind, goal=None).first()
        if merged is not None:
            text, owner = merged.text, merged.owner
            _remove(actor, document, "cell", merged, at)
            add_missing_cells(document)
            first = _cells(document, kind)[0]
            first.text, first.owner = text, owner
            first.save_if(first.version, "text", "owner")
            place = make_place("cell", first)
            remember(actor, document, place.anchor, place.label, "", text, at)
        trail.note(document, fields=("goal", "text"))


def _cells(document: AnnualDocument, kind: CellKind) -> "QuerySet[Cell]":
    return document.cells.filter(kind=kind).select_related("goal").order_by("goal__order", "pk")
