"""A whole round: draft, review, agreement, two signatures, publication, correction, next year."""

import json
from datetime import timedelta

import pytest

from evaluations import commands
from evaluations.choices import State
from evaluations.models import (
    AnnualDocument,
    Publication,
    Refusal,
    Review,
    Signature,
    SignatureVoid,
)
from programs.kernel.errors import Refused, RuleBroken, Stale
from programs.kernel.models import AuditEntry, Notice
from programs.registry.choices import Role
from programs.registry.models import Membership, Party
from tests import make
from tests import make_evaluations as makes
from tests.make_evaluations import AT, Round, later


@pytest.fixture
def who(hub: object) -> Round:
    return makes.people(hub)


def fresh(document: AnnualDocument) -> AnnualDocument:
    return AnnualDocument.objects.get(pk=document.pk)


def digest_of(document: AnnualDocument) -> str:
    revision = fresh(document).current_revision
    assert revision
    return revision.sha256


def told(person_id: int) -> list[str]:
    rows = Notice.objects.filter(person_id=person_id).order_by("pk")
    return [row.key.removeprefix("evaluations.") for row in rows]


# --- the usual way ---------------------------------------------------------------------------------


def test_a_document_goes_from_draft_to_publication(who: Round) -> None:
    document = makes.in_state(who, State.PUBLISHED)
    publication = Publication.objects.get(document=document)
    assert publication.sha256 == digest_of(document)
    assert publication.path == f"{who.hub.slug}/2025/r1"
    assert publication.json == document.current_revision.canonical_json
    for words in (*makes.GOALS, *makes.OUTCOMES, *makes.NEXT_INITIATIVES[1]):
        assert words in publication.html
        assert words in publication.txt
    assert bytes(publication.pdf).startswith(b"%PDF")


def test_both_signatures_carry_name_title_party_statement_and_the_same_hash(who: Round) -> None:
    document = makes.in_state(who, State.SIGNED)
    first, second = Signature.objects.order_by("side")
    assert first.sha256 == second.sha256 == digest_of(document)
    assert (first.title, second.title) == ("理事長", "こども家庭支援課長")
    assert first.party_name == "特定非営利活動法人 しおかぜの会"
    assert second.party_name == "汐見区こども家庭支援課"
    assert first.statement_text and first.statement_version == 1
    assert first.privacy_checked and second.privacy_checked
    Party.objects.filter(hub=who.hub).update(legal_name="新しい名前")
    first.refresh_from_db()
    assert first.party_name == "特定非営利活動法人 しおかぜの会"


def test_everybody_concerned_is_told_at_every_step(who: Round) -> None:
    makes.in_state(who, State.PUBLISHED)
    assert told(who.ward_signer.user_id) == [
        "review",
        "agreed_by_one",
        "agreed",
        "half_signed",
        "published",
    ]
    assert told(who.operator_signer.user_id)[-2:] == ["signed", "published"]
    assert "review" not in told(who.director.user_id)


def test_every_command_leaves_one_audit_entry_without_text(who: Round) -> None:
    document = makes.document(who)
    for act in (
        lambda: commands.send_to_review(who.director, document, later(1)),
        lambda: commands.agree(who.director, document, digest_of(document), later(2)),
        lambda: commands.agree(who.officer, document, digest_of(document), later(3)),
        lambda: commands.sign(
            who.operator_signer, document, makes.confirmation(document), later(4)
        ),
        lambda: commands.refuse(who.ward_signer, document, "やり直します。", later(5)),
    ):
        before = AuditEntry.objects.count()
        act()
        assert AuditEntry.objects.count() == before + 1
    assert "やり直します。" not in json.dumps(
        list(AuditEntry.objects.values_list("fields", "target_ids"))
    )


# --- review and agreement --------------------------------------------------------------------------


