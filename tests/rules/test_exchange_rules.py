"""What headings mean, how cells are read, what becomes of a row: without a database."""

import string
from contextlib import suppress
from datetime import date

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from programs.exchange.rules import cells, headings, matching, problems
from programs.exchange.rules.families import FamilyRow, read_family
from programs.exchange.rules.fields import STAFF, System, family_keys, label_of, staff_label
from programs.exchange.rules.joining import join_rows
from programs.exchange.rules.staff import read_person
from programs.kernel.intake import NotUnderstood
from programs.registry.choices import Role
from programs.registry.rules import ChildValues, HouseholdValues

TODAY = date(2026, 6, 10)
PORTAL = System(3, "市のポータル")
ANY_CELL = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "",
            "R6.5.1",
            "2024/5/1",
            "45413",
            "母",
            "区内",
            "０４５－１２３－４５６７",
            "9012345678",
            "=1+1",
            "1",
        ]
    ),
)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_our_own_headings_are_understood_in_every_language(language):
    keys = family_keys([PORTAL])
    with override(language):
        heads = [label_of(key, [PORTAL]) for key in keys]
        staff = [staff_label(key) for key in STAFF]
    assert headings.guess_families(heads, [PORTAL]) == keys
    assert headings.guess_staff(staff) == list(STAFF)


@pytest.mark.parametrize(
    ("heads", "meant"),
    [
        (
            "No. 保護者氏名 フリガナ 続柄 郵便番号 住所 電話番号 子ども氏名 ふりがな 生年月日",
            "number adult1.name adult1.name_kana adult1.relation postcode address phone "
            "child1.name child1.name_kana child1.birth_on",
        ),
        (
            "登録番号 姓 せい（ふりがな） 母氏名 父氏名 第一子名前 第一子生年月日 第二子名前 第二子生年月日",
            "number name name_kana adult1.name adult2.name child1.name child1.birth_on "
            "child2.name child2.birth_on",
        ),
        (
            "会員番号 世帯名 世帯名フリガナ 子①氏名 子①誕生日 備考 アレルギー 母語 登録日",
            "number name name_kana child1.name child1.birth_on door_note allergies languages "
            "registered_on",
        ),
        (
            "保護者1 ふりがな 携帯 保護者2 ふりがな 携帯 出産予定日 感想",
            "adult1.name adult1.name_kana phone adult2.name adult2.name_kana adult2.phone "
            "child1.due_on _",
        ),
        (
            "お子さまの名前 お子さまの名前 お子さまの名前 区内・区外 どこで知ったか 市のポータルの番号",
            "child1.name child2.name child3.name residence found_by code.3.family",
        ),
        (
            "Parent name|Child 2 name|Birth date|Remarks|Zip|Name",
            "adult1.name|child2.name|child2.birth_on|door_note|postcode|_",
        ),
    ],
)
def test_headings_of_everyday_tables(heads, meant):
    sign = "|" if "|" in heads else None
    wanted = ["" if word == "_" else word for word in meant.split(sign)]
    assert headings.guess_families(heads.split(sign), [PORTAL]) == wanted


@settings(deadline=None)
@given(st.lists(st.text(max_size=30), max_size=30))
def test_any_headings_give_known_fields_each_once(heads):
    for found, known in (
        (headings.guess_families(heads, [PORTAL]), set(family_keys([PORTAL]))),
        (headings.guess_staff(heads), set(STAFF)),
    ):
        chosen = [key for key in found if key]
        assert len(found) == len(heads)
        assert len(chosen) == len(set(chosen))
        assert set(chosen) <= known


@pytest.mark.parametrize(
    "text",
    ["2024/5/1", "R6.5.1", "令和６年５月１日", "2024-05-01 00:00:00", "45413", "２０２４０５０１"],
)
def test_days_in_every_way(text):
    assert cells.read_day(text) == date(2024, 5, 1)


