"""How fast, compared with bare Django on the same machine in the same run: ``python -m tests.bench``.

Prints ratios of medians, measured in turn through one real server, so that a busy machine slows
both sides alike; the queries of the main screens; the time of the report's PDF; a hub that grew very large. Judges nothing:
the goals stand beside the numbers.
"""

import os
import sys
from importlib import import_module


def main() -> int:
    """Build, measure, print, take down."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
    os.environ["HUBSITE_TESTING"] = "1"
    os.environ["TEST_DB"] = "bench"
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    import_module("django").setup()
    ground, measure = import_module("tests.bench.ground"), import_module("tests.bench.measure")
    large = import_module("tests.bench.large")
    booking = import_module("tests.bench.booking")
    with ground.prepared() as place:
        rows = [*measure.ratios(place), *measure.queries_of_pages(place), measure.pdf()]
        rows += large.rows(place)
        rows += booking.rows(place)
    measure.show(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
