"""The kernel's form fields, as a person meets them on the page."""

import re
from datetime import date, datetime, time
from typing import Any

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from programs.kernel import clock
from programs.kernel.forms import (
    ActorForm,
    DateBoxesField,
    DigitsField,
    NameField,
    PhoneField,
    PlainTextField,
    PostcodeField,
    TimeBoxField,
    TolerantDateField,
    TolerantEmailField,
    TolerantForm,
    TolerantIntegerField,
)


class Sheet(ActorForm):
    """One of each field."""

    born_on = DateBoxesField(
        label="生年月日", help_text="例: R8.4.1", no_future=True, birthday=True
    )
    held_on = TolerantDateField(label="開催日", required=False, earliest=date(2026, 4, 1))
    due_on = DateBoxesField(label="期日", required=False, latest=date(2027, 3, 31))
    at = TimeBoxField(label="時刻", required=False)
    people = TolerantIntegerField(label="人数", required=False, min_value=1, max_value=50)
    phone = PhoneField(label="電話", required=False, help_text="日中の<strong>連絡先</strong>")
    postcode = PostcodeField(label="郵便番号", required=False)
    email = TolerantEmailField(label="メール", required=False)
    card = DigitsField(label="カード", required=False, max_length=8)
    name = NameField(label="氏名")
    name_kana = NameField(label="ふりがな", kana=True, required=False)
    note = PlainTextField(label="メモ", required=False)


TODAY = date(2026, 7, 1)
GOOD = {
    "born_on_year": "R６",
    "born_on_month": "２",
    "born_on_day": "29",
    "held_on": "令和８年５月１日",
    "due_on": "2026-12-25",
    "at": "９時半",
    "people": "１２人",
    "phone": "０４５ー１２３ー４５６７",
    "postcode": "〒２３１０００５",
    "email": "ａ＠ｂ．ｊｐ",
    "card": "００１２-３４",
    "name": "髙﨑　𠮷子",
    "name_kana": "ﾀｶｻｷ ﾖｼｺ",
    "note": "一行目\r\n二行目\x00",
}


def _sheet(**changed: str) -> Sheet:
    return Sheet({**GOOD, **changed}, actor=None, today=TODAY)


def _page(form: forms.Form) -> str:
    return str(render_crispy_form(form))


def test_what_people_type_becomes_plain_values() -> None:
    form = _sheet()
    assert form.errors == {}
    assert form.cleaned_data == {
        "born_on": date(2024, 2, 29),
        "held_on": date(2026, 5, 1),
        "due_on": date(2026, 12, 25),
        "at": time(9, 30),
        "people": 12,
        "phone": "045-123-4567",
        "postcode": "231-0005",
        "email": "a@b.jp",
        "card": "001234",
        "name": "髙﨑　𠮷子",
        "name_kana": "ﾀｶｻｷ ﾖｼｺ",
        "note": "一行目\n二行目",
    }


def test_fields_left_empty_are_empty() -> None:
    only = dict.fromkeys(GOOD, "") | {"born_on": "2024-02-29", "name": "花子"}
    form = Sheet(only, actor=None, today=TODAY)
    assert form.errors == {}
    for name in ("held_on", "due_on", "at", "people"):
        assert form.cleaned_data[name] is None
    for name in ("phone", "postcode", "email", "card", "name_kana", "note"):
        assert form.cleaned_data[name] == ""


def test_required_fields_ask_to_be_filled_in() -> None:
    form = Sheet({}, actor=None, today=TODAY)
    assert form.errors == {"born_on": ["入力してください。"], "name": ["入力してください。"]}


@pytest.mark.parametrize(
    ("year", "month", "day", "meant"),
    [
        ("R8", "4", "1", date(2026, 4, 1)),
        ("令和８年", "４月", "１日", date(2026, 4, 1)),
        ("平成元", "1", "8", date(1989, 1, 8)),
        ("2026", "4", "1", date(2026, 4, 1)),
        ("令和8年4月1日", "", "", date(2026, 4, 1)),
        (" 2026/4/1 ", " ", "", date(2026, 4, 1)),
    ],
)
def test_the_boxes_take_eras_and_whole_dates(year: str, month: str, day: str, meant: date) -> None:
    form = _sheet(born_on_year=year, born_on_month=month, born_on_day=day)
    assert form.errors == {}
    assert form.cleaned_data["born_on"] == meant