@pytest.mark.parametrize(
    ("text", "phone"),
    [("9012345678", "09012345678"), ("451234567", "0451234567"), ("'＋81 45-123-4567", None)],
)
def test_the_zero_that_a_spreadsheet_took_is_put_back(text, phone):
    assert phone is None or cells.read_phone(text) == phone
    assert cells.read_postcode("60001") == "006-0001"


@pytest.mark.parametrize(
    ("text", "address", "residence"),
    [
        ("区内", "", "own_ward"),
        ("汐見区", "", "own_ward"),
        ("磯部区", "", "other_ward"),
        ("市内", "", "other_ward"),
        ("市内の他区", "", "other_ward"),
        ("市外", "", "outside_city"),
        ("川崎市", "", "outside_city"),
        ("", "横浜市汐見区港1-2", "own_ward"),
        ("", "神奈川県横浜市磯部区1", "other_ward"),
        ("", "都筑区1", "other_ward"),
        ("", "東京都千代田区1", "outside_city"),
        ("", "港1-2-3", "unknown"),
        ("", "", "unknown"),
        ("Outside the city", "", "outside_city"),
    ],
)
def test_where_a_family_lives_by_words_or_address(text, address, residence):
    assert cells.read_residence(text, address, "汐見区") == residence


def test_a_word_that_is_no_residence_is_refused():
    with pytest.raises(NotUnderstood):
        cells.read_residence("はい", "", "汐見区")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("英語、中国語", ("en", "zh")),
        ("日本語", ()),
        ("なし", ()),
        ("韓国語/English/ウルドゥー語", ("ko", "en", "other")),
    ],
)
def test_languages(text, found):
    assert cells.read_languages(text) == found


def test_roles_by_name_in_both_languages():
    assert cells.read_roles("スタッフ、受付") == ("staff", "reception")
    assert cells.read_roles("施設長") == ("director",)
    with pytest.raises(NotUnderstood):
        cells.read_roles("王様")


@settings(deadline=None)
@given(st.text(max_size=80))
def test_no_cell_breaks_a_reader(text):
    for reader in (
        cells.read_day,
        cells.read_phone,
        cells.read_postcode,
        cells.read_number,
        cells.read_email,
        cells.read_kana,
        cells.read_relation,
        cells.read_languages,
        cells.read_found_by,
        cells.read_roles,
        lambda t: cells.read_residence(t, t, "汐見区"),
    ):
        with suppress(NotUnderstood):
            reader(text)


FIELDS = family_keys([PORTAL])


@settings(deadline=None)
@given(st.lists(ANY_CELL, min_size=len(FIELDS), max_size=len(FIELDS)))
def test_any_row_is_a_family_or_says_what_is_wrong(row):
    said = read_family(FIELDS, row, FIELDS, "汐見区", TODAY)
    assert said.values is not None
    for one in said.problems:
        stored = problems.as_stored(one)
        for language in ("ja", "en"):
            with override(language):
                assert problems.sentence(stored)
    if not said.problems:
        assert said.values.name
        assert said.values.adults or said.values.children


@settings(deadline=None)
@given(st.lists(ANY_CELL, min_size=len(STAFF), max_size=len(STAFF)))
def test_any_row_is_a_person_or_says_what_is_wrong(row):
    said = read_person(STAFF, row, [role.value for role in Role], TODAY)
    if not said.problems:
        assert said.values["name"] and said.values["username"] and said.values["roles"]


names = st.text(string.ascii_letters + "あいうかきくアイウ髙﨑𠮷", min_size=1, max_size=12)


@settings(deadline=None)
@given(names, names, st.dates(date(2018, 1, 1), TODAY))
def test_a_row_read_twice_is_the_same_family(surname, given_name, birth):
    fields = ["name", "child1.name", "child1.birth_on"]
    row = [surname, f"{surname} {given_name}", birth.isoformat()]
    first, second = (read_family(fields, row, fields, "汐見区", TODAY) for _ in range(2))
    known = matching.Known()
    assert matching.find(first, known, []) is None
    matching.join(first, known, 2, [])
    assert matching.find(second, known, []) == matching.Found(-2, "row")


