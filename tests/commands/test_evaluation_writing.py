"""Writing the sheet: texts, goals, initiatives, merged cells, comments, evidence, and their order."""

from datetime import date
from typing import Any

import pytest

from evaluations import commands
from evaluations.choices import CellKind, Licence, State
from evaluations.models import AnnualDocument, Cell, TextChange
from evaluations.snapshots import canonical_of
from programs.kernel.errors import Hidden, Refused, RuleBroken, Stale
from programs.kernel.models import Notice
from programs.registry.choices import Role
from programs.reports import queries as figures
from tests import make
from tests import make_evaluations as makes
from tests.make_evaluations import AT, Round, later


@pytest.fixture
def who(hub: object) -> Round:
    return makes.people(hub)


@pytest.fixture
def document(who: Round) -> AnnualDocument:
    return makes.document(who)


def texts(rows: Any) -> list[str]:
    return list(rows.order_by("order").values_list("text", flat=True))


def a_cell(document: AnnualDocument, kind: str = "outcome") -> Cell:
    cell = document.cells.filter(kind=kind).order_by("goal__order").first()
    assert cell
    return cell


def save(who: Round, document: AnnualDocument, cell: Cell, text: str, **options: Any) -> Any:
    actor = options.pop("actor", who.director)
    given = {"version": cell.version, "at": AT, **options}
    return commands.save_text(actor, document, f"cell-{cell.pk}", text, **given)


def test_a_save_raises_the_version_and_says_who(who: Round, document: AnnualDocument) -> None:
    cell = a_cell(document)
    save(who, document, cell, "新しい成果。", actor=who.officer, at=later(3))
    now = Cell.objects.get(pk=cell.pk)
    assert (now.text, now.version) == ("新しい成果。", cell.version + 1)
    assert (now.saved_by_id, now.saved_at) == (who.officer.user_id, later(3))


def test_the_second_of_two_gets_both_texts(who: Round, document: AnnualDocument) -> None:
    cell = a_cell(document)
    save(who, document, cell, "先の文。", actor=who.officer)
    with pytest.raises(Stale) as stale:
        save(who, document, cell, "後の文。")
    assert list(stale.value.mine.values()) == ["後の文。"]
    assert list(stale.value.theirs.values()) == ["先の文。"]
    assert stale.value.by == who.officer.name
    assert Cell.objects.get(pk=cell.pk).text == "先の文。"


def test_a_cell_of_the_other_party_is_refused(who: Round, document: AnnualDocument) -> None:
    cell = a_cell(document)
    Cell.objects.filter(pk=cell.pk).update(owner="ward")
    with pytest.raises(Refused):
        save(who, document, cell, "書きます。")
    save(who, document, cell, "書きます。", actor=who.officer)


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.CONSULTANT, Role.WARD_SIGNATORY])
def test_only_drafters_write(who: Round, document: AnnualDocument, role: Role) -> None:
    with pytest.raises(Refused):
        save(who, document, a_cell(document), "書きます。", actor=make.member(who.hub, role))


@pytest.mark.parametrize("state", [State.REVIEW, State.AGREED, State.SIGNED, State.PUBLISHED])
def test_a_frozen_document_takes_no_text(
    who: Round, document: AnnualDocument, state: State
) -> None:
    makes.in_state(who, state, document)
    cell = a_cell(document)
    goals = document.proposes_id
    for act in (
        lambda: save(who, document, cell, "こっそり。"),
        lambda: commands.add_goals(who.director, document, goals, "足す", AT),
        lambda: commands.set_style(who.director, document, goals, "star", "plain"),
        lambda: commands.merge_cells(who.director, document, CellKind.ISSUE, AT),
        lambda: commands.set_licence(who.director, document, Licence.CC_BY_4),
    ):
        with pytest.raises(RuleBroken):
            act()
    assert Cell.objects.get(pk=cell.pk).text == makes.OUTCOMES[0]


@pytest.mark.parametrize(
    "anchor",
    ["cell-0", "goal-999999", "x", "cell-", "cell-x", "unknown-1", "cell-9999999999999999999"],
)
def test_an_unknown_place_is_hidden(who: Round, document: AnnualDocument, anchor: str) -> None:
    with pytest.raises(Hidden):
        commands.save_text(who.director, document, anchor, "x", version=1, at=AT)


def test_a_cell_of_another_document_is_hidden(who: Round, document: AnnualDocument) -> None:
    other = makes.empty_document(who, 2023)
    with pytest.raises(Hidden):
        save(who, other, a_cell(document), "x")


def test_marks_and_tags_are_taken_away_and_reported(who: Round, document: AnnualDocument) -> None:
    saved = save(who, document, a_cell(document), "<p>★広場を\tひらいた。</p>")
    assert saved.place.text == "広場を ひらいた。"
    assert (saved.cleaned.marker, saved.cleaned.tags) == ("★", 2)


