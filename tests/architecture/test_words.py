"""Every word that people read is marked for translation, and no page carries script or style of its own."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.source import named, ours, templates, tree

JAPANESE = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u3400-\u9fff]")  # words; not lone signs
OWN_NAME = "日本語"  # a language is offered in its own name
# Code whose Japanese is data, not screen text: what is typed, folded, printed or published.
DATA = (
    "programs/kernel/fiscal.py",  # names of eras, written into documents
    "programs/kernel/kana.py",
    "programs/kernel/localdates.py",
    "programs/kernel/intake",  # what people type
    "evaluations/rendering",  # the published document is Japanese
    "evaluations/canonical",  # as published
    "evaluations/rules.py",  # how the printed form words its headings
    "evaluations/queries/sheet.py",
    "evaluations/starting_texts.py",
    "evaluations/snapshots.py",
    "consultations/starters.py",  # a hub's own list, stored as data
    "programs/exchange/rules/headings.py",  # what people write above columns
    "programs/exchange/rules/cells.py",  # and into cells
    "hubsite/demo",  # the example hub
)
MARKS = {
    "_",
    "_t",
    "_lazy",
    "gettext",
    "gettext_lazy",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
    "npgettext",
    "npgettext_lazy",
    "gettext_noop",
    "noop",
}
# Patterns for what people type, and options of the command line.
NOT_SHOWN = {
    "compile",
    "sub",
    "split",
    "match",
    "search",
    "fullmatch",
    "removesuffix",
    "add_argument",
}
EVENT = re.compile(r"<[^>]*\son[a-z]+\s*=", re.I)
STYLE = re.compile(r"<[^>{}]*\sstyle\s*=|<style\b", re.I)
SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/json[\"'])[^>]*>", re.I)
COMMENTS = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", re.S)
BLOCKS = re.compile(r"{%\s*(blocktrans|blocktranslate)\b.*?{%\s*end\1\s*%}", re.S)
TAGS = re.compile(r"{%.*?%}|{{.*?}}", re.S)
MARKED_TAG = re.compile(r"^{%\s*(translate|trans)\s|_\(")


def _in_english(text: str) -> bool:
    return not JAPANESE.search(text)


@pytest.mark.parametrize("path", templates(), ids=named)
def test_a_template_has_no_script_style_or_handler_of_its_own(path: Path) -> None:
    text = COMMENTS.sub("", path.read_text())
    assert not EVENT.search(text)
    assert not STYLE.search(text)
    assert not SCRIPT.search(text)


@pytest.mark.parametrize("path", templates(), ids=named)
def test_a_template_marks_its_japanese_for_translation(path: Path) -> None:
    text = BLOCKS.sub("", COMMENTS.sub("", path.read_text()))
    unmarked = [
        tag for tag in TAGS.findall(text) if JAPANESE.search(tag) and not MARKED_TAG.search(tag)
    ]
    plain = [
        line.strip()
        for line in TAGS.sub("", text).replace(OWN_NAME, "").splitlines()
        if JAPANESE.search(line)
    ]
    assert unmarked + plain == []


@pytest.mark.parametrize("path", [p for p in ours() if not named(p).startswith(DATA)], ids=named)
def test_a_module_marks_its_japanese_for_translation(path: Path) -> None:
    module = tree(path)
    marked, documented = _marked(module), _docstrings(module)
    wrong = [
        f"{node.lineno}: {node.value[:40]}"
        for node in ast.walk(module)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and not _in_english(node.value)
        and id(node) not in marked | documented
    ]
    assert wrong == []


def _marked(module: ast.Module) -> set[int]:
    """Every constant within a call that marks for translation, or of a pattern."""
    return {
        id(inner)
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) in MARKS | NOT_SHOWN
        for inner in ast.walk(node)
        if isinstance(inner, ast.Constant)
    }


def _docstrings(module: ast.Module) -> set[int]:
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return {
        id(node.body[0].value)
        for node in ast.walk(module)
        if isinstance(node, holders) and node.body and isinstance(node.body[0], ast.Expr)
    }
