"""The document as plain text, for readers and machines that want nothing but the words.

Marks are said in words. Circled digits, Roman-numeral characters and stars that somebody typed
into a text are written with ordinary ones: the city's own text files show what becomes of them.
"""

from collections.abc import Iterator

from evaluations.rendering.report import Block, Grid, Line, Report, Section

_RANGES = (
    # first, last, number of the first, pattern
    (0x2460, 0x2473, 1, "({})"),
    (0x2474, 0x2487, 1, "({})"),
    (0x2488, 0x249B, 1, "{}."),
    (0x24EA, 0x24EA, 0, "({})"),
    (0x24EB, 0x24F4, 11, "({})"),
    (0x24F5, 0x24FE, 1, "({})"),
    (0x24FF, 0x24FF, 0, "({})"),
    (0x2776, 0x277F, 1, "({})"),
    (0x2780, 0x2789, 1, "({})"),
    (0x278A, 0x2793, 1, "({})"),
    (0x3251, 0x325F, 21, "({})"),
    (0x32B1, 0x32BF, 36, "({})"),
)
_ROMAN = (
    "I",
    "II",
    "III",
    "IV",
    "V",
    "VI",
    "VII",
    "VIII",
    "IX",
    "X",
    "XI",
    "XII",
    "L",
    "C",
    "D",
    "M",
)
_PLAIN = {
    **{
        code: pattern.format(start + code - first)
        for first, last, start, pattern in _RANGES
        for code in range(first, last + 1)
    },
    **{0x249C + at: f"({chr(ord('a') + at)})" for at in range(26)},
    **{0x24B6 + at: f"({chr(ord('A') + at)})" for at in range(26)},
    **{0x24D0 + at: f"({chr(ord('a') + at)})" for at in range(26)},
    **{0x2160 + at: numeral for at, numeral in enumerate(_ROMAN)},
    **{0x2170 + at: numeral.lower() for at, numeral in enumerate(_ROMAN)},
    ord("★"): "＊",
    ord("☆"): "＊",
}


def plain(text: str) -> str:
    """The text with circled digits as (1), Roman-numeral characters as letters, stars as ＊."""
    return text.translate(_PLAIN)


def txt_of(report: Report) -> str:
    """The whole document; lines end in LF, sections are set apart by blank lines."""
    return plain("\n".join(_lines(report)).rstrip("\n") + "\n")


def _lines(report: Report) -> Iterator[str]:
    yield from (*report.title, "")
    for section in report.sections:
        yield from _section(section)


def _section(section: Section) -> Iterator[str]:
    if section.heading:
        yield from ("", section.heading, "")
    if section.notes:
        yield from (*section.notes, "")
    if section.grid:
        yield from _grid(section.grid)
    for row in section.rows:
        yield f"【{row.label}】"
        for block in row.blocks:
            yield from _block(block)
        yield ""


def _grid(grid: Grid) -> Iterator[str]:
    for row in grid.rows:
        for column, text in zip(grid.columns, row, strict=True):
            yield f"{column}: {' '.join(text.split())}"
        yield ""


def _block(block: Block) -> Iterator[str]:
    if block.title:
        yield from _entry(block.title)
    for line in block.lines:
        yield from _entry(line)


def _entry(line: Line) -> Iterator[str]:
    first, *others = line.paragraphs or ("",)
    yield f"{line.mark.said} {first}".strip() if line.mark.said else first
    yield from others
