"""What PostgreSQL refuses by itself: raw SQL as the application role, and the owner where it matters."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from evaluations import commands
from evaluations.choices import State
from evaluations.models import AnnualDocument, Publication, Revision, Signature
from programs.kernel.errors import constraint_name
from tests import make
from tests import make_evaluations as makes
from tests.make_evaluations import Round, later


@pytest.fixture
def who(hub: object) -> Round:
    return makes.people(hub)


def run(sql: str, *params: object) -> int:
    """Run one statement as the application role, in a savepoint of its own."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def refused(sql: str, *params: object) -> str:
    """The constraint by which the statement was refused, or "" for a missing right."""
    with pytest.raises(DatabaseError) as caught:
        run(sql, *params)
    error = caught.value
    return constraint_name(error) if isinstance(error, IntegrityError) else ""


APPEND_ONLY = (
    "revision",
    "review",
    "signature",
    "publication",
    "boilerplate",
    "programme",
    "signingstatement",
)


def test_what_was_said_is_never_changed(who: Round) -> None:
    makes.in_state(who, State.PUBLISHED)
    for table in APPEND_ONLY:
        for sql in ("UPDATE {} SET hub_id = hub_id", "DELETE FROM {}", "TRUNCATE {} CASCADE"):
            assert refused(sql.format(f"evaluations_{table}")) == "", (table, sql)


@pytest.mark.parametrize("table", ["refusal", "signaturevoid"])
def test_a_voided_signature_stays_void(who: Round, table: str) -> None:
    document = makes.in_state(who, State.HALF_SIGNED)
    commands.refuse(who.ward_signer, document, "数字を確かめたい。", later(5))
    assert refused(f"DELETE FROM evaluations_{table}") == ""


TEXTS = {
    "cell": "UPDATE evaluations_cell SET text = 'x'",
    "a new cell": (
        'INSERT INTO evaluations_cell (hub_id, document_id, kind, goal_id, owner, "order", text,'
        " none_applicable, version, saved_by_name) SELECT hub_id, document_id, kind, NULL, owner, 9,"
        " 'x', false, 1, '' FROM evaluations_cell LIMIT 1"
    ),
    "cells gone": "DELETE FROM evaluations_cell",
    "goal": "UPDATE evaluations_goal SET text = 'x'",
    "order of goals": 'UPDATE evaluations_goal SET "order" = "order" + 10',
    "initiative": "UPDATE evaluations_initiative SET text = 'x'",
    "initiatives gone": "DELETE FROM evaluations_initiative",
    "marks": "UPDATE evaluations_goalset SET marker_style = 'star'",
    "licence": "UPDATE evaluations_annualdocument SET licence = 'cc_by_4'",
    "year": "UPDATE evaluations_annualdocument SET period_to = period_to + 1",
    "tables": "UPDATE evaluations_annualdocument SET proposes_id = NULL",
    "revision": "UPDATE evaluations_annualdocument SET current_revision_id = NULL",
    "document gone": "DELETE FROM evaluations_annualdocument",
}


@pytest.mark.parametrize(
    "state", [State.REVIEW, State.AGREED, State.HALF_SIGNED, State.SIGNED, State.PUBLISHED]
)
def test_an_agreed_text_cannot_change_by_any_sql(who: Round, state: State) -> None:
    document = makes.in_state(who, state)
    before = document.current_revision.sha256
    for name, sql in TEXTS.items():
        assert refused(sql) == "eval_text_frozen", name
    assert Revision.objects.get(document=document).sha256 == before


def test_evidence_is_frozen_with_the_text(who: Round) -> None:
    document = makes.in_state(who, State.AGREED)
    sql = (
        'INSERT INTO evaluations_evidence (hub_id, document_id, "order", figure_key, label, unit,'
        " rule, from_on, to_on, value, frozen_at, chosen_by_id)"
        " VALUES (%s, %s, 1, 'k', 'l', 'u', 'r', now(), now(), 1, now(), %s)"
    )
    assert refused(sql, who.hub.pk, document.pk, who.director.user_id) == "eval_text_frozen"


def test_a_used_list_of_programmes_takes_no_more(who: Round) -> None:
    document = makes.document(who)
    sql = "INSERT INTO evaluations_programme (hub_id, list_id, no, name) VALUES (%s, %s, 99, 'x')"
    assert refused(sql, who.hub.pk, document.programme_list_id) == "eval_text_frozen"


