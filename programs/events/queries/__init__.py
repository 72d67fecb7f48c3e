"""Reads of events: for an actor, and what is open to everybody."""

from programs.events.queries.desk import (
    Candidate,
    booking,
    bookings,
    candidate,
    candidates,
    dates_of,
    event,
    event_date,
    events,
    history,
    hub_slug,
    keeping,
    last_of,
    month_dates,
    timeline_rows,
    timeline_words,
    to_call,
)
from programs.events.queries.todos import waiting

__all__ = [
    "Candidate",
    "booking",
    "bookings",
    "candidate",
    "candidates",
    "dates_of",
    "event",
    "event_date",
    "events",
    "history",
    "hub_slug",
    "keeping",
    "last_of",
    "month_dates",
    "timeline_rows",
    "timeline_words",
    "to_call",
    "waiting",
]
