"""The sheet as it is being written: its tables, and what stands around each text."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from evaluations import places, rules
from evaluations.choices import Act, CellKind
from evaluations.models import AnnualDocument, Cell, Comment, Goal, GoalSet, Initiative
from evaluations.rendering.marks import goal_mark, initiative_mark
from evaluations.snapshots import GROUPED
from programs.kernel.actor import Actor
from programs.kernel.policy import may


@dataclass(frozen=True, slots=True)
class Slot:
    """One text of the sheet with what stands around it."""

    place: places.Place
    mark: str
    writable: bool
    comments: tuple[Comment, ...] = ()

    @property
    def height(self) -> int:
        """Rows of the box: enough for the text on a tablet."""
        lines = sum(1 + len(line) // 36 for line in self.place.text.split("\n"))
        least = 4 if self.place.anchor.startswith("cell-") else 1
        return max(least, min(lines, 24))


@dataclass(frozen=True, slots=True)
class GoalBlock:
    """A goal, the heading of its initiatives, and the initiatives."""

    goal: Goal
    slot: Slot
    heading: Slot | None
    initiatives: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class CellRow:
    """The cells of one kind: one for each goal, or a single merged one."""

    kind: CellKind
    label: str
    slots: tuple[Slot, ...]
    merged: bool


@dataclass(frozen=True, slots=True)
class Table:
    """Table A (evaluated) or table B (proposed)."""

    key: str
    heading: str
    goals_label: str
    initiatives_label: str
    goal_set: GoalSet
    writable: bool
    inherited: bool
    blocks: tuple[GoalBlock, ...]
    spanning: tuple[Slot, ...]
    cells: tuple[CellRow, ...] = ()


@dataclass(slots=True)
class _Writer:
    """What decides whether a text can be written, and the comments beside it."""

    actor: Actor
    open: bool
    comments: dict[str, list[Comment]] = field(default_factory=dict)

    def slot(self, kind: str, row: Any, mark: str, *, writable: bool = True) -> Slot:
        """Return the slot of a row."""
        place = places.make_place(kind, row)
        free = writable and self.open and rules.may_write(self.actor.side, place.owner)
        return Slot(place, mark, free, tuple(self.comments.get(place.anchor, ())))


def comments_by_place(document: AnnualDocument) -> dict[str, list[Comment]]:
    """Return the comments of a document by anchor, open ones first."""
    found: dict[str, list[Comment]] = {}
    for comment in sorted(
        document.comments.all(), key=lambda c: (c.resolved_at is not None, c.at, c.pk)
    ):
        found.setdefault(comment.anchor, []).append(comment)
    return found


def may_edit(actor: Actor, document: AnnualDocument) -> bool:
    """Tell whether the actor can write in the document now."""
    return document.state in rules.OPEN_STATES and may(actor, Act.WRITE, document)


def tables(
    actor: Actor, document: AnnualDocument, comments: dict[str, list[Comment]]
) -> list[Table]:
    """Return the tables of the sheet, as the printed form orders them."""
    writer = _Writer(actor, may_edit(actor, document), comments)
    labels = document.boilerplate.labels
    made = []
    _load(document)
    if document.evaluates:
        inherited = places.is_inherited(document)
        goal_set = document.evaluates
        heading = f"{document.fy_label}重点目標の評価"
        cells = _cell_rows(writer, document, goal_set, labels)
        made.append(
            _table(
                writer, "evaluated", heading, document.fy_label, labels, goal_set, inherited, cells
            )
        )
    if document.proposes:
        goal_set = document.proposes
        heading = f"{document.next_label}重点目標"
        made.append(
            _table(writer, "proposed", heading, document.next_label, labels, goal_set, False, ())
        )
    return made


def _load(document: AnnualDocument) -> None:
    """Load the rows of both goal sets, two queries in all."""
    sets = [goal_set for goal_set in (document.evaluates, document.proposes) if goal_set]
    prefetch_related_objects(
        sets,
        Prefetch("goals", Goal.objects.order_by("order", "pk"), "goals_in_order"),
        Prefetch("initiatives", Initiative.objects.order_by("order", "pk"), "initiatives_in_order"),
    )


def _table(
    writer: _Writer,
    key: str,
    heading: str,
    label: str,
    labels: dict[str, str],
    goal_set: Any,
    inherited: bool,
    cells: tuple[CellRow, ...],
) -> Table:
    free = not inherited
    by_goal: dict[int | None, list[Initiative]] = {}
    goals = {goal.pk: goal for goal in goal_set.goals_in_order}
    for initiative in goal_set.initiatives_in_order:
        if initiative.goal_id:
            initiative.goal = goals[initiative.goal_id]
        by_goal.setdefault(initiative.goal_id, []).append(initiative)
    return Table(
        key=key,
        heading=heading,
        goals_label=f"{label} {labels.get('goals', '')}",
        initiatives_label=labels.get("initiatives", ""),
        goal_set=goal_set,
        writable=writer.open and free,
        inherited=inherited,
        blocks=tuple(
            _block(writer, goal_set, goal, n, by_goal.get(goal.pk, []), free)
            for n, goal in enumerate(goal_set.goals_in_order, 1)
        ),
        spanning=_initiative_slots(writer, goal_set, (), by_goal.get(None, []), free),
        cells=cells,
    )


def _block(
    writer: _Writer, goal_set: GoalSet, goal: Goal, n: int, rows: list[Initiative], free: bool
) -> GoalBlock:
    mark = goal_mark([n], goal_set.marker_style).shown
    heading = None
    if goal_set.initiative_layout in GROUPED:
        heading = writer.slot("heading", goal, mark, writable=free)
    return GoalBlock(
        goal=goal,
        slot=writer.slot("goal", goal, mark, writable=free),
        heading=heading,
        initiatives=_initiative_slots(writer, goal_set, (n,), rows, free),
    )


def _initiative_slots(
    writer: _Writer, goal_set: GoalSet, goals: tuple[int, ...], rows: list[Initiative], free: bool
) -> tuple[Slot, ...]:
    layout, style = goal_set.initiative_layout, goal_set.marker_style
    return tuple(
        writer.slot(
            "initiative", row, initiative_mark(goals, n, layout, style).shown, writable=free
        )
        for n, row in enumerate(rows, 1)
    )


def _cell_rows(
    writer: _Writer, document: AnnualDocument, goal_set: Any, labels: dict[str, str]
) -> tuple[CellRow, ...]:
    goals = {goal.pk: goal for goal in goal_set.goals_in_order}
    cells = list(document.cells.order_by("pk"))
    names = {CellKind.OUTCOME: "outcomes", CellKind.ISSUE: "issues"}
    rows = []
    for kind, name in names.items():
        own = [cell for cell in cells if cell.kind == kind]
        for cell in own:
            if cell.goal_id:
                cell.goal = goals[cell.goal_id]
        own.sort(key=lambda cell: cell.goal.order if cell.goal else 0)
        slots = tuple(_cell_slot(writer, cell, goal_set.marker_style) for cell in own)
        merged = any(cell.goal_id is None for cell in own)
        rows.append(CellRow(kind, labels.get(name, str(kind.label)), slots, merged))
    return tuple(rows)


def _cell_slot(writer: _Writer, cell: Cell, style: str) -> Slot:
    mark = goal_mark([cell.goal.order], style).shown if cell.goal else ""
    return writer.slot("cell", cell, mark)
