"""What an `annual-document/1` dictionary must look like. Pure functions on plain values.

Empty, 該当なし and a text are three different things (evaluation cycle, section 8, rule 10);
a mark is never stored, only its style (rule 8).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

MARKER_STYLES = ("circled", "decimal", "star", "dot", "none")
INITIATIVE_LAYOUTS = (
    "repeat_goal_mark",
    "grouped_star",
    "grouped_dot",
    "numbered_per_goal",
    "plain",
)
CELL_STATES = ("text", "none_applicable")
LICENCES = ("reading_only", "cc_by_4")
LABELS = (
    "period",
    "parties",
    "purpose",
    "programmes",
    "method",
    "goals",
    "initiatives",
    "outcomes",
    "issues",
)

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: where it is (`evaluated.goals[0].text`) and what is wrong, for developers."""

    path: str
    fault: str

    def __str__(self) -> str:
        return f"{self.path}: {self.fault}"


def problems_of(document: Node) -> list[Problem]:
    """Every fault of the dictionary, in reading order; [] for a sound document."""
    return [*_shape(document), *_characters("", document)]


def _shape(document: Node) -> Iterator[Problem]:
    for key, check in _TOP.items():
        if key not in document:
            yield Problem(key, "missing")
        elif (fault := check(document[key])) is not None:
            yield Problem(key, fault)
    yield from _period(document.get("period"))
    yield from _parties(document.get("parties"))
    yield from _labels(document.get("labels"))
    if not document.get("evaluated") and not document.get("proposed"):
        yield Problem("", "neither an evaluated nor a proposed part")
    yield from _part("evaluated", document.get("evaluated"), cells=("outcomes", "issues"))
    yield from _part("proposed", document.get("proposed"), cells=())
    yield from _evidence(document)


def _text(value: object) -> str | None:
    return None if isinstance(value, str) and value.strip() else "no text"


def _any_text(value: object) -> str | None:
    return None if isinstance(value, str) else "no text"


def _maybe_text(value: object) -> str | None:
    return None if value is None else _text(value)


def _whole(value: object) -> str | None:
    good = isinstance(value, int) and not isinstance(value, bool) and value >= 1
    return None if good else "no whole number from 1"


def _rows(value: object) -> str | None:
    return None if isinstance(value, (list, tuple)) else "no list"


def _texts(value: object) -> str | None:
    if not isinstance(value, (list, tuple)):
        return "no list"
    return None if all(_text(line) is None for line in value) else "a line without text"


def _some_texts(value: object) -> str | None:
    return _texts(value) or (None if value else "no line")


def _node(value: object) -> str | None:
    return None if isinstance(value, Mapping) else "no object"


def _maybe_node(value: object) -> str | None:
    return None if value is None else _node(value)


def _one_of(allowed: Iterable[str]) -> Callable[[object], str | None]:
    choices = tuple(allowed)
    return lambda value: None if value in choices else f"none of {', '.join(choices)}"


_TOP: dict[str, Callable[[object], str | None]] = {
    "format": _one_of(("annual-document/1",)),
    "ward": _node,
    "facility": _text,
    "fiscal_year": _whole,
    "label": _text,
    "next_label": _maybe_text,
    "title": _some_texts,
    "period": _node,
    "parties": _rows,
    "purpose": _text,
    "principles_heading": _any_text,
    "principles": _texts,
    "programmes": _rows,
    "method": _texts,
    "labels": _node,
    "evaluated": _maybe_node,
    "proposed": _maybe_node,
    "evidence": _rows,
    "boilerplate_version": _whole,
    "template_version": _whole,
    "licence": _one_of(LICENCES),
}


def _period(period: object) -> Iterator[Problem]:
    if not isinstance(period, Mapping):
        return
    days = [_day(period.get(end)) for end in ("from", "to")]
    for end, day in zip(("from", "to"), days, strict=True):
        if day is None:
            yield Problem(f"period.{end}", "no day (YYYY-MM-DD)")
    if days[0] and days[1] and days[1] < days[0]:
        yield Problem("period.to", "lies before its beginning")
    for key in ("text", "text_year"):
        if (fault := _text(period.get(key))) is not None:
            yield Problem(f"period.{key}", fault)


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _parties(parties: object) -> Iterator[Problem]:
    if not isinstance(parties, (list, tuple)):
        return
    sides = [party.get("side") for party in parties if isinstance(party, Mapping)]
    if sorted(map(str, sides)) != ["operator", "ward"]:
        yield Problem("parties", "one operator and one ward are needed")
    for at, party in enumerate(parties):
        if not isinstance(party, Mapping) or _text(party.get("name")):
            yield Problem(f"parties[{at}].name", "no text")


