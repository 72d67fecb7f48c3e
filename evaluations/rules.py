"""The rules of the yearly evaluation, on plain values: states, who is next, markers, changes."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from evaluations.choices import Event, Owner, Publisher, Side, State
from programs.kernel.intake import clean_text

# --- states (domain sheet, section 8) --------------------------------------------------------------

OPEN_STATES = frozenset({State.DRAFT, State.CORRECTING})
FROZEN_STATES = frozenset(State) - OPEN_STATES
SIGNING_STATES = frozenset({State.AGREED, State.HALF_SIGNED})

# (from, event) -> to. The same pairs are enforced by a trigger on the table of documents.
TRANSITIONS: Mapping[tuple[State, Event], State] = {
    (State.DRAFT, Event.SEND): State.REVIEW,
    (State.CORRECTING, Event.SEND): State.REVIEW,
    (State.REVIEW, Event.RETURN): State.DRAFT,
    (State.REVIEW, Event.AGREE): State.AGREED,
    (State.AGREED, Event.SIGN): State.HALF_SIGNED,
    (State.HALF_SIGNED, Event.SIGN): State.SIGNED,
    (State.AGREED, Event.VOID): State.DRAFT,
    (State.HALF_SIGNED, Event.VOID): State.DRAFT,
    (State.SIGNED, Event.PUBLISH): State.PUBLISHED,
    (State.PUBLISHED, Event.CORRECT): State.CORRECTING,
}

# How long one party alone may hide a publication; the other decides within this time.
HIDDEN_DAYS = 14

STEPS: tuple[State, ...] = (
    State.DRAFT,
    State.REVIEW,
    State.AGREED,
    State.HALF_SIGNED,
    State.SIGNED,
    State.PUBLISHED,
)


def next_state(state: str, event: str, *, published_before: bool = False) -> State | None:
    """Return the state after an event, or None where the event is not possible now.

    A round that ends early goes back to DRAFT, or to CORRECTING where a publication stands.
    """
    reached = TRANSITIONS.get((State(state), Event(event)))
    if reached is State.DRAFT and published_before:
        return State.CORRECTING
    return reached


def possible_events(state: str) -> frozenset[Event]:
    """Return the events that a state allows."""
    return frozenset(event for (start, event) in TRANSITIONS if start == state)


def both_sides(sides: Collection[str]) -> bool:
    """Tell whether operator and ward are both among the sides."""
    return {Side.OPERATOR, Side.WARD} <= set(sides)


def missing_sides(sides: Collection[str]) -> tuple[Side, ...]:
    """Return the sides that have not answered yet, operator first."""
    return tuple(side for side in Side if side not in sides)


def sides_to_act(
    state: str,
    *,
    agreed: Collection[str] = (),
    signed: Collection[str] = (),
    publisher: str = Publisher.EITHER,
) -> tuple[Side, ...]:
    """Return whose move it is: both while drafting, the silent side while agreeing or signing."""
    if state == State.REVIEW:
        return missing_sides(agreed)
    if state in SIGNING_STATES:
        return missing_sides(signed)
    if state == State.SIGNED:
        return tuple(Side) if publisher == Publisher.EITHER else (Side(publisher),)
    return tuple(Side) if state in OPEN_STATES else ()


def may_publish(side: str, publisher: str) -> bool:
    """Tell whether a party is the one that publishes, by the contract."""
    return bool(side) and publisher in (Publisher.EITHER, side)


def may_write(side: str, owner: str) -> bool:
    """Tell whether a party may write a cell: its own or a joint one (invariant 7)."""
    return bool(side) and owner in (Owner.JOINT, side)


# --- years -----------------------------------------------------------------------------------------


def year_no(fy: int, start_fy: int) -> int:
    """Return which year of the term a fiscal year is, counted from 1 (may lie outside the term)."""
    return fy - start_fy + 1


def year_in_term(fy: int, start_fy: int, years: int) -> bool:
    """Tell whether a fiscal year lies inside the term (invariant 9)."""
    return 1 <= year_no(fy, start_fy) <= years


def year_words(number: int, years: int) -> str:
    """(5年度目/5か年度), as the documents print it."""
    return f"({number}年度目/{years}か年度)"


def fiscal_days(fy: int) -> tuple[date, date]:
    """Return the first and last day of a fiscal year."""
    return date(fy, 4, 1), date(fy + 1, 3, 31)


# --- what people type ------------------------------------------------------------------------------

LONGEST_TEXT = 10_000
_CIRCLED = "①-⑳㉑-㉟㊱-㊿❶-❿⓵-⓾"
_MARKER = re.compile(
    rf"""\s*(?:
      (?P<circled>[{_CIRCLED}])(?![とやの、・,，～~〜\-－]\s*[{_CIRCLED}]|の)
    | (?P<symbol>[★☆・･●○◯■□◆◇▪•‣※])(?!(?P=symbol))
    | (?P<number>[0-9０-９]{{1,2}})[.．)）](?![0-9０-９])
    | [(（](?P<paren>[0-9０-９]{{1,2}})[)）]
    )[ \t\u3000]*""",
    re.VERBOSE,
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_BLOCK = re.compile(r"</?(?:p|li|ul|ol|div|tr|table|h[1-6]|br)\b[^<>]*>", re.IGNORECASE)
_ENTITIES = {"&nbsp;": " ", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&amp;": "&"}


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A typed text without what must not be stored, and what was taken away."""

    text: str
    marker: str = ""
    tags: int = 0

    @property
    def changed(self) -> bool:
        """Tell whether anything but blank space at the ends was taken away."""
        return bool(self.marker or self.tags)


