"""Lending: one item, one pair of hands; undo of a wrong return; families that are merged."""

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from programs.kernel.errors import Hidden, Refused, RuleBroken, Stale
from programs.kernel.figures import Period
from programs.kernel.models import AuditEntry
from programs.lending import commands, figures, queries
from programs.lending.choices import Condition, Ending
from programs.lending.commands import Borrower
from programs.lending.models import Item, Loan, LoanStep
from programs.registry.choices import Role
from programs.registry.commands import merging
from programs.registry.commands.merging import MergeChoice
from tests import make
from tests.make_lending import DAY, DUE, NOW, Shelf


@pytest.fixture
def shelf(db: None) -> Shelf:
    return Shelf()


def test_an_item_goes_out_once_at_a_time(shelf: Shelf) -> None:
    shelf.lend()
    with pytest.raises(RuleBroken):
        shelf.lend(family=make.household(shelf.hub, "別"))
    make.scope()
    with pytest.raises(IntegrityError), transaction.atomic():
        Loan.objects.create(
            hub=shelf.hub,
            item=shelf.item,
            name="だれか",
            lent_on=DAY,
            due_on=DUE,
            lent_by_id=shelf.staff.user_id,
        )


def test_lending_leaves_one_entry_without_words(shelf: Shelf) -> None:
    shelf.lend()
    make.scope()
    entry = AuditEntry.objects.get(action="lending.lend")
    assert entry.fields == ["due_on", "household", "item"]


def test_somebody_without_registration_borrows_by_name(shelf: Shelf) -> None:
    given = Borrower("髙橋 𠮷", "045-000-0000")
    loan = commands.lend(shelf.volunteer, shelf.item, given, DUE, NOW)
    assert (loan.household, loan.name) == (None, "髙橋 𠮷")


def test_a_day_that_is_past_is_no_due_day(shelf: Shelf) -> None:
    with pytest.raises(RuleBroken):
        shelf.lend(due_on=DAY - timedelta(days=1))


@pytest.mark.parametrize("condition", [Condition.REPAIR, Condition.GONE])
def test_what_is_not_fit_stays_on_the_shelf(shelf: Shelf, condition: Condition) -> None:
    item = shelf.put("T-002", condition=condition)
    with pytest.raises(RuleBroken):
        shelf.lend(item)
    assert item.number not in [row.number for row in queries.free_items(shelf.staff, "T")]


def test_a_return_twice_is_one_return_and_can_be_taken_back(shelf: Shelf) -> None:
    loan = shelf.lend()
    commands.end_loan(shelf.volunteer, loan, Ending.RETURNED, NOW)
    commands.end_loan(shelf.volunteer, loan, Ending.RETURNED, NOW)
    loan = commands.undo_ending(shelf.volunteer, loan, NOW)
    assert (loan.ended_on, loan.ending) == (None, "")
    make.scope()
    kinds = list(LoanStep.objects.filter(loan=loan).values_list("kind", flat=True))
    assert kinds == ["lent", "returned", "undone"]


def test_a_return_cannot_be_taken_back_once_somebody_else_has_it(shelf: Shelf) -> None:
    loan = commands.end_loan(shelf.volunteer, shelf.lend(), Ending.RETURNED, NOW)
    shelf.lend(family=make.household(shelf.hub, "別"))
    with pytest.raises(RuleBroken):
        commands.undo_ending(shelf.volunteer, loan, NOW)


def test_what_is_lost_is_gone_until_it_is_found(shelf: Shelf) -> None:
    loan = commands.end_loan(shelf.volunteer, shelf.lend(), Ending.LOST, NOW, "電車の中")
    make.scope()
    assert Item.objects.get(pk=shelf.item.pk).condition == Condition.GONE
    with pytest.raises(RuleBroken):
        commands.end_loan(shelf.volunteer, loan, Ending.RETURNED, NOW)
    commands.undo_ending(shelf.volunteer, loan, NOW)
    make.scope()
    assert Item.objects.get(pk=shelf.item.pk).condition == Condition.WORN


def test_a_loan_is_extended_to_a_later_day_only(shelf: Shelf) -> None:
    loan = shelf.lend()
    with pytest.raises(RuleBroken):
        commands.extend(shelf.volunteer, loan, DUE, NOW)
    assert commands.extend(shelf.volunteer, loan, DUE + timedelta(days=7), NOW).due_on > DUE