def _labels(labels: object) -> Iterator[Problem]:
    if isinstance(labels, Mapping):
        for key in LABELS:
            if (fault := _text(labels.get(key))) is not None:
                yield Problem(f"labels.{key}", fault)


def _part(name: str, part: object, *, cells: tuple[str, ...]) -> Iterator[Problem]:
    if not isinstance(part, Mapping):
        return
    for key, check in _PART.items():
        if (fault := check(part.get(key))) is not None:
            yield Problem(f"{name}.{key}", fault)
    goals = _nodes(part.get("goals"))
    orders = [goal.get("order") for goal in goals]
    if not goals or orders != list(range(1, len(goals) + 1)):
        yield Problem(f"{name}.goals", "goals are numbered 1, 2, 3 … without a gap")
    yield from _lines(f"{name}.goals", goals)
    initiatives = _nodes(part.get("initiatives"))
    yield from _lines(f"{name}.initiatives", initiatives)
    yield from _references(f"{name}.initiatives", initiatives, orders)
    for key in cells:
        rows = _nodes(part.get(key))
        yield from _cells(f"{name}.{key}", rows)
        yield from _references(f"{name}.{key}", rows, orders)


_PART: dict[str, Callable[[object], str | None]] = {
    "heading": _text,
    "goals_label": _text,
    "marker_style": _one_of(MARKER_STYLES),
    "initiative_layout": _one_of(INITIATIVE_LAYOUTS),
    "goals": _rows,
    "initiatives": _rows,
}


def _nodes(rows: object) -> list[Node]:
    found = rows if isinstance(rows, (list, tuple)) else ()
    return [row if isinstance(row, Mapping) else {} for row in found]


def _lines(path: str, rows: list[Node]) -> Iterator[Problem]:
    for at, row in enumerate(rows):
        if (fault := _text(row.get("text"))) is not None:
            yield Problem(f"{path}[{at}].text", fault)


def _cells(path: str, rows: list[Node]) -> Iterator[Problem]:
    if not rows:
        yield Problem(path, "neither a text nor 該当なし")
    for at, row in enumerate(rows):
        if row.get("state") not in CELL_STATES:
            yield Problem(f"{path}[{at}].state", f"none of {', '.join(CELL_STATES)}")
        elif row["state"] == "text" and _text(row.get("text")):
            yield Problem(f"{path}[{at}].text", "no text")


def _references(path: str, rows: list[Node], orders: list[object]) -> Iterator[Problem]:
    for at, row in enumerate(rows):
        goals = row.get("goals")
        if not isinstance(goals, (list, tuple)) or any(goal not in orders for goal in goals):
            yield Problem(f"{path}[{at}].goals", "names a goal that is not there")


def _evidence(document: Node) -> Iterator[Problem]:
    for at, row in enumerate(_nodes(document.get("evidence"))):
        for key in ("label", "value", "rule", "period_text", "frozen_on"):
            if (fault := _text(row.get(key))) is not None:
                yield Problem(f"evidence[{at}].{key}", fault)


def _characters(path: str, value: object) -> Iterator[Problem]:
    """Control characters and halves of surrogate pairs have no place on paper or in JSON."""
    if isinstance(value, str):
        if any(_unprintable(char) for char in value):
            yield Problem(path, "a control character")
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _characters(f"{path}.{key}" if path else str(key), inner)
    elif isinstance(value, (list, tuple)):
        for at, inner in enumerate(value):
            yield from _characters(f"{path}[{at}]", inner)


def _unprintable(char: str) -> bool:
    return (
        (char < " " and char not in "\n\r\t")
        or "\x7f" <= char < "\xa0"
        or "\ud800" <= char <= "\udfff"
    )
