"""Anybody can ask: is this file, or this number, what was published?"""

from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.core.files.uploadedfile import (
    InMemoryUploadedFile,
    SimpleUploadedFile,
    TemporaryUploadedFile,
)
from django.test import Client

from evaluations.choices import State
from evaluations.models import Publication
from tests import make_evaluations as makes
from tests.views.test_publication_pages import corrected, withdrawn

MATCH, CONTENT, NOT = "公表されたものと一致しました", "内容の確認番号と一致しました", "一致しません"
NAMED_ONLY = "内容の版は一致しますが、ファイルは公表されたものと同じではありません"


@pytest.fixture
def who(hub: object) -> makes.Round:
    return makes.people(hub)


@pytest.fixture
def published(who: makes.Round) -> Publication:
    return Publication.objects.get(document=makes.in_state(who, State.PUBLISHED))


def asked(client: Client, data: bytes, name: str = "report.pdf") -> str:
    answer = client.post("/public/check/", {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    return answer.content.decode()


def stored(publication: Publication, form: str) -> bytes:
    value = getattr(publication, form)
    return value.encode() if isinstance(value, str) else bytes(value)


@pytest.mark.parametrize("form", ["pdf", "txt", "json", "html"])
def test_each_published_file_is_recognised(
    client: Client, published: Publication, form: str
) -> None:
    page = asked(client, stored(published, form), f"x.{form}")
    assert MATCH in page
    assert published.title in page
    assert "現在の版" in page
    assert f"x.{form}" in page


def test_a_pdf_saved_anew_names_the_revision_but_is_not_the_published_file(
    client: Client, published: Publication
) -> None:
    writer = pypdf.PdfWriter(clone_from=BytesIO(bytes(published.pdf)))
    copy = BytesIO()
    writer.write(copy)
    page = asked(client, copy.getvalue())
    assert NAMED_ONLY in page
    assert MATCH not in page


def test_one_changed_byte_is_no_match(client: Client, published: Publication) -> None:
    data = bytearray(published.pdf)
    data[len(data) // 2] ^= 1
    assert MATCH not in asked(client, bytes(data))


@pytest.mark.parametrize("data", [b"%PDF-1.7 nothing", b"x" * 1000, b"SHA-256 " + b"0" * 64])
def test_another_file_does_not_match(client: Client, published: Publication, data: bytes) -> None:
    assert NOT in asked(client, data)


def test_the_printed_number_is_recognised_however_it_is_typed(
    client: Client, published: Publication
) -> None:
    digest = published.sha256
    wide = digest.translate({ord(c): chr(ord(c) + 0xFEE0) for c in digest})
    for typed in (digest, digest.upper(), f" {digest[:32]}\n{digest[32:]} ", wide):
        page = client.get("/public/check/", {"hash": typed}).content.decode()
        assert CONTENT in page
        assert published.title in page
    posted = client.post("/public/check/", {"hash": digest}).content.decode()
    assert CONTENT in posted


def test_the_hash_of_the_pdf_itself_is_recognised(client: Client, published: Publication) -> None:
    assert MATCH in client.get("/public/check/", {"hash": published.pdf_sha256}).content.decode()


def test_an_unknown_number_does_not_match(client: Client, published: Publication) -> None:
    assert NOT in client.get("/public/check/", {"hash": "0" * 64}).content.decode()


@pytest.mark.parametrize(
    "typed", ["1234", "g" * 64, "<script>alert(1)</script>", "\x00" * 64, "😀", "0" * 65]
)
def test_something_else_is_explained_and_never_echoed_as_markup(
    client: Client, db: None, typed: str
) -> None:
    page = client.get("/public/check/", {"hash": typed}).content.decode()
    assert "確認番号の形ではありません" in page
    assert "<script>alert" not in page


def test_an_old_revision_is_recognised_as_such(
    client: Client, published: Publication, who: makes.Round
) -> None:
    corrected(who, published.document)
    page = asked(client, stored(published, "pdf"))
    assert MATCH in page
    assert "訂正前の版" in page


def test_a_withdrawn_document_is_recognised_as_withdrawn(
    client: Client, published: Publication
) -> None:
    withdrawn(published, "operator", "ward")
    page = asked(client, stored(published, "pdf"))
    assert "取下げ" in page


def test_a_file_of_five_megabytes_is_compared_and_a_larger_one_refused(
    client: Client, db: None
) -> None:
    assert NOT in asked(client, b"0" * 5 * 1024 * 1024)
    for size in (5 * 1024 * 1024 + 1, 7 * 1024 * 1024):
        answer = client.post("/public/check/", {"file": SimpleUploadedFile("x.pdf", b"0" * size)})
        assert answer.status_code == 413
        assert "ファイルが大きすぎます" in answer.content.decode()


def test_no_file_touches_the_disk(
    client: Client, db: None, monkeypatch: Any, tmp_path: Path
) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("written to disk")

    monkeypatch.setattr(TemporaryUploadedFile, "__init__", refuse)
    kept: list[InMemoryUploadedFile] = []
    asked(client, b"0" * 4 * 1024 * 1024)
    assert kept == []


def test_an_empty_question_is_explained(client: Client, db: None) -> None:
    for data in ({}, {"hash": "  "}, {"file": SimpleUploadedFile("x.pdf", b"")}):
        answer = client.post("/public/check/", data)
        assert answer.status_code in (200, 422)
    assert "ファイルか確認番号を入力してください" in client.post("/public/check/").content.decode()


def test_the_check_needs_no_form_token(published: Publication) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/public/check/", {"hash": published.sha256})
    assert answer.status_code == 200
    assert not answer.cookies
