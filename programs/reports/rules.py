"""Pure rules of the month page: which month, which neighbours, which days."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

FIRST_YEAR, LAST_YEAR = 2006, 2100


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month. Raises ValueError outside 2006 (the first hub opened) to 2100."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (FIRST_YEAR <= self.year <= LAST_YEAR and 1 <= self.number <= 12):
            raise ValueError("no such month")

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    @property
    def before(self) -> "Month":
        """The month before."""
        return of(self.first - timedelta(days=1))

    @property
    def after(self) -> "Month":
        """The month after."""
        return of(self.last + timedelta(days=1))


def of(day: date) -> Month:
    """Return the month of a day."""
    return Month(day.year, day.month)
