"""Reads of the yearly evaluation: whose move it is, what waits, what the sheet shows."""

from typing import Any

import pytest

from evaluations import commands, queries
from evaluations.choices import CellKind, InitiativeLayout, Publisher, State
from evaluations.models import Cell
from programs.kernel.errors import Hidden
from programs.registry.choices import Role
from tests import make
from tests import make_evaluations as makes
from tests.make_evaluations import AT, Round, later

TODAY = AT.date()


@pytest.fixture
def who(hub: object) -> Round:
    return makes.people(hub)


def waiting(who: Round) -> dict[str, list[str]]:
    """Who has what to do."""
    actors = {
        name: getattr(who, name)
        for name in ("director", "officer", "operator_signer", "ward_signer")
    }
    return {
        name: [str(todo.title) for todo in make.todos(queries, actor, TODAY)]
        for name, actor in actors.items()
    }


@pytest.mark.parametrize(
    ("state", "busy"),
    [
        (State.DRAFT, set()),
        (State.REVIEW, {"director", "officer", "operator_signer", "ward_signer"}),
        (State.AGREED, {"operator_signer", "ward_signer"}),
        (State.HALF_SIGNED, {"ward_signer"}),
        (State.SIGNED, {"director", "officer", "operator_signer", "ward_signer"}),
        (State.PUBLISHED, set()),
    ],
)
def test_what_waits_for_whom(who: Round, state: State, busy: set[str]) -> None:
    makes.in_state(who, state)
    assert {name for name, todos in waiting(who).items() if todos} == busy


def test_a_party_that_agreed_has_nothing_more_to_do(who: Round) -> None:
    document = makes.in_state(who, State.REVIEW)
    commands.agree(who.director, document, document.current_revision.sha256, AT)
    assert {name for name, todos in waiting(who).items() if todos} == {"officer", "ward_signer"}


def test_only_the_publishing_party_is_asked_to_publish(who: Round) -> None:
    makes.contract(who, publisher=Publisher.WARD)
    document = makes.in_state(who, State.SIGNED)
    assert queries.waiting_for(document) == ("ward",)
    assert {name for name, todos in waiting(who).items() if todos} == {"officer", "ward_signer"}


def test_another_hub_finds_nothing(who: Round) -> None:
    document = makes.in_state(who, State.REVIEW)
    stranger = make.member(make.hub("霧島区"), Role.DIRECTOR)
    assert not queries.documents(stranger).exists()
    assert make.todos(queries, stranger, TODAY) == []
    with pytest.raises(Hidden):
        queries.document(stranger, document.pk)
    with pytest.raises(Hidden):
        queries.revision(stranger, document, 1)


def sheet(actor: Any, pk: int) -> list[queries.Table]:
    document = queries.document(actor, pk)
    return queries.tables(actor, document, queries.comments_by_place(document))


def marks(slots: Any) -> list[str]:
    return [slot.mark for slot in slots]


def test_the_sheet_shows_marks_that_stand_in_no_text(who: Round) -> None:
    document = makes.document(who)
    evaluated, proposed = sheet(who.director, document.pk)
    assert marks(block.slot for block in evaluated.blocks) == ["①", "②"]
    assert [marks(block.initiatives) for block in evaluated.blocks] == [["①", "①"], ["②", "②"]]
    assert [marks(block.initiatives) for block in proposed.blocks] == [["★"] * 4, ["★"] * 4]
    assert [block.heading is None for block in evaluated.blocks] == [True, True]
    assert proposed.blocks[0].heading.place.text == "取り組むこと"
    assert [(row.kind, marks(row.slots)) for row in evaluated.cells] == [
        (CellKind.OUTCOME, ["①", "②"]),
        (CellKind.ISSUE, ["①", "②"]),
    ]


def test_a_merged_cell_has_no_mark(who: Round) -> None:
    document = makes.document(who)
    commands.merge_cells(who.director, document, CellKind.OUTCOME, AT)
    outcome = sheet(who.director, document.pk)[0].cells[0]
    assert outcome.merged
    assert marks(outcome.slots) == [""]


@pytest.mark.parametrize(
    ("role", "state", "writable"),
    [
        (Role.DIRECTOR, State.DRAFT, True),
        (Role.WARD_OFFICER, State.DRAFT, True),
        (Role.STAFF, State.DRAFT, True),
        (Role.CONSULTANT, State.DRAFT, False),
        (Role.WARD_SIGNATORY, State.DRAFT, False),
        (Role.DIRECTOR, State.REVIEW, False),
    ],
)
def test_who_may_write_the_sheet(who: Round, role: Role, state: State, writable: bool) -> None:
    document = makes.in_state(who, state)
    table = sheet(make.member(who.hub, role), document.pk)[0]
    assert table.blocks[0].slot.writable is writable
    assert table.cells[0].slots[0].writable is writable


def test_the_other_partys_cell_is_read_only(who: Round) -> None:
    document = makes.document(who)
    Cell.objects.filter(kind="issue").update(owner="ward")
    rows = {row.kind: row.slots[0].writable for row in sheet(who.director, document.pk)[0].cells}
    assert rows == {CellKind.OUTCOME: True, CellKind.ISSUE: False}


def test_last_years_goals_are_read_only_in_this_years_document(who: Round) -> None:
    makes.contract(who, start_fy=2022)
    makes.in_state(who, State.PUBLISHED)
    following = makes.empty_document(who, 2026)
    evaluated, proposed = sheet(who.director, following.pk)
    assert evaluated.inherited
    assert not evaluated.blocks[0].slot.writable
    assert evaluated.cells[0].slots[0].writable
    assert proposed.blocks[0].slot.writable
    assert evaluated.goal_set.initiative_layout == InitiativeLayout.GROUPED_STAR


def test_open_comments_come_first(who: Round) -> None:
    document = makes.document(who)
    first = commands.comment(who.officer, document, "document", "一つ目", AT)
    commands.comment(who.officer, document, "document", "二つ目", later(1))
    commands.resolve_comment(who.director, document, first.pk, later(2))
    texts = [row.text for row in queries.comments_by_place(document)["document"]]
    assert texts == ["二つ目", "一つ目"]


def test_the_preview_is_the_draft_then_the_revision(who: Round) -> None:
    document = makes.document(who)
    assert makes.OUTCOMES[0] in queries.preview(queries.document(who.director, document.pk), TODAY)
    makes.in_state(who, State.REVIEW, document)
    found = queries.document(who.director, document.pk)
    assert queries.preview(found, TODAY) == queries.revision_html(found.current_revision)


def test_the_history_keeps_what_was_said_to_each_revision(who: Round) -> None:
    document = makes.in_state(who, State.HALF_SIGNED)
    commands.refuse(who.ward_signer, document, "数字を確かめたい。", later(5))
    commands.send_to_review(who.director, document, later(6))
    newest, oldest = queries.revisions(document)
    assert (newest.revision.n, oldest.revision.n) == (2, 1)
    assert [review.side for review in oldest.reviews] == ["operator", "ward"]
    assert oldest.signatures[0].void.reason == oldest.refusal.reason == "数字を確かめたい。"
    assert newest.refusal is None
