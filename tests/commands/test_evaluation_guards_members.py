"""What PostgreSQL refuses of the other party, of another person, and of a history rewritten."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from evaluations import commands
from evaluations.choices import State, Verdict
from evaluations.commands.shared import REFUSALS
from evaluations.models import AnnualDocument, Refusal, Review, SignatureVoid, TextChange
from programs.kernel import tenancy
from programs.kernel.actor import Actor
from programs.kernel.errors import RuleBroken, constraint_name
from programs.registry.choices import Role
from programs.registry.models import Membership, Person
from tests import make
from tests import make_evaluations as makes
from tests.make_evaluations import Round, later

MEMBER = "eval_said_by_member"


@pytest.fixture
def who(hub: object) -> Round:
    return makes.people(hub)


def said(table: str, scope: Actor, of: int, **changes: Any) -> str:
    """Insert what the actor says, by SQL in the scope of an actor; return what refused it or ""."""
    values = {"hub_id": scope.hub_id, "side": scope.side, "person_id": scope.user_id}
    values |= {"name": "見本", "title": "", "at": later(4)}
    if table == "review":
        values |= {"revision_id": of, "verdict": Verdict.OK, "comment": ""}
    else:
        of_column = "revision_id" if table == "refusal" else "signature_id"
        values |= {of_column: of, "reason": "理由。"}
    values |= changes
    names, marks = ", ".join(values), ", ".join(["%s"] * len(values))
    sql = f"INSERT INTO evaluations_{table} ({names}) VALUES ({marks})"
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            tenancy.enter_as(scope)
            cursor.execute(sql, list(values.values()))
    except IntegrityError as error:
        return constraint_name(error)
    return ""


def of(table: str, document: AnnualDocument) -> int:
    """The row that a row of the table answers."""
    revision = document.current_revision
    assert revision
    return revision.signatures.get().pk if table == "signaturevoid" else revision.pk


def prepared(who: Round, table: str) -> int:
    """What a row of the table would answer, in a document where it may be answered."""
    state = State.REVIEW if table == "review" else State.HALF_SIGNED
    return of(table, makes.in_state(who, state))


TABLES = ("review", "refusal", "signaturevoid")


@pytest.mark.parametrize("verdict", [Verdict.OK, Verdict.RETURN])
@pytest.mark.parametrize("name", ["director", "officer", "operator_signer", "ward_signer"])
def test_drafters_and_signatories_answer_for_their_own_party_only(
    who: Round, name: str, verdict: Verdict
) -> None:
    revision, actor = prepared(who, "review"), getattr(who, name)
    answer = {"verdict": verdict, "comment": "理由。"}
    other = {"operator": "ward", "ward": "operator"}[actor.side]
    assert said("review", actor, revision, side=other, **answer) == MEMBER
    assert said("review", actor, revision, **answer) == ""


@pytest.mark.parametrize("table", TABLES)
def test_nobody_speaks_as_another_person(who: Round, table: str) -> None:
    row = prepared(who, table)
    signer = who.operator_signer
    for speaker in (who.ward_signer, who.officer, who.director):
        as_signer = {"person_id": signer.user_id, "side": signer.side}
        assert said(table, speaker, row, **as_signer) == MEMBER
    assert said(table, signer, row) == ""


@pytest.mark.parametrize("table", TABLES)
def test_nobody_speaks_where_no_person_is_at_work(who: Round, table: str) -> None:
    row = prepared(who, table)
    values = {"person_id": who.ward_signer.user_id, "side": "ward"}
    nobody = Actor(0, "", "", who.hub.pk, (0, who.hub.pk))
    assert said(table, nobody, row, **values) == MEMBER


@pytest.mark.parametrize("table", ["refusal", "signaturevoid"])
def test_only_signatories_refuse(who: Round, table: str) -> None:
    row = prepared(who, table)
    for actor in (who.director, who.officer):
        assert said(table, actor, row) == MEMBER
    assert said(table, who.ward_signer, row, side="operator") == MEMBER
    assert said(table, who.ward_signer, row) == ""


@pytest.mark.parametrize("role", [Role.STAFF, Role.CONSULTANT, Role.ADMINISTRATOR, Role.AUDITOR])
@pytest.mark.parametrize("side", ["operator", "ward"])
def test_other_roles_agree_for_nobody(who: Round, role: Role, side: str) -> None:
    row = prepared(who, "review")
    actor = make.member(who.hub, role)
    assert said("review", actor, row, side=side) == MEMBER


@pytest.mark.parametrize("table", TABLES)
def test_a_role_counts_from_its_first_to_its_last_day_in_tokyo(who: Round, table: str) -> None:
    row, signer = prepared(who, table), who.ward_signer
    day = date(2026, 4, 20)
    for from_on, to_on, refusal in (
        (date(2026, 4, 21), None, MEMBER),
        (date(2020, 4, 1), date(2026, 4, 19), MEMBER),
        (day, day, ""),
    ):
        make.scope()
        Membership.objects.filter(pk=signer.membership_id).update(from_on=from_on, to_on=to_on)
        assert said(table, signer, row) == refusal, (from_on, to_on)


def test_a_role_in_another_hub_or_of_a_closed_account_does_not_count(who: Round) -> None:
    row = prepared(who, "review")
    stranger = makes.people(make.hub("霧島区")).officer
    here = {"hub_id": who.hub.pk}
    both = Actor(stranger.user_id, "", "", who.hub.pk, (who.hub.pk, *stranger.hub_ids), "ward")
    assert said("review", both, row, **here) == MEMBER
    Person.objects.filter(pk=who.officer.user_id).update(is_active=False)
    assert said("review", who.officer, row) == MEMBER


def test_a_signature_and_a_withdrawal_are_the_persons_own(who: Round) -> None:
    document = makes.in_state(who, State.HALF_SIGNED)
    with transaction.atomic():
        signature = commands.sign(who.ward_signer, document, makes.confirmation(document), later(5))
        transaction.set_rollback(True)
    assert copied(signature, who.officer) == MEMBER
    makes.in_state(who, State.PUBLISHED, document)
    with transaction.atomic():
        withdrawal = commands.withdraw(who.ward_signer, document, "理由。", later(9))
        transaction.set_rollback(True)
    assert copied(withdrawal, who.officer) == MEMBER
    assert copied(withdrawal, who.ward_signer) == ""


def copied(row: Any, scope: Actor) -> str:
    """Insert a row anew in the scope of an actor; return what refused it or ""."""
    row.pk = None
    try:
        with transaction.atomic():
            tenancy.enter_as(scope)
            row.save(force_insert=True)
    except IntegrityError as error:
        return constraint_name(error)
    return ""


def test_commands_say_all_this_as_before(who: Round) -> None:
    document = makes.in_state(who, State.REVIEW)
    commands.return_to_draft(who.ward_signer, document, "見直しましょう。", later(2))
    makes.in_state(who, State.HALF_SIGNED, document)
    commands.refuse(who.ward_signer, document, "数字を確かめたい。", later(5))
    assert Review.objects.count() == 3
    assert Refusal.objects.get().person_id == who.ward_signer.user_id
    assert SignatureVoid.objects.get().person_id == who.ward_signer.user_id


def test_a_command_says_in_words_that_a_role_has_ended(who: Round) -> None:
    document = makes.in_state(who, State.REVIEW)
    make.scope()
    ended = Membership.objects.filter(pk=who.officer.membership_id)
    ended.update(to_on=date(2026, 4, 19))
    digest = document.current_revision.sha256
    with pytest.raises(RuleBroken) as caught:
        commands.agree(who.officer, document, digest, later(3))
    assert caught.value.message == REFUSALS[MEMBER]


def changed(scope: Actor, sql: str) -> str:
    """Run SQL on the history in the scope of an actor; return what refused it or ""."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            tenancy.enter_as(scope)
            cursor.execute(sql)
            assert cursor.rowcount
    except IntegrityError as error:
        return constraint_name(error)
    return ""