@pytest.mark.parametrize(
    ("state", "jump"),
    [
        (State.DRAFT, "review"),
        (State.DRAFT, "agreed"),
        (State.DRAFT, "published"),
        (State.DRAFT, "correcting"),
        (State.REVIEW, "agreed"),
        (State.REVIEW, "draft"),
        (State.REVIEW, "signed"),
        (State.AGREED, "half_signed"),
        (State.AGREED, "signed"),
        (State.AGREED, "draft"),
        (State.HALF_SIGNED, "signed"),
        (State.HALF_SIGNED, "agreed"),
        (State.HALF_SIGNED, "draft"),
        (State.SIGNED, "draft"),
        (State.SIGNED, "published"),
        (State.PUBLISHED, "draft"),
        (State.PUBLISHED, "correcting"),
    ],
)
def test_no_state_is_reached_without_what_it_needs(who: Round, state: State, jump: str) -> None:
    document = makes.in_state(who, state)
    sql = "UPDATE evaluations_annualdocument SET state = %s WHERE id = %s"
    assert refused(sql, jump, document.pk) == "eval_document_state"


def test_a_document_starts_as_a_draft(who: Round) -> None:
    document = makes.document(who)
    document.pk, document.fy, document.state = None, 2019, State.SIGNED
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        document.save(force_insert=True)
    assert constraint_name(caught.value) == "eval_document_starts_open"


def test_a_document_never_changes_its_year(who: Round) -> None:
    makes.document(who)
    assert refused("UPDATE evaluations_annualdocument SET fy = 2019") == "eval_document_identity"


def insert(row: Any, **changes: object) -> str:
    """Insert a copy of a row with changes, as its own person; return what refused it."""
    row.pk = None
    for name, value in changes.items():
        setattr(row, name, value)
    run("SELECT set_config('app.person', %s, true)", str(getattr(row, "person_id", "")))
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        row.save(force_insert=True)
    return constraint_name(caught.value)


def a_signature(who: Round) -> Signature:
    """A valid signature of the ward for a document that the operator signed, not saved."""
    document = makes.in_state(who, State.HALF_SIGNED)
    with transaction.atomic():
        made = commands.sign(who.ward_signer, document, makes.confirmation(document), later(4))
        transaction.set_rollback(True)
    return made


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        (lambda who: {"sha256": "0" * 64}, "eval_signature_digest"),
        (lambda who: {"licence": "cc_by_4"}, "eval_signature_digest"),
        (lambda who: {"person_id": who.officer.user_id}, "eval_signature_authority"),
        (lambda who: {"side": "operator"}, "eval_signature_authority"),
        (lambda who: {"membership_id": who.officer.membership_id}, "eval_signature_authority"),
        (lambda who: {"statement_text": "別の文"}, "eval_signature_statement"),
        (lambda who: {"read_through": False}, "eval_signature_checked"),
        (lambda who: {"privacy_checked": False}, "eval_signature_checked"),
    ],
)
def test_a_signature_that_is_not_right_cannot_be_inserted(
    who: Round, changes: Callable[[Round], dict[str, object]], rule: str
) -> None:
    assert insert(a_signature(who), **changes(who)) == rule


def test_a_second_signature_of_a_party_cannot_be_inserted(who: Round) -> None:
    makes.in_state(who, State.HALF_SIGNED)
    assert insert(Signature.objects.get()) == "eval_signature_side"


@pytest.mark.parametrize("state", [State.SIGNED, State.PUBLISHED])
def test_nothing_is_signed_afterwards(who: Round, state: State) -> None:
    makes.in_state(who, state)
    assert insert(Signature.objects.first()) == "eval_document_state"


def test_a_hash_must_be_that_of_the_text(who: Round) -> None:
    document = makes.in_state(who, State.CORRECTING)
    revision = document.current_revision
    assert (
        insert(revision, n=2, canonical_json=revision.canonical_json + " ")
        == "eval_revision_digest"
    )
    assert insert(revision, n=5) == "eval_revision_n"


def test_a_revision_is_made_only_of_an_open_text(who: Round) -> None:
    document = makes.in_state(who, State.AGREED)
    assert insert(document.current_revision, n=2) == "eval_document_state"


