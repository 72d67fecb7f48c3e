"""What is wrong with a row, kept so that it can be said in any language later."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext, override

SHOWN = 60  # characters of a cell that a message repeats


@dataclass(frozen=True)
class Problem:
    """A sentence about a cell (column None: about the row), its places not filled in yet."""

    text: str
    column: int | None = None
    cell: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)


def problem(
    message: Any,
    column: int | None = None,
    cell: str = "",
    params: Mapping[str, Any] | None = None,
) -> Problem:
    """Make one of a message that is marked for translation, kept in the words of the source."""
    with override("ja"):
        said = {name: _plain(value) for name, value in (params or {}).items()}
        return Problem(str(message), column, cell[:SHOWN], said)


def as_stored(one: Problem) -> dict[str, Any]:
    """Return what the database keeps."""
    return {
        "text": one.text,
        "column": one.column,
        "cell": one.cell,
        "params": dict(one.params),
    }


def sentence(stored: Mapping[str, Any]) -> str:
    """Return the sentence in the present language."""
    text = gettext(stored["text"])
    return text % stored["params"] if stored["params"] else text


def _plain(value: Any) -> Any:
    return value if isinstance(value, int) else str(value)
