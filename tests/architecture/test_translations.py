"""Every word on a screen is marked, translated, and called the same everywhere."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polib
import pytest
from django.apps import apps

from hubsite.desk.kinds import KINDS
from programs.kernel import messages
from programs.kernel.sealing import tables
from tests.architecture.source import BASE, PACKAGES, dotted, named, ours, templates, tree

CATALOGUE = BASE / "hubsite" / "locale" / "en" / "LC_MESSAGES" / "django.po"
JAPANESE = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u3005\u4e00-\u9fff]")
JAPANESE_SIGNS = re.compile(r"[\u3001\u3002\u300c\u300d\uff01\uff08\uff09\uff0c\uff1a\uff1f]")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|%%|\{\w*\}|</?[a-z]+>")
MARKERS = messages.PLAIN | messages.PLURAL | messages.CONTEXT

# English entries that show Japanese words on purpose.
LEFT_IN_JAPANESE = {
    "日本語": "a language is offered in its own script",
    "日付は 2024/5/1、令和6年5月1日、R6.5.1 のどれでも読み取ります。": "examples of dates",
    "書類の表題の1行目に入ります。例: 〇〇区地域子育て支援拠点事業": "an example of a Japanese title",
}
# Japanese in Python that is not a text of a screen.
NATIVE = {
    "evaluations/canonical_rules.py": "names the word a document may hold",
    "evaluations/queries/sheet.py": "headings of the printed form",
    "evaluations/rendering/": "the document of record, Japanese in every language",
    "evaluations/rules.py": "marks and headings of the document",
    "evaluations/snapshots.py": "titles of the document",
    "evaluations/starting_texts.py": "first texts of the document, editable by the hub",
    "hubsite/demo/": "an invented hub",
    "hubsite/desk/management/commands/make_hub.py": "the ward's usual department",
    "programs/dropin/rules.py": "reads Japanese",
    "programs/exchange/rules/": "reads Japanese headings and cells",
    "programs/kernel/fiscal.py": "eras and weekdays; localdates has the English ones",
    "programs/kernel/forms/boxes.py": "reads Japanese dates",
    "programs/kernel/intake/": "reads Japanese",
    "programs/kernel/kana.py": "reads Japanese",
    "programs/kernel/localdates.py": "both languages side by side",
}
# One thing, one name: whoever says the left says the right, wherever it stands.
GLOSSARY = {
    "重点目標": r"priority goal|goal",
    "取組内容": r"initiative",
    "根拠資料": r"evidence",
    "相互確認の署名": r"mutual-confirmation signature",
    "運営法人": r"operator",
    "区の担当者": r"ward officer",
    "施設長": r"director",
    "関係団体": r"partner group",
    "引き継ぎ": r"hand(ed|off| over)",
    "月次報告": r"monthly report",
    "次の対応": r"follow-up",
    "虐待の疑い": r"suspected maltreatment|suspect",
    "退館": r"check|left",
    "未登録の": r"guest|not registered",
    "練習用": r"practice",
    "二段階認証": r"two-step verification",
    "年度評価": r"yearly evaluation",
    "公表": r"publish|publication",
    "横浜子育てパートナー": r"Yokohama Childcare Partner",
    "つどいの広場": r"Tsudoi-no-Hiroba",
    "ログイン": r"sign(ed)?[ -]?(in|out)",
    "お知らせ": r"notice|inbox|told|tell",
    "数え方": r"counting rule|counts?",
    "版": r"revision|version",
}
NEVER = r"electronic signature|e-signature|log ?in\b|program\b|color\b|organiz"


@cache
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


@cache
def marked() -> dict[messages.Message, list[str]]:
    return messages.found(BASE)


def forms(entry: polib.POEntry) -> list[str]:
    """The translations of an entry: one, or one for each plural form."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def key(entry: polib.POEntry) -> tuple[str, str]:
    return (entry.msgctxt or "", entry.msgid)


def test_every_marked_text_is_translated() -> None:
    known = {key(entry) for entry in catalogue()}
    assert {(m.context, m.text) for m in marked()} - known == set()
    assert messages.untranslated(catalogue()) == []


def test_nothing_is_kept_that_no_screen_says() -> None:
    assert {key(entry) for entry in catalogue()} - {(m.context, m.text) for m in marked()} == set()
    assert catalogue().obsolete_entries() == []
    assert [entry.msgid for entry in catalogue() if entry.fuzzy] == []


def test_no_text_stands_twice() -> None:
    """A text with and without plural forms would be two entries, and the second is lost."""
    counts = Counter(key(entry) for entry in catalogue())
    assert [found for found, count in counts.items() if count > 1] == []


def test_plural_forms_are_both_there() -> None:
    plurals = [entry for entry in catalogue() if entry.msgid_plural]
    assert plurals
    assert [e.msgid for e in plurals if set(e.msgstr_plural) != {0, 1} or not all(forms(e))] == []


