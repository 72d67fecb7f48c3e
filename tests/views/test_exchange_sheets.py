"""A workbook of several sheets: the likeliest is read, and another can be chosen."""

import io
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from programs.exchange import commands
from programs.exchange.commands import staging
from programs.exchange.models import ImportRun, ImportSheet
from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden, RuleBroken
from programs.registry.choices import Role
from programs.registry.models import Household, Hub
from tests import make
from tests.make_exchange import HEADS, ROWS

pytestmark = pytest.mark.django_db
OTHER = ["海野", "うんの", "", "", "海野 花", "母", "海野 陸", "うみの りく", "2024/3/1"]


def book(*sheets: tuple[str, list[list[Any]]]) -> bytes:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    for name, rows in sheets:
        sheet = made.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    made.close()
    return out.getvalue()


FILE = book(
    ("集計", [["月", "組数"], ["4月", 12]]),
    ("2026年度", [HEADS, *ROWS]),
    ("2025年度", [HEADS, OTHER]),
)


@pytest.fixture
def director(hub: Hub) -> Actor:
    return make.member(hub, Role.DIRECTOR)


@pytest.fixture
def client(director: Actor) -> Client:
    return make.client_for(director)


def upload(client: Client) -> str:
    path = reverse("exchange:families-upload")
    answer: Any = client.post(path, {"file": SimpleUploadedFile("名簿.xlsx", FILE)}, follow=True)
    return str(answer.content.decode())


def choose(client: Client, run: ImportRun, place: object) -> Any:
    path = reverse("exchange:families-sheet", args=[run.pk])
    return client.post(path, {"sheet": place}, follow=True)


def the_run(hub: Hub) -> ImportRun:
    with make.seeing(hub):
        return ImportRun.objects.get()


def test_the_sheet_whose_headings_say_most_is_read_and_another_is_a_tap_away(
    hub: Hub, client: Client
) -> None:
    page = upload(client)
    assert "シート「2026年度」を読み込んでいます" in page
    assert "「2025年度」に替える" in page and "「集計」に替える" in page
    run = the_run(hub)
    assert (run.sheet_name, run.counts["new"]) == ("2026年度", 2)
    page = choose(client, run, 2).content.decode()
    assert "シート「2025年度」を読み込んでいます" in page and "「2026年度」に替える" in page
    run = the_run(hub)
    assert (run.sheet_name, run.counts["new"]) == ("2025年度", 1)
    confirm = reverse("exchange:families-confirm", args=[run.pk])
    for seen in ({"seen": "2026年度"}, {}):
        old: Any = client.post(confirm, seen)
        assert old.status_code == 422 and "替えられています" in old.content.decode()
    client.post(confirm, {"seen": "2025年度"})
    with make.seeing(hub):
        assert Household.objects.get().name == "海野"
        sheet = ImportSheet.objects.get()
        assert (sheet.rows, sheet.titles, sheet.book) == ([], [], [])
    assert choose(client, run, 1).status_code == 422


@pytest.mark.parametrize("place", ["3", "-1", "x", "", "9" * 30])
def test_a_sheet_that_is_not_there_is_refused(hub: Hub, client: Client, place: str) -> None:
    upload(client)
    run = the_run(hub)
    assert choose(client, run, place).status_code == 422
    assert the_run(hub).sheet_name == "2026年度"


def test_a_sheet_without_rows_or_with_too_many_is_refused_in_words(director: Actor) -> None:
    head = [(1, HEADS)]
    sheets: Any = [("表", [*head, (2, ROWS[0])]), ("空", head), ("長い", None)]
    run = commands.stage(director, staging.Kind.FAMILIES, "a.xlsx", sheets, clock.now())
    for place, words in ((1, "見出しの下"), (2, "5,000行まで")):
        with pytest.raises(RuleBroken, match=words):
            commands.choose_sheet(director, run, place, clock.now())
    run.refresh_from_db()
    assert run.sheet_name == "表"


def test_a_file_of_one_table_says_nothing_of_sheets(director: Actor, client: Client) -> None:
    rows = [(number, row) for number, row in enumerate([HEADS, *ROWS], start=1)]
    run = commands.stage(director, staging.Kind.FAMILIES, "a.csv", [("", rows)], clock.now())
    page: Any = client.get(reverse("exchange:families-import", args=[run.pk]))
    assert "シート" not in page.content.decode()


def test_another_hubs_import_is_as_none(director: Actor, client: Client, hub: Hub) -> None:
    upload(client)
    stranger = make.member(make.hub("別区"), Role.DIRECTOR)
    with pytest.raises(Hidden):
        commands.choose_sheet(stranger, the_run(hub), 0, clock.now())


def test_headings_seen_before_lead_to_their_sheet(hub: Hub, director: Actor) -> None:
    own: Any = [(1, ["C_NM", "C_KN"]), (2, ["青葉", "あおば"])]
    legend: Any = [(1, ["区分", "意味", "備考"]), (2, ["1", "区内", "x"])]
    run = commands.stage(director, staging.Kind.FAMILIES, "a.csv", [("", own)], clock.now())
    commands.choose_columns(director, run, ["name", "name_kana"], clock.now())
    sheets: Any = [("名簿", own), ("凡例", legend)]
    again = commands.stage(director, staging.Kind.FAMILIES, "b.xlsx", sheets, clock.now())
    assert (again.sheet_name, again.planned) == ("名簿", True)