def strip_marker(text: str) -> tuple[str, str]:
    """Return (text, marker) without a leading ① ★ ・ 1. (1); the order gives the mark (invariant 8).

    「①と②」 and 「①の…」 speak *about* a goal and stay; so do 「1.5倍」 and 「○○区」.
    """
    match = _MARKER.match(text)
    if match is None:
        return text, ""
    return text[match.end() :], match.group().strip()


def strip_tags(text: str) -> tuple[str, int]:
    """Return (text, number of tags) without HTML tags; every word is kept, blocks become lines."""
    tags = len(_TAG.findall(text))
    if not tags:
        return text, 0
    bare = _TAG.sub("", _BLOCK.sub("\n", text))
    for entity, sign in _ENTITIES.items():
        bare = bare.replace(entity, sign)
    return re.sub(r"[ \t]*\n\s*", "\n", bare).strip("\n"), tags


def _plain_lines(text: str) -> str:
    lines = clean_text(text).replace("\t", " ").split("\n")
    return "\n".join(line.rstrip() for line in lines)


def clean(text: str) -> Cleaned:
    """Return a typed or pasted text as it is stored: no leading marker, no tags, plain newlines.

    Letters themselves are never changed (髙, 﨑 and half-width kana stay as typed).
    """
    bare, tags = strip_tags(_plain_lines(text))
    bare, marker = strip_marker(_plain_lines(bare))
    return Cleaned(_plain_lines(bare), marker, tags)


def lines_of(text: str) -> tuple[Cleaned, ...]:
    """Return the non-empty lines of a pasted list, each cleaned: one line, one goal or initiative."""
    bare, tags = strip_tags(_plain_lines(text))
    cleaned = (clean(line) for line in bare.split("\n"))
    return tuple(Cleaned(c.text, c.marker, tags) for c in cleaned if c.text)


def numbered_lines(text: str) -> tuple[str, ...]:
    """Return the non-empty lines of a pasted numbered list, without marks.

    A bare number goes only where it is the line's own place: 「2 …」 on the second line.
    """
    lines = (line.text for line in lines_of(text))
    return tuple(_without_place(line, n) for n, line in enumerate(lines, 1))


def _without_place(line: str, place: int) -> str:
    match = re.match(r"([0-9０-９]{1,2})[ \u3000、]+", line)
    return line[match.end() :] if match and int(match.group(1)) == place else line


# --- numbers and differences -----------------------------------------------------------------------


def grouped(value: int) -> str:
    """1234 -> 1,234."""
    return f"{value:,}"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that stayed ("same"), went ("old") or came ("new")."""

    kind: str
    text: str


_WORDS = re.compile(r"[ぁ-ゖー]+|[ァ-ヺー]+|[一-鿿々]+|[A-Za-z0-9]+|\n|.", re.DOTALL)


# Comparing word by word grows with the square of the length; beyond this the middle is shown as
# taken out and put in whole.
_MOST_COMPARED = 60_000


def differences(before: str, after: str) -> tuple[Piece, ...]:
    """Return the pieces that lead from one text to the other, word by word."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    head = _same_at_start(old, new)
    tail = _same_at_start(old[head:][::-1], new[head:][::-1])
    middle = _compared(old[head : len(old) - tail], new[head : len(new) - tail])
    pieces = [
        Piece("same", "".join(old[:head])),
        *middle,
        Piece("same", "".join(old[len(old) - tail :])),
    ]
    return tuple(piece for piece in pieces if piece.text)


def _same_at_start(one: Sequence[str], other: Sequence[str]) -> int:
    return next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    if len(old) * len(new) > _MOST_COMPARED:
        yield from (Piece("old", "".join(old)), Piece("new", "".join(new)))
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(old[i1:i2]))
        else:
            yield from (Piece("old", "".join(old[i1:i2])), Piece("new", "".join(new[j1:j2])))


# --- the document ----------------------------------------------------------------------------------


def title_line(label: str, next_label: str, *, evaluated: bool, proposed: bool) -> str:
    """Return the second line of the title: results of the year, goals of the next, or both."""
    parts = [f"{label}重点目標評価結果"] if evaluated else []
    parts += [f"{next_label}重点目標"] if proposed else []
    return "・".join(parts)


def period_words(from_on: str, to_on: str) -> str:
    """Return a period of two written days, as the documents print it."""
    return f"{from_on}～{to_on}"
