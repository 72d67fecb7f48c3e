"""The whole site in English: no Japanese but what people wrote, and English dates, numbers, plurals."""

import re
from collections.abc import Iterator
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django.utils import translation

from programs.kernel import clock
from programs.registry.choices import Role
from tests import make
from tests import make_evaluations as makes
from tests.architecture import world as worlds
from tests.architecture.places import listed, path_of
from tests.architecture.walk import Address
from tests.architecture.world import World

NOW = datetime(2026, 4, 20, 14, 0, tzinfo=clock.TOKYO)
JAPANESE = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u3005\u4e00-\u9fff]+")
SIGNS = re.compile(r"[\u3001\u3002\u300c\u300d\uff01\uff08\uff09\uff0c\uff1a\uff1f]")
# What stands between these tags is no text of ours: code, or what a person wrote.
WRITTEN_IN = ("script", "style", "textarea")
SPOKEN = ("title", "aria-label", "placeholder", "alt", "aria-description")
# What the builders write as people would: names, notes, titles, the document's own texts.
WRITTEN = sorted(
    (
        *("甲区", "甲拠点", "特定非営利活動法人 しおかぜの会", "こども家庭支援課", "とりとり", "おや"),
        *("見本 署名", "施設長", "担当係長", "理事長", "こども家庭支援課長", "取り組むこと", "組"),
        *("汐見区子育てひろば なぎさ", "汐見区地域子育て支援拠点事業"),
        *makes.GOALS,
        *makes.NEXT_GOALS,
        *makes.OUTCOMES,
        *makes.ISSUES,
    ),
    key=len,
    reverse=True,
)
MARKED = re.compile(
    # A text of the world's own, and the relation or number a builder adds to a family's name.
    r"鳥甲鳥[\u3041-\u30fa\u30fc\u4e00-\u9fff]*\d?( ?(母|父|子\d))?|\b子\d|こ\d"
    # The title of a document, in the title of its page.
    r"|令和\d年度重点目標評価結果・令和\d年度重点目標|〇〇区地域子育て支援拠点事業"
)


class Words(HTMLParser):
    """What a page says: its text and what is read out of its attributes, document texts aside."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.foreign: list[str] = []
        self.lang = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if tag == "html":
            self.lang = held.get("lang") or ""
        elif self.foreign:
            self.foreign += [tag] * (tag == self.foreign[0])
            return
        elif held.get("lang") == "ja" and tag != "input":
            self.foreign.append(tag)
            return
        elif tag in WRITTEN_IN:
            self.foreign.append(tag)
        self.said += [
            value
            for name, value in attrs
            if value and (name in SPOKEN or name.startswith("data-") or self._button(held, name))
        ]

    @staticmethod
    def _button(held: dict[str, str | None], name: str) -> bool:
        return name == "value" and held.get("type") in ("submit", "button")

    def handle_endtag(self, tag: str) -> None:
        if self.foreign and tag == self.foreign[0]:
            self.foreign.pop()

    def handle_data(self, data: str) -> None:
        if not self.foreign:
            self.said.append(data)


def words(html: str) -> Words:
    reader = Words()
    reader.feed(html)
    return reader


def shown(response: HttpResponse) -> str:
    """What a page says, as one line."""
    return re.sub(r"\s+", " ", " ".join(words(response.content.decode()).said))


def japanese_in(response: HttpResponse) -> list[str]:
    """The Japanese of a page that nobody wrote as data."""
    left = []
    for said in words(response.content.decode()).said:
        text = MARKED.sub("", said)
        for written in WRITTEN:
            text = text.replace(written, "")
        if JAPANESE.search(text) or SIGNS.search(text):
            left.append(re.sub(r"\s+", " ", said).strip())
    return left


def in_english(client: Client) -> Client:
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One hub with a thing of every kind, built once and undone."""
    make.forget()
    with django_db_blocker.unblock(), clock.frozen(NOW), transaction.atomic():
        yield worlds.build("甲")
        transaction.set_rollback(True)


def pages() -> list[Address]:
    """Every address that shows a page; files, and pages of the library that act at once, aside."""
    return [
        address
        for address in listed()
        if "get" in address.methods and address.name not in ("public:file", "account_logout")
    ]


def ask(client: Client, path: str) -> HttpResponse:
    """Ask, and undo what the asking did."""
    with transaction.atomic():
        response = client.get(path)
        if hasattr(response, "render") and not getattr(response, "is_rendered", True):
            response.render()
        transaction.set_rollback(True)
    return response


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_no_screen_of_a_role_speaks_japanese(role: Role, world: World) -> None:
    client = in_english(make.client_for(world.actors[role]))
    found, read = [], 0
    for address in pages():
        response = ask(client, path_of(address, world, role))
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            continue
        read += response.status_code == 200
        page = words(response.content.decode())
        if page.lang not in ("", "en"):
            found.append(f"{address.name}: is said to be in {page.lang!r}")
        found += [f"{address.name}: {text}" for text in japanese_in(response)]
    assert not found, "\n" + "\n".join(sorted(set(found)))
    assert read >= 10


def test_no_page_for_everybody_speaks_japanese(world: World) -> None:
    client, found, read = in_english(Client()), [], 0
    for address in pages():
        if address.public or address.library:
            response = ask(client, path_of(address, world, Role.STAFF))
            read += response.status_code == 200
            found += [f"{address.name}: {text}" for text in japanese_in(response)]
    assert not found, "\n" + "\n".join(sorted(set(found)))
    assert read >= 6
