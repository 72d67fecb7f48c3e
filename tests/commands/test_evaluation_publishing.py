"""Publishing, correcting, taking back, opening the next year, and hiding from other hubs."""

from datetime import timedelta

import pytest

from evaluations import canonical, commands
from evaluations.choices import CorrectionKind, Publisher, State
from evaluations.models import (
    AnnualDocument,
    Erratum,
    GoalSet,
    Publication,
    Revision,
    Withdrawal,
)
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden, Refused, RuleBroken
from programs.kernel.models import Notice
from programs.registry.choices import Role
from programs.registry.models import Membership
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


# --- publication, correction, next year ------------------------------------------------------------


def test_publishing_twice_is_one_publication(who: Round) -> None:
    document = makes.in_state(who, State.PUBLISHED)
    again = commands.publish(who.director, document, later(9))
    assert Publication.objects.get() == again


def test_only_the_party_of_the_contract_publishes(who: Round) -> None:
    makes.contract(who, publisher=Publisher.WARD)
    document = makes.in_state(who, State.SIGNED)
    with pytest.raises(Refused):
        commands.publish(who.director, document, later(6))
    commands.publish(who.officer, document, later(6))
    assert fresh(document).state == State.PUBLISHED


@pytest.mark.parametrize("state", [State.DRAFT, State.REVIEW, State.AGREED, State.HALF_SIGNED])
def test_nothing_is_published_before_both_signed(who: Round, state: State) -> None:
    document = makes.in_state(who, state)
    with pytest.raises(RuleBroken):
        commands.publish(who.officer, document, later(6))
    assert not Publication.objects.exists()


def test_a_correction_is_a_new_signed_revision_and_the_old_one_stays(who: Round) -> None:
    document = makes.in_state(who, State.CORRECTING)
    cell = document.cells.filter(kind="outcome").order_by("pk").first()
    commands.save_text(
        who.director, document, f"cell-{cell.pk}", "直した成果。", version=cell.version, at=later(8)
    )
    makes.in_state(who, State.PUBLISHED, document)
    old, new = Publication.objects.order_by("revision_n")
    assert new.supersedes == old
    assert makes.OUTCOMES[0] in old.html and makes.OUTCOMES[0] not in new.html
    assert "直した成果。" in new.html
    erratum = Erratum.objects.get()
    assert (erratum.replaced, erratum.replacement) == (old, new)
    assert erratum.explanation == "数字の書き間違いを直します。"


def test_a_correction_that_is_sent_back_stays_a_correction(who: Round) -> None:
    document = makes.in_state(who, State.CORRECTING)
    commands.send_to_review(who.director, document, later(8))
    commands.return_to_draft(who.officer, document, "もう一か所。", later(9))
    assert fresh(document).state == State.CORRECTING


def test_a_correction_needs_a_reason_and_a_publication(who: Round) -> None:
    document = makes.in_state(who, State.PUBLISHED)
    with pytest.raises(RuleBroken):
        commands.start_correction(who.director, document, CorrectionKind.ERRATUM, "", AT)
    with pytest.raises(RuleBroken, match="次の年度の書類"):
        makes.empty_document(who, 2024)
    other = makes.empty_document(who, 2024, proposed=False)
    with pytest.raises(RuleBroken):
        commands.start_correction(who.director, other, CorrectionKind.ERRATUM, "理由。", AT)


def test_next_years_goals_become_that_years(who: Round) -> None:
    makes.contract(who, start_fy=2022)
    makes.in_state(who, State.PUBLISHED)
    following = makes.empty_document(who, 2026)
    texts = following.evaluates.goals.order_by("order").values_list("text", flat=True)
    assert tuple(texts) == makes.NEXT_GOALS
    assert following.cells.count() == 4
    with pytest.raises(Hidden):
        commands.add_goals(who.director, following, following.evaluates_id, "足す", AT)
    goal = following.evaluates.goals.first()
    with pytest.raises(Hidden):
        commands.save_text(
            who.director, following, f"goal-{goal.pk}", "変える", version=goal.version, at=AT
        )


def test_the_next_year_waits_for_the_publication_of_this_one(who: Round) -> None:
    document = makes.in_state(who, State.SIGNED)
    with pytest.raises(RuleBroken, match="前の年度"):
        makes.empty_document(who, 2026, year_note="次の期")
    commands.publish(who.officer, document, later(6))
    makes.empty_document(who, 2026, year_note="次の期")


# --- taking back ---------------------------------------------------------------------------------


def withdraw(actor: Actor, document: AnnualDocument) -> Withdrawal:
    return commands.withdraw(actor, document, "個人が分かる記述がありました。", later(10))


