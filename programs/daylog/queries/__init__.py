"""Reads of the day log, always for an actor."""

from programs.daylog.queries.handover import HandoverNote, handover_notes, waiting
from programs.daylog.queries.incidents import (
    YearRow,
    deciders,
    incident,
    incidents,
    on_day,
    opened,
    steps,
    year_table,
)
from programs.daylog.queries.logs import (
    Part,
    corrections,
    day_of,
    duties,
    duty,
    duty_rows,
    log_of,
    logs_between,
    members_for,
    said,
)

__all__ = [
    "HandoverNote",
    "Part",
    "YearRow",
    "corrections",
    "day_of",
    "deciders",
    "duties",
    "duty",
    "duty_rows",
    "handover_notes",
    "incident",
    "incidents",
    "log_of",
    "logs_between",
    "members_for",
    "on_day",
    "opened",
    "said",
    "steps",
    "waiting",
    "year_table",
]