def test_an_overdue_loan_waits_on_the_home_page(shelf: Shelf) -> None:
    shelf.lend()
    assert make.todos(queries, shelf.volunteer, DUE) == []
    (todo,) = make.todos(queries, shelf.volunteer, DUE + timedelta(days=1))
    assert todo.overdue
    assert (
        make.todos(queries, make.member(shelf.hub, Role.WARD_OFFICER), DUE + timedelta(days=1))
        == []
    )


def test_a_label_has_one_number_however_it_was_typed(shelf: Shelf) -> None:
    with pytest.raises(RuleBroken) as broken:
        shelf.put("T-001")
    assert broken.value.field == "number"
    found = queries.items_like(shelf.staff, "ｔー００１")
    assert [row.number for row in found] == ["T-001"]


def test_two_who_change_an_item_do_not_overwrite_each_other(shelf: Shelf) -> None:
    version = shelf.item.version
    commands.change_item(shelf.staff, shelf.item, version, shelf.values("T-001", name="一"))
    with pytest.raises(Stale):
        commands.change_item(shelf.staff, shelf.item, version, shelf.values("T-001", name="二"))


def test_the_director_decides_for_how_many_days(shelf: Shelf) -> None:
    commands.change_terms(shelf.director, 7, version=0)
    assert queries.terms(shelf.staff).days == 7
    with pytest.raises(Refused):
        commands.change_terms(shelf.staff, 30, version=2)
    with pytest.raises(Stale):
        commands.change_terms(shelf.director, 30, version=0)


def test_loans_are_found_by_kana_and_by_label(shelf: Shelf) -> None:
    shelf.lend()
    rows = queries.open_loans(shelf.staff)
    for text in ("みほ", "ﾐﾎ", "t-0", "汽車", "見本"):
        assert queries.loans_like(shelf.staff, rows, text).count() == 1, text
    assert queries.loans_like(shelf.staff, rows, "いない").count() == 0


def test_loans_pass_to_the_family_that_is_kept_and_back(shelf: Shelf) -> None:
    twin = make.household(shelf.hub, "見本", "みほん")
    loan = shelf.lend(family=twin)
    choice = MergeChoice(shelf.family.version, twin.version)
    record = merging.merge_households(shelf.staff, shelf.family, twin, choice, NOW)
    make.scope()
    assert Loan.objects.get(pk=loan.pk).household_id == shelf.family.pk
    assert queries.timeline_rows(shelf.staff, shelf.family)
    merging.undo_merge(shelf.staff, record, NOW)
    make.scope()
    assert Loan.objects.get(pk=loan.pk).household_id == twin.pk


def test_the_figure_equals_its_rows_and_practice_does_not_count(shelf: Shelf) -> None:
    loan = shelf.lend()
    commands.end_loan(shelf.volunteer, loan, Ending.RETURNED, NOW)
    shelf.lend(family=make.household(shelf.hub, "練習", is_demo=True))
    period = Period(date(2026, 6, 1), date(2026, 6, 30), (shelf.site.pk,))
    (figure,) = figures.FIGURES
    assert figures.counts(shelf.staff, period) == {figure.key: 1}
    assert figure.count(shelf.staff, period) == figure.rows(shelf.staff, period).count() == 1
    assert figure.split
    assert sum(figure.split(shelf.staff, period, "kind").values()) == 1


def test_another_hub_neither_sees_nor_lends(shelf: Shelf) -> None:
    loan = shelf.lend()
    stranger = make.member(make.hub(), Role.STAFF)
    for look in (
        lambda: queries.item(stranger, shelf.item.pk),
        lambda: queries.loan(stranger, loan.pk),
        lambda: commands.end_loan(stranger, loan, Ending.RETURNED, NOW),
        lambda: commands.lend(stranger, shelf.item, Borrower("x"), DUE, NOW),
    ):
        with pytest.raises(Hidden):
            look()


def test_many_at_once_lend_an_item_once(committed_db: None) -> None:
    with transaction.atomic():
        shelf = Shelf()
        families = [make.household(shelf.hub, f"家{n}") for n in range(8)]
    outcomes: list[str] = []
    start = threading.Barrier(len(families))

    def try_it(number: int) -> None:
        try:
            start.wait()
            family = families[number]
            given = Borrower(family.name, "", family)
            commands.lend(shelf.volunteer, shelf.item, given, DUE, NOW)
            outcomes.append("lent")
        except RuleBroken:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it, args=(n,)) for n in range(len(families))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["lent", *["refused"] * 7]
    with make.seeing(shelf.hub):
        assert Loan.objects.filter(item=shelf.item, ended_on=None).count() == 1