@pytest.mark.parametrize(
    ("boxes", "told"),
    [
        (("R8", "2", "30"), "2月は28日までです"),
        (("R8", "", "1"), "年・月・日のすべて"),
        (("R8", "4", ""), "年・月・日のすべて"),
        (("", "4", "1"), "年・月・日のすべて"),
        (("R8", "", ""), "月と日も"),
        (("8", "4", "1"), "元号をつけて"),
        (("H31", "5", "1"), "令和元年5月1日ではありませんか"),
        (("R8", "7", "2"), "今日（令和8年7月1日）より後"),
    ],
)
def test_boxes_that_are_no_date_are_refused_and_kept(
    boxes: tuple[str, str, str], told: str
) -> None:
    names = ("born_on_year", "born_on_month", "born_on_day")
    form = _sheet(**dict(zip(names, boxes, strict=True)))
    assert told in form.errors["born_on"][0]
    page = _page(form)
    for name, typed in zip(names, boxes, strict=True):
        found = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
        assert found
        assert (f'value="{typed}"' in found.group()) is bool(typed)


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("held_on", "R8.3.31", "令和8年4月1日より前の日付は入力できません"),
        ("due_on", "2027/4/1", "令和9年3月31日より後の日付は入力できません"),
        ("people", "0", "1以上の数"),
        ("people", "51", "50以下の数"),
        ("people", "99999999999", "50以下の数"),
        ("people", "N/A", "整数で入力"),
        ("at", "25:00", "という時刻はありません"),
        ("phone", "045", "いまは3けた"),
        ("postcode", "231", "7けたの数字"),
        ("email", "花子", "name@example.jp"),
        ("card", "123456789", "8けたまで"),
        ("card", "12a", "数字だけ"),
        ("card", "1" * 300, "数字だけ"),
        ("name_kana", "山田", "ひらがなかカタカナ"),
        ("name", "あ" * 101, "100文字までで入力してください（いまは101文字です）"),
        ("note", "あ" * 10_001, "10,000文字までで入力してください（いまは10,001文字です）"),
    ],
)
def test_a_refused_field_says_what_to_do_and_keeps_what_was_typed(
    name: str, typed: str, told: str
) -> None:
    form = _sheet(**{name: typed})
    assert list(form.errors) == [name]
    assert told in form.errors[name][0]
    assert typed in _page(form)


def test_the_longest_note_fits() -> None:
    assert _sheet(note="あ" * 9_999 + "\r\n" + "  ").errors == {}


def test_a_page_that_comes_back_shows_what_was_understood() -> None:
    page = _page(_sheet(name=""))
    for words in (
        "「令和6年2月29日(木)」と読み取りました。",
        "「令和8年5月1日(金)」と読み取りました。",
        "「9:30」と読み取りました。",
        "「12」と読み取りました。",
        "「045-123-4567」と読み取りました。",
        "「〒231-0005」と読み取りました。",
        "「a@b.jp」と読み取りました。",
    ):
        assert words in page
    assert "例: R8.4.1" in page
    assert "日中の<strong>連絡先</strong>" in page


def test_nothing_is_said_where_the_text_was_already_plain_or_wrong() -> None:
    page = _page(_sheet(phone="045-123-4567", people="多い", name=""))
    assert "「045-123-4567」" not in page
    assert "「多い」" not in page


def test_what_was_understood_is_escaped() -> None:
    page = _page(_sheet(email="＂<b>＂@b.jp", name=""))
    assert "<b>" not in page


def test_help_and_errors_are_tied_to_their_fields() -> None:
    page = _page(_sheet(phone="1", name=""))
    assert 'aria-describedby="id_phone_helptext id_phone_error"' in page
    assert 'id="id_phone_helptext"' in page
    assert 'id="id_phone_error"' in page
    assert 'aria-describedby="id_name_error"' in page
    assert re.search(r'<input[^>]*name="phone"[^>]*aria-invalid="true"', page)
    assert re.search(r'<label\s+for="id_phone"', page)


def test_the_boxes_are_a_group_with_a_legend_and_named_inputs() -> None:
    page = _page(_sheet(born_on_day="31"))
    assert re.search(r'<fieldset[^>]*aria-describedby="id_born_on_helptext id_born_on_error"', page)
    assert re.search(r"<legend[^>]*>\s*生年月日", page)
    for number, unit in enumerate("年月日"):
        assert f'<label for="id_born_on_{number}">{unit}</label>' in page
    assert re.search(r'<div class="date-boxes is-invalid"\s+id="id_born_on"', page)
    assert re.search(r'<input[^>]*name="born_on_year"[^>]*aria-invalid="true"', page)
    assert 'autocomplete="bday-year"' in page


def test_the_today_button_is_offered_except_for_birthdays() -> None:
    page = _page(Sheet(actor=None, today=TODAY))
    buttons = re.findall(r"<button[^>]*data-today[^>]*>", page)
    assert len(buttons) == 1
    assert 'data-year="令和8"' in buttons[0]
    assert 'data-month="7"' in buttons[0]
    assert 'data-day="1"' in buttons[0]
    assert "hidden" in buttons[0]


