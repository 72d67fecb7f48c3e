"""The document as a safe HTML fragment: the text of record for readers.

Every text is escaped here; the fragment holds no script, style, address or class from outside.
Roles are written out because narrow screens stack the tables, and browsers drop the meaning of
a table whose display is changed.
"""

from collections.abc import Iterable, Iterator

from django.utils.html import escape

from evaluations.rendering.report import Block, Grid, Line, Report, Row, Section

_SILENT = ("★", "・")


def html_of(report: Report, *, level: int = 1) -> str:
    """The fragment, `<article lang="ja">`. `level` is the heading level of its title (1 to 4)."""
    return "\n".join(_article(report, level)) + "\n"


def _article(report: Report, level: int) -> Iterator[str]:
    yield '<article class="annual" lang="ja">'
    lines = "<br>".join(
        f'<span class="annual-title-line">{escape(line)}</span>' for line in report.title
    )
    yield f'<h{level} class="annual-title">{lines}</h{level}>'
    for section in report.sections:
        yield from _section(section, level + 1)
    yield "</article>"


def _section(section: Section, level: int) -> Iterator[str]:
    name = f"annual-{section.key}"
    label = f' aria-labelledby="{name}"' if section.heading else ""
    yield f'<section class="{name}"{label}>'
    if section.heading:
        yield f'<h{level} id="{name}">{escape(section.heading)}</h{level}>'
    yield from (f"<p>{escape(note)}</p>" for note in section.notes)
    if section.grid:
        yield from _grid(section.grid, name)
    if section.rows:
        yield from _rows(section.rows, label)
    yield "</section>"


def _rows(rows: Iterable[Row], label: str) -> Iterator[str]:
    yield f'<table class="annual-rows" role="table"{label}>'
    yield '<tbody role="rowgroup">'
    for row in rows:
        cell = "".join(map(_block, row.blocks))
        yield f'<tr role="row"><th scope="row" role="rowheader">{escape(row.label)}</th>'
        yield f'<td role="cell">{cell}</td></tr>'
    yield "</tbody>"
    yield "</table>"


def _grid(grid: Grid, name: str) -> Iterator[str]:
    yield f'<table class="annual-grid" role="table" aria-labelledby="{name}">'
    heads = "".join(
        f'<th scope="col" role="columnheader">{escape(column)}</th>' for column in grid.columns
    )
    yield f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
    yield '<tbody role="rowgroup">'
    for row in grid.rows:
        cells = "".join(map(_grid_cell, range(len(row)), grid.columns, row))
        yield f'<tr role="row">{cells}</tr>'
    yield "</tbody>"
    yield "</table>"


def _grid_cell(at: int, column: str, text: str) -> str:
    tag, attributes = ("td", 'role="cell"') if at else ("th", 'scope="row" role="rowheader"')
    return f'<{tag} {attributes} data-label="{escape(column)}">{escape(text)}</{tag}>'


def _block(block: Block) -> str:
    title = _entry(block.title, "p", "annual-group") if block.title else ""
    if not block.listed:
        return title + "".join(_entry(line, "p", "") for line in block.lines)
    items = "".join(f"<li>{_inside(line)}</li>" for line in block.lines)
    return f'{title}<ol class="annual-list" role="list">{items}</ol>'


def _entry(line: Line, tag: str, css: str) -> str:
    attribute = f' class="{css}"' if css else ""
    first, *others = line.paragraphs or ("",)
    tail = "".join(f"<{tag}>{escape(text)}</{tag}>" for text in others)
    return f"<{tag}{attribute}>{_mark(line)}{escape(first)}</{tag}>{tail}"


def _inside(line: Line) -> str:
    """One item of a list: its mark, then each paragraph as a block of its own."""
    texts = line.paragraphs or ("",)
    return _mark(line) + "".join(f"<p>{escape(text)}</p>" for text in texts)


def _mark(line: Line) -> str:
    if not line.mark.shown:
        return ""
    hidden = ' aria-hidden="true"' if line.mark.shown in _SILENT else ""
    return f'<span class="annual-mark"{hidden}>{escape(line.mark.shown)}</span> '
