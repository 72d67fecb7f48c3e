"""Writes of lending: one transaction, one gate, one audit entry each."""

from programs.lending.commands.items import add_item, change_item, change_terms
from programs.lending.commands.loans import Borrower, end_loan, extend, lend, undo_ending

__all__ = [
    "Borrower",
    "add_item",
    "change_item",
    "change_terms",
    "end_loan",
    "extend",
    "lend",
    "undo_ending",
]
