"""``compile_messages``: translations from ``.po`` to ``.mo`` without the GNU tools."""

import os
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    """Compile every catalogue that is newer than its compiled form."""

    help = "Compiles the translations of this site (pure Python)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take ``--force`` to compile unchanged catalogues too."""
        parser.add_argument("--force", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile; raises `CommandError` naming a catalogue that cannot be read."""
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                if options["force"] or _outdated(source):
                    _compile(source)
                    if options["verbosity"] > 0:
                        self.stdout.write(f"{source.parent.parent.name}: {source.stem}")


def _outdated(source: Path) -> bool:
    target = source.with_suffix(".mo")
    return not target.exists() or target.stat().st_mtime < source.stat().st_mtime


def _compile(source: Path) -> None:
    """Write beside its place and move it there: a reader never meets half a file."""
    part = source.with_suffix(f".{os.getpid()}.part")
    try:
        polib.pofile(str(source), check_for_duplicates=True).save_as_mofile(str(part))
    except (OSError, ValueError) as exc:
        raise CommandError(f"{source.name} cannot be compiled: {exc}") from exc
    part.replace(source.with_suffix(".mo"))
