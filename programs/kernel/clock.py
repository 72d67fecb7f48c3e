"""The one source of time. Views and command-line entries ask it once and pass the answer down."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")

_frozen: ContextVar[datetime | None] = ContextVar("clock_frozen", default=None)
_frozen_everywhere: datetime | None = None


def now() -> datetime:
    """The present instant, aware, in Tokyo's zone."""
    return tokyo(_frozen.get() or _frozen_everywhere or datetime.now(UTC))


def today() -> date:
    """The present day in Tokyo, whatever zone the machine is in."""
    return now().date()


def tokyo(instant: datetime) -> datetime:
    """The same instant in Tokyo's zone. Raises ValueError for a naive one: its meaning is unknown."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(TOKYO)


def moment(day: date, at: time = time.min) -> datetime:
    """A time of day in Tokyo; midnight, with which the day begins, where none is given."""
    return datetime.combine(day, at, TOKYO)


@contextmanager
def frozen(instant: datetime, *, every_thread: bool = False) -> Iterator[datetime]:
    """Hold the clock at `instant` inside the block; a naive one is read as Tokyo time.

    The hold follows the calling context, which the test client shares. A server running in
    another thread of this process does not: `every_thread` holds the clock for that one too.
    """
    held = tokyo(instant if instant.tzinfo else instant.replace(tzinfo=TOKYO))
    with _held_everywhere(held) if every_thread else _held_here(held):
        yield held


@contextmanager
def _held_here(held: datetime) -> Iterator[None]:
    token = _frozen.set(held)
    try:
        yield
    finally:
        _frozen.reset(token)


@contextmanager
def _held_everywhere(held: datetime) -> Iterator[None]:
    global _frozen_everywhere
    before, _frozen_everywhere = _frozen_everywhere, held
    try:
        yield
    finally:
        _frozen_everywhere = before
