"""Blacking out passages of a text, on plain values: what is black is not in the result at all.

A passage is (start, end) in characters. Whatever its length, it is shown as `BLACK`, so that the
length of a name tells nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

BLACK = "■■■■"
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text as the family gets it: words, or a black bar with the passage's place."""

    text: str
    black: bool
    number: int = 0


def passages(text: str, words: str) -> list[Span]:
    """Return every place where the words stand in the text; none for empty words."""
    wanted = words.strip()
    found: list[Span] = []
    at = text.find(wanted) if wanted else -1
    while at >= 0:
        found.append((at, at + len(wanted)))
        at = text.find(wanted, at + len(wanted))
    return found


def joined(spans: Iterable[Iterable[int]]) -> list[Span]:
    """Return passages in order, those that touch or overlap made one, empty ones left out."""
    merged: list[Span] = []
    for start, end in sorted((int(a), int(b)) for a, b in spans):
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def pieces(text: str, spans: Iterable[Iterable[int]]) -> list[Piece]:
    """Return the text cut into words and black bars; of what is black nothing is left."""
    found: list[Piece] = []
    at = 0
    for number, (start, end) in enumerate(joined(spans)):
        if start > at:
            found.append(Piece(text[at:start], False))
        found.append(Piece(BLACK, True, number))
        at = max(at, end)
    if at < len(text):
        found.append(Piece(text[at:], False))
    return found


def blacked(text: str, spans: Iterable[Iterable[int]]) -> str:
    """Return the text as the family gets it."""
    return "".join(piece.text for piece in pieces(text, spans))
