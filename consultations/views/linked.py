"""What hangs on a consultation: referrals, where somebody was told to go, its case."""

from typing import Any

from consultations import queries
from consultations.choices import Act
from consultations.models import Consultation
from programs.kernel.actor import Actor
from programs.kernel.policy import may


def linked(actor: Actor, row: Consultation) -> dict[str, Any]:
    """Return what a consultation's page shows of them; the words stay sealed."""
    return {
        "referrals": queries.referrals_of(actor, consultation=row),
        "signposts": [
            (signpost, may(actor, Act.UNDO_SIGNPOST, signpost))
            for signpost in queries.signposts(actor, row)
        ],
        "case": queries.case_of(actor, row),
        "seen": next(iter(reversed(queries.supervisions(row))), None),
        "may_supervise": may(actor, Act.SUPERVISE, row),
        "may_read_supervision": may(actor, Act.READ_SUPERVISION, row),
    }
