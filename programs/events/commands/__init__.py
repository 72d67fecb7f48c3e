"""Writes of events: one transaction, one gate, one audit entry each."""

from programs.events.commands.bookings import (
    book,
    book_course,
    cancel,
    change_numbers,
    mark,
    put_in,
)
from programs.events.commands.clockwork import pass_offers_on, remind
from programs.events.commands.keeping import erase_contacts
from programs.events.commands.moving import Wish
from programs.events.commands.planning import (
    add_dates,
    add_event,
    cancel_course,
    cancel_date,
    change_event,
)
from programs.events.commands.public import (
    ask_for_course,
    ask_for_place,
    change_own_numbers,
    confirm,
    withdraw,
)
from programs.events.commands.redating import Hours, move_date
from programs.events.commands.room import Numbers

__all__ = [
    "Hours",
    "Numbers",
    "Wish",
    "add_dates",
    "add_event",
    "ask_for_course",
    "ask_for_place",
    "book",
    "book_course",
    "cancel",
    "cancel_course",
    "cancel_date",
    "change_event",
    "change_numbers",
    "change_own_numbers",
    "confirm",
    "erase_contacts",
    "mark",
    "move_date",
    "pass_offers_on",
    "put_in",
    "remind",
    "withdraw",
]
