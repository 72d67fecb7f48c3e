"""What the yearly evaluation is made of."""

from evaluations.models.contract import (
    Boilerplate,
    Contract,
    Programme,
    ProgrammeList,
    SigningStatement,
)
from evaluations.models.document import AnnualDocument, Cell, Comment, Evidence, TextChange
from evaluations.models.goals import Goal, GoalSet, Initiative
from evaluations.models.publishing import Erratum, Publication, Withdrawal
from evaluations.models.signing import Refusal, Review, Revision, Signature, SignatureVoid

__all__ = [
    "AnnualDocument",
    "Boilerplate",
    "Cell",
    "Comment",
    "Contract",
    "Erratum",
    "Evidence",
    "Goal",
    "GoalSet",
    "Initiative",
    "Programme",
    "ProgrammeList",
    "Publication",
    "Refusal",
    "Review",
    "Revision",
    "Signature",
    "SignatureVoid",
    "SigningStatement",
    "TextChange",
    "Withdrawal",
]