def test_saves_of_one_sitting_are_one_line_of_the_history(
    who: Round, document: AnnualDocument
) -> None:
    cell = a_cell(document)
    history = TextChange.objects.filter(anchor=f"cell-{cell.pk}").order_by("-pk")
    earlier = history.count()
    for minute, text in enumerate(("一", "一二", "一二三"), start=20):
        save(who, document, cell, text, at=later(minute), version=cell.version + minute - 20)
    change = history[0]
    assert history.count() == earlier + 1
    assert (change.before, change.after) == (makes.OUTCOMES[0], "一二三")
    save(who, document, cell, "四", at=later(60), version=cell.version + 3)
    assert history.count() == earlier + 2


def test_goals_are_added_a_line_each_with_their_cells(who: Round) -> None:
    document = makes.empty_document(who)
    goals = document.evaluates_id
    commands.add_goals(who.director, document, goals, "①一つ目\r\n②二つ目\n\n③三つ目", AT)
    assert texts(document.evaluates.goals) == ["一つ目", "二つ目", "三つ目"]
    assert document.cells.count() == 6


def test_moving_a_goal_takes_its_initiatives_and_cells_along(
    who: Round, document: AnnualDocument
) -> None:
    second = document.evaluates.goals.get(order=2)
    commands.move_goal(who.director, document, document.evaluates_id, second.pk, "up")
    content = canonical_of(document, AT.date())["evaluated"]
    assert [goal["text"] for goal in content["goals"]] == list(reversed(makes.GOALS))
    assert content["initiatives"][0] == {
        "order": 1,
        "goals": [1],
        "heading": None,
        "text": makes.INITIATIVES[1][0],
    }
    assert content["outcomes"][0]["text"] == makes.OUTCOMES[1]
    commands.move_goal(who.director, document, document.evaluates_id, second.pk, "up")


def test_moving_an_initiative_stays_within_its_goal(who: Round, document: AnnualDocument) -> None:
    row = document.evaluates.initiatives.get(text=makes.INITIATIVES[0][1])
    commands.move_initiative(who.director, document, document.evaluates_id, row.pk, "up")
    assert texts(document.evaluates.initiatives)[:2] == [
        makes.INITIATIVES[0][1],
        makes.INITIATIVES[0][0],
    ]
    commands.move_initiative(who.director, document, document.evaluates_id, row.pk, "up")
    assert texts(document.evaluates.initiatives)[0] == makes.INITIATIVES[0][1]


def test_removing_a_goal_keeps_its_texts_in_the_history(
    who: Round, document: AnnualDocument
) -> None:
    first = document.evaluates.goals.get(order=1)
    commands.remove_goal(who.director, document, document.evaluates_id, first.pk, later(60))
    assert texts(document.evaluates.goals) == [makes.GOALS[1]]
    assert texts(document.evaluates.initiatives) == list(makes.INITIATIVES[1])
    assert document.cells.count() == 2
    assert TextChange.objects.filter(before=makes.OUTCOMES[0], after="").exists()
    last = document.evaluates.goals.get()
    with pytest.raises(RuleBroken, match="少なくとも1件"):
        commands.remove_goal(who.director, document, document.evaluates_id, last.pk, AT)


def test_removing_an_initiative(who: Round, document: AnnualDocument) -> None:
    row = document.evaluates.initiatives.get(order=2)
    commands.remove_initiative(who.director, document, document.evaluates_id, row.pk, AT)
    assert list(
        document.evaluates.initiatives.values_list("order", flat=True).order_by("order")
    ) == [1, 2, 3]


def test_an_initiative_may_serve_all_goals(who: Round, document: AnnualDocument) -> None:
    commands.add_initiatives(
        who.director, document, document.evaluates_id, None, "広報を続ける。", AT
    )
    assert canonical_of(document, AT.date())["evaluated"]["initiatives"][-1]["goals"] == []


def test_too_many_goals_are_refused(who: Round, document: AnnualDocument) -> None:
    with pytest.raises(RuleBroken):
        commands.add_goals(who.director, document, document.evaluates_id, "目標\n" * 20, AT)
    with pytest.raises(RuleBroken):
        commands.add_initiatives(
            who.director, document, document.evaluates_id, None, "取組\n" * 60, AT
        )
    assert document.evaluates.goals.count() == 2


def test_rows_of_other_goal_sets_are_hidden(who: Round, document: AnnualDocument) -> None:
    mine, other = document.evaluates_id, document.proposes.goals.first()
    for act in (
        lambda: commands.move_goal(who.director, document, mine, other.pk, "up"),
        lambda: commands.remove_goal(who.director, document, mine, other.pk, AT),
        lambda: commands.add_initiatives(who.director, document, mine, other.pk, "x", AT),
        lambda: commands.move_initiative(who.director, document, mine, 0, "up"),
        lambda: commands.remove_initiative(who.director, document, mine, 0, AT),
        lambda: commands.add_goals(who.director, document, 0, "x", AT),
    ):
        with pytest.raises(Hidden):
            act()


