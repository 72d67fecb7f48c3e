"""``makemigrations`` as the owner: it looks at the migrations table before any role exists."""

from django.core.management.commands import makemigrations

from programs.kernel.management.owner import OwnerCommand


class Command(OwnerCommand, makemigrations.Command):
    """Django's makemigrations, run as the owner."""
