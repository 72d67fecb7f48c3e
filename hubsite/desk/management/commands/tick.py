"""`manage.py tick`: housekeeping once, or every N seconds until told to stop."""

import os
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hubsite.desk import housekeeping
from programs.kernel import clock

_LOOK_SECONDS = 2.0


class Command(BaseCommand):
    """Seals the audit, runs queued tasks, closes forgotten visits, deletes what has expired."""

    help = "Housekeeping: once, or in a loop with --every."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the interval in seconds, and whether to end with the parent process."""
        parser.add_argument("--every", type=int, default=0, help="seconds between two rounds")
        parser.add_argument(
            "--with-parent", action="store_true", help="end when the parent process ends"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Go round; a single round fails loudly, the loop goes on and logs."""
        every = int(options["every"])
        if not every:
            failed = housekeeping.once(clock.now())
            if failed:
                raise CommandError("failed: " + ", ".join(failed))
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        self.stdout.write(f"housekeeping every {every} s", ending="\n")
        self.stdout.flush()
        parent = os.getppid() if options["with_parent"] else None
        while not stop.is_set() and not _orphaned(parent):
            housekeeping.once(clock.now())
            _wait(stop, every, parent)


def _wait(stop: threading.Event, seconds: float, parent: int | None) -> None:
    """Wait for the next round, looking round now and then."""
    while seconds > 0 and not stop.is_set() and not _orphaned(parent):
        stop.wait(min(seconds, _LOOK_SECONDS))
        seconds -= _LOOK_SECONDS


def _orphaned(parent: int | None) -> bool:
    return parent is not None and os.getppid() != parent
