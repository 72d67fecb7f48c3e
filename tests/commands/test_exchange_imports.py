"""From a file to families in the register and back again."""

from datetime import date, datetime, timedelta

import pytest
from django.db.models import Model

from programs.exchange import commands, queries
from programs.exchange.choices import Fate, Kind, Outcome, State
from programs.exchange.models import ColumnPlan, ImportRow, ImportRun, ImportSheet
from programs.kernel import clock, tenancy
from programs.kernel.errors import Hidden, Refused, RuleBroken
from programs.kernel.models import AuditEntry
from programs.registry import queries as registry
from programs.registry.choices import Residence, Role
from programs.registry.commands.households import reissue_card
from programs.registry.models import (
    Adult,
    Child,
    CodeSystem,
    ExternalCode,
    Household,
    SearchKey,
)
from tests import make, make_dropin
from tests.make_exchange import BROKEN, HEADS, ROWS, fates, staged

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 10, 12, 0, tzinfo=clock.TOKYO)
REGISTER: tuple[type[Model], ...] = (Household, Adult, Child, SearchKey, ExternalCode)


@pytest.fixture
def director(hub):
    return make.member(hub, Role.DIRECTOR)


def register():
    """Everything that is known of families, whatever its keys."""
    return [sorted(map(str, model.objects.values_list())) for model in REGISTER]


def test_a_table_is_read_as_people_write_it(hub, director):
    run = staged(director, *ROWS)
    assert fates(run) == ["new", "new"]
    assert not Household.objects.exists()
    commands.confirm(director, run, NOW)
    first, second = Household.objects.order_by("number")
    assert (first.name, first.name_kana, first.phone) == ("髙橋", "たかはし", "09012345678")
    assert (first.residence, second.residence) == (Residence.OWN_WARD, Residence.OTHER_WARD)
    assert (first.number, second.number, first.registered_on) == (1, 2, NOW.date())
    child, adult = first.children.get(), first.adults.get()
    assert (child.name_kana, child.birth_on) == ("タカハシ リク", date(2024, 5, 1))
    assert (adult.name, adult.relation) == ("髙橋 花", "mother")
    assert registry.households_matching(director, "りく") == [first]
    assert registry.households_matching(director, "5678") == [first]


def test_each_row_that_cannot_be_taken_says_which_cell_and_why(director):
    run = staged(director, ROWS[0], BROKEN)
    row = ImportRow.objects.get(run=run, fate=Fate.ERROR)
    assert row.number == 3 and row.label == "波多"
    assert {(note["column"], note["cell"]) for note in row.notes} == {(3, "12"), (8, "2024/2/30")}
    commands.confirm(director, run, NOW)
    assert Household.objects.count() == 1
    rows, cells = queries.rejected(director, run)
    assert [one.number for one in rows] == [3]
    assert list(cells) == [3] and cells[3][0] == "波多"


def test_the_same_file_twice_makes_nothing(director):
    commands.confirm(director, staged(director, *ROWS), NOW)
    before = register()
    again = staged(director, *ROWS, ROWS[0])
    assert fates(again) == ["known"] * 3
    commands.confirm(director, again, NOW)
    assert register() == before


def test_a_family_twice_in_one_table_is_made_once(director):
    run = staged(director, ROWS[0], [*ROWS[0][:3], "", *ROWS[0][4:]])
    assert fates(run) == ["new", "known"]
    note = ImportRow.objects.get(run=run, fate=Fate.KNOWN).notes[0]
    assert note["params"] == {"row": 2}


def test_who_is_registered_is_found_by_number_code_telephone_and_birthday(hub, director):
    home = make.household(hub, "青葉", "あおば", number=7, phone="045-111-2222")
    system = CodeSystem.objects.create(hub=hub, name="市のポータル")
    ExternalCode.objects.create(
        hub=hub,
        system=system,
        household=home,
        code="A1",
        key="a1",
        from_on=NOW,
        created_by_id=director.user_id,
    )
    child = home.children.get()
    heads = ["登録番号", "世帯名", "ふりがな", "電話", "子1", "子1生年月日", "市のポータルの番号"]
    run = staged(
        director,
        ["7", "あおば", "アオバ", "", "", "", ""],
        ["", "青葉", "あおば", "0451112222", child.name, str(child.birth_on), ""],
        ["", "大空", "おおぞら", "", "大空 一", "2020/1/1", "ａ１"],
        ["", "青葉", "", "", child.name, str(child.birth_on), ""],
        ["7", "大空", "おおぞら", "", "大空 二", "2021/1/1", ""],
        heads=heads,
    )
    rows = {row.number: row for row in ImportRow.objects.filter(run=run)}
    # Row 2 names nobody of the family, which is told before anything else.
    assert [rows[n].fate for n in range(2, 7)] == ["error", "known", "known", "known", "error"]
    assert {rows[n].known_id for n in (3, 4, 5)} == {home.pk}
    assert "別のご家族" in rows[6].notes[0]["text"]


