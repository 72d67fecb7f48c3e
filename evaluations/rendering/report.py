"""The document between the canonical form and a page: headings, labelled rows, lines, marks.

HTML, text and PDF are all written from this one value, so they hold the same words.
"""

from dataclasses import dataclass, field

from evaluations.rendering.marks import NO_MARK, Mark


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a cell: its mark and its paragraphs (no newline inside)."""

    paragraphs: tuple[str, ...]
    mark: Mark = NO_MARK


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together, under a title of their own or not. `listed`: a list of entries."""

    lines: tuple[Line, ...]
    title: Line | None = None
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a two-column table: the label at the left, the blocks at the right."""

    label: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a header: `rows` hold one text per column, the first one names the row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the document: its key, heading (None for the head table), rows and table."""

    key: str
    heading: str | None = None
    notes: tuple[str, ...] = ()
    grid: Grid | None = None
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The whole document. `content_hash` is the SHA-256 of the canonical form."""

    title: tuple[str, ...]
    sections: tuple[Section, ...]
    content_hash: str
    subject: str = field(default="")
