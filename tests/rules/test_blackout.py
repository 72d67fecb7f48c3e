"""What is blacked out is not in the result, whatever the text and the words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.blackout import BLACK, blacked, joined, passages, pieces

TEXTS = st.text(alphabet="あいうえお山田太郎 \n𠮷髙🧸ab", max_size=60)
SPANS = st.lists(st.tuples(st.integers(0, 70), st.integers(0, 70)), max_size=8)


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("田中さんと田中さん", "田中", [(0, 2), (5, 7)]),
        ("田中さん", " 田中 ", [(0, 2)]),
        ("田中さん", "山田", []),
        ("田中さん", "  ", []),
        ("ああああ", "ああ", [(0, 2), (2, 4)]),
        ("一行目\n二行目", "目\n二", [(2, 5)]),
    ],
)
def test_words_are_found_wherever_they_stand(text, words, found):
    assert passages(text, words) == found


@pytest.mark.parametrize(
    ("spans", "whole"),
    [
        ([], []),
        ([(4, 6), (0, 2)], [(0, 2), (4, 6)]),
        ([(0, 3), (2, 5)], [(0, 5)]),
        ([(0, 2), (2, 4)], [(0, 4)]),
        ([(0, 9), (2, 4)], [(0, 9)]),
        ([(3, 3), (5, 2)], []),
        ([[1, 2]], [(1, 2)]),
    ],
)
def test_passages_that_touch_are_one(spans, whole):
    assert joined(spans) == whole


def test_a_bar_tells_nothing_of_the_length():
    short = blacked("田中さん", [(0, 2)])
    assert short == f"{BLACK}さん"
    assert blacked("とても長い名前さん", [(0, 7)]) == short


@given(TEXTS, SPANS)
def test_the_rest_stays_in_order_and_what_is_black_is_gone(text, spans):
    dark = {at for start, end in joined(spans) for at in range(start, end)}
    rest = "".join(char for at, char in enumerate(text) if at not in dark)
    found = pieces(text, spans)
    assert "".join(piece.text for piece in found if not piece.black) == rest
    assert all(piece.text == BLACK for piece in found if piece.black)


@given(TEXTS, st.text(alphabet="山田太郎ab", min_size=1, max_size=3))
def test_no_occurrence_is_left_in_one_piece(text, words):
    left = pieces(text, passages(text, words))
    assert all(words not in piece.text for piece in left if not piece.black)