def test_one_party_hides_and_both_take_back(who: Round) -> None:
    document = makes.in_state(who, State.PUBLISHED)
    first = withdraw(who.ward_signer, document)
    assert first.hide_until == later(10).date() + timedelta(days=14)
    assert withdraw(who.ward_signer, document) == first
    assert told(who.director.user_id)[-1] == "hidden"
    withdraw(who.operator_signer, document)
    assert told(who.director.user_id)[-1] == "withdrawn"
    assert {row.side for row in Withdrawal.objects.all()} == {"operator", "ward"}


def test_one_person_never_takes_back_for_both(who: Round) -> None:
    document = makes.in_state(who, State.PUBLISHED)
    withdraw(who.operator_signer, document)
    person = Membership.objects.get(pk=who.operator_signer.membership_id).person
    with pytest.raises(RuleBroken, match="双方を代表"):
        withdraw(make.member(who.hub, Role.WARD_SIGNATORY, person), document)


def test_taking_back_needs_a_publication_a_reason_and_a_signatory(who: Round) -> None:
    document = makes.in_state(who, State.SIGNED)
    with pytest.raises(RuleBroken):
        withdraw(who.ward_signer, document)
    commands.publish(who.officer, document, later(6))
    with pytest.raises(RuleBroken):
        commands.withdraw(who.ward_signer, document, " ", AT)
    with pytest.raises(Refused):
        withdraw(who.director, document)


# --- opening ---------------------------------------------------------------------------------------


def test_a_year_outside_the_term_needs_a_note(who: Round) -> None:
    with pytest.raises(RuleBroken) as broken:
        makes.empty_document(who, 2026)
    assert broken.value.field == "year_note"
    document = makes.empty_document(who, 2026, year_note="契約の延長のため")
    assert (document.year_no, document.years) == (6, 5)


def test_a_year_is_opened_once(who: Round) -> None:
    makes.empty_document(who)
    with pytest.raises(RuleBroken, match="すでにあります"):
        makes.empty_document(who)


@pytest.mark.parametrize(
    ("options", "title"),
    [
        ({"evaluated": False}, "令和8年度重点目標"),
        ({"proposed": False}, "令和7年度重点目標評価結果"),
    ],
)
def test_either_table_may_stand_alone(who: Round, options: dict[str, bool], title: str) -> None:
    document = makes.empty_document(who, **options)
    makes.fill(who, document)
    revision = commands.send_to_review(who.director, document, AT)
    content = canonical.load(revision.canonical_json)
    assert content["title"][1] == title
    assert bool(content["evaluated"]) is options.get("evaluated", True)
    assert bool(content["proposed"]) is options.get("proposed", True)


def test_a_document_without_any_table_is_refused(who: Round) -> None:
    with pytest.raises(RuleBroken):
        makes.empty_document(who, evaluated=False, proposed=False)


def test_opening_needs_standing_texts(who: Round) -> None:
    term = commands.Term("施設", "事業", 1, 2021, "commission")
    contract = commands.set_up_contract(who.director, term, AT)
    with pytest.raises(RuleBroken, match="定型の文"):
        commands.open_document(who.director, contract, 2025, at=AT)


def test_new_standing_texts_reach_drafts_and_no_agreed_document(who: Round) -> None:
    agreed = makes.in_state(who, State.AGREED)
    commands.save_standing_texts(who.officer, makes.TEXTS, AT)
    assert fresh(agreed).boilerplate.version == 1
    commands.refuse(who.ward_signer, agreed, "定型の文を新しくします。", AT)
    boilerplate = commands.save_standing_texts(who.officer, makes.TEXTS, AT)
    assert fresh(agreed).boilerplate == boilerplate
    assert GoalSet.objects.filter(hub=who.hub).count() == 2


def test_a_document_of_another_hub_is_hidden_from_every_command(who: Round) -> None:
    document = makes.in_state(who, State.AGREED)
    strangers = makes.people(make.hub("霧島区"))
    given = makes.confirmation(document)
    for act in (
        lambda: commands.save_text(strangers.director, document, "goal-1", "x", version=1, at=AT),
        lambda: commands.comment(strangers.director, document, "document", "x", AT),
        lambda: commands.send_to_review(strangers.director, document, AT),
        lambda: commands.agree(strangers.officer, document, given.sha256, AT),
        lambda: commands.sign(strangers.ward_signer, document, given, AT),
        lambda: commands.refuse(strangers.ward_signer, document, "x", AT),
        lambda: commands.publish(strangers.officer, document, AT),
        lambda: commands.start_correction(
            strangers.officer, document, CorrectionKind.ERRATUM, "x", AT
        ),
    ):
        with pytest.raises(Hidden):
            act()
    make.scope()
    assert Revision.objects.get().sha256 == given.sha256
