"""``install_codes``: give every hub the starter lists of consultations that it lacks."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from consultations.commands.codes import install_codes
from programs.kernel import tenancy
from programs.registry.models import Hub


class Command(BaseCommand):
    """For hubs made before the lists existed; changes nothing that a hub has edited."""

    help = "Give every hub the starter code lists of consultations."

    def handle(self, *args: Any, **options: Any) -> None:
        """Go over all hubs."""
        for hub in Hub.objects.order_by("pk"):
            with transaction.atomic():
                tenancy.enter([hub.pk])
                added = install_codes(hub)
            self.stdout.write(f"{hub.slug}: {added}")
