"""What the consultation program keeps, by topic."""

from consultations.models.cases import Case, CaseEvent, CaseTalk, Escalation, Terms
from consultations.models.concerns import Concern, ConcernStep
from consultations.models.disclosures import Disclosure, DisclosureEvent, DisclosurePart
from consultations.models.lists import Code, QuickTally, SafetyEntry
from consultations.models.meetings import (
    CaseMeeting,
    MeetingAbout,
    MeetingFact,
    MeetingMember,
    MeetingMinutes,
)
from consultations.models.notes import FollowUp, Note, SealedText
from consultations.models.records import Consultation, ConsultationChild, ConsultationTopic
from consultations.models.referrals import Referral, ReferralEvent, Signpost
from consultations.models.supervision import Supervision, TrainingNeed

__all__ = [
    "Case",
    "CaseEvent",
    "CaseMeeting",
    "CaseTalk",
    "Code",
    "Concern",
    "ConcernStep",
    "Consultation",
    "ConsultationChild",
    "ConsultationTopic",
    "Disclosure",
    "DisclosureEvent",
    "DisclosurePart",
    "Escalation",
    "FollowUp",
    "MeetingAbout",
    "MeetingFact",
    "MeetingMember",
    "MeetingMinutes",
    "Note",
    "QuickTally",
    "Referral",
    "ReferralEvent",
    "SafetyEntry",
    "SealedText",
    "Signpost",
    "Supervision",
    "Terms",
    "TrainingNeed",
]
