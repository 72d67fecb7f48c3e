"""Writes of specialist days: one transaction, one gate, one audit entry each."""

from programs.specialists.commands.bookings import (
    Finding,
    book,
    cancel,
    change_slot,
    close_slot,
    mark,
    put_in,
    record_result,
    wait,
)
from programs.specialists.commands.clockwork import free_unconfirmed, remind
from programs.specialists.commands.keeping import erase_concerns
from programs.specialists.commands.moving import Wish
from programs.specialists.commands.planning import (
    add_day,
    add_entry,
    begin_lists,
    cancel_day,
    change_day,
    change_entry,
    install_entries,
)
from programs.specialists.commands.public import ask_for_slot, ask_to_wait, confirm, withdraw

__all__ = [
    "Finding",
    "Wish",
    "add_day",
    "add_entry",
    "ask_for_slot",
    "ask_to_wait",
    "begin_lists",
    "book",
    "cancel",
    "cancel_day",
    "change_day",
    "change_entry",
    "change_slot",
    "close_slot",
    "confirm",
    "erase_concerns",
    "free_unconfirmed",
    "install_entries",
    "mark",
    "put_in",
    "record_result",
    "remind",
    "wait",
    "withdraw",
]
