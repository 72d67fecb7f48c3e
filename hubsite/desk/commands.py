"""Writes of the desk: which notices were read, and the check of the audit's chains."""

from datetime import datetime

from hubsite.desk import queries
from hubsite.desk.choices import Act
from programs.kernel import audit, tenancy
from programs.kernel.actor import Actor
from programs.kernel.gate import passing
from programs.kernel.models import AuditSeal, Notice


def mark_read(actor: Actor, notice: Notice, at: datetime) -> None:
    """Mark one of one's own notices as read; the time of the first reading stays."""
    with passing(actor, Act.MARK_READ, notice) as trail:
        rows = queries.notices(actor).filter(pk=notice.pk, read_at=None)
        if rows.update(read_at=at):
            trail.note(notice, fields=("read_at",))


def mark_all_read(actor: Actor, at: datetime) -> int:
    """Mark all of one's own notices as read; return how many were unread."""
    with passing(actor, Act.MARK_READ) as trail:
        unread = list(queries.notices(actor).filter(read_at=None))
        queries.notices(actor).filter(pk__in=[row.pk for row in unread]).update(read_at=at)
        trail.note(*unread, fields=("read_at",))
        return len(unread)


def check_audit(actor: Actor) -> tuple[int, list[audit.Finding]]:
    """Recompute the chains that the actor may see; return the number of seals and what is wrong."""
    with passing(actor, Act.CHECK_AUDIT):
        chains = list(actor.hub_ids)
        seals = AuditSeal.objects.filter(chain__in=chains).count()
        findings = [finding for chain in chains for finding in audit.check(chain)]
        tenancy.enter_as(actor)
        return seals, findings
