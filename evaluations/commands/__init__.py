"""Everything that changes an evaluation. Each command is one gate, one transaction, one audit entry.

A command that touches a document locks its row first, so that two people are served one after the
other and no two commands can wait for each other in a circle.
"""

from evaluations.commands.evidence import choose_evidence, drop_evidence
from evaluations.commands.publishing import publish, start_correction
from evaluations.commands.reviewing import agree, return_to_draft, send_to_review
from evaluations.commands.setup import (
    StandingTexts,
    Term,
    open_document,
    save_standing_texts,
    set_up_contract,
)
from evaluations.commands.signing import Confirmation, refuse, sign
from evaluations.commands.structure import (
    add_goals,
    add_initiatives,
    merge_cells,
    move_goal,
    move_initiative,
    remove_goal,
    remove_initiative,
    set_style,
    split_cells,
)
from evaluations.commands.talking import comment, resolve_comment
from evaluations.commands.withdrawing import withdraw
from evaluations.commands.writing import save_text, set_licence

__all__ = [
    "Confirmation",
    "StandingTexts",
    "Term",
    "add_goals",
    "add_initiatives",
    "agree",
    "choose_evidence",
    "comment",
    "drop_evidence",
    "merge_cells",
    "move_goal",
    "move_initiative",
    "open_document",
    "publish",
    "refuse",
    "remove_goal",
    "remove_initiative",
    "resolve_comment",
    "return_to_draft",
    "save_standing_texts",
    "save_text",
    "send_to_review",
    "set_licence",
    "set_style",
    "set_up_contract",
    "sign",
    "split_cells",
    "start_correction",
    "withdraw",
]
