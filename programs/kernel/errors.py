"""The four errors that are expected, and how a broken constraint is named.

They are raised anywhere and become pages in one place, ``kernel.middleware``.
Anything else is a 500 with a reference number.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import IntegrityError


class Expected(Exception):
    """Base of the errors that people can meet in everyday work."""


class Hidden(Expected):
    """404: there is no such thing, or it is another hub's; the two look the same."""


class Refused(Expected):
    """403: the reason in words, and the roles that could do it."""

    def __init__(self, reason: Any, who_could: Sequence[Any] = (), trail: Any = None) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.who_could = tuple(who_could)
        self.trail = trail


class RuleBroken(Expected):
    """A rule of the field says no; shown at the field, input kept. field "" means the whole form."""

    def __init__(self, field: str, message: Any) -> None:
        super().__init__(str(message))
        self.field = field
        self.message = message


class Stale(Expected):
    """409: somebody was first. Both versions are shown, nothing is overwritten.

    mine and theirs map a field's label to its text.
    """

    def __init__(
        self,
        current: Any = None,
        by: str = "",
        at: datetime | None = None,
        mine: Mapping[Any, str] | None = None,
        theirs: Mapping[Any, str] | None = None,
    ) -> None:
        super().__init__("stale")
        self.current, self.by, self.at = current, by, at
        self.mine, self.theirs = dict(mine or {}), dict(theirs or {})


def constraint_name(error: IntegrityError) -> str:
    """Return the name of the constraint that PostgreSQL reported, or ""."""
    diag = getattr(error.__cause__, "diag", None)
    return getattr(diag, "constraint_name", None) or ""


_said: dict[str, Any] = {}


def say_constraint(name: str, message: Any) -> None:
    """Have a constraint that any area's act can break told in words, wherever it is broken."""
    _said[name] = message


@contextmanager
def told() -> Iterator[None]:
    """Turn the break of a constraint that has words into RuleBroken; others pass."""
    try:
        yield
    except IntegrityError as error:
        message = _said.get(constraint_name(error))
        if message is None:
            raise
        raise RuleBroken("", message) from error
