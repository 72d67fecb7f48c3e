"""Imports and exports on the screens."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from programs.exchange.choices import Kind
from programs.exchange.models import ExportRecord, ImportRun, ImportSheet
from programs.exchange.reading import LARGEST, read_file
from programs.kernel.models import AuditEntry
from programs.kernel.uploads import LARGEST_UPLOAD, InMemoryOnly
from programs.registry.choices import Role
from programs.registry.models import Household, Person
from tests import make
from tests.make_exchange import (
    BROKEN,
    HEADS,
    ROWS,
    STAFF_HEADS,
    STAFF_ROWS,
    staged,
    table,
)

pytestmark = pytest.mark.django_db


def to(name, *args):
    return reverse(f"exchange:{name}", args=args)


def read(response):
    return response.content.decode()


def book(response):
    """The rows of a workbook that was sent."""
    ((_title, rows),) = read_file("x.xlsx", response.content, "families")
    return rows


@pytest.fixture
def director(hub):
    return make.member(hub, Role.DIRECTOR)


@pytest.fixture
def client(director):
    return make.client_for(director)


def send(client, body, name="名簿.xlsx", kind="families"):
    return client.post(to(f"{kind}-upload"), {"file": SimpleUploadedFile(name, body)}, follow=True)


def test_from_the_list_of_families_to_the_register_and_back(hub, client):
    home = read(client.get(reverse("registry:household-list")))
    assert to("families-imports") in home
    assert "取り込みはまだありません" in read(client.get(to("families-imports")))
    columns = read(send(client, table(HEADS, *ROWS, BROKEN)))
    assert "列の対応" in columns and "髙橋 花" in columns
    with make.seeing(hub):
        run = ImportRun.objects.get()
    chosen = {f"column{n}": key for n, key in enumerate(run.fields)}
    preview = read(client.post(to("families-columns", run.pk), chosen, follow=True))
    assert "2組を新しく登録します" in preview
    assert "電話番号は0から始まる" in preview
    rejected = book(client.get(to("families-rejected", run.pk)))
    assert rejected[0][1][-1] == "取り込めない理由" and "「" not in rejected[0][1][0]
    assert rejected[1][1][0] == "波多" and "2024年2月30日" in rejected[1][1][-1].replace(" ", "")
    result = read(
        client.post(to("families-confirm", run.pk), {"seen": run.sheet_name}, follow=True)
    )
    assert "取り込みました" in result and "登録した" in result
    with make.seeing(hub):
        pages = [reverse("desk:household", args=[home.pk]) for home in Household.objects.all()]
    assert all(page in result for page in pages)
    assert "削除します" in read(client.get(to("families-undo", run.pk)))
    undone = read(client.post(to("families-undo", run.pk), follow=True))
    assert "元に戻しました" in undone
    with make.seeing(hub):
        assert not Household.objects.exists()
    assert run.file_name in read(client.get(to("families-imports")))


def test_headings_seen_before_lead_straight_to_the_rows(hub, client):
    send(client, table(HEADS, *ROWS))
    with make.seeing(hub):
        run = ImportRun.objects.get()
    chosen = {f"column{n}": key for n, key in enumerate(run.fields)}
    client.post(to("families-columns", run.pk), chosen)
    assert "新しく登録します" in read(send(client, table(HEADS, *ROWS)))


def test_the_rows_are_paged_and_narrowed_by_what_becomes_of_them(hub, director, client):
    rows = [[f"家{n}", "いえ", "", "", "", "", f"子{n}", "", "2024/1/1"] for n in range(60)]
    run = staged(director, *rows, BROKEN)
    every = read(client.get(to("families-import", run.pk)))
    assert "家49" in every and "家50" not in every
    assert "家59" in read(client.get(to("families-import", run.pk) + "?page=2"))
    broken = read(client.get(to("families-import", run.pk) + "?fate=error"))
    assert "波多" in broken and "家1" not in broken
    assert client.get(to("families-import", run.pk) + "?fate=%00nonsense").status_code == 200


def test_a_page_of_rows_asks_twelve_questions_at_most(
    director, client, django_assert_max_num_queries
):
    run = staged(director, *ROWS, BROKEN)
    client.get(to("families-import", run.pk))
    with django_assert_max_num_queries(12):
        client.get(to("families-import", run.pk))
    with django_assert_max_num_queries(12):
        client.get(to("families-columns", run.pk))


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("a.xls", bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600, "古い形式"),
        ("a.docx", b"PK\x03\x04broken", "壊れて"),
        ("a.csv", b"", "空です"),
        ("a.csv", b"x" * (LARGEST + 1), "5MBまで"),
        ("a.csv", b"x" * (LARGEST_UPLOAD + 1), "5MBまで"),
        ("a.csv", "見出しだけ".encode(), "見出しの下に行がありません"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_sentence_and_never_a_fault(hub, client, name, body, said):
    answer = send(client, body, name)
    assert answer.status_code == 422
    assert said in read(answer)
    with make.seeing(hub):
        assert not ImportSheet.objects.exists()


def test_no_file_at_all(client):
    answer = client.post(to("families-upload"))
    assert answer.status_code == 422 and "ファイルを選んでください" in read(answer)


def test_a_large_file_is_never_kept():
    handler = InMemoryOnly()
    handler.new_file("file", "big.bin", "application/octet-stream", 0)
    for start in range(3):
        handler.receive_data_chunk(b"x" * (LARGEST_UPLOAD // 2), start)
    file = handler.file_complete(LARGEST_UPLOAD * 3 // 2)
    assert file.size == LARGEST_UPLOAD * 3 // 2 and file.read() == b""
    assert isinstance(file.file, io.BytesIO)


def test_giving_up_erases_and_deciding_twice_is_told(hub, director, client):
    run = staged(director, *ROWS)
    assert "消去しました" in read(client.post(to("families-abandon", run.pk), follow=True))
    for name in ("confirm", "abandon", "undo"):
        answer = client.post(to(f"families-{name}", run.pk))
        assert answer.status_code == 422
        assert "すでに確定または中止" in read(answer) or "元に戻せる状態では" in read(answer)
    assert "中止" in read(client.get(to("families-import", run.pk)))
    assert client.get(to("families-rejected", run.pk)).status_code == 404


@pytest.mark.parametrize("kind", list(Kind))
def test_the_table_to_fill_in_is_understood_when_it_comes_back(hub, kind):
    role = Role.DIRECTOR if kind == Kind.FAMILIES else Role.ADMINISTRATOR
    client = make.client_for(make.member(hub, role))
    heads = book(client.get(to(f"{kind}-template")))[0][1]
    answer = send(client, table(heads, ["x" for _head in heads]), kind=kind.value)
    assert "列の対応" in read(answer)
    with make.seeing(hub):
        assert "" not in ImportRun.objects.get().fields


def test_staff_from_a_file_to_invitations(hub):
    client = make.client_for(make.member(hub, Role.ADMINISTRATOR))
    assert to("staff-imports") in read(client.get(reverse("registry:member-list")))
    send(client, table(STAFF_HEADS, *STAFF_ROWS), kind="staff")
    with make.seeing(hub):
        run = ImportRun.objects.get()
    assert "1人を招待します" in read(client.get(to("staff-import", run.pk)))
    result = read(client.post(to("staff-confirm", run.pk), {"seen": run.sheet_name}, follow=True))
    person = Person.objects.get(username="m.umi")
    assert reverse("registry:member-detail", args=[person.pk]) in result
    client.post(to("staff-undo", run.pk))
    assert not Person.objects.filter(username="m.umi").exists()


def test_an_import_of_families_is_no_import_of_staff(hub, director):
    run = staged(director, *ROWS)
    administrator = make.client_for(make.member(hub, Role.ADMINISTRATOR))
    assert administrator.get(to("staff-import", run.pk)).status_code == 404
    assert administrator.get(to("families-import", run.pk)).status_code == 403
    stranger = make.client_for(make.member(make.hub("磯部区"), Role.DIRECTOR))
    for name in ("import", "columns", "undo", "rejected"):
        assert stranger.get(to(f"families-{name}", run.pk)).status_code == 404
        assert make.client_for(director).get(to(f"families-{name}", run.pk)).status_code == 200


# --- exports ------------------------------------------------------------------------------------


def test_a_list_is_written_out_narrowed_as_it_is_shown_and_only_for_a_reason(hub, client):
    make.household(hub, "青葉", "あおば")
    make.household(hub, "波多", "はた")
    shown = read(client.get(reverse("registry:household-list") + "?q=あお"))
    assert to("families-export") + "?q=" in shown
    page = client.get(to("families-export"), {"q": "あお"})
    assert "1<" in read(page) or "1件" in read(page)
    address = to("families-export") + "?q=あお"
    assert client.post(address, {"form": "csv"}).status_code == 422
    answer = client.post(address, {"form": "csv", "reason": "区への報告"})
    text = answer.content.decode("utf-8-sig")
    assert "attachment" in answer["Content-Disposition"]
    assert "青葉" in text and "波多" not in text
    with make.seeing(hub):
        assert ExportRecord.objects.get().count == 1
        entries = AuditEntry.objects.filter(action="registry.export_households", outcome="done")
        assert entries.count() == 1
    auditor = make.client_for(make.member(hub, Role.AUDITOR))
    assert "区への報告" in read(auditor.get(to("exports")))


def test_a_workbook_holds_no_formula(hub, client):
    make.household(hub, "=1+1", "@あ")
    answer = client.post(to("families-export"), {"form": "xlsx", "reason": "確認"})
    assert book(answer)[1][1][1] == "=1+1"


def test_staff_is_written_out(hub, client):
    answer = client.post(to("staff-export") + "?role=director", {"form": "csv", "reason": "確認"})
    assert "施設長" in answer.content.decode("utf-8-sig")


def test_others_find_no_way_to_write_out(hub):
    staff = make.client_for(make.member(hub, Role.STAFF))
    page = read(staff.get(reverse("registry:household-list")))
    assert to("families-export") not in page and to("families-imports") not in page
    for name in ("families-export", "staff-export", "exports", "families-imports", "staff-upload"):
        assert staff.get(to(name)).status_code == 403
