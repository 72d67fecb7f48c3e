"""Search keys: the same name, however its kana were typed."""

import jaconv
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programs.kernel.kana import is_kana, phone_key, search_key

HIRAGANA = st.text(
    alphabet="あいうえおかがきぎくぐけげこごさざしすずせそただちつてとどなにぬねのはばぱひびぴふぶへほぼまみむめもやゆよらりるれろわをんゃゅょっー"
)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("やまだ　はなこ", "やまだはなこ"), ("ヤマダ ハナコ", "やまだはなこ"), ("ﾔﾏﾀﾞ ﾊﾅｺ", "やまだはなこ"),
        ("キョーコ", "きよこ"), ("ｷｮｰｺ", "きよこ"), ("きよこ", "きよこ"), ("バッハ", "ばつは"), ("はは", "はは"),
        ("ヴィオラ", "ゔいおら"), ("ｳﾞｨｵﾗ", "ゔいおら"), ("保土ヶ谷", "保土け谷"), ("Ｍａｒｙ・Ａｎｎ", "maryann"),
        ("山田－花子", "山田花子"), ("葛\U000e0100城", "葛城"), ("髙﨑", "髙﨑"), ("か\u3099", "が"), ("カー゙", "が"),
        ("A-12", "a12"), ("", ""), ("　・ー", ""),
    ],
)  # fmt: skip
def test_keys(typed: str, key: str) -> None:
    assert search_key(typed) == key


@settings(max_examples=500)
@given(HIRAGANA)
def test_hiragana_katakana_and_half_width_have_one_key(name: str) -> None:
    katakana = jaconv.hira2kata(name)
    half = jaconv.z2h(katakana, kana=True)
    assert search_key(name) == search_key(katakana) == search_key(half)


@settings(max_examples=2000)
@given(st.one_of(st.text(), st.text(alphabet="かガｶﾞ\u3099゛ーｰ・ ABⅣ㍻ǅẞİ\u0345\u200dヸ")))
def test_the_key_of_a_key_is_itself(text: str) -> None:
    key = search_key(text)
    assert search_key(key) == key
    assert " " not in key


@settings(max_examples=500)
@given(HIRAGANA, HIRAGANA)
def test_the_key_of_a_beginning_begins_the_key(first: str, rest: str) -> None:
    assert search_key(first + rest).startswith(search_key(first))


@pytest.mark.parametrize(
    "text", ["やまだ", "ヤマダ　ハナコ", "ﾔﾏﾀﾞ", "キョーコ", "マリー・アン", "ゔ"]
)
def test_kana(text: str) -> None:
    assert is_kana(text)


@pytest.mark.parametrize("text", ["", " ", "・", "山田", "やまだ花子", "Yamada", "やまだ1", "😀"])
def test_not_kana(text: str) -> None:
    assert not is_kana(text)


@pytest.mark.parametrize(
    "text",
    ["045-123-4567", "０４５（１２３）４５６７", "+81 45 123 4567", "０４５ー１２３ー４５６７"],
)
def test_telephone_keys_are_digits(text: str) -> None:
    assert phone_key(text) == "0451234567"


@given(st.text())
def test_the_telephone_key_of_a_key_is_itself(text: str) -> None:
    assert phone_key(phone_key(text)) == phone_key(text)