def test_a_number_of_another_family_is_no_match():
    fields = ["number", "name", "child1.name", "child1.birth_on"]
    row = ["5", "青葉", "青葉 海", "2024/5/1"]
    said = read_family(fields, row, fields, "汐見区", TODAY)
    known = matching.Known(numbers={5: matching.Registered(9, "はた")})
    assert matching.taken(said, known)
    assert matching.find(said, known, []) is None
    same = matching.Known(numbers={5: matching.Registered(9, "青葉")})
    assert matching.find(said, same, []) == matching.Found(9, "number")


def test_the_surname_comes_from_the_first_person_who_has_one():
    fields = ["adult1.name", "adult1.name_kana", "child1.due_on"]
    said = read_family(fields, ["青葉　空", "ｱｵﾊﾞ ｿﾗ", "2026/9/1"], ["母の氏名", "", ""], "", TODAY)
    assert said.values and (said.values.name, said.values.name_kana) == ("青葉", "アオバ")
    assert said.values.adults[0].relation == "mother"
    assert said.problems == ()


def test_problems_of_the_register_are_told_at_their_cell():
    fields = ["name", "child3.name", "child3.birth_on", "adult2.relation", "adult2.birth_on"]
    row = ["青葉", "海", "2027/1/1", "母", "2020/1/1"]
    said = read_family(fields, row, fields, "", TODAY)
    assert {one.column for one in said.problems} == {2, 4}


def test_a_person_without_login_id_or_with_a_role_that_cannot_be_given():
    said = read_person(["name", "roles"], ["見本", "施設長"], ["staff"], TODAY)
    assert {one.column for one in said.problems} == {None, 1}
    late = read_person(
        STAFF, ["見本", "", "m.m", "", "staff", "", "2026/4/1", "2026/3/1"], ["staff"], TODAY
    )
    assert [one.column for one in late.problems] == [7]


def test_who_is_written_once_in_kanji_and_once_in_kana_too_is_the_same():
    fields = [
        "name",
        "name_kana",
        "adult1.name",
        "adult1.name_kana",
        "child1.name",
        "child1.birth_on",
    ]
    full = ["青葉", "あおば", "青葉 空", "あおば そら", "青葉 海", "2024/5/1"]
    known = matching.Known()
    matching.join(read_family(fields, full, fields, "", TODAY), known, 2, [])
    short = ["青葉", "", "青葉 空", "", "青葉 海", "2024/5/1"]
    said = read_family(fields, short, fields, "", TODAY)
    assert matching.find(said, known, []) == matching.Found(-2, "row")


def test_the_same_given_names_and_birthday_under_another_surname_are_another_family():
    fields = ["name", "name_kana", "adult1.name", "child1.name", "child1.birth_on"]
    known = matching.Known()
    first = ["青葉", "あおば", "青葉 花", "青葉 陸", "2024/5/1"]
    matching.join(read_family(fields, first, fields, "", TODAY), known, 2, [])
    second = ["波多", "はた", "波多 花", "波多 陸", "2024/5/1"]
    assert matching.find(read_family(fields, second, fields, "", TODAY), known, []) is None


# --- several rows of one family -------------------------------------------------------------------


@given(st.permutations(["うみ", "凪", "空", "風"]), st.lists(st.sampled_from(["卵", "小麦", ""])))
def test_rows_of_one_family_lose_nobody_in_whatever_order_they_stand(names, notes):
    rows = [
        FamilyRow(
            HouseholdValues(
                "波多",
                "はた",
                "own_ward",
                allergies=note,
                children=(ChildValues(f"波多 {name}", "", date(2023, 1, 1)),),
            )
        )
        for name, note in zip(names, [*notes, "", "", "", ""], strict=False)
    ]
    whole = rows[0]
    for later in [*rows[1:], *rows]:
        whole = join_rows(whole, later).row
    assert [one.name for one in whole.values.children] == [f"波多 {name}" for name in names]
    assert set(whole.values.allergies.split("、")) >= {note for note in notes[:4] if note}
