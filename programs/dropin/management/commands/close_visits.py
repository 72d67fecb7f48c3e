"""End the visits that are still open after closing time: `manage.py close_visits`, as often as wanted."""

from typing import Any

from django.core.management.base import BaseCommand

from programs.dropin.commands import close_overdue_visits
from programs.kernel import clock
from programs.registry.models import Hub


class Command(BaseCommand):
    """Goes through all hubs; what is open before closing time stays open."""

    help = "End visits that are still open after their site's closing time."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many visits ended."""
        now = clock.now()
        closed = sum(close_overdue_visits(hub.pk, now) for hub in Hub.objects.order_by("pk"))
        if options["verbosity"]:
            self.stdout.write(f"{closed} visits closed")
