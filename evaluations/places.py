"""The places of a document where text stands: an address (anchor), a row, and one of its fields."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from evaluations import rules
from evaluations.choices import Owner, State
from evaluations.models import AnnualDocument, Cell, Goal, GoalSet, Initiative
from programs.kernel.errors import Hidden


@dataclass(frozen=True, slots=True)
class Place:
    """One editable text; ``version`` rises with each change of its row."""

    anchor: str
    label: str
    row: Any
    field: str
    longest: int = rules.LONGEST_TEXT

    @property
    def text(self) -> str:
        """The text that stands there now."""
        return str(getattr(self.row, self.field))

    @property
    def owner(self) -> str:
        """Which party may write it."""
        return str(getattr(self.row, "owner", Owner.JOINT))


def is_inherited(document: AnnualDocument) -> bool:
    """Tell whether the evaluated goals were published by last year's document (invariant 5)."""
    return bool(
        document.evaluates_id
        and AnnualDocument.objects.filter(proposes_id=document.evaluates_id)
        .exclude(state=State.DRAFT)
        .exists()
    )


def own_goal_sets(document: AnnualDocument) -> tuple[int, ...]:
    """Return the ids of the goal sets that are written in this document."""
    evaluated = None if is_inherited(document) else document.evaluates_id
    return tuple(pk for pk in (evaluated, document.proposes_id) if pk)


def goal_set_of(document: AnnualDocument, pk: int) -> GoalSet:
    """Return a goal set that may be changed through the document; raises Hidden."""
    if pk not in own_goal_sets(document):
        raise Hidden
    return GoalSet.objects.get(pk=pk)


def place_of(document: AnnualDocument, anchor: str) -> Place:
    """Return the place with this anchor in the document; raises Hidden for any other."""
    kind, _dash, number = anchor.partition("-")
    if not number.isdecimal() or len(number) > 18:
        raise Hidden
    pk = int(number)
    sets = own_goal_sets(document)
    match kind:
        case "cell":
            row: Any = Cell.objects.filter(pk=pk, document=document).select_related("goal").first()
        case "goal" | "heading":
            row = Goal.objects.filter(pk=pk, goal_set_id__in=sets).first()
        case "initiative":
            row = (
                Initiative.objects.filter(pk=pk, goal_set_id__in=sets)
                .select_related("goal")
                .first()
            )
        case _:
            row = None
    if row is None:
        raise Hidden
    return make_place(kind, row)


def make_place(kind: str, row: Any) -> Place:
    """Return the place of a row: kind is cell, goal, heading or initiative."""
    if kind == "heading":
        label = _("目標%(n)sの取組の見出し") % {"n": row.order}
        return Place(f"heading-{row.pk}", label, row, "initiative_heading", longest=120)
    if kind == "goal":
        return Place(f"goal-{row.pk}", _("重点目標%(n)s") % {"n": row.order}, row, "text")
    name = _("取組内容") if kind == "initiative" else row.get_kind_display()
    whose = _("目標%(n)s") % {"n": row.goal.order} if row.goal else _("全体")
    return Place(f"{kind}-{row.pk}", f"{name}({whose})", row, "text")


def empty_places(document: AnnualDocument) -> Iterator[Place]:
    """Yield the places that must be filled before review and are not."""
    for goal_set in (document.evaluates, document.proposes):
        if goal_set is None:
            continue
        for goal in goal_set.goals.filter(text="").order_by("order"):
            yield make_place("goal", goal)
        for initiative in (
            goal_set.initiatives.filter(text="").select_related("goal").order_by("order")
        ):
            yield make_place("initiative", initiative)
    cells = document.cells.filter(text="", none_applicable=False).select_related("goal")
    for cell in cells.order_by("-kind", "goal__order", "pk"):
        yield make_place("cell", cell)
