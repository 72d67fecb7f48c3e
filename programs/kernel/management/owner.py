"""Commands that run as the owner of the tables instead of the application role."""

from typing import Any

from django.core.management.base import BaseCommand

from programs.kernel import tenancy


class OwnerCommand(BaseCommand):
    """Mixin before a Django command: its checks and its work run as the owner."""

    def execute(self, *args: Any, **options: Any) -> Any:
        """Run as the owner."""
        with tenancy.as_owner():
            tenancy.ensure_app_role()
            return super().execute(*args, **options)
