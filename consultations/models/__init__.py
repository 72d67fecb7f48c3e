"""What the consultation program keeps, by topic."""

from consultations.models.cases import Case, CaseEvent, CaseTalk, Escalation, Terms
from consultations.models.records import (
    Code,
    Concern,
    ConcernStep,
    Consultation,
    ConsultationTopic,
    FollowUp,
    Note,
    SafetyEntry,
    SealedText,
)
from consultations.models.referrals import Referral, ReferralEvent, Signpost
from consultations.models.supervision import Supervision

__all__ = [
    "Case",
    "CaseEvent",
    "CaseTalk",
    "Code",
    "Concern",
    "ConcernStep",
    "Consultation",
    "ConsultationTopic",
    "Escalation",
    "FollowUp",
    "Note",
    "Referral",
    "ReferralEvent",
    "SafetyEntry",
    "SealedText",
    "Signpost",
    "Supervision",
    "Terms",
]