def test_reviews_refusals_and_voids_belong_to_the_revision_in_hand(who: Round) -> None:
    document = makes.in_state(who, State.SIGNED)
    review = document.current_revision.reviews.first()
    assert insert(review, side="ward") == "eval_document_state"
    now = "now()"
    said = f"{who.hub.pk}, 'ward', {who.officer.user_id}, 'n', 't', {now}, 'r'"
    columns = "hub_id, side, person_id, name, title, at, reason"
    revision, signature = document.current_revision_id, Signature.objects.first().pk
    for table, column, pk in (
        ("refusal", "revision_id", revision),
        ("signaturevoid", "signature_id", signature),
    ):
        sql = f"INSERT INTO evaluations_{table} ({columns}, {column}) VALUES ({said}, {pk})"
        assert refused(sql) == "eval_document_state"


def a_publication(who: Round) -> Publication:
    """A valid publication of a signed document, not saved."""
    document = makes.in_state(who, State.SIGNED)
    with transaction.atomic():
        made = commands.publish(who.officer, document, later(6))
        transaction.set_rollback(True)
    return made


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"html": "<p>別の文</p>"}, "eval_publication_digests"),
        ({"txt": "別の文"}, "eval_publication_digests"),
        ({"pdf": b"%PDF-other"}, "eval_publication_digests"),
        ({"json": "{}"}, "eval_publication_revision"),
        ({"sha256": "0" * 64}, "eval_publication_revision"),
        ({"fy": 2019}, "eval_publication_revision"),
        ({"licence": "cc_by_4"}, "eval_publication_revision"),
        ({"path": "elsewhere/2025/r1"}, "eval_publication_digests"),
    ],
)
def test_a_publication_is_its_revision_byte_for_byte(
    who: Round, changes: dict[str, object], rule: str
) -> None:
    assert insert(a_publication(who), **changes) == rule


def test_an_address_is_given_once(who: Round) -> None:
    document = makes.in_state(who, State.PUBLISHED)
    assert insert(Publication.objects.get(document=document)) == "eval_document_state"


def test_the_newest_publication_is_the_only_one_to_supersede(who: Round) -> None:
    document = makes.in_state(who, State.CORRECTING)
    makes.in_state(who, State.SIGNED, document)
    with transaction.atomic():
        made = commands.publish(who.officer, document, later(8))
        transaction.set_rollback(True)
    assert insert(made, supersedes_id=None) == "eval_publication_chain"


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        (lambda who: {"person_id": who.officer.user_id}, "eval_signature_authority"),
        (lambda who: {"side": "operator"}, "eval_withdrawal_person"),
        (lambda who: {"side": "ward"}, "eval_withdrawal_side"),
        (lambda who: {"hub_id": 0}, "eval_document_state"),
    ],
)
def test_a_publication_is_taken_back_only_by_a_signatory_for_one_party(
    who: Round, changes: Callable[[Round], dict[str, object]], rule: str
) -> None:
    document = makes.in_state(who, State.PUBLISHED)
    row = commands.withdraw(who.ward_signer, document, "理由。", later(9))
    assert insert(row, **changes(who)) == rule


def test_anybody_reads_publications_and_nothing_else(who: Round) -> None:
    makes.in_state(who, State.PUBLISHED)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.hubs', '{}', true)")
        seen = {}
        for table in (
            "publication",
            "revision",
            "signature",
            "annualdocument",
            "goal",
            "cell",
            "comment",
        ):
            cursor.execute(f"SELECT count(*) FROM evaluations_{table}")
            seen[table] = cursor.fetchone()[0]
    assert seen.pop("publication") >= 1
    assert set(seen.values()) == {0}


def test_another_hub_can_neither_see_nor_hang_itself_on_a_document(who: Round) -> None:
    document = makes.document(who)
    stranger = makes.people(make.hub("霧島区"))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.hubs', %s, true)", [f"{{{stranger.hub.pk}}}"])
        assert not AnnualDocument.objects.filter(pk=document.pk).exists()
        sql = (
            'INSERT INTO evaluations_cell (hub_id, document_id, kind, owner, "order", text,'
            " none_applicable, version, saved_by_name) VALUES (%s, %s, 'outcome', 'joint', 1, 'x', false, 1, '')"
        )
        assert refused(sql, stranger.hub.pk, document.pk) == "eval_text_frozen"