def test_cells_merge_into_one_and_split_again(who: Round, document: AnnualDocument) -> None:
    commands.merge_cells(who.director, document, CellKind.OUTCOME, AT)
    commands.merge_cells(who.director, document, CellKind.OUTCOME, AT)
    merged = canonical_of(document, AT.date())["evaluated"]["outcomes"]
    assert merged == [{"goals": [], "state": "text", "text": "\n".join(makes.OUTCOMES)}]
    commands.add_goals(who.director, document, document.evaluates_id, "三つ目", AT)
    assert document.cells.filter(kind="outcome").count() == 1
    assert document.cells.filter(kind="issue").count() == 3
    commands.split_cells(who.director, document, CellKind.OUTCOME, AT)
    commands.split_cells(who.director, document, CellKind.OUTCOME, AT)
    assert document.cells.filter(kind="outcome").count() == 3
    assert a_cell(document).text == "\n".join(makes.OUTCOMES)


def test_cells_of_different_owners_do_not_merge(who: Round, document: AnnualDocument) -> None:
    Cell.objects.filter(pk=a_cell(document).pk).update(owner="ward")
    with pytest.raises(RuleBroken, match="書く側が違う"):
        commands.merge_cells(who.director, document, CellKind.OUTCOME, AT)


# --- comments --------------------------------------------------------------------------------------


def test_comments_tell_the_others_once_until_settled(who: Round, document: AnnualDocument) -> None:
    def notices() -> int:
        return Notice.objects.filter(
            person_id=who.director.user_id, key="evaluations.comment"
        ).count()

    first = commands.comment(who.officer, document, f"cell-{a_cell(document).pk}", "根拠は?", AT)
    commands.comment(who.ward_signer, document, "document", "よいと思います。", AT)
    commands.comment(who.officer, document, "document", "もう一つ。", AT)
    assert notices() == 2
    done = commands.resolve_comment(who.director, document, first.pk, later(1))
    commands.resolve_comment(who.officer, document, first.pk, later(2))
    done.refresh_from_db()
    assert (done.resolved_at, done.resolved_by_name) == (later(1), who.director.name)


@pytest.mark.parametrize(
    ("anchor", "text", "error"),
    [("document", " ", RuleBroken), ("document", "あ" * 2001, RuleBroken), ("cell-0", "x", Hidden)],
)
def test_comments_need_words_and_a_place(
    who: Round, document: AnnualDocument, anchor: str, text: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        commands.comment(who.officer, document, anchor, text, AT)
    with pytest.raises(Hidden):
        commands.resolve_comment(who.officer, document, 0, AT)


def test_a_published_document_is_corrected_not_commented(
    who: Round, document: AnnualDocument
) -> None:
    makes.in_state(who, State.PUBLISHED, document)
    with pytest.raises(RuleBroken):
        commands.comment(who.officer, document, "document", "今さらですが", AT)


# --- evidence --------------------------------------------------------------------------------------

YEAR = (date(2025, 4, 1), date(2026, 3, 31))


def test_evidence_is_counted_once_with_its_rule(who: Round, document: AnnualDocument) -> None:
    figure = figures.all_figures()[0]
    goal = document.evaluates.goals.get(order=2)
    chosen = commands.choose_evidence(who.director, document, figure.key, *YEAR, later(2), goal.pk)
    assert (chosen.value, chosen.frozen_at) == (0, later(2))
    [row] = canonical_of(document, AT.date())["evidence"]
    assert row["goals"] == [2]
    assert row["value"] == "0"
    assert row["rule"] == str(figure.rule)
    assert row["frozen_on"] == "2026-04-20"
    assert row["period_text"] == "令和7年4月1日～令和8年3月31日"
    commands.drop_evidence(who.director, document, chosen.pk)
    assert canonical_of(document, AT.date())["evidence"] == []


def test_evidence_needs_a_known_figure_a_period_and_a_goal_of_the_year(
    who: Round, document: AnnualDocument
) -> None:
    key = figures.all_figures()[0].key
    with pytest.raises(Hidden):
        commands.choose_evidence(who.director, document, "no.such", *YEAR, AT)
    with pytest.raises(RuleBroken):
        commands.choose_evidence(who.director, document, key, YEAR[1], YEAR[0], AT)
    next_goal = document.proposes.goals.first()
    with pytest.raises(Hidden):
        commands.choose_evidence(who.director, document, key, *YEAR, AT, next_goal.pk)
    with pytest.raises(Hidden):
        commands.drop_evidence(who.director, document, 0)


def test_a_removed_goal_leaves_its_evidence_for_the_whole(
    who: Round, document: AnnualDocument
) -> None:
    goal = document.evaluates.goals.get(order=2)
    commands.choose_evidence(
        who.director, document, figures.all_figures()[0].key, *YEAR, AT, goal.pk
    )
    commands.remove_goal(who.director, document, document.evaluates_id, goal.pk, AT)
    assert canonical_of(document, AT.date())["evidence"][0]["goals"] == []