def test_numbers_of_the_table_are_kept_and_the_others_go_on_after_them(hub, director):
    make.household(hub, number=20)
    heads = ["会員番号", "世帯名", "子1", "子1生年月日"]
    run = staged(
        director,
        ["120", "一条", "一条 一", "2024/1/1"],
        ["", "二条", "二条 二", "2024/1/2"],
        heads=heads,
    )
    commands.confirm(director, run, NOW)
    numbers = Household.objects.filter(name__endswith="条").order_by("name")
    assert list(numbers.values_list("number", flat=True)) == [120, 121]


def test_undoing_leaves_everything_as_it_was_before(hub, director):
    make.household(hub, "元から", "もとから")
    system = CodeSystem.objects.create(hub=hub, name="市")
    before = register()
    rows = [[*row, str(n)] for n, row in enumerate(ROWS)]
    run = staged(director, *rows, heads=[*HEADS, "市 子1 番号"])
    assert run.fields[-1] == f"code.{system.pk}.family" or run.fields[-1].startswith("code.")
    commands.confirm(director, run, NOW)
    assert ExternalCode.objects.count() == 2
    commands.undo(director, run, NOW)
    assert register() == before
    run.refresh_from_db()
    assert run.state == State.UNDONE
    assert queries.tally(director, run) == {Outcome.TAKEN_BACK: 2}
    with pytest.raises(RuleBroken):
        commands.undo(director, run, NOW)
    again = staged(director, *rows, heads=[*HEADS, "市 子1 番号"])
    assert fates(again) == ["new", "new"]


def save_again(home, actor):
    home.save_if(home.version)


def visit(home, actor):
    make_dropin.Desk(home.hub).check_in(home)


def new_card(home, actor):
    reissue_card(actor, home)


def another_child(home, actor):
    Child.objects.create(hub=home.hub, household=home, due_on=NOW.date())


@pytest.mark.parametrize("touch", [save_again, visit, new_card, another_child])
def test_what_somebody_worked_with_since_stays_and_is_told(hub, director, touch):
    run = staged(director, *ROWS)
    commands.confirm(director, run, NOW)
    home = Household.objects.get(name="青葉")
    touch(home, director)
    commands.undo(director, run, NOW)
    assert list(Household.objects.all()) == [home]
    rows = ImportRow.objects.filter(run=run).order_by("number")
    assert list(rows.values_list("outcome", flat=True)) == ["taken_back", "kept"]
    assert registry.households_matching(director, "あおば") == [home]


def test_columns_corrected_by_hand_are_remembered_for_the_same_headings(hub, director):
    heads = ["なまえ", "謎の列", "子の誕生"]
    run = staged(director, ["青葉", "ひみつ", "2024/5/1"], heads=heads)
    assert not run.planned
    chosen = ["name", "child1.name", "child1.birth_on"]
    commands.choose_columns(director, run, chosen, NOW)
    again = staged(director, ["波多", "葵", "2023/5/1"], heads=["ナマエ", "謎の列", "子の誕生"])
    assert again.planned and again.fields == chosen
    other = make.member(make.hub("磯部区"), Role.DIRECTOR)
    assert not staged(other, ["波多", "葵", "2023/5/1"], heads=heads).planned
    make.scope()
    assert ColumnPlan.objects.count() == 1


@pytest.mark.parametrize("chosen", [["name", "name", ""], ["", "", ""], ["weird", "code.9.family"]])
def test_columns_that_make_no_sense_are_refused(director, chosen):
    run = staged(director, ["青葉", "葵", "2024/5/1"], heads=["a", "b", "c"])
    with pytest.raises(RuleBroken):
        commands.choose_columns(director, run, chosen, NOW)


def test_nothing_of_a_file_stays_after_it_was_given_up(director):
    run = staged(director, *ROWS)
    commands.abandon(director, run)
    assert not ImportSheet.objects.exists() and not ImportRow.objects.exists()
    for decide in (commands.abandon, lambda a, r: commands.confirm(a, r, NOW)):
        with pytest.raises(RuleBroken):
            decide(director, run)


