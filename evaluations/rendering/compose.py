"""From the canonical form to the rows, lines and marks that every rendering shares."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from evaluations.canonical import Document, digest, normalise
from evaluations.rendering.marks import NO_MARK, Mark, goal_mark, initiative_mark
from evaluations.rendering.record import Edition, SignatureLine, record_section
from evaluations.rendering.report import Block, Grid, Line, Report, Row, Section
from programs.kernel import fiscal

Node = Mapping[str, Any]

NONE_APPLICABLE = "該当なし"
EVIDENCE_HEADING = "根拠資料"
EVIDENCE_COLUMNS = ("項目", "数値", "対象期間", "重点目標", "数え方", "確定日")
GROUPED = ("grouped_star", "grouped_dot", "numbered_per_goal")


def compose(
    canonical: Document,
    signatures: Sequence[SignatureLine] = (),
    edition: Edition | None = None,
) -> Report:
    """The document as labelled rows. `signatures` and `edition` stand in its closing part."""
    document = normalise(canonical)
    content_hash = digest(document)[1]
    sections = [_head(document)]
    sections += [_evaluated(document)] if document["evaluated"] else []
    sections += [_evidence(document)] if document["evidence"] else []
    sections += [_proposed(document)] if document["proposed"] else []
    if signatures or edition:
        sections.append(record_section(signatures, content_hash, document["licence"], edition))
    title = tuple(_paragraphs("\n".join(document["title"])))
    return Report(title, tuple(sections), content_hash, subject=" ".join(title))


def _head(document: Node) -> Section:
    labels, period = document["labels"], document["period"]
    purpose = [_plain(document["purpose"])]
    if document["principles"]:
        heading = _line(document["principles_heading"], NO_MARK)
        title = heading if heading.paragraphs else None
        purpose.append(_numbered(enumerate(document["principles"], 1), title=title))
    programmes = ((programme["no"], programme["text"]) for programme in document["programmes"])
    return Section(
        key="head",
        rows=(
            Row(labels["period"], (_plain(period["text"] + period["text_year"]),)),
            Row(labels["parties"], (_plain("\n".join(_party_names(document))),)),
            Row(labels["purpose"], tuple(purpose)),
            Row(labels["programmes"], (_numbered(programmes),)),
            Row(labels["method"], (_numbered(enumerate(document["method"], 1)),)),
        ),
    )


def _party_names(document: Node) -> list[str]:
    return [party["name"] for party in document["parties"]]


def _evaluated(document: Node) -> Section:
    part, labels = document["evaluated"], document["labels"]
    rows = [
        *_plan(part, labels),
        Row(labels["outcomes"], (_cells(part["outcomes"], part["marker_style"]),)),
        Row(labels["issues"], (_cells(part["issues"], part["marker_style"]),)),
    ]
    return Section(key="evaluated", heading=part["heading"], rows=tuple(rows))


def _proposed(document: Node) -> Section:
    part = document["proposed"]
    rows = tuple(_plan(part, document["labels"]))
    return Section(key="proposed", heading=part["heading"], rows=rows)


def _plan(part: Node, labels: Node) -> list[Row]:
    style = part["marker_style"]
    goals = [_line(goal["text"], goal_mark([goal["order"]], style)) for goal in part["goals"]]
    return [
        Row(part["goals_label"], (Block(tuple(goals)),)),
        Row(labels["initiatives"], tuple(_initiatives(part, labels["initiatives"]))),
    ]


def _initiatives(part: Node, label: str) -> Iterable[Block]:
    """Initiatives in their order; neighbours of the same goals and heading form one block."""
    style, layout = part["marker_style"], part["initiative_layout"]
    places: Counter[tuple[int, ...]] = Counter()
    grouped = layout in GROUPED

    def group(initiative: Node) -> tuple[tuple[int, ...], str | None]:
        return tuple(initiative["goals"]) if grouped else (), initiative["heading"]

    for (goals, heading), members in groupby(part["initiatives"], key=group):
        lines = []
        for initiative in members:
            served = tuple(initiative["goals"])
            places[served] += 1
            mark = initiative_mark(served, places[served], layout, style)
            lines.append(_line(initiative["text"], mark))
        title = heading or (label if goals else None)
        yield Block(tuple(lines), _line(title, goal_mark(goals, style)) if title else None)


def _cells(cells: Sequence[Node], style: str) -> Block:
    lines = []
    for cell in cells:
        words = [NONE_APPLICABLE] if cell["state"] == "none_applicable" else []
        words += [cell["text"]] if cell["text"] else []
        lines.append(_line("\n".join(words), goal_mark(cell["goals"], style)))
    return Block(tuple(lines), listed=len(lines) > 1)


def _evidence(document: Node) -> Section:
    return Section(
        key="evidence",
        heading=EVIDENCE_HEADING,
        grid=Grid(EVIDENCE_COLUMNS, tuple(_evidence_row(row) for row in document["evidence"])),
    )


def _evidence_row(row: Node) -> tuple[str, ...]:
    texts = (
        row["label"],
        f"{row['value']}{row['unit']}",
        row["period_text"],
        "・".join(f"目標{goal}" for goal in row["goals"]) or "全体",
        row["rule"],
        fiscal.wareki(date.fromisoformat(row["frozen_on"])),
    )
    return tuple(" ".join(_paragraphs(text)) for text in texts)


def _numbered(rows: Iterable[tuple[int, str]], title: Line | None = None) -> Block:
    lines = tuple(_line(text, Mark(str(number), str(number))) for number, text in rows)
    return Block(lines, title)


def _plain(text: str) -> Block:
    return Block((_line(text, NO_MARK),), listed=False)


def _line(text: str, mark: Mark) -> Line:
    return Line(tuple(_paragraphs(text)), mark)


def _paragraphs(text: str) -> list[str]:
    """The lines of a text; blank ones only separate, tabs are one space."""
    lines = (line.replace("\t", " ").rstrip() for line in text.splitlines())
    return [line for line in lines if line.strip()]