def test_review_refuses_an_empty_place_by_name(who: Round) -> None:
    document = makes.empty_document(who)
    with pytest.raises(RuleBroken, match="重点目標1"):
        commands.send_to_review(who.director, document, AT)
    assert fresh(document).state == State.DRAFT


def test_none_applicable_is_not_empty(who: Round) -> None:
    document = makes.document(who)
    cell = document.cells.filter(kind="issue").first()
    commands.save_text(
        who.officer,
        document,
        f"cell-{cell.pk}",
        "",
        version=cell.version,
        at=AT,
        none_applicable=True,
    )
    revision = commands.send_to_review(who.director, document, AT)
    issues = json.loads(revision.canonical_json)["evaluated"]["issues"]
    assert issues[0] == {"goals": [1], "state": "none_applicable", "text": ""}


def test_one_party_alone_does_not_agree(who: Round) -> None:
    document = makes.in_state(who, State.REVIEW)
    for actor in (who.director, who.director, who.operator_signer):
        commands.agree(actor, document, digest_of(document), AT)
    assert fresh(document).state == State.REVIEW
    assert Review.objects.count() == 1


def test_agreement_to_an_older_revision_is_stale(who: Round) -> None:
    document = makes.in_state(who, State.REVIEW)
    with pytest.raises(Stale):
        commands.agree(who.officer, document, "0" * 64, AT)


def test_a_return_ends_the_agreement_and_needs_a_reason(who: Round) -> None:
    document = makes.in_state(who, State.REVIEW)
    commands.agree(who.director, document, digest_of(document), AT)
    with pytest.raises(RuleBroken):
        commands.return_to_draft(who.officer, document, "  ", AT)
    commands.return_to_draft(who.officer, document, "成果を書き足してください。", AT)
    assert fresh(document).state == State.DRAFT
    commands.send_to_review(who.director, document, AT)
    assert fresh(document).current_revision.n == 2
    commands.agree(who.officer, document, digest_of(document), AT)
    assert fresh(document).state == State.REVIEW
    assert "return" in told(who.director.user_id)


def test_one_person_in_both_parties_cannot_agree_for_both(who: Round) -> None:
    document = makes.in_state(who, State.REVIEW)
    commands.agree(who.director, document, digest_of(document), AT)
    person = Membership.objects.get(pk=who.director.membership_id).person
    double = make.member(who.hub, Role.WARD_OFFICER, person)
    with pytest.raises(RuleBroken):
        commands.agree(double, document, digest_of(document), AT)


def test_the_same_text_gives_the_same_hash_and_another_text_another(who: Round) -> None:
    document = makes.in_state(who, State.REVIEW)
    first = digest_of(document)
    commands.return_to_draft(who.officer, document, "念のため。", AT)
    commands.send_to_review(who.officer, document, AT)
    assert digest_of(document) == first
    commands.return_to_draft(who.officer, document, "一文字だけ。", AT)
    cell = document.cells.first()
    commands.save_text(
        who.officer, document, f"cell-{cell.pk}", cell.text + "！", version=cell.version, at=AT
    )
    commands.send_to_review(who.officer, document, AT)
    assert digest_of(document) != first


# --- signing ---------------------------------------------------------------------------------------


def sign(who: Round, document: AnnualDocument, side: str, **changes: object) -> Signature:
    actor = who.operator_signer if side == "operator" else who.ward_signer
    return commands.sign(actor, document, makes.confirmation(document, **changes), later(4))


@pytest.mark.parametrize("order", [("operator", "ward"), ("ward", "operator")])
def test_the_two_sign_in_any_order(who: Round, order: tuple[str, str]) -> None:
    document = makes.in_state(who, State.AGREED)
    sign(who, document, order[0])
    assert fresh(document).state == State.HALF_SIGNED
    sign(who, document, order[1])
    assert fresh(document).state == State.SIGNED


def test_the_same_signer_twice_is_one_signature(who: Round) -> None:
    document = makes.in_state(who, State.AGREED)
    assert sign(who, document, "operator").pk == sign(who, document, "operator").pk
    sign(who, document, "ward")
    sign(who, document, "operator")
    assert Signature.objects.count() == 2
    assert fresh(document).state == State.SIGNED


