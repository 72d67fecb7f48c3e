"""Inside an app the rooms stand in one order; a room uses only those below it."""

import ast
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parents[2]
ROOMS = ("choices", "rules", "models", "queries", "figures", "commands", "forms", "views", "urls")
APPS = sorted(
    path.parent.relative_to(BASE)
    for top in ("programs", "consultations", "network", "evaluations", "hubsite/desk")
    for path in (BASE / top).rglob("apps.py")
    if path.parent.name != "kernel"
)
CODE = sorted(
    path
    for top in ("hubsite", "programs", "consultations", "network", "evaluations")
    for path in (BASE / top).rglob("*.py")
    if "migrations" not in path.parts
)
LONGEST_FILE = 320  # about 300, and the formatter adds lines of its own
# Rules carry sentences for people, and sentences are marked for translation.
RULES_MAY_USE = "django.utils.translation"


def named(path: Path) -> str:
    return str(path.relative_to(BASE))


def imports(path: Path) -> list[str]:
    """Every module a file names in an import, with the names taken from it."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def rooms(app: Path) -> dict[str, list[Path]]:
    """Room -> its files, be it a module or a package."""
    base = BASE / app
    return {
        room: [*base.glob(f"{room}.py"), *sorted((base / room).rglob("*.py"))] for room in ROOMS
    }


@pytest.mark.parametrize("app", APPS, ids=str)
def test_a_room_uses_only_the_rooms_below_it(app: Path) -> None:
    dotted = ".".join(app.parts)
    wrong = [
        f"{named(file)} uses {used}"
        for height, room in enumerate(ROOMS)
        for file in rooms(app)[room]
        for used in imports(file)
        for above in ROOMS[height + 1 :]
        if f"{used}.".startswith(f"{dotted}.{above}.")
    ]
    assert wrong == []


@pytest.mark.parametrize("app", APPS, ids=str)
def test_rules_know_no_django(app: Path) -> None:
    wrong = [
        f"{named(file)} uses {used}"
        for file in rooms(app)["rules"]
        for used in imports(file)
        if used.split(".")[0] in ("django", "psycopg") and not used.startswith(RULES_MAY_USE)
    ]
    assert wrong == []


def test_files_stay_short_enough_to_be_read() -> None:
    lengths = {named(path): len(path.read_text().splitlines()) for path in CODE}
    assert {name: n for name, n in lengths.items() if n > LONGEST_FILE} == {}
