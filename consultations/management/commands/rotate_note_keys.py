"""``rotate_note_keys``: seal every text anew with the current key (setting NOTE_KEY_CURRENT)."""

from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from consultations import sealed
from consultations.models import SealedText
from programs.kernel import sealing, tenancy, vault
from programs.kernel.gate import Trail
from programs.registry.models import Hub

BATCH = 500


def _tables() -> list[tuple[type[Any], Callable[[Any], bool]]]:
    """Every table of sealed texts, of the consultations and of the other areas."""
    return [(SealedText, sealed.renew), *((one, one.renew) for one in sealing.tables())]


class Command(BaseCommand):
    """Keeps the old keys in NOTE_KEYS until this has gone over every hub without a failure."""

    help = "Seal all notes anew with the current key; safe to stop and to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        """Go over all hubs. Raises CommandError where a text did not open; it stays as it was."""
        renewed, broken = 0, []
        for hub_id in Hub.objects.order_by("pk").values_list("pk", flat=True):
            for table, renew in _tables():
                last = 0
                while batch := self._batch(hub_id, last, table, renew):
                    last = batch[0]
                    renewed += batch[1]
                    broken += batch[2]
        with transaction.atomic():
            Trail(None, "consultations.rotate_note_keys").write()
        self.stdout.write(f"{renewed} texts sealed anew")
        if broken:
            raise CommandError(f"{len(broken)} texts did not open: {broken[:20]}")

    def _batch(
        self, hub_id: int, after: int, table: type[Any], renew: Callable[[Any], bool]
    ) -> tuple[int, int, list[int]] | None:
        """Renew the next texts of a hub; return the last id, how many were renewed, which failed."""
        renewed, broken = 0, []
        with transaction.atomic():
            tenancy.enter([hub_id])
            rows = list(
                table.objects.select_for_update()
                .filter(hub_id=hub_id, pk__gt=after)
                .order_by("pk")[:BATCH]
            )
            for row in rows:
                try:
                    renewed += renew(row)
                except vault.VaultError:
                    broken.append(row.pk)
        return (rows[-1].pk, renewed, broken) if rows else None
