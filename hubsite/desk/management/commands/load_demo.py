"""Load the demonstration hub, once."""

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand

from hubsite.demo import load
from programs.kernel import clock


class Command(BaseCommand):
    """``load_demo``: does nothing where the demonstration hub is there already."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add ``--share`` for a smaller one."""
        parser.add_argument("--share", type=float, default=1.0, help="1.0 = 1,500 families")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what was made."""
        if load.loaded():
            return
        began = monotonic()
        self.stdout.write("Loading the demonstration hub …")
        load.load(clock.now(), lambda line: self.stdout.write(f"  {line}"), options["share"])
        self.stdout.write(f"  done in {monotonic() - began:.0f} s")
