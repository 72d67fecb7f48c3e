"""What a correction changed, as old beside new (新旧対照): row by row, sentence by sentence."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from evaluations.canonical import Document
from evaluations.rendering.compose import compose
from evaluations.rendering.report import Block, Line, Report, Section

# A sentence pair longer than this is shown as replaced whole; comparing letters grows squarely.
LONGEST_PAIR = 800
_SENTENCE = re.compile(r"[^。\n]*(?:。|\n|$)")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text that stayed, or (`changed`) that was taken out or put in."""

    text: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the document: where it stands and its old and new text in parts."""

    place: str
    old: tuple[Part, ...]
    new: tuple[Part, ...]


def differences(old: Document, new: Document) -> list[Change]:
    """Every row whose words or marks differ, in reading order; a row only one has is one-sided."""
    before, after = dict(_rows(compose(old))), dict(_rows(compose(new)))
    places = [*after, *(place for place in before if place not in after)]
    pairs = ((place, before.get(place, ""), after.get(place, "")) for place in places)
    return [_change(place, was, now) for place, was, now in pairs if was != now]


def _rows(report: Report) -> Iterator[tuple[str, str]]:
    yield "表題", "\n".join(report.title)
    for section in report.sections:
        yield from _section_rows(section)


def _section_rows(section: Section) -> Iterator[tuple[str, str]]:
    prefix = f"{section.heading} " if section.heading else ""
    for row in section.rows:
        yield prefix + row.label, "\n".join(line for block in row.blocks for line in _lines(block))
    if section.grid:
        yield section.heading or "", "\n".join("、".join(row) for row in section.grid.rows)


def _lines(block: Block) -> Iterator[str]:
    entries: Iterable[Line] = (block.title, *block.lines) if block.title else block.lines
    for line in entries:
        yield " ".join(filter(None, (line.mark.shown, "\n".join(line.paragraphs))))


def _change(place: str, was: str, now: str) -> Change:
    old: list[Part] = []
    new: list[Part] = []
    before, after = _sentences(was), _sentences(now)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        gone, come = "".join(before[start:end]), "".join(after[new_start:new_end])
        if kind == "equal":
            old += [Part(gone)]
            new += [Part(come)]
        else:
            left, right = _letters(gone, come)
            old += left
            new += right
    return Change(place, _joined(old), _joined(new))


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in _SENTENCE.findall(text) if sentence]


def _letters(gone: str, come: str) -> tuple[list[Part], list[Part]]:
    """Compare two stretches letter by letter, unless they have too little in common."""
    matcher = SequenceMatcher(None, gone, come, autojunk=False)
    if max(len(gone), len(come)) > LONGEST_PAIR or matcher.ratio() < 0.5:
        return [Part(gone, True)], [Part(come, True)]
    old: list[Part] = []
    new: list[Part] = []
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        old.append(Part(gone[start:end], kind != "equal"))
        new.append(Part(come[new_start:new_end], kind != "equal"))
    return old, new


def _joined(parts: Iterable[Part]) -> tuple[Part, ...]:
    runs = groupby((part for part in parts if part.text), key=lambda part: part.changed)
    return tuple(Part("".join(part.text for part in run), changed) for changed, run in runs)
