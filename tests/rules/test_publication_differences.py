"""Old beside new: what a correction took out and put in."""

from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.rendering.differences import Change, Part, differences
from tests.make_publication import document, evaluated


def cells(text: str) -> list[dict[str, object]]:
    return [{"goals": [1], "state": "text", "text": text}]


def joined(parts: tuple[Part, ...]) -> str:
    return "".join(part.text for part in parts)


def test_equal_documents_have_no_difference() -> None:
    assert differences(document(), document()) == []


def test_one_letter_is_marked_where_it_stands() -> None:
    old = document(evaluated=evaluated(outcomes=cells("延べ120人が参加した。よかった。")))
    new = document(evaluated=evaluated(outcomes=cells("延べ130人が参加した。よかった。")))
    (change,) = differences(old, new)
    assert change == Change(
        "令和7年度重点目標の評価 取組の成果",
        (Part("① 延べ1"), Part("2", True), Part("0人が参加した。よかった。")),
        (Part("① 延べ1"), Part("3", True), Part("0人が参加した。よかった。")),
    )


def test_a_sentence_that_shares_little_is_replaced_whole() -> None:
    old = document(purpose="親子が集う。")
    new = document(purpose="町を歩く人びと。")
    (change,) = differences(old, new)
    assert change.old[0] == Part("親子が集う。", True)
    assert change.new[0] == Part("町を歩く人びと。", True)


def test_a_row_that_only_one_has_is_one_sided() -> None:
    changes = differences(document(), document(proposed=None))
    assert {change.new for change in changes} == {()}
    assert [change.place for change in changes] == [
        "令和8年度重点目標 令和8年度 重点目標",
        "令和8年度重点目標 取組内容",
    ]


def test_a_changed_mark_a_changed_figure_and_a_changed_title_are_seen() -> None:
    evidence = [{**document()["evidence"][0], "value": "12,346"}, document()["evidence"][1]]
    new = document(evidence=evidence, title=["題"], evaluated=evaluated(marker_style="decimal"))
    places = [change.place for change in differences(document(), new)]
    assert places[0] == "表題"
    assert "根拠資料" in places
    assert "令和7年度重点目標の評価 取組の課題" in places


@given(st.text("あいう。\n", max_size=60), st.text("あいう。\n", max_size=60))
@settings(max_examples=60, deadline=None)
def test_the_parts_are_the_whole_of_either_text(old: str, new: str) -> None:
    before, after = (document(purpose=f"始{text}終") for text in (old, new))
    for change in differences(before, after):
        assert joined(change.old) != joined(change.new)
        unchanged = [
            [part.text for part in side if not part.changed] for side in (change.old, change.new)
        ]
        assert "".join(unchanged[0]) == "".join(unchanged[1])


def test_long_texts_are_compared_quickly() -> None:
    old, new = "ながい文だけが続く、" * 1000, "べつの文だけが続く、" * 1000
    (change,) = differences(document(purpose=old), document(purpose=new))
    assert change.old[0] == Part(old + "\n", True)