@pytest.mark.parametrize(
    "column",
    [
        "before = 'x'",
        "label = 'x'",
        "anchor = 'x'",
        "side = 'ward'",
        "person_name = 'x'",
        "started_at = now()",
        "document_id = document_id + 1",
        "after = 'x', label = 'x'",
    ],
)
def test_a_history_is_not_rewritten(who: Round, column: str) -> None:
    makes.document(who)
    assert (
        changed(who.director, f"UPDATE evaluations_textchange SET {column}") == "eval_change_kept"
    )


def test_a_history_is_neither_given_to_another_nor_deleted(who: Round) -> None:
    makes.document(who)
    give = f"UPDATE evaluations_textchange SET person_id = {who.officer.user_id}"
    for scope in (who.director, who.officer):
        assert changed(scope, give) == "eval_change_kept"
        assert changed(scope, "DELETE FROM evaluations_textchange") == "eval_change_kept"


def test_only_its_own_person_goes_on_with_an_entry(who: Round) -> None:
    makes.document(who)
    go_on = "UPDATE evaluations_textchange SET after = 'x', at = at"
    assert changed(who.officer, go_on) == "eval_change_kept"
    assert changed(who.director, go_on) == ""
    make.scope()
    assert set(TextChange.objects.values_list("after", flat=True)) == {"x"}
