"""Numbers, times, telephone numbers, postcodes, mail addresses and plain text."""

from collections.abc import Callable
from datetime import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programs.kernel.intake import (
    NotUnderstood,
    Reading,
    clean_line,
    clean_text,
    parse_email,
    parse_int,
    parse_phone,
    parse_postcode,
    parse_time,
)

Parser = Callable[[str], Reading[object]]


def _refusal(parser: Parser, text: str) -> str:
    with pytest.raises(NotUnderstood) as refused:
        parser(text)
    assert str(refused.value)
    return refused.value.code


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12), ("１２", 12), ("1,234", 1234), ("１，２３４人", 1234), ("3組", 3), ("￥５００", 500),
        ("500円", 500), ("-3", -3), ("−３", -3), ("△5", -5), ("▲1,000", -1000), (" 7 件 ", 7), ("007", 7),
        ("0", 0), ("3才", 3), ("999999999999", 999_999_999_999),
    ],
)  # fmt: skip
def test_whole_numbers(text: str, value: int) -> None:
    assert parse_int(text).value == value


def test_a_number_is_shown_with_its_thousands() -> None:
    assert parse_int("１２３４５６７").words == "1,234,567"


@pytest.mark.parametrize(
    "text",
    ["", "1,2", "3.0", "１．５", "N/A", "なし", "12人3", "1e5", "0x1", "-", "١٢", "三", "9" * 41],
)
def test_what_is_no_whole_number(text: str) -> None:
    assert _refusal(parse_int, text) == "int_unreadable"


def test_too_many_digits() -> None:
    assert _refusal(parse_int, "1234567890123") == "int_too_long"


@given(st.integers(-999_999_999_999, 999_999_999_999))
def test_a_number_reads_back_as_it_is_shown(value: int) -> None:
    assert parse_int(str(value)).value == value
    assert parse_int(parse_int(str(value)).words).value == value


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("9:30", 9, 30), ("９：３０", 9, 30), ("0930", 9, 30), ("930", 9, 30), ("9時半", 9, 30),
        ("９時３０分", 9, 30), ("9時", 9, 0), ("9", 9, 0), ("13:05", 13, 5), ("午後1時30分", 13, 30),
        ("午前12時", 0, 0), ("午後12:15", 12, 15), ("1:30pm", 13, 30), ("ＰＭ１：００", 13, 0), ("0:00", 0, 0),
        ("23:59", 23, 59), ("09:30:00", 9, 30), ("9.30", 9, 30), ("午後0時", 12, 0),
    ],
)  # fmt: skip
def test_times_of_day(text: str, hour: int, minute: int) -> None:
    reading = parse_time(text)
    assert reading.value == time(hour, minute)
    assert reading.words == f"{hour}:{minute:02}"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("24:00", "time_range"), ("2530", "time_range"), ("9:60", "time_range"), ("午後13時", "time_half"),
        ("", "time_unreadable"), ("昼", "time_unreadable"), ("9:3x", "time_unreadable"),
        ("12345", "time_unreadable"), ("9:30:15", "time_unreadable"),
    ],
)  # fmt: skip
def test_what_is_no_time(text: str, code: str) -> None:
    assert _refusal(parse_time, text) == code


@given(st.times())
def test_a_time_reads_back_as_it_is_shown(moment: time) -> None:
    shown = f"{moment.hour}:{moment.minute:02}"
    assert parse_time(shown).words == shown


@pytest.mark.parametrize("dash", "-‐‑‒–—―−ー－ｰ﹣")
def test_every_dash_between_digits_is_a_hyphen(dash: str) -> None:
    assert parse_phone(f"０４５{dash}１２３{dash}４５６７").value == "045-123-4567"
    assert parse_postcode(f"〒２３１{dash}０００５").value == "231-0005"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0451234567", "0451234567"), ("045 123 4567", "045-123-4567"), ("(045)123-4567", "045-123-4567"),
        ("０４５（１２３）４５６７", "045-123-4567"), ("+81 90-1234-5678", "090-1234-5678"),
        ("+81-(0)90-1234-5678", "090-1234-5678"), ("TEL:045-123-4567", "045-123-4567"),
        ("090--1234--5678", "090-1234-5678"), ("0120-000-000", "0120-000-000"),
    ],
)  # fmt: skip
def test_telephone_numbers_keep_their_hyphens(text: str, value: str) -> None:
    assert parse_phone(text).value == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("123-4567", "phone_digits"), ("045-123-45678-9", "phone_digits"), ("145-123-4567", "phone_digits"),
        ("", "phone_unreadable"), ("045-123-456a", "phone_unreadable"), ("自宅", "phone_unreadable"),
        ("0" * 41, "phone_unreadable"), ("---", "phone_unreadable"),
    ],
)  # fmt: skip
def test_what_is_no_telephone_number(text: str, code: str) -> None:
    assert _refusal(parse_phone, text) == code


