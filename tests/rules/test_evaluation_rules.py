"""Rules of the yearly evaluation: states, whose move it is, marks, pasted texts, differences."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations import rules
from evaluations.choices import Event, Owner, Publisher, Side, State

ALLOWED = {
    ("draft", "send"): "review",
    ("correcting", "send"): "review",
    ("review", "return"): "draft",
    ("review", "agree"): "agreed",
    ("agreed", "sign"): "half_signed",
    ("half_signed", "sign"): "signed",
    ("agreed", "void"): "draft",
    ("half_signed", "void"): "draft",
    ("signed", "publish"): "published",
    ("published", "correct"): "correcting",
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("event", Event)
def test_only_the_written_steps_are_possible(state: State, event: Event) -> None:
    assert rules.next_state(state, event) == ALLOWED.get((state, event))
    assert (event in rules.possible_events(state)) == ((state, event) in ALLOWED)


@pytest.mark.parametrize(
    ("state", "event"), [("review", "return"), ("agreed", "void"), ("half_signed", "void")]
)
def test_a_round_that_ends_goes_back_to_correcting_where_a_publication_stands(
    state: str, event: str
) -> None:
    assert rules.next_state(state, event, published_before=True) == State.CORRECTING


def test_a_text_is_open_only_while_drafting_or_correcting() -> None:
    assert {State.DRAFT, State.CORRECTING} == rules.OPEN_STATES
    assert not rules.OPEN_STATES & rules.FROZEN_STATES


@pytest.mark.parametrize(
    ("state", "said", "expected"),
    [
        (State.DRAFT, {}, ("operator", "ward")),
        (State.CORRECTING, {}, ("operator", "ward")),
        (State.REVIEW, {}, ("operator", "ward")),
        (State.REVIEW, {"agreed": {"ward"}}, ("operator",)),
        (State.AGREED, {}, ("operator", "ward")),
        (State.HALF_SIGNED, {"signed": {"operator"}}, ("ward",)),
        (State.SIGNED, {}, ("operator", "ward")),
        (State.SIGNED, {"publisher": Publisher.WARD}, ("ward",)),
        (State.PUBLISHED, {}, ()),
    ],
)
def test_whose_move_it_is(state: State, said: dict[str, object], expected: tuple[str, ...]) -> None:
    assert rules.sides_to_act(state, **said) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("side", "owner", "allowed"),
    [
        (Side.OPERATOR, Owner.OPERATOR, True),
        (Side.OPERATOR, Owner.WARD, False),
        (Side.WARD, Owner.JOINT, True),
        ("", Owner.JOINT, False),
    ],
)
def test_a_party_writes_its_own_and_joint_cells(side: str, owner: str, allowed: bool) -> None:
    assert rules.may_write(side, owner) is allowed


@pytest.mark.parametrize(
    ("side", "publisher", "allowed"),
    [
        ("ward", "ward", True),
        ("operator", "ward", False),
        ("operator", "either", True),
        ("", "either", False),
    ],
)
def test_the_contract_says_who_publishes(side: str, publisher: str, allowed: bool) -> None:
    assert rules.may_publish(side, publisher) is allowed


@pytest.mark.parametrize(
    ("fy", "number", "inside"),
    [(2020, 0, False), (2021, 1, True), (2025, 5, True), (2026, 6, False)],
)
def test_a_year_counts_from_the_first_of_the_term(fy: int, number: int, inside: bool) -> None:
    assert rules.year_no(fy, 2021) == number
    assert rules.year_in_term(fy, 2021, 5) is inside


def test_a_fiscal_year_runs_from_april_to_march() -> None:
    assert rules.fiscal_days(2025) == (date(2025, 4, 1), date(2026, 3, 31))
    assert rules.year_words(5, 5) == "(5年度目/5か年度)"


@pytest.mark.parametrize(
    ("typed", "text", "mark"),
    [
        ("①広場をひらく", "広場をひらく", "①"),
        ("⑳ 広場をひらく", "広場をひらく", "⑳"),
        ("㉑広場をひらく", "広場をひらく", "㉑"),
        ("★ 広場をひらく", "広場をひらく", "★"),
        ("・広場をひらく", "広場をひらく", "・"),
        ("1.広場をひらく", "広場をひらく", "1."),
        ("２．広場をひらく", "広場をひらく", "２．"),
        ("(3)広場をひらく", "広場をひらく", "(3)"),
        ("10) 広場をひらく", "広場をひらく", "10)"),
        ("\u3000①\u3000広場をひらく", "広場をひらく", "①"),
        ("①", "", "①"),
        ("①と②に共通して", "①と②に共通して", ""),
        ("①の取組を続ける", "①の取組を続ける", ""),
        ("①、②とも続ける", "①、②とも続ける", ""),
        ("①～③を続ける", "①～③を続ける", ""),
        ("①ともに育つ", "ともに育つ", "①"),
        ("1.5倍に増えた", "1.5倍に増えた", ""),
        ("○○区の広場", "○○区の広場", ""),
        ("・・・続く", "・・・続く", ""),
        ("4エリアで開いた", "4エリアで開いた", ""),
        ("2026年に開いた", "2026年に開いた", ""),
        ("広場①をひらく", "広場①をひらく", ""),
        ("", "", ""),
    ],
)
def test_a_leading_mark_is_taken_away_and_only_that(typed: str, text: str, mark: str) -> None:
    assert rules.strip_marker(typed) == (text, mark)


@pytest.mark.parametrize(
    ("typed", "text", "tags"),
    [
        ("<p>一つ目</p><p>二つ目</p>", "一つ目\n二つ目", 4),
        ('<ol style="x">&nbsp;一つ目<br/>二つ目</ol>', "一つ目\n二つ目", 3),
        ("0<1 で 2>1", "0<1 で 2>1", 0),
        ("<(_ _)>", "<(_ _)>", 0),
        ("<b>A &amp;lt; B</b>", "A &lt; B", 2),
        ("&nbsp;だけ", "&nbsp;だけ", 0),
    ],
)
def test_tags_go_and_words_stay(typed: str, text: str, tags: int) -> None:
    assert rules.strip_tags(typed) == (text, tags)


def test_a_pasted_text_is_stored_without_mark_tags_tabs_and_foreign_newlines() -> None:
    cleaned = rules.clean("<p>①広場を\tひらいた。\r\n次の行</p>\r\n")
    assert cleaned == rules.Cleaned("広場を ひらいた。\n次の行", "①", 2)
    assert cleaned.changed


@pytest.mark.parametrize("letters", ["髙﨑𠮷", "ｶﾅ", "~～", "Ⅰ", "👶🏻", "か\u3099"])
def test_letters_are_never_changed(letters: str) -> None:
    assert rules.clean(letters) == rules.Cleaned(letters)


@given(st.text(max_size=300))
def test_cleaning_settles_down_and_never_grows(text: str) -> None:
    once = rules.clean(text).text
    assert len(once) <= len(text)
    assert "\r" not in once
    assert once == once.strip()


@given(st.text(alphabet="あいう漢字①・★1.<p>/ \n", max_size=80))
def test_every_word_of_a_paste_is_kept(text: str) -> None:
    words = [sign for sign in rules.strip_tags(text)[0] if sign in "あいう漢字"]
    assert [sign for sign in rules.clean(text).text if sign in "あいう漢字"] == words


def test_a_pasted_list_becomes_one_entry_a_line() -> None:
    lines = rules.lines_of("①一つ目\n\n<li>②二つ目</li>\n★三つ目")
    assert [line.text for line in lines] == ["一つ目", "二つ目", "三つ目"]
    assert [line.marker for line in lines] == ["①", "②", "★"]


def test_a_pasted_numbered_list_loses_its_own_numbers_only() -> None:
    typed = "<ol>1 一つ目</ol>\n２\u30002か所で開く\n3か所で開く\n① 四つ目\n7 七"
    assert rules.numbered_lines(typed) == ("一つ目", "2か所で開く", "3か所で開く", "四つ目", "7 七")


@pytest.mark.parametrize(("value", "words"), [(0, "0"), (999, "999"), (1234567, "1,234,567")])
def test_numbers_are_grouped(value: int, words: str) -> None:
    assert rules.grouped(value) == words


def test_differences_are_told_word_by_word() -> None:
    pieces = rules.differences("来館が増えた。", "相談が増えた。")
    assert [(p.kind, p.text) for p in pieces] == [
        ("old", "来館"),
        ("new", "相談"),
        ("same", "が増えた。"),
    ]


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_pieces_hold_both_texts(before: str, after: str) -> None:
    pieces = rules.differences(before, after)
    assert "".join(p.text for p in pieces if p.kind != "new") == before
    assert "".join(p.text for p in pieces if p.kind != "old") == after


def test_very_different_long_texts_are_compared_as_wholes() -> None:
    before, after = "あ漢" * 3_000, "カ字" * 3_000
    pieces = rules.differences(f"始{before}終", f"始{after}終")
    assert [p.kind for p in pieces] == ["old", "new"] or [p.kind for p in pieces][1:3] == [
        "old",
        "new",
    ]
    assert len(pieces) <= 4


@pytest.mark.parametrize(
    ("evaluated", "proposed", "line"),
    [
        (True, True, "令和7年度重点目標評価結果・令和8年度重点目標"),
        (True, False, "令和7年度重点目標評価結果"),
        (False, True, "令和8年度重点目標"),
    ],
)
def test_the_title_names_what_the_document_holds(
    evaluated: bool, proposed: bool, line: str
) -> None:
    made = rules.title_line("令和7年度", "令和8年度", evaluated=evaluated, proposed=proposed)
    assert made == line
