"""Files as they are sent: read, or refused with a sentence that says what to do."""

import io
import zipfile
from contextlib import suppress

import pytest
import python_calamine
import xlsxwriter
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from programs.exchange import reading, workbook
from programs.exchange.reading import read_file
from programs.kernel import sheets
from programs.kernel.errors import RuleBroken

OLE = bytes.fromhex("D0CF11E0A1B11AE1")


def only(name, body, kind):
    """The rows of a file with one sheet."""
    ((_title, rows),) = read_file(name, body, kind)
    return rows


def zipped(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, body in files.items():
            packed.writestr(name.replace("__", "/").replace("_x", ".x"), body)
    return out.getvalue()


def book(*cells):
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    sheet = made.add_worksheet()
    for row, column, value in cells:
        sheet.write(row, column, value)
    made.close()
    return out.getvalue()


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_csv_in_every_usual_encoding(code):
    body = '氏名,ふりがな\r\n髙橋,たかはし\r\n\r\n,\r\n"複数\n行",x\r\n'.encode(code)
    assert only("a.csv", body, "families") == [
        (1, ["氏名", "ふりがな"]),
        (2, ["髙橋", "たかはし"]),
        (5, ["複数\n行", "x"]),
    ]


def test_tabs_and_semicolons_separate_too():
    for sign in "\t;":
        assert only("a.txt", f"a{sign}b\n1{sign}2".encode(), "staff")[1] == (2, ["1", "2"])


def test_numbers_dates_and_empty_rows_of_a_workbook():
    body = book((2, 0, "見出し"), (3, 0, 5.0), (3, 1, 0.5), (9, 0, True))
    rows = only("a.xlsx", body, "families")
    assert [(number, texts[0]) for number, texts in rows] == [(3, "見出し"), (4, "5"), (10, "TRUE")]
    assert rows[1][1][1] == "0.5"


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("a.xlsx", b"", "空です"),
        ("a.xls", OLE + b"\0" * 600, "古い形式"),
        ("a.doc", OLE + b"\0" * 600, "Excelまたは"),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "パスワード"),
        ("a.docx", zipped(word__document_xml="<x/>"), "Excelまたは"),
        ("a.xlsx", b"PK\x03\x04broken", "壊れて"),
        ("a.xlsx", zipped(xl__workbook_xml="<x/>"), "新しいファイルに保存"),
        ("a.xlsx", zipped(xl__workbook_xml="0" * (reading.UNPACKED + 1)), "大きすぎます"),
        ("a.xlsx", book((0, 0, "近く"), (1_048_575, 16_383, "遠く")), "新しいファイルに保存"),
        ("a.csv", b"\xff\x80\x81\x00\x01", "Excelまたは"),
        ("a.pdf", b"%PDF-1.7 text", "Excelまたは"),
        ("a.csv", b",,\n , ,\n", "何も入力"),
        ("a.csv", b"a\n" * 5002, "5,000行まで"),
        ("a.csv", b'a,"' + b"x" * 200_000, "引用符"),
        ("a.csv", 'a,b\n1,"要確認\n2,x\n3,y\n'.encode(), "引用符"),
        ("a.xlsx", sheets.as_xlsx(["a"], [[n] for n in range(5001)]), "5,000行まで"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_way_on(name, body, said):
    with pytest.raises(RuleBroken, match=said):
        read_file(name, body, "families")


def test_five_thousand_rows_are_taken_and_five_hundred_of_staff():
    body = sheets.as_csv(["a"], [[n] for n in range(5000)])
    assert len(only("a.csv", body, "families")) == 5001
    with pytest.raises(RuleBroken, match="500行まで"):
        read_file("a.csv", body, "staff")


def test_a_reader_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(reading, "SECONDS", 0.001)
    with pytest.raises(RuleBroken, match="読み込めません"):
        read_file("a.xlsx", book((0, 0, "x"), (1, 0, "y")), "families")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.xlsx", "a"]))
def test_any_bytes_are_rows_or_a_refusal(body, name):
    with suppress(RuleBroken):
        for _title, rows in read_file(name, body, "families"):
            assert all(isinstance(text, str) for _number, texts in rows for text in texts)


def test_what_was_defused_for_the_spreadsheet_is_read_as_it_was():
    from programs.exchange.rules.cells import plain

    body = sheets.as_csv(["a"], [["=1+1"], ["-3"], ["'引用"]])
    rows = only("a.csv", body, "families")
    assert [plain(texts[0]) for _number, texts in rows[1:]] == ["=1+1", "-3", "'引用"]


def books(*sheets, hidden=()):
    """A workbook of (name, rows)."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    for name, rows in sheets:
        sheet = made.add_worksheet(name)
        if name in hidden:
            sheet.hide()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    made.close()
    return out.getvalue()


TABLE = [["氏名", "ふりがな"], ["山辺", "やまべ"]]


def test_every_sheet_with_a_table_is_read_and_what_only_explains_is_not():
    body = books(
        ("表紙", [["利用者名簿"], ["令和8年度"]]),
        ("2025", TABLE),
        ("控え", TABLE),
        ("空", []),
        ("2026", [*TABLE, ["海野", "うんの"]]),
        hidden=("控え",),
    )
    found = read_file("a.xlsx", body, "families")
    assert [(title, len(rows)) for title, rows in found] == [("2025", 2), ("2026", 3)]


def test_a_single_column_is_read_where_there_is_no_table():
    body = books(("名前", [["氏名"], ["山辺"]]))
    assert [title for title, _rows in read_file("a.xlsx", body, "families")] == ["名前"]


def test_a_sheet_with_too_many_rows_is_named_and_the_others_are_read():
    long = [["氏名", "ふりがな"], *([f"家{n}", "いえ"] for n in range(501))]
    found = read_file("a.xlsx", books(("長い", long), ("短い", TABLE)), "staff")
    assert [(title, rows and len(rows)) for title, rows in found] == [("長い", None), ("短い", 2)]
    with pytest.raises(RuleBroken, match="500行まで"):
        read_file("a.xlsx", books(("長い", long)), "staff")


def test_a_sheet_beyond_the_room_for_all_does_not_cost_the_smaller_ones_theirs(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_CELLS", 6)
    body = books(("名簿", TABLE), ("大きい", [*TABLE, ["海野", "うんの"]]), ("短い", TABLE[:1]))
    loaded = python_calamine.load_workbook(io.BytesIO(body))
    found = workbook._sheets(loaded, 501, 200)
    assert [(name, rows and len(rows)) for name, rows in found] == [
        ("名簿", 2),
        ("大きい", None),
        ("短い", 1),
    ]


@override_settings(BASE_DIR="/nonexistent-place")
def test_a_reader_that_cannot_be_started_is_an_error_of_ours():
    with pytest.raises(OSError, match="nonexistent"):
        read_file("a.xlsx", book((0, 0, "x")), "families")
