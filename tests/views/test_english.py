"""The whole site in English: no Japanese but what people wrote, and English dates, numbers, plurals."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
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
# Two sentences without the space that Japanese does not need.
RUN_ON = re.compile(r"[a-z][.:,][A-Z][a-z]")
# What stands between these tags is no text of ours: code, or what a person wrote.
WRITTEN_IN = ("script", "style", "textarea")
SPOKEN = ("title", "aria-label", "placeholder", "alt", "aria-description")
# What the builders write as people would: names, notes, titles, the document's own texts.
WRITTEN = sorted(
    (
        *("甲区", "甲拠点", "甲館", "本館", "特定非営利活動法人 しおかぜの会", "こども家庭支援課"),
        *("見本 署名", "施設長", "担当係長", "理事長", "運営法人の署名者", "区の署名者"),
        *("汐見区子育てひろば なぎさ", "汐見区地域子育て支援拠点事業", "取り組むこと", "組"),
        *("とりとり", "おや"),
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
    """The Japanese of a page that nobody wrote as data, and English strung together its way."""
    return left(words(response.content.decode()))


def left(page: Words) -> list[str]:
    """The same of a page that was read already."""
    return [re.sub(r"\s+", " ", one).strip() for one in page.said if is_left(one)]


@cache  # most of what a page says stands on many
def is_left(said: str) -> bool:
    """Whether a text is Japanese beside what was written, or strung together as Japanese is."""
    text = MARKED.sub("", said)
    for written in WRITTEN:
        text = text.replace(written, "")
    return bool(JAPANESE.search(text) or SIGNS.search(text) or RUN_ON.search(text))


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


def ask(client: Client, path: str, data: dict[str, str] | None = None) -> HttpResponse:
    """Ask (or send, where there is data), and undo what it did."""
    with transaction.atomic():
        response = client.get(path) if data is None else client.post(path, data)
        transaction.set_rollback(True)
    return response


def is_page(response: HttpResponse) -> bool:
    return response.headers.get("Content-Type", "").startswith("text/html")


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_no_screen_of_a_role_speaks_japanese(role: Role, world: World) -> None:
    client = in_english(make.client_for(world.actors[role]))
    found, read = [], 0
    for address in pages():
        response = ask(client, path_of(address, world, role))
        if is_page(response):
            read += response.status_code == 200
            page = words(response.content.decode())
            if page.lang not in ("", "en"):
                found.append(f"{address.name}: is said to be in {page.lang!r}")
            found += [f"{address.name}: {text}" for text in left(page)]
    assert not found, "\n" + "\n".join(sorted(set(found)))
    assert read >= 10


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.STAFF, Role.ADMINISTRATOR], ids=str)
def test_no_refusal_of_a_form_speaks_japanese(role: Role, world: World) -> None:
    client = in_english(make.client_for(world.actors[role]))
    found, refused = [], 0
    for address in listed():
        if address.ours and not address.public and "post" in address.methods:
            response = ask(client, path_of(address, world, role), {})
            if is_page(response) and response.status_code >= 400:
                refused += response.status_code == 422
                found += [f"{address.name}: {text}" for text in japanese_in(response)]
    assert not found, "\n" + "\n".join(sorted(set(found)))
    assert refused >= 5


def test_no_page_for_everybody_speaks_japanese(world: World) -> None:
    client, found, read = in_english(Client()), [], 0
    for address in pages():
        if address.public or address.library:
            response = ask(client, path_of(address, world, Role.STAFF))
            read += response.status_code == 200
            found += [f"{address.name}: {text}" for text in japanese_in(response)]
    assert not found, "\n" + "\n".join(sorted(set(found)))
    assert read >= 6


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("desk:home", ("Home", "Mon, 20 April 2026", "Visits today", "To do", "New notices")),
        ("registry:household-list", ("Families", "4 families", "Registered on", "21 March 2026")),
        ("registry:household-add", ("Register a family", "Family name", "year", "month", "day")),
        ("dropin:visit-list", ("Visits", "Mon, 20 April 2026", "Total of the day", "Guest family")),
        ("consultations:consultation-list", ("Consultation records", "Mon, 20 April 2026")),
        ("reports:month", ("Monthly report", "April 2026", "Family visits (total)", "families")),
        ("evaluations:document-list", ("Yearly evaluation", "Evaluation of FY2025")),
        ("desk:inbox", ("The evaluation of FY2024 was published.",)),
    ],
)
def test_the_main_screens_read_as_english(name: str, said: tuple[str, ...], world: World) -> None:
    client = in_english(make.client_for(world.actors[Role.DIRECTOR]))
    text = shown(ask(client, reverse(name)))
    assert [one for one in said if one not in text] == []


def test_signing_in_is_english_too(world: World) -> None:
    text = shown(ask(in_english(Client()), reverse("account_login")))
    assert [one for one in ("Sign in", "Sign-in ID", "Password") if one not in text] == []
    wrong = shown(
        ask(in_english(Client()), reverse("account_login"), {"login": "nobody", "password": "x"})
    )
    assert "The sign-in ID or the password is not correct." in wrong


def test_the_published_document_stays_japanese_on_an_english_page(world: World) -> None:
    path = reverse("public:latest", kwargs={"ward": world.hub.slug, "fy": 2024})
    response = ask(Client(), f"{path}?lang=en")
    assert "Check whether this document was published here" in shown(response)
    assert makes.GOALS[0] in response.content.decode()
    assert makes.GOALS[0] not in shown(response)


def test_without_a_choice_the_site_is_japanese(world: World) -> None:
    page = words(ask(make.client_for(world.actors[Role.DIRECTOR]), "/").content.decode())
    assert page.lang == "ja"
    assert any("今日の来館" in said for said in page.said)


# --- numbers, units, lists ------------------------------------------------------------------------


def rendered(expression: str, language: str, **values: Any) -> str:
    with translation.override(language):
        template = "{% load i18n hub %}" + expression
        return Template(template).render(Context(values))


@pytest.mark.parametrize(
    ("number", "japanese", "english"),
    [(0, "0人", "0 people"), (1, "1人", "1 person"), (1234, "1,234人", "1,234 people")],
)
def test_a_number_and_its_unit(number: int, japanese: str, english: str) -> None:
    expression = '{% translate "人" as unit %}{{ number|counted:unit }}'
    assert rendered(expression, "ja", number=number) == japanese
    assert rendered(expression, "en", number=number) == english


@pytest.mark.parametrize(
    ("unit", "one", "several"),
    [
        ("組", "family", "families"),
        ("件", "item", "items"),
        ("日", "day", "days"),
        ("回", "回", "回"),
    ],
)
def test_units_have_an_english_singular(unit: str, one: str, several: str) -> None:
    expression = "{{ number|counted:unit }}"
    with translation.override("en"):
        spoken = translation.gettext(unit) if one != unit else unit
    assert rendered(expression, "en", number=1, unit=spoken) == f"1 {one}"
    assert rendered(expression, "en", number=2, unit=spoken) == f"2 {several}"
    assert rendered(expression, "ja", number=2, unit=unit) == f"2{unit}"
    assert rendered("{{ unit|unit_for:number }}", "en", number=2, unit="") == ""


def test_several_things_are_listed_in_the_manner_of_the_language() -> None:
    three = ["A", "B", "C"]
    assert rendered("{{ three|listed }}", "ja", three=three) == "A、B、C"
    assert rendered("{{ three|listed }}", "en", three=three) == "A, B, C"
    assert rendered("{{ two|either }}", "ja", two=["A", "B"]) == "AまたはB"
    assert rendered("{{ two|either }}", "en", two=["A", "B"]) == "A or B"
    assert rendered("{{ one|either }}{{ none|either }}", "en", one=["A"], none=[]) == "A"
