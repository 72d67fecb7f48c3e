"""What anybody reads: hubs, years, the document at its permanent address, its files."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evaluations import commands
from evaluations.choices import State
from evaluations.models import AnnualDocument, Publication, Withdrawal
from programs.kernel import clock, tenancy
from programs.registry.models import Membership
from tests import make
from tests import make_evaluations as makes
from tests.make_evaluations import Round

FORMS = {
    "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8",
    "json": "application/json; charset=utf-8",
}


@pytest.fixture
def who(hub: object) -> Round:
    return makes.people(hub)


@pytest.fixture
def published(who: Round) -> Publication:
    return Publication.objects.get(document=makes.in_state(who, State.PUBLISHED))


def corrected(
    who: Round, document: AnnualDocument, text: str = "三地区の会合に二度ずつ出席した。"
) -> Publication:
    """A correction of one outcome, agreed, signed and published."""
    commands.start_correction(
        who.director, document, "erratum", "回数の書き間違いを直します。", makes.AT
    )
    cell = document.cells.filter(kind="outcome").order_by("-goal__order").first()
    assert cell
    commands.save_text(
        who.director, document, f"cell-{cell.pk}", text, version=cell.version, at=makes.AT
    )
    makes.in_state(who, State.PUBLISHED, document)
    return Publication.objects.get(document=document, superseded_by=None)


def withdrawn(publication: Publication, *sides: str, hide_until: date | None = None) -> None:
    """The wish of some parties to take a publication back."""
    with make.seeing():
        for side in sides:
            person = signatory(publication.hub_id, side)
            tenancy.enter([0, publication.hub_id], person)  # each says it for herself
            Withdrawal.objects.create(
                hub_id=publication.hub_id,
                publication=publication,
                side=side,
                person_id=person,
                reason=f"{side}の理由。ご家族が分かるおそれがあるため。",
                hide_until=hide_until,
                at=makes.AT,
            )
        make.scope()


def signatory(hub_id: int, side: str) -> int:
    """The person who signs for a party."""
    rows = Membership.objects.filter(hub_id=hub_id, role=f"{side}_signatory")
    return rows.values_list("person_id", flat=True)[0]


def address(publication: Publication, name: str = "report", **more: Any) -> str:
    kwargs = {"ward": publication.ward_slug, "fy": publication.fy, **more}
    if name != "latest":
        kwargs["revision"] = publication.revision_n
    return reverse(f"public:{name}", kwargs=kwargs)


def files(publication: Publication) -> list[str]:
    return [address(publication, "file", form=form) for form in FORMS]


def test_the_addresses_are_the_promised_ones(published: Publication) -> None:
    slug = published.ward_slug
    assert address(published) == f"/public/{slug}/2025/r1/"
    assert address(published, "latest") == f"/public/{slug}/2025/"
    assert files(published) == [f"/public/{slug}/2025/r1.{form}" for form in FORMS]


def test_a_parent_finds_the_document_from_the_list_of_hubs(
    client: Client, published: Publication
) -> None:
    hubs = client.get("/public/").content.decode()
    years = f"/public/{published.ward_slug}/"
    assert years in hubs
    assert address(published) in client.get(years).content.decode()
    page = client.get(address(published)).content.decode()
    assert published.html in page
    for text in (*makes.GOALS, *makes.OUTCOMES, *makes.ISSUES, *makes.NEXT_GOALS):
        assert text in page
    assert published.sha256 in page
    for file in files(published):
        assert file in page


@pytest.mark.parametrize("form", FORMS)
def test_a_file_is_the_stored_one_byte_for_byte(
    client: Client, published: Publication, form: str
) -> None:
    answer = client.get(address(published, "file", form=form))
    stored = getattr(published, form)
    assert answer.content == (stored.encode() if isinstance(stored, str) else bytes(stored))
    assert answer["Content-Type"] == FORMS[form]
    assert answer["ETag"] == f'"{getattr(published, form + "_sha256")}"'
    assert f"{published.ward_slug}-2025-r1.{form}" in answer["Content-Disposition"]


def test_the_json_file_names_the_hub_and_its_year(client: Client, published: Publication) -> None:
    content = json.loads(client.get(address(published, "file", form="json")).content)
    assert content["ward"]["slug"] == published.ward_slug
    assert content["fiscal_year"] == 2025


def test_latest_shows_the_newest_and_names_its_permanent_address(
    client: Client, published: Publication
) -> None:
    page = client.get(address(published, "latest")).content.decode()
    assert published.html in page
    assert f'<link rel="canonical" href="{address(published)}">' in page


def test_public_pages_set_no_cookie_and_may_be_kept(client: Client, published: Publication) -> None:
    pages = [
        "/public/",
        f"/public/{published.ward_slug}/",
        address(published),
        address(published, "latest"),
    ]
    for url in [*pages, "/public/check/", "/public/accessibility/", *files(published)]:
        answer = client.get(url)
        assert answer.status_code == 200
        assert not answer.cookies, url
        assert answer["Cache-Control"].startswith("public, ")
        again = client.get(url, headers={"if-none-match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    for url in files(published):
        assert client.get(url)["Cache-Control"] == "public, max-age=3600, immutable"


def test_a_signed_in_person_gets_the_same_page_as_anybody(
    client: Client, published: Publication, who: Round
) -> None:
    anybody = client.get(address(published)).content
    assert make.client_for(who.director).get(address(published)).content == anybody


@pytest.mark.parametrize(
    "path",
    [
        "nowhere/",
        "{slug}/1999/",
        "{slug}/2025/r9/",
        "{slug}/2025/r9.pdf",
        "{slug}/2025/r1.exe",
        "{slug}/99999999999999/",
    ],
)
def test_an_address_that_was_never_given_is_not_found(
    client: Client, published: Publication, path: str
) -> None:
    assert client.get(f"/public/{path.format(slug=published.ward_slug)}").status_code == 404


def test_a_hub_without_publications_says_so(client: Client, db: None) -> None:
    hub = make.hub("潮風区")
    page = client.get(f"/public/{hub.slug}/").content.decode()
    assert "公表された文書はまだありません" in page


def test_a_document_that_is_not_published_is_on_no_page(client: Client, who: Round) -> None:
    makes.in_state(who, State.SIGNED)
    index = client.get(f"/public/{who.hub.slug}/").content.decode()
    assert makes.GOALS[0] not in index
    assert client.get(f"/public/{who.hub.slug}/2025/").status_code == 404
    assert client.get(f"/public/{who.hub.slug}/2025/r1/").status_code == 404


def test_a_superseded_revision_stays_and_points_to_the_current_one(
    client: Client, published: Publication, who: Round
) -> None:
    new = corrected(who, published.document)
    page = client.get(address(published)).content.decode()
    assert published.html in page
    assert "この版は、訂正される前の版です" in page
    assert f'href="{address(new)}"' in page
    assert "回数の書き間違いを直します。" in page
    for url in files(published):
        assert client.get(url).status_code == 200


def test_the_correction_shows_old_and_new_in_words_as_well(
    client: Client, published: Publication, who: Round
) -> None:
    new = corrected(who, published.document)
    for publication in (published, new):
        page = client.get(address(publication)).content.decode()
        assert '<del><span class="change-word">【削除】</span>' in page
        assert '<ins><span class="change-word">【追加】</span>' in page
        assert "旧(第1版)" in page
        assert "新(第2版)" in page
    assert "訂正される前の版" not in client.get(address(new)).content.decode()
    assert new.html in client.get(address(new, "latest")).content.decode()


def test_the_year_index_lists_every_revision(
    client: Client, published: Publication, who: Round
) -> None:
    new = corrected(who, published.document)
    page = client.get(f"/public/{published.ward_slug}/").content.decode()
    assert page.index(address(new)) < page.index(address(published))
    assert "現在の版" in page
    assert "訂正前の版" in page


def test_a_withdrawn_document_is_gone_with_both_reasons(
    client: Client, published: Publication
) -> None:
    withdrawn(published, "operator", "ward")
    for url in (address(published), address(published, "latest"), *files(published)):
        answer = client.get(url)
        assert answer.status_code == 410
        page = answer.content.decode()
        assert "operatorの理由。" in page
        assert "wardの理由。" in page
        assert makes.GOALS[0] not in page
        assert answer["Cache-Control"] == "no-store"
    assert "取下げ" in client.get(f"/public/{published.ward_slug}/").content.decode()


def test_one_party_alone_withdraws_nothing(client: Client, published: Publication) -> None:
    withdrawn(published, "operator")
    assert client.get(address(published)).status_code == 200


def test_an_emergency_hides_a_document_for_some_days_only(
    client: Client, published: Publication
) -> None:
    until = clock.today() + timedelta(days=3)
    withdrawn(published, "ward", hide_until=until)
    answer = client.get(address(published))
    assert answer.status_code == 410
    assert "表示を一時的に止めています" in answer.content.decode()
    with clock.frozen(clock.now() + timedelta(days=4)):
        assert client.get(address(published)).status_code == 200


def test_the_comparison_does_not_bring_back_a_withdrawn_text(
    client: Client, published: Publication, who: Round
) -> None:
    new = corrected(who, published.document)
    withdrawn(published, "operator", "ward")
    page = client.get(address(new)).content.decode()
    assert "<del>" not in page
    assert makes.OUTCOMES[1] not in page
    assert "取り下げられた版があるため" in page


def test_the_chrome_is_english_on_request_and_the_document_stays_japanese(
    client: Client, published: Publication
) -> None:
    answer = client.get(address(published) + "?lang=en")
    page = answer.content.decode()
    assert '<html lang="en">' in page
    assert answer["Content-Language"] == "en"
    assert '<article class="annual" lang="ja">' in page
    assert published.html in page
    assert not answer.cookies
    assert f'href="/public/{published.ward_slug}/?lang=en"' in page
    japanese = client.get(address(published) + "?lang=xx").content.decode()
    assert '<html lang="ja">' in japanese


def test_the_accessibility_statement_says_what_was_tested_and_when(
    client: Client, db: None
) -> None:
    page = client.get("/public/accessibility/").content.decode()
    assert "JIS X 8341-3:2016" in page
    assert "axe-core" in page
    assert "令和8年11月22日" in page


def test_a_page_takes_few_queries(
    client: Client, published: Publication, who: Round, django_assert_max_num_queries: Any
) -> None:
    corrected(who, published.document)
    for url in (
        "/public/",
        f"/public/{published.ward_slug}/",
        address(published),
        *files(published),
    ):
        with django_assert_max_num_queries(12):
            client.get(url)