@pytest.mark.parametrize(
    "text", ["2310005", "〒2310005", "２３１ ０００５", "〒 231-0005", "〒-231-0005"]
)
def test_postcodes(text: str) -> None:
    reading = parse_postcode(text)
    assert (reading.value, reading.words) == ("231-0005", "〒231-0005")


@pytest.mark.parametrize("text", ["", "231-005", "23-10005", "231-0005-1", "2310005x", "1" * 50])
def test_what_is_no_postcode(text: str) -> None:
    assert _refusal(parse_postcode, text) == "postcode_unreadable"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ａ＠ｂ．ｊｐ", "a@b.jp"), ("Hanako.Y@Example.JP", "Hanako.Y@example.jp"), (" x@y。jp ", "x@y.jp"),
        ("x @ y.jp", "x@y.jp"),
    ],
)  # fmt: skip
def test_mail_addresses(text: str, value: str) -> None:
    assert parse_email(text).value == value


@pytest.mark.parametrize(
    "text", ["", "a", "a@", "@b.jp", "a@b", "a@b@c.jp", "あ@b.jp", "a" * 300 + "@b.jp"]
)
def test_what_is_no_mail_address(text: str) -> None:
    assert _refusal(parse_email, text) == "email_unreadable"


def test_an_address_that_grows_too_long_when_folded_is_refused() -> None:
    assert _refusal(parse_email, "㎏" * 130 + "@example.jp") == "email_long"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("一行目\r\n二行目\r三行目\u2028四行目", "一行目\n二行目\n三行目\n四行目"),
        ("a\x00b\x07c\x7f", "abc"),
        ("安全\u202eたい危", "安全たい危"),
        ("\ufeff 前後 \u3000", "前後"),
        ("😀👨‍👩‍👧", "😀👨‍👩‍👧"),
        ("<b>太字</b>", "<b>太字</b>"),
        ("葛\U000e0100城 髙﨑𠮷", "葛\U000e0100城 髙﨑𠮷"),
        ("神\ufa19", "神\ufa19"),
        ("か\u3099", "か\u3099"),
        ("ﾊﾝｶｸ", "ﾊﾝｶｸ"),
        ("x\ud800y", "xy"),
        ("列\t列", "列\t列"),
        ("\u200b", ""),
        ("\u2060 \u3164\u115f", ""),
        ("\u2800", ""),
        ("\ufe0f\u3099", ""),
        ("か\u200bき", "か\u200bき"),
        ("\ue000", "\ue000"),
    ],
)
def test_text_is_kept_as_typed_without_what_only_harms(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept


def test_a_line_has_no_line_end() -> None:
    assert clean_line("山田\r\n花子\t様") == "山田 花子 様"


@settings(max_examples=500)
@given(st.text(alphabet=st.characters(codec=None)))
def test_clean_text_can_be_stored_and_cleaning_it_again_changes_nothing(text: str) -> None:
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert "\x00" not in cleaned
    cleaned.encode()
    assert "\n" not in clean_line(text)


@settings(max_examples=1000)
@given(
    st.sampled_from([parse_int, parse_time, parse_phone, parse_postcode, parse_email]),
    st.one_of(
        st.text(max_size=60),
        st.text(alphabet="0123456789０１２３-ー−()+〒:：時分半午前後,人@.ab 　", max_size=24),
    ),
)
def test_any_text_is_read_or_refused_with_words(parser: Parser, text: str) -> None:
    try:
        reading = parser(text)
    except NotUnderstood as refused:
        words = str(refused)
    else:
        words = reading.words
        assert parser(words).value == reading.value
    assert words
