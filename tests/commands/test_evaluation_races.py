"""Two people at the same moment, on real connections."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections, transaction

from evaluations import commands
from evaluations.canonical import digest as digest_of
from evaluations.choices import State
from evaluations.models import AnnualDocument, Cell, Publication, Review, Revision, Signature
from evaluations.snapshots import canonical_of
from programs.kernel.errors import Expected, RuleBroken, Stale
from tests import make
from tests import make_evaluations as makes
from tests.make_evaluations import AT, Round, later

ROUNDS = 4


@pytest.fixture
def who(committed_db: None) -> Round:
    """People of a hub of their own; everything here is committed."""
    with transaction.atomic():
        return makes.people(make.hub())


def in_state(who: Round, state: State) -> AnnualDocument:
    with transaction.atomic():
        make.scope()
        document = makes.in_state(who, state)
        assert state == State.DRAFT or document.current_revision  # loaded while its row is in scope
        return document


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Start all acts at once, each on a connection of its own; errors come back as results."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=10)
            return act()
        except Expected as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def state_of(document: AnnualDocument) -> str:
    return AnnualDocument.objects.get(pk=document.pk).state


def test_two_signers_at_once_both_succeed(who: Round) -> None:
    document = in_state(who, State.AGREED)
    with make.seeing():
        given = makes.confirmation(document)
    answers = together(
        lambda: commands.sign(who.operator_signer, document, given, later(4)),
        lambda: commands.sign(who.ward_signer, document, given, later(4)),
    )
    assert all(isinstance(answer, Signature) for answer in answers), answers
    with make.seeing():
        assert state_of(document) == State.SIGNED
        assert Signature.objects.filter(revision=document.current_revision).count() == 2


def test_the_same_signer_eight_times_is_one_signature(who: Round) -> None:
    document = in_state(who, State.AGREED)
    with make.seeing():
        given = makes.confirmation(document)
    answers = together(
        *[lambda: commands.sign(who.ward_signer, document, given, later(4)) for _ in range(8)]
    )
    assert {answer.pk for answer in answers} == {answers[0].pk}
    with make.seeing():
        assert state_of(document) == State.HALF_SIGNED


def test_both_parties_agree_at_once(who: Round) -> None:
    document = in_state(who, State.REVIEW)
    digest = document.current_revision.sha256
    together(
        lambda: commands.agree(who.director, document, digest, AT),
        lambda: commands.agree(who.officer, document, digest, AT),
    )
    with make.seeing():
        assert state_of(document) == State.AGREED
        assert Review.objects.filter(revision=document.current_revision).count() == 2


def test_an_edit_and_the_snapshot_never_part(who: Round) -> None:
    """Either the edit is in the revision, or it is refused: the text and its hash stay one."""
    document = in_state(who, State.DRAFT)
    for n in range(ROUNDS):
        with make.seeing():
            cell = Cell.objects.filter(document=document).order_by("pk").first()
        _edit, sent = together(
            lambda cell=cell, n=n: commands.save_text(
                who.officer,
                document,
                f"cell-{cell.pk}",
                f"{n}回目の文。",
                version=cell.version,
                at=AT,
            ),
            lambda: commands.send_to_review(who.director, document, AT),
        )
        assert isinstance(sent, Revision), sent
        with make.seeing():
            now = AnnualDocument.objects.get(pk=document.pk)
            assert digest_of(canonical_of(now, AT.date()))[1] == sent.sha256
        commands.return_to_draft(who.officer, document, "もう一度。", AT)


def test_a_return_and_an_agreement_leave_one_state(who: Round) -> None:
    document = in_state(who, State.REVIEW)
    commands.agree(who.director, document, document.current_revision.sha256, AT)
    answers = together(
        lambda: commands.agree(who.officer, document, document.current_revision.sha256, AT),
        lambda: commands.return_to_draft(who.director, document, "待ってください。", AT),
    )
    with make.seeing():
        state = state_of(document)
    assert state in (State.AGREED, State.DRAFT)
    losers = [answer for answer in answers if isinstance(answer, RuleBroken)]
    assert len(losers) == 1


def test_a_refusal_and_a_signature_leave_one_state(who: Round) -> None:
    document = in_state(who, State.HALF_SIGNED)
    with make.seeing():
        given = makes.confirmation(document)
    together(
        lambda: commands.sign(who.ward_signer, document, given, later(5)),
        lambda: commands.refuse(who.operator_signer, document, "取り下げます。", later(5)),
    )
    with make.seeing():
        live = Signature.objects.filter(revision=document.current_revision, void=None).count()
        assert (state_of(document), live) in ((State.SIGNED, 2), (State.DRAFT, 0))


def test_two_editors_of_one_text_one_saved_one_told(who: Round) -> None:
    document = in_state(who, State.DRAFT)
    for n in range(ROUNDS):
        with make.seeing():
            cell = Cell.objects.filter(document=document).order_by("pk").first()
        answers = together(
            *[
                lambda actor=actor, cell=cell, n=n: commands.save_text(
                    actor,
                    document,
                    f"cell-{cell.pk}",
                    f"{actor.role}の{n}",
                    version=cell.version,
                    at=AT,
                )
                for actor in (who.director, who.officer)
            ]
        )
        assert sum(isinstance(answer, Stale) for answer in answers) == 1
        with make.seeing():
            assert Cell.objects.get(pk=cell.pk).version == cell.version + 1


def test_publishing_from_both_sides_at_once_is_one_publication(who: Round) -> None:
    document = in_state(who, State.SIGNED)
    answers = together(
        lambda: commands.publish(who.director, document, later(6)),
        lambda: commands.publish(who.officer, document, later(6)),
    )
    assert len({answer.pk for answer in answers}) == 1
    with make.seeing():
        assert Publication.objects.filter(document=document).count() == 1


def test_opening_a_year_twice_at_once_is_one_document(who: Round) -> None:
    with transaction.atomic():
        make.scope()
        contract = makes.contract(who)
    answers = together(
        *[
            lambda actor=actor: commands.open_document(actor, contract, 2025, at=AT)
            for actor in (who.director, who.officer)
        ]
    )
    assert sum(isinstance(answer, AnnualDocument) for answer in answers) == 1
    assert sum(isinstance(answer, RuleBroken) for answer in answers) == 1
