"""Writes of lists: one transaction, one gate, one audit entry each."""

from programs.exchange.commands.confirming import abandon, confirm
from programs.exchange.commands.exporting import export_families, export_staff
from programs.exchange.commands.forgetting import forget_staged
from programs.exchange.commands.staging import choose_columns, choose_sheet, stage
from programs.exchange.commands.undoing import undo

__all__ = [
    "abandon",
    "choose_columns",
    "choose_sheet",
    "confirm",
    "export_families",
    "export_staff",
    "forget_staged",
    "stage",
    "undo",
]
