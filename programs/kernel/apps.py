"""The kernel app: after every migrate, row security and append-only rules follow the models."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _install(sender: Any, **kwargs: Any) -> None:
    from programs.kernel import tenancy

    tenancy.install(kwargs["using"])


class KernelConfig(AppConfig):
    """Who acts, what they may do, what is remembered of it. No domain words here."""

    name = "programs.kernel"
    label = "kernel"

    def ready(self) -> None:
        # Runs once per migrate: for the last app, when all tables exist.
        post_migrate.connect(_install, sender=self, dispatch_uid="kernel.tenancy")