def test_nothing_on_the_page_blocks_typing() -> None:
    page = _page(Sheet(actor=None, today=TODAY))
    assert not re.search(r"\s(required|maxlength|pattern|min|max)[=\s>]", page)
    assert 'type="number"' not in page
    assert re.search(r'<input[^>]*name="name"[^>]*aria-required="true"', page)


def test_a_saved_record_comes_back_in_readable_words() -> None:
    saved = {
        "born_on": date(2019, 5, 1),
        "held_on": date(2026, 5, 1),
        "at": time(9, 5),
        "people": 3,
    }
    page = _page(Sheet(initial=saved, actor=None, today=TODAY))
    for typed in ("令和元", "令和8年5月1日", "9:05"):
        assert f'value="{typed}"' in page


def test_in_english_dates_come_back_in_a_form_that_is_understood_again() -> None:
    with translation.override("en"):
        saved: dict[str, Any] = {"born_on": date(2019, 5, 1), "held_on": date(2026, 5, 1)}
        page = _page(Sheet(initial=saved, actor=None, today=TODAY))
        assert 'value="2019"' in page
        assert 'value="2026-05-01"' in page
        assert _sheet(held_on="2026-05-01").errors == {}


def test_only_a_real_change_counts_as_one() -> None:
    saved = {"born_on": date(2024, 2, 29), "people": 12, "at": time(9, 30), "name": GOOD["name"]}
    form = Sheet(GOOD, initial=saved, actor=None, today=TODAY)
    assert not {"born_on", "people", "at", "name"} & set(form.changed_data)
    changed = Sheet({**GOOD, "people": "13"}, initial=saved, actor=None, today=TODAY)
    assert "people" in changed.changed_data


def test_a_form_without_a_day_asks_the_clock() -> None:
    with clock.frozen(datetime(2024, 2, 28, 12)):
        form = Sheet(GOOD, actor=None)
        assert "今日（令和6年2月28日）より後" in form.errors["born_on"][0]


class Search(TolerantForm):
    """A filter: optional, without an acting person."""

    from_on = TolerantDateField(required=False, no_future=True)
    kind = forms.ChoiceField(required=False, choices=[("a", "A")], widget=forms.RadioSelect)


def test_a_form_without_an_actor_also_knows_the_future() -> None:
    with clock.frozen(datetime(2026, 7, 1, 12)):
        assert Search({"from_on": "R8.7.1"}).is_valid()
        assert not Search({"from_on": "R8.7.2"}).is_valid()


def test_a_widget_keeps_the_attributes_it_was_made_with() -> None:
    box = forms.TextInput({"class": "own", "placeholder": "12"})
    attrs = TolerantIntegerField(widget=box).widget.attrs
    assert attrs == {
        "class": "own",
        "placeholder": "12",
        "inputmode": "numeric",
        "autocomplete": "off",
        "data-min": 0,
        "data-max": 2**31 - 1,
    }


def test_a_moment_given_as_initial_value_is_its_day() -> None:
    field = TolerantDateField()
    assert field.clean(datetime(2026, 7, 1, 12)) == date(2026, 7, 1)


def test_a_disabled_field_keeps_its_value() -> None:
    class Fixed(TolerantForm):
        born_on = DateBoxesField(disabled=True)

    form = Fixed({"born_on_year": "1999"}, initial={"born_on": date(2024, 2, 29)})
    assert form.is_valid()
    assert form.cleaned_data["born_on"] == date(2024, 2, 29)
    assert "data-today" not in _page(form)


def test_a_field_that_was_not_sent_is_known_as_such() -> None:
    widget = DateBoxesField().widget
    assert widget.value_omitted_from_data({}, {}, "born_on")
    assert not widget.value_omitted_from_data({"born_on": ""}, {}, "born_on")
    assert not widget.value_omitted_from_data({"born_on_day": "1"}, {}, "born_on")


TYPED = st.one_of(
    st.text(alphabet=st.characters(codec=None), max_size=40),
    st.text(alphabet="0123456789０１２/-ー年月日令和RH元@.:時半人〒() \u3000", max_size=16),
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(GOOD)), TYPED, max_size=len(GOOD)))
def test_whatever_is_typed_the_page_comes_back(typed: dict[str, str]) -> None:
    form = Sheet(typed, actor=None, today=TODAY)
    assert form.is_valid() or form.errors
    assert all(str(message) for messages in form.errors.values() for message in messages)
    assert _page(form).count('<div id="div_id_') == len(form.fields)
    for value in form.cleaned_data.values():
        assert "\x00" not in str(value)
