"""The canonical form: same content, same hash; any other byte, another hash."""

import hashlib
import json
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evaluations.canonical import digest, load, normalise, validate
from evaluations.canonical_rules import INITIATIVE_LAYOUTS, LICENCES, MARKER_STYLES
from evaluations.choices import InitiativeLayout, Licence, MarkerStyle
from tests.make_publication import document, evaluated

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
LEAVES = st.none() | st.booleans() | st.integers(-(2**60), 2**60) | TEXT
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4)
)
DOCUMENTS = st.dictionaries(TEXT, VALUES, max_size=6)


def shuffled(value: Any) -> Any:
    """The same value with the keys of every object the other way round."""
    if isinstance(value, dict):
        return {key: shuffled(value[key]) for key in reversed(list(value))}
    return [shuffled(inner) for inner in value] if isinstance(value, list) else value


@given(DOCUMENTS)
def test_the_order_of_keys_does_not_matter(content: dict[str, Any]) -> None:
    assert digest(content) == digest(shuffled(content))


@given(DOCUMENTS)
def test_what_is_loaded_is_what_was_written(content: dict[str, Any]) -> None:
    text, _hash = digest(content)
    assert load(text) == normalise(content)
    assert digest(load(text)) == digest(content)


@given(DOCUMENTS, DOCUMENTS)
def test_two_documents_share_a_hash_only_when_they_are_equal(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    same = json.dumps(normalise(one), sort_keys=True) == json.dumps(
        normalise(other), sort_keys=True
    )
    assert (digest(one)[1] == digest(other)[1]) is same


@given(TEXT, TEXT)
def test_any_changed_letter_changes_the_hash(old: str, new: str) -> None:
    assume(normalise({"t": old}) != normalise({"t": new}))
    assert digest(document(purpose=old))[1] != digest(document(purpose=new))[1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("髙", "高"),
        ("﨑", "崎"),
        ("ｶﾞ", "ガ"),
        ("が", "か\u3099"),
        ("~", "～"),
        ("Ⅰ", "I"),
        (" ", "\u3000"),
        ("a ", "a"),
    ],
)
def test_letters_that_look_alike_are_never_made_equal(one: str, other: str) -> None:
    assert digest({"t": one})[1] != digest({"t": other})[1]


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_newlines_of_any_machine_are_one(newline: str) -> None:
    assert digest({"t": f"一{newline}二"}) == digest({"t": "一\n二"})


def test_the_hash_is_that_of_the_utf8_bytes() -> None:
    text, content_hash = digest(document())
    assert content_hash == hashlib.sha256(text.encode("utf-8")).hexdigest()
    assert "汐見区" in text
    assert "\\u" not in text
    assert ": " not in text


@pytest.mark.parametrize(
    "value", [1.5, float("nan"), b"bytes", object(), {1: "number as key"}, {"a", "b"}]
)
def test_what_json_would_bend_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        digest({"t": value})


def test_half_a_surrogate_pair_has_no_canonical_form() -> None:
    with pytest.raises(UnicodeEncodeError):
        digest({"t": "\ud800"})


@pytest.mark.parametrize(
    "text",
    [
        '{"b":1,"a":2}',
        '{"a": 1}',
        '{"a":1,"a":1}',
        "[]",
        '{"a":1.5}',
        "{",
        '{"a":"\\u3042"}',
        '{"a":1}\n',
    ],
)
def test_a_text_in_any_other_form_is_not_loaded(text: str) -> None:
    with pytest.raises(ValueError):
        load(text)


def test_a_whole_document_has_no_problem() -> None:
    assert validate(document()) == []
    assert validate(document(evaluated=None)) == []
    assert validate(document(proposed=None, next_label=None, evidence=[])) == []


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"format": "annual-document/2"}, "format"),
        ({"title": []}, "title"),
        ({"purpose": "  "}, "purpose"),
        ({"fiscal_year": "2025"}, "fiscal_year"),
        ({"fiscal_year": True}, "fiscal_year"),
        ({"licence": "free"}, "licence"),
        ({"parties": [{"side": "operator", "name": "甲"}]}, "parties"),
        (
            {"parties": [{"side": "operator", "name": "甲"}, {"side": "ward", "name": ""}]},
            "parties[1].name",
        ),
        ({"evaluated": None, "proposed": None}, ""),
        ({"evaluated": evaluated(goals=[])}, "evaluated.goals"),
        ({"evaluated": evaluated(goals=[{"order": 2, "text": "二"}])}, "evaluated.goals"),
        ({"evaluated": evaluated(marker_style="①")}, "evaluated.marker_style"),
        ({"evaluated": evaluated(outcomes=[])}, "evaluated.outcomes"),
        (
            {"evaluated": evaluated(issues=[{"goals": [9], "state": "text", "text": "九"}])},
            "evaluated.issues[0].goals",
        ),
        (
            {"evaluated": evaluated(issues=[{"goals": [1], "state": "text", "text": ""}])},
            "evaluated.issues[0].text",
        ),
        (
            {"evaluated": evaluated(issues=[{"goals": [1], "state": "empty", "text": "x"}])},
            "evaluated.issues[0].state",
        ),
        ({"purpose": "音\x07"}, "purpose"),
        ({"purpose": "半\ud800"}, "purpose"),
        ({"method": ["改行\x0bなど"]}, "method[0]"),
        ({"programmes": None}, "programmes"),
        ({"principles": "文"}, "principles"),
        (
            {"period": {"from": "2025-04-31", "to": "2026-03-31", "text": "t", "text_year": "y"}},
            "period.from",
        ),
        (
            {"period": {"from": "2026-04-01", "to": "2026-03-31", "text": "t", "text_year": "y"}},
            "period.to",
        ),
        (
            {"period": {"from": "2025-04-01", "to": "2026-03-31", "text": "", "text_year": "y"}},
            "period.text",
        ),
        ({"evaluated": evaluated(goals=[{"order": 1, "text": ""}])}, "evaluated.goals[0].text"),
        ({"labels": {}}, "labels.period"),
        ({"evidence": [{"label": "組数"}]}, "evidence[0].value"),
    ],
)
def test_a_fault_is_named_by_its_place(changes: dict[str, Any], path: str) -> None:
    problems = validate(document(**changes))
    assert path in [problem.path for problem in problems]
    assert all(str(problem).startswith(problem.path) for problem in problems)


def test_a_missing_entry_is_a_problem_and_not_a_crash() -> None:
    for key in document():
        broken = document()
        del broken[key]
        assert [problem.path for problem in validate(broken)]


def test_a_cell_without_text_may_say_that_there_is_nothing() -> None:
    cells = [{"goals": [], "state": "none_applicable", "text": ""}]
    assert validate(document(evaluated=evaluated(outcomes=cells, issues=cells))) == []


def test_the_choices_of_the_screens_are_those_of_the_form() -> None:
    assert set(MarkerStyle.values) == set(MARKER_STYLES)
    assert set(InitiativeLayout.values) == set(INITIATIVE_LAYOUTS)
    assert set(Licence.values) == set(LICENCES)
