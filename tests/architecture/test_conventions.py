"""Conventions of the house, held by the code itself: models, commands, time, errors, sizes."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from programs.kernel.models import HubOwned
from programs.kernel.policy import table
from tests.architecture.source import BASE, dotted, functions, named, ours, tree

LONGEST_FUNCTION = 50
OUR_LABELS = {
    "kernel",
    "registry",
    "dropin",
    "events",
    "exchange",
    "specialists",
    "signals",
    "daylog",
    "lending",
    "staffing",
    "reports",
    "consultations",
    "network",
    "evaluations",
    "desk",
}
MODELS = [m for m in apps.get_models() if m._meta.app_label in OUR_LABELS]
# Tables that belong to no single hub, each with its reason.
SHARED = {
    "registry.Hub": "the wards' hubs are public",
    "registry.Person": "one person may work for several hubs",
    "registry.Membership": "city roles have no hub; a row rule of its own",
    "kernel.AuditEntry": "acts of the city have no hub; a row rule of its own",
    "kernel.AuditSeal": "one chain a hub and one for none; a row rule of its own",
    "kernel.Receipt": "a person's own; a row rule of its own",
    "kernel.WrongTries": "hashed names of accounts, nothing of a hub",
}
# Rows that are only ever met through their parent, or one by one.
UNORDERED = {
    "kernel.Receipt",
    "kernel.WrongTries",
    "registry.SearchKey",
    "consultations.SealedText",
    "specialists.ConcernText",
    "signals.SignalText",
    "daylog.IncidentText",
    "evaluations.Refusal",
    "evaluations.SignatureVoid",
}
# What ends an order: the key, or fields that a constraint makes unique together.
KEYS = {"pk", "-pk", "id", "-id"}
UNIQUE_ENOUGH = {
    "kernel.AuditSeal",
    "registry.OpeningHours",
    "evaluations.Programme",
    "evaluations.Revision",
}


def label(model: type[models.Model]) -> str:
    return model._meta.label


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_a_table_is_a_hubs_own_or_listed_as_shared(model: type[models.Model]) -> None:
    assert issubclass(model, HubOwned) != (label(model) in SHARED)


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_an_order_is_explicit_and_ends_on_the_key(model: type[models.Model]) -> None:
    ordering = list(model._meta.ordering)
    if label(model) in UNORDERED:
        assert ordering == []
    elif label(model) not in UNIQUE_ENOUGH:
        assert ordering
        assert ordering[-1] in KEYS, ordering


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_names_of_fields_tell_instants_and_days(model: type[models.Model]) -> None:
    wrong = []
    for field in model._meta.fields:
        if getattr(field, "attname", "") != field.name:
            continue
        kind = getattr(field, "output_field", field)
        if field.name.endswith("_at") and not isinstance(
            kind, models.DateTimeField | models.TimeField
        ):
            wrong.append(f"{field.name} is not an instant")
        if field.name.endswith("_on") and type(kind) is not models.DateField:
            wrong.append(f"{field.name} is not a day")
    assert wrong == []


def test_shared_tables_are_all_there() -> None:
    assert set(SHARED) <= {label(model) for model in MODELS}


# --- commands go through the gate ----------------------------------------------------------------

# Commands that are not an act of somebody in a role, each with where its entry comes from.
NO_ACTOR = {
    "install_codes": "when a hub is made, by the one who makes it",
    "refresh_keys": "called by the commands that change a family",
    "close_left_open": "the clock at closing time; it has no person",
}
GATES = {"passing", "_changing", "_acting"}


def _commands() -> list[Path]:
    return [p for p in ours() if p.name == "commands.py" or p.parent.name == "commands"]


def _called(node: ast.AST) -> set[str]:
    return {dotted(n.func).split(".")[-1] for n in ast.walk(node) if isinstance(n, ast.Call)}


@pytest.mark.parametrize("path", [p for p in _commands() if "management" not in p.parts], ids=named)
def test_every_command_goes_through_the_gate(path: Path) -> None:
    every = {f.name: _called(f) for p in path.parent.glob("*.py") for f in functions(p)}
    wrong = []
    for node in tree(path).body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        arguments = [a.arg for a in node.args.args]
        if arguments[:1] != ["actor"]:
            continue  # takes part in another command, or listed below
        reached = _reached(node.name, every)
        if not reached & GATES and not _serves(node.name, every):
            wrong.append(node.name)
    assert wrong == []


def _reached(name: str, every: dict[str, set[str]]) -> set[str]:
    """What a function calls, itself or through functions of its package."""
    seen: set[str] = set()
    waiting = {name}
    while waiting:
        calls = every.get(waiting.pop(), set())
        waiting |= (calls & set(every)) - seen
        seen |= calls
    return seen


def _serves(name: str, every: dict[str, set[str]]) -> bool:
    """Whether a gated function of the package calls it: a part of an act, not an act."""
    return any(name in calls and _reached(caller, every) & GATES for caller, calls in every.items())


@pytest.mark.parametrize(
    "path", [p for p in ours() if p.name == "views.py" or p.parent.name == "views"], ids=named
)
def test_views_write_nothing_and_read_through_queries(path: Path) -> None:
    writes = {
        "create",
        "bulk_create",
        "save",
        "update",
        "delete",
        "bulk_update",
        "update_or_create",
    }
    wrong = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            called = dotted(node.func)
            if called.endswith(".objects.all"):
                wrong.append(called)
            if node.func.attr in writes and ".objects." in called:
                wrong.append(called)
    if "kernel" not in path.parts:  # the bases keep the receipts of forms
        assert wrong == []


# --- time, errors, output ------------------------------------------------------------------------

CLOCK = "programs/kernel/clock.py"
TELLS_TIME = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "datetime.date.today",
    "datetime.datetime.now",
    "timezone.now",
    "timezone.localdate",
    "timezone.localtime",
    "localdate",
}
# Programs of the command line: they talk to whoever started them.
TALKS = ("hubsite/setup/", "programs/kernel/embedded")


def test_only_the_clock_tells_the_time() -> None:
    wrong = [
        f"{named(path)}:{node.lineno} {dotted(node.func)}"
        for path in ours()
        if named(path) != CLOCK
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and dotted(node.func) in TELLS_TIME
    ]
    assert wrong == []


def test_no_error_is_swallowed_unnamed() -> None:
    wrong = [
        f"{named(path)}:{node.lineno}"
        for path in ours()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and node.type is None
    ]
    assert wrong == []


def test_nothing_is_printed_by_the_application() -> None:
    wrong = [
        f"{named(path)}:{node.lineno}"
        for path in ours()
        if not named(path).startswith(TALKS)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and dotted(node.func) in {"print", "pprint", "breakpoint"}
    ]
    assert wrong == []


def test_functions_stay_short_enough_to_be_read() -> None:
    wrong = {
        f"{named(path)}:{function.name}": length
        for path in ours()
        for function in functions(path)
        if (length := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    }
    assert wrong == {}


def test_every_function_says_what_it_takes_and_gives() -> None:
    wrong = []
    for path in ours():
        for function in functions(path):
            arguments = [*function.args.args, *function.args.kwonlyargs]
            bare = [a.arg for a in arguments if not a.annotation and a.arg not in ("self", "cls")]
            if bare or function.returns is None:
                wrong.append(f"{named(path)}:{function.lineno} {function.name} {bare}")
    assert wrong == []


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    wrong = [named(path) for path in ours() if later.search(path.read_text())]
    assert wrong == []


# --- rights are spelled as in the table ------------------------------------------------------------

ASKS = {"may", "decide", "passing"}


def test_a_right_written_as_text_is_in_the_policy_table() -> None:
    known = {str(action) for action in table()}
    shape = re.compile(r"^[a-z]+\.[a-z_]+$")
    wrong = []
    for path in ours():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and dotted(node.func).split(".")[-1] in ASKS:
                for given in node.args:
                    text = getattr(given, "value", None)
                    if isinstance(text, str) and shape.match(text) and text not in known:
                        wrong.append(f"{named(path)}:{node.lineno} {text}")
    assert wrong == []


def test_the_menu_asks_for_rights_and_addresses_that_exist() -> None:
    from django.urls import reverse

    from hubsite.desk.context import NAV

    known = {str(action) for action in table()}
    for _label, name, action in NAV:
        assert str(action) in known, action
        assert reverse(name)


def test_the_top_level_is_as_the_house_fixes_it() -> None:
    allowed = {
        "manage.py",
        "Makefile",
        "pyproject.toml",
        "uv.lock",
        "README.md",
        "CHANGELOG.md",
        "LICENSE",
        "Dockerfile",
        "compose.yaml",
        "hubsite",
        "programs",
        "consultations",
        "network",
        "evaluations",
        "templates",
        "static",
        "tests",
        "var",
    }
    assert {p.name for p in BASE.iterdir() if not p.name.startswith(".")} <= allowed
