"""Reads of the yearly evaluation, always for an actor."""

from evaluations.queries.documents import (
    agreed_sides,
    contracts,
    document,
    documents,
    empty_places,
    live_signatures,
    standing_texts,
    statement,
    waiting_for,
)
from evaluations.queries.history import (
    Step,
    changes,
    preview,
    publication_address,
    revision,
    revision_html,
    revisions,
)
from evaluations.queries.sheet import (
    CellRow,
    GoalBlock,
    Slot,
    Table,
    comments_by_place,
    may_edit,
    tables,
)

__all__ = [
    "CellRow",
    "GoalBlock",
    "Slot",
    "Step",
    "Table",
    "agreed_sides",
    "changes",
    "comments_by_place",
    "contracts",
    "document",
    "documents",
    "empty_places",
    "live_signatures",
    "may_edit",
    "preview",
    "publication_address",
    "revision",
    "revision_html",
    "revisions",
    "standing_texts",
    "statement",
    "tables",
    "waiting_for",
]
