"""Reading records through: a comment, and a lock that keeps them as they are."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from consultations import queries, sealed
from consultations.choices import Act, SupervisionStep
from consultations.commands.notes import check_length, check_standing
from consultations.models import Consultation, Supervision
from consultations.rules import LONGEST_NOTE
from programs.kernel.actor import Actor
from programs.kernel.errors import RuleBroken
from programs.kernel.gate import passing
from programs.kernel.notices import tell


def supervise(
    actor: Actor, row: Consultation, kind: str, text: str, *, version: int, at: datetime
) -> Supervision:
    """Mark a record as read through, lock it, or unlock it; tell who wrote it.

    Raises Stale where the record has changed since it was read, RuleBroken.
    """
    with passing(actor, Act.SUPERVISE, row) as trail:
        check_standing(row)
        check_length("text", text, LONGEST_NOTE)
        if kind not in SupervisionStep.values:
            raise RuleBroken("kind", _("1つ選んでください。"))
        if (kind == SupervisionStep.UNLOCKED) != (row.locked_at is not None):
            raise RuleBroken("kind", _("記録の状態が変わっています。画面を読み直してください。"))
        if kind != SupervisionStep.READ:
            row.locked_at = at if kind == SupervisionStep.LOCKED else None
        row.save_if(version, "locked_at")
        made = Supervision.objects.create(
            hub_id=row.hub_id,
            consultation=row,
            kind=kind,
            author_id=actor.user_id,
            written_at=at,
            text=sealed.put(row.hub_id, text) if text.strip() else None,
        )
        path = queries.url("supervision-read", row.pk)
        tell(row.hub_id, {row.created_by_id} - {actor.user_id}, "consultations.supervised", path)
        trail.note(row, made, fields=["kind", "text", "locked_at"])
    return made
