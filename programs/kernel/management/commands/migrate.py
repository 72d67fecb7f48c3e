"""``migrate`` as the owner; afterwards the kernel's hook brings row security in line."""

from django.core.management.commands import migrate

from programs.kernel.management.owner import OwnerCommand


class Command(OwnerCommand, migrate.Command):
    """Django's migrate, run as the owner."""
