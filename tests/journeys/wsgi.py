"""The application as the journeys' server runs it: its clock can be held from the test.

Each request reads the instant from the file that JOURNEY_CLOCK names; an empty file means the
real time. The file is read by every worker, so a held clock holds for all of them.
"""

import os
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from hubsite.wsgi import application as site
from programs.kernel import clock

CLOCK = Path(os.environ["JOURNEY_CLOCK"])


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer at the held instant, or now."""
    held = CLOCK.read_text()
    if not held:
        return site(environ, start_response)
    with clock.frozen(datetime.fromisoformat(held)):
        return site(environ, start_response)