def test_placeholders_are_those_of_the_source() -> None:
    def held(text: str) -> list[str]:
        return sorted(PLACEHOLDER.findall(text))

    wrong = [
        (entry.msgid, form)
        for entry in catalogue()
        for form in forms(entry)
        if held(form) != held(entry.msgid)
    ]
    assert wrong == []


def edges(text: str) -> tuple[str, str]:
    """The white space before and after a text."""
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def test_white_space_at_the_ends_is_kept() -> None:
    """Full-width brackets, colons, commas and stops bring their own space; English has to add it."""
    wrong = []
    for entry in catalogue():
        before, after = edges(entry.msgid)
        spaced = {before} | ({" "} if entry.msgid.startswith("（") else set())
        ended = {after} | ({" "} if entry.msgid.endswith(("、", "：", "。")) else set())
        wrong += [
            (entry.msgid, form)
            for form in forms(entry)
            if edges(form)[0] not in spaced or edges(form)[1] not in ended
        ]
    assert wrong == []


def test_english_is_english() -> None:
    left = {
        entry.msgid
        for entry in catalogue()
        for form in forms(entry)
        if JAPANESE.search(form) or JAPANESE_SIGNS.search(form)
    }
    assert left == set(LEFT_IN_JAPANESE)


@pytest.mark.parametrize("term", GLOSSARY)
def test_a_thing_has_one_english_name(term: str) -> None:
    wrong = [
        (entry.msgid, form)
        for entry in catalogue()
        for form in forms(entry)
        if term in entry.msgid and not re.search(GLOSSARY[term], form, re.IGNORECASE)
    ]
    assert wrong == []


def test_words_that_would_promise_too_much_or_read_foreign_are_avoided() -> None:
    texts = [form for entry in catalogue() for form in forms(entry)]
    assert [text for text in texts if re.search(NEVER, text, re.IGNORECASE)] == []


def test_the_audit_has_a_word_for_every_record() -> None:
    """Receipts, search keys, sealed texts and tries are bookkeeping: no entry names them."""
    unnamed = {
        "kernel.receipt",
        "kernel.wrongtries",
        "registry.searchkey",
        "consultations.sealedtext",
        *(model._meta.label_lower for model in tables()),
    }
    ours = {
        model._meta.label_lower
        for model in apps.get_models()
        if model.__module__.startswith(PACKAGES)
    }
    assert set(KINDS) == ours - unnamed


# --- nothing unmarked -----------------------------------------------------------------------------


def _unmarked_in_template(path: Path) -> Iterator[str]:
    text = re.sub(r"\{#.*?#\}|\{% comment.*?endcomment %\}", "", path.read_text(), flags=re.S)
    text = re.sub(r"\{% blocktrans(late)?\b.*?\{% endblocktrans(late)? %\}", "", text, flags=re.S)
    text = re.sub(r'\{% translate .*?%\}|_\("[^"]*"\)', "", text)
    text = re.sub(r'<(button|a)\b[^>]* lang="ja".*?</\1>', "", text, flags=re.S)
    for line in text.splitlines():
        if JAPANESE.search(line) or JAPANESE_SIGNS.search(line):
            yield f"{named(path)}: {line.strip()}"


def test_no_template_says_anything_unmarked() -> None:
    assert [line for path in templates() for line in _unmarked_in_template(path)] == []


def _marked_nodes(path: Path) -> set[int]:
    """Docstrings and arguments of the translating functions."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            found.add(id(node.value))
        if isinstance(node, ast.Call) and dotted(node.func).split(".")[-1] in MARKERS:
            found |= {id(inner) for inner in ast.walk(node)}
    return found


def _unmarked_in_python(path: Path) -> Iterator[str]:
    settled = _marked_nodes(path)
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) not in settled and JAPANESE.search(node.value):
                yield f"{named(path)}:{node.lineno} {node.value}"


def test_no_python_file_says_anything_unmarked() -> None:
    screens = [path for path in ours() if not named(path).startswith(tuple(NATIVE))]
    assert [line for path in screens for line in _unmarked_in_python(path)] == []


def test_every_exception_is_still_needed() -> None:
    said = {named(path) for path in ours() if any(_unmarked_in_python(path))}
    assert [place for place in NATIVE if not any(name.startswith(place) for name in said)] == []


def test_the_finder_knows_every_name_of_the_translating_functions() -> None:
    """An alias such as ``gettext as say`` would hide its texts from the catalogue."""
    hidden = [
        f"{named(path)}: {alias.asname}"
        for path in ours()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in MARKERS and (alias.asname or alias.name) not in MARKERS
    ]
    assert hidden == []


def test_scripts_get_their_words_from_the_page() -> None:
    wrong = []
    for path in sorted((BASE / "static" / "js").rglob("*.js")):
        code = re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text(), flags=re.S)
        wrong += [
            f"{named(path)}: {line.strip()}" for line in code.splitlines() if JAPANESE.search(line)
        ]
    assert wrong == []