def test_a_second_signatory_of_the_same_party_is_told(who: Round) -> None:
    document = makes.in_state(who, State.HALF_SIGNED)
    other = make.member(who.hub, Role.OPERATOR_SIGNATORY)
    with pytest.raises(RuleBroken, match="すでに済んで"):
        commands.sign(other, document, makes.confirmation(document), later(5))


def test_one_person_never_signs_for_both(who: Round) -> None:
    document = makes.in_state(who, State.HALF_SIGNED)
    person = Membership.objects.get(pk=who.operator_signer.membership_id).person
    double = make.member(who.hub, Role.WARD_SIGNATORY, person)
    with pytest.raises(RuleBroken, match="双方を代表"):
        commands.sign(double, document, makes.confirmation(document), later(5))
    assert fresh(document).state == State.HALF_SIGNED


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.WARD_OFFICER, Role.STAFF])
def test_drafters_cannot_sign(who: Round, role: Role) -> None:
    document = makes.in_state(who, State.AGREED)
    with pytest.raises(Refused):
        commands.sign(make.member(who.hub, role), document, makes.confirmation(document), AT)


def test_a_signatory_whose_time_is_over_cannot_sign(who: Round) -> None:
    document = makes.in_state(who, State.AGREED)
    yesterday = later(4).date() - timedelta(days=1)
    Membership.objects.filter(pk=who.ward_signer.membership_id).update(to_on=yesterday)
    with pytest.raises(RuleBroken, match="有効ではありません"):
        sign(who, document, "ward")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"sha256": "0" * 64}, Stale),
        ({"statement_version": 9}, RuleBroken),
        ({"read_through": False}, RuleBroken),
        ({"privacy_checked": False}, RuleBroken),
    ],
)
def test_a_signature_needs_the_right_text_statement_and_checks(
    who: Round, changes: dict[str, object], error: type[Exception]
) -> None:
    document = makes.in_state(who, State.AGREED)
    with pytest.raises(error):
        sign(who, document, "operator", **changes)
    assert not Signature.objects.exists()


@pytest.mark.parametrize("state", [State.REVIEW, State.PUBLISHED])
def test_signing_is_only_for_what_is_agreed(who: Round, state: State) -> None:
    document = makes.in_state(who, state)
    if state == State.PUBLISHED:
        other = make.member(who.hub, Role.OPERATOR_SIGNATORY)
        with pytest.raises(RuleBroken):
            commands.sign(other, document, makes.confirmation(document), AT)
        return
    with pytest.raises(RuleBroken):
        sign(who, document, "operator")


@pytest.mark.parametrize("state", [State.AGREED, State.HALF_SIGNED])
def test_a_refusal_voids_the_round_and_all_are_told(who: Round, state: State) -> None:
    document = makes.in_state(who, state)
    commands.refuse(who.ward_signer, document, "数字を確かめたい。", later(5))
    assert fresh(document).state == State.DRAFT
    assert Refusal.objects.get().reason == "数字を確かめたい。"
    assert (
        SignatureVoid.objects.count() == Signature.objects.count() == (state == State.HALF_SIGNED)
    )
    for actor in (who.director, who.officer, who.operator_signer):
        assert told(actor.user_id)[-1] == "void"
    again = makes.in_state(who, State.SIGNED, fresh(document))
    assert again.current_revision.n == 2
    assert Signature.objects.filter(void=None).count() == 2


def test_a_refusal_needs_a_reason_and_an_agreed_text(who: Round) -> None:
    document = makes.in_state(who, State.REVIEW)
    with pytest.raises(RuleBroken):
        commands.refuse(who.ward_signer, document, "", AT)
    with pytest.raises(RuleBroken):
        commands.refuse(who.ward_signer, document, "まだです。", AT)
