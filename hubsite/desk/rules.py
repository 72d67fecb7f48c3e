"""Which entries of the audit tell of a suspected maltreatment; plain values, no database.

Such an entry is kept like any other. To all but those who read every suspicion it is shown as
something restricted, without its target, and it is never found by asking for a family.
"""

from collections.abc import Mapping

from consultations.choices import Act as Consultations

# Acts whose name alone tells it. Opening the guide tells it too: somebody had a reason just then.
# Changing the guide does not; it is the director's list of telephone numbers.
TELLING_ACTS = frozenset(
    {
        Consultations.VIEW_GUIDE,
        Consultations.OPEN_CONCERN,
        Consultations.VIEW_CONCERNS,
        Consultations.READ_CONCERN,
        Consultations.LOG_CONCERN,
        Consultations.CLOSE_CONCERN,
    }
)

# Kinds of records that are there only because of a suspicion.
TELLING_KINDS = frozenset({"consultations.concern", "consultations.concernstep"})

# Kinds of records that are restricted, or hang on one that is -> the path to its flag.
GUARDED_BY: Mapping[str, str] = {
    "consultations.consultation": "guarded",
    "consultations.consultationchild": "consultation__guarded",
    "consultations.consultationtopic": "consultation__guarded",
    "consultations.casetalk": "consultation__guarded",
    "consultations.disclosurepart": "consultation__guarded",
    "consultations.followup": "consultation__guarded",
    "consultations.note": "consultation__guarded",
    "consultations.referral": "consultation__guarded",
    "consultations.referralevent": "referral__consultation__guarded",
    "consultations.signpost": "consultation__guarded",
    "consultations.supervision": "consultation__guarded",
    "consultations.trainingneed": "supervision__consultation__guarded",
}

# What the filter of the audit calls all of them together.
RESTRICTED = "restricted"
