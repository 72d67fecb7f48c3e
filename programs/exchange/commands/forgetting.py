"""What stands in files is not kept: a week after it was sent it is erased."""

from datetime import datetime, timedelta

from django.db import transaction

from programs.exchange.choices import State
from programs.exchange.commands.confirming import erase
from programs.exchange.models import ImportRun, ImportSheet
from programs.kernel import tenancy

KEPT = timedelta(days=7)


def forget_staged(hub_id: int, now: datetime) -> int:
    """Erase the cells of a hub's imports older than a week; an import not decided on has expired.

    Called by the clock; it has no person. Returns how many imports lost their cells.
    """
    with transaction.atomic():
        tenancy.enter([hub_id])
        old = ImportRun.objects.filter(hub_id=hub_id, staged_at__lt=now - KEPT)
        waiting = list(old.filter(state=State.STAGED).select_for_update())
        for run in waiting:
            erase(run)
            run.state = State.EXPIRED
            run.save(update_fields=["state"])
        left = ImportSheet.objects.filter(run__in=old)
        for sheet in left.select_related("run"):
            erase(sheet.run)
        return len(waiting)