def test_a_week_later_nothing_of_a_file_is_left_but_an_import_can_still_be_undone(hub, director):
    with clock.frozen(NOW):
        waiting, done = staged(director, ROWS[0]), staged(director, ROWS[1], BROKEN)
    commands.confirm(director, done, NOW)
    assert commands.forget_staged(hub.pk, NOW + timedelta(days=6)) == 0
    assert commands.forget_staged(hub.pk, NOW + timedelta(days=8)) == 1
    make.scope()
    waiting.refresh_from_db()
    assert waiting.state == State.EXPIRED
    assert not ImportSheet.objects.exists()
    assert list(ImportRow.objects.values_list("label", "notes")) == [("", [])]
    commands.undo(director, done, NOW)
    assert not Household.objects.exists()


def test_each_step_leaves_one_entry_without_a_word_of_the_file(director):
    run = staged(director, *ROWS)
    commands.choose_columns(director, run, run.fields, NOW)
    commands.confirm(director, run, NOW)
    commands.undo(director, run, NOW)
    entries = AuditEntry.objects.filter(action="exchange.import_families")
    assert entries.count() == 4
    assert {entry.target for entry in entries} == {"exchange.importrun"}
    assert {tuple(entry.target_ids) for entry in entries} == {(run.pk,)}


def test_another_hub_and_other_roles_come_to_nothing(hub, director):
    run = staged(director, *ROWS)
    stranger = make.member(make.hub("磯部区"), Role.DIRECTOR)
    for act in (
        lambda who: commands.confirm(who, run, NOW),
        lambda who: commands.abandon(who, run),
        lambda who: commands.undo(who, run, NOW),
        lambda who: queries.run(who, Kind.FAMILIES, run.pk),
    ):
        with pytest.raises(Hidden):
            act(stranger)
    for role in (Role.STAFF, Role.RECEPTION, Role.ADMINISTRATOR):
        with pytest.raises(Refused):
            commands.confirm(make.member(hub, role), run, NOW)
    with pytest.raises(Hidden):
        queries.run(director, Kind.STAFF, run.pk)
    tenancy.enter([stranger.hub_id])
    assert not ImportRun.objects.exists() and not ImportSheet.objects.exists()


def test_a_table_of_headings_alone_and_very_long_cells(director):
    with pytest.raises(RuleBroken):
        staged(director)
    run = staged(director, ["あ" * 10_000, *ROWS[0][1:]], ["😀" * 100, *ROWS[1][1:]])
    rows = list(ImportRow.objects.filter(run=run))
    assert [row.fate for row in rows] == ["error", "new"]
    assert len(rows[0].notes[0]["cell"]) == 60


# --- several rows of one family -------------------------------------------------------------------

PERSON_HEADS = ["姓", "ふりがな", "電話番号", "住所", "アレルギー", "子1 名前", "子1 生年月日"]


def child_rows(*rows):
    return [["波多", "はた", "045-000-4821", *row] for row in rows]


def test_a_table_with_a_row_a_child_becomes_one_family_with_all_of_them(hub, director):
    rows = child_rows(
        ("汐見1-2", "", "波多 うみ", "2023-05-01"),
        ("", "卵", "波多 凪", "2025-02-03"),
        ("汐見1-2", "", "波多 凪", "2025-02-03"),
    )
    run = staged(director, *rows, heads=PERSON_HEADS)
    assert fates(run) == ["new", "joined", "known"]
    commands.confirm(director, run, NOW)
    home = Household.objects.get()
    assert sorted(child.name for child in home.children.all()) == ["波多 うみ", "波多 凪"]
    assert (home.address, home.allergies) == ("汐見1-2", "卵")
    stored = ImportRow.objects.order_by("number")
    assert [row.known_id for row in stored] == [None, home.pk, home.pk]
    assert {row.label for row in stored} == {""}
    commands.undo(director, ImportRun.objects.get(), NOW)
    assert not Household.objects.exists() and not Child.objects.exists()


def test_rows_of_one_family_that_contradict_one_another_are_told_and_not_lost(hub, director):
    rows = child_rows(
        ("汐見1-2", "", "波多 うみ", "2023-05-01"), ("磯部3-4", "", "波多 凪", "2025-02-03")
    )
    run = staged(director, *rows, heads=PERSON_HEADS)
    assert fates(run) == ["new", "error"]
    (note,) = ImportRow.objects.get(fate=Fate.ERROR).notes
    assert note["params"] == {"row": 2, "field": "住所"}


def test_more_children_than_a_registration_holds_are_told_and_not_lost(hub, director):
    rows = child_rows(*(("", "", f"波多 子{n}", f"2019-0{n}-01") for n in range(1, 8)))
    run = staged(director, *rows, heads=PERSON_HEADS)
    assert fates(run) == ["new", *["joined"] * 5, "error"]
