"""Writes of the reception desk: one transaction, one gate, one audit entry each."""

from programs.dropin.commands.arrivals import check_in, check_in_guest, head_count
from programs.dropin.commands.corrections import change_counts, change_people
from programs.dropin.commands.departures import (
    check_out,
    close_open_visits,
    close_overdue_visits,
    reopen_closed_visits,
    undo_check_in,
    undo_check_out,
)
from programs.dropin.commands.helpers import (
    Coming,
    helper_back,
    helper_came,
    helper_left,
    helper_out,
    helpers_in,
)
from programs.dropin.commands.leaving import leave

__all__ = [
    "Coming",
    "change_counts",
    "change_people",
    "check_in",
    "check_in_guest",
    "check_out",
    "close_open_visits",
    "close_overdue_visits",
    "head_count",
    "helper_back",
    "helper_came",
    "helper_left",
    "helper_out",
    "helpers_in",
    "leave",
    "reopen_closed_visits",
    "undo_check_in",
    "undo_check_out",
]
