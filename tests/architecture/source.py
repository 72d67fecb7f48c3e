"""Our own source files, for the tests that read them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

BASE = Path(__file__).resolve().parents[2]
PACKAGES = ("hubsite", "programs", "consultations", "network", "evaluations")


@cache
def ours() -> tuple[Path, ...]:
    """Every Python file of the application; migrations and tests aside."""
    return tuple(
        path
        for top in PACKAGES
        for path in sorted((BASE / top).rglob("*.py"))
        if "migrations" not in path.parts
    )


def templates() -> list[Path]:
    """Every template."""
    return sorted((BASE / "templates").rglob("*.html"))


def named(path: Path) -> str:
    """The file as one writes it."""
    return path.relative_to(BASE).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text())


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def dotted(node: ast.AST) -> str:
    """A name as written, such as ``timezone.now``; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else node.attr
    return ""
