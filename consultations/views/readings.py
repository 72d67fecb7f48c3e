"""Notes opened on a page: what one may read of them, each with the versions that it replaces."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from consultations import sealed
from consultations.choices import Act
from consultations.models import Note
from programs.kernel.actor import Actor
from programs.kernel.gate import passing
from programs.kernel.policy import may


@dataclass
class Reading:
    """A note opened for reading, with the versions that it replaces, newest first."""

    note: Note
    text: str
    may_correct: bool
    earlier: list[tuple[Note, str]] = field(default_factory=list)


@contextmanager
def opening(actor: Actor, notes: list[Note]) -> Iterator[dict[str, Any]]:
    """Open the notes of one consultation that are the actor's to read, with one audit entry for them.

    Gives ``readings`` and ``others``, the number of those that stay closed. Refused where none of
    them is one's to read.
    """
    mine = _readable(actor, notes)
    with passing(actor, Act.READ_NOTE, (mine or notes)[0]) as trail:
        trail.outcome = "read"
        trail.note(*mine)
        yield {
            "readings": [_reading(actor, note, mine) for note in _current(mine)],
            "others": len(_current(notes)) - len(_current(mine)),
        }


def readings_of(actor: Actor, notes: list[Note]) -> list[Reading]:
    """Open what is the actor's to read, on a page whose own act is remembered as the reading."""
    mine = _readable(actor, notes)
    return [_reading(actor, note, mine) for note in _current(mine)]


def _readable(actor: Actor, notes: list[Note]) -> list[Note]:
    return [note for note in notes if may(actor, Act.READ_NOTE, note)]


def _reading(actor: Actor, note: Note, notes: list[Note]) -> Reading:
    opened = Reading(note, sealed.read(note.text), may(actor, Act.CORRECT_NOTE, note))
    by_id = {other.pk: other for other in notes}
    before = by_id.get(note.corrects_id or 0)
    while before is not None:
        opened.earlier.append((before, sealed.read(before.text)))
        before = by_id.get(before.corrects_id or 0)
    return opened


def _current(notes: list[Note]) -> list[Note]:
    replaced = {note.corrects_id for note in notes}
    return [note for note in notes if note.pk not in replaced]
