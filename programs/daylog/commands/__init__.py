"""Writes of the day log: one transaction, one gate, one audit entry each."""

from programs.daylog.commands.duties import Worked, add_duties, change_duty, remove_duty
from programs.daylog.commands.incidents import (
    Report,
    add_note,
    close_incident,
    decide,
    record_telling,
    reopen_incident,
    report,
    take_back,
)
from programs.daylog.commands.logs import close_log, correct_log, write_log

__all__ = [
    "Report",
    "Worked",
    "add_duties",
    "add_note",
    "change_duty",
    "close_incident",
    "close_log",
    "correct_log",
    "decide",
    "record_telling",
    "remove_duty",
    "reopen_incident",
    "report",
    "take_back",
    "write_log",
]
