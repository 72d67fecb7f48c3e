"""Bring the English catalogue in line with the source, or check that it is."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from programs.kernel import messages


class Command(BaseCommand):
    """``make_messages`` rewrites the .po; ``--check`` fails on a missing or stale entry."""

    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add ``--check`` and ``--missing``."""
        parser.add_argument("--check", action="store_true")
        parser.add_argument(
            "--missing", action="store_true", help="print the texts without translation"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Merge and save, or compare."""
        path = Path(settings.LOCALE_PATHS[0]) / "en" / "LC_MESSAGES" / "django.po"
        old = polib.pofile(str(path)) if path.exists() else _empty()
        new = messages.merge(old, messages.found(Path(settings.BASE_DIR)))
        missing = messages.untranslated(new)
        if options["missing"]:
            self.stdout.write("\n".join(missing))
        if options["check"]:
            gone = {e.msgid for e in old} - {e.msgid for e in new}
            if missing or gone:
                raise CommandError(
                    f"{len(missing)} texts lack English, {len(gone)} are no longer used: "
                    f"{sorted(missing)[:5] + sorted(gone)[:5]}; run `make messages` and translate."
                )
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        new.save(str(path))
        self.stdout.write(f"{len(new)} texts, {len(missing)} without English")


def _empty() -> polib.POFile:
    file = polib.POFile(wrapwidth=100)
    file.metadata = {
        "Language": "en",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    return file
