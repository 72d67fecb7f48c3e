"""Quiet signals: off by default, for those who may act, with a reason, answered once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from consultations.commands import notes, tallies
from hubsite.desk import housekeeping
from programs.kernel import clock
from programs.kernel.errors import Hidden, Refused, RuleBroken, Stale
from programs.kernel.models import AuditEntry
from programs.registry.choices import Role
from programs.registry.models import Household
from programs.signals import commands, queries
from programs.signals.choices import Kind, State
from programs.signals.models import Rule, Signal, SignalText
from programs.signals.rules import USUAL, Terms
from tests import make, make_consultations
from tests.commands.test_specialists import together
from tests.make_signals import NOW, REGULAR, Watch

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _at_now():
    with clock.frozen(NOW):
        yield


@pytest.fixture
def watch(db: None) -> Watch:
    return Watch()


def one(watch: Watch) -> Signal:
    return Signal.objects.get(hub=watch.hub)


def test_every_rule_is_off_until_somebody_turns_it_on(watch: Watch) -> None:
    watch.came(*REGULAR)
    watch.talked(1, 2, 3)
    assert not any(rule.active for rule in queries.known_rules(watch.director))
    assert watch.look() == 0
    assert watch.states() == []


def test_who_turned_a_rule_on_is_kept(watch: Watch) -> None:
    watch.turn_on(Kind.GAP)
    rule = Rule.objects.get(hub=watch.hub)
    assert (rule.active, rule.switched_by_id, rule.switched_at) == (
        True,
        watch.director.user_id,
        NOW,
    )
    assert AuditEntry.objects.filter(action="signals.change_rules").count() == 1


def test_the_database_alone_wants_to_know_who_turned_it_on(watch: Watch) -> None:
    with pytest.raises(IntegrityError, match="signal_rule_on_by_somebody"), transaction.atomic():
        Rule.objects.create(hub=watch.hub, kind=Kind.GAP, active=True, times=4, weeks=8)


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.STAFF, Role.RECEPTION, Role.WARD_OFFICER])
def test_only_the_director_changes_rules(watch: Watch, role: Role) -> None:
    with pytest.raises(Refused):
        commands.set_rule(
            make.member(watch.hub, role), Kind.GAP, True, USUAL[Kind.GAP], NOW, version=0
        )


def test_the_second_editor_of_a_rule_is_told(watch: Watch) -> None:
    watch.turn_on(Kind.GAP)
    with pytest.raises(Stale):
        commands.set_rule(watch.director, Kind.GAP, False, Terms(9, 9, 9), NOW, version=7)


def test_a_gap_after_regular_visits_is_one_signal_with_its_reason(watch: Watch) -> None:
    watch.turn_on(Kind.GAP)
    watch.came(*REGULAR)
    assert (watch.look(), watch.look(NOW + HOUR)) == (1, 0)
    signal = one(watch)
    assert (signal.kind, signal.count, signal.household) == (Kind.GAP, 4, watch.family)
    assert "4日来館" in queries.reason(signal)


def test_the_clock_looks_once_an_hour(watch: Watch) -> None:
    watch.turn_on(Kind.GAP)
    watch.look()
    watch.came(*REGULAR)
    assert watch.look(NOW + HOUR / 2) == 0
    assert watch.look(NOW + HOUR) == 1


def test_a_family_that_comes_again_needs_no_look(watch: Watch) -> None:
    watch.turn_on(Kind.GAP)
    watch.came(*REGULAR)
    watch.look()
    watch.came(0)
    watch.look(NOW + HOUR)
    assert watch.states() == [("gap", "over")]
    assert one(watch).steps.get().by is None


def test_the_same_worry_three_times(watch: Watch) -> None:
    watch.turn_on(Kind.WORRY)
    watch.talked(1, 20)
    assert watch.look() == 0
    watch.talked(40)
    assert watch.look(NOW + HOUR) == 1
    assert "3回" in queries.reason(one(watch))
    assert len(queries.behind(watch.consultant, one(watch))) == 3


def test_an_open_signal_grows_with_what_comes(watch: Watch) -> None:
    watch.turn_on(Kind.WORRY)
    watch.talked(10, 20, 30)
    watch.look()
    watch.talked(1)
    assert watch.look(NOW + HOUR) == 0
    assert one(watch).count == 4


def test_an_answered_worry_comes_back_only_with_new_talks(watch: Watch) -> None:
    watch.turn_on(Kind.WORRY)
    watch.talked(10, 20, 30)
    watch.look()
    commands.answer(watch.consultant, one(watch), State.DISMISSED, "", NOW)
    make.scope()
    watch.talked(1, 2)
    assert watch.look(NOW + HOUR) == 0
    watch.talked(3)
    assert watch.look(NOW + 2 * HOUR) == 1


def test_notes_by_two_people_within_a_week(watch: Watch) -> None:
    watch.turn_on(Kind.WRITERS)
    talk = watch.talked(1)
    make_consultations.note(watch.staff, talk)
    make_consultations.note(watch.staff, talk)
    assert watch.look() == 0
    make_consultations.note(watch.consultant, talk)
    assert watch.look(NOW + HOUR) == 1
    assert "2人" in queries.reason(one(watch))


def test_a_correction_is_no_second_writer(watch: Watch) -> None:
    watch.turn_on(Kind.WRITERS)
    note = make_consultations.note(watch.staff, watch.talked(1))
    notes.correct_note(watch.staff, note, "訂正", at=NOW)
    assert watch.look() == 0


@pytest.mark.parametrize(
    "change", [{"is_demo": True}, {"archived_at": NOW, "archived_reason": "moved"}]
)
def test_no_signal_for_practice_or_archived_families(
    watch: Watch, change: dict[str, object]
) -> None:
    watch.turn_on()
    watch.came(*REGULAR)
    watch.talked(1, 2, 3)
    watch.look()
    assert {state for _kind, state in watch.states()} == {"new"}
    Household.objects.filter(pk=watch.family.pk).update(**change)
    watch.look(NOW + HOUR)
    assert {state for _kind, state in watch.states()} == {"over"}
    assert watch.look(NOW + 2 * HOUR) == 0


def test_a_suspected_maltreatment_feeds_no_signal(watch: Watch) -> None:
    watch.turn_on()
    talk = watch.talked(1)
    make_consultations.concern(watch.staff, talk)
    make_consultations.note(watch.staff, talk)
    make_consultations.note(watch.director, talk)
    watch.talked(2, 3)
    assert watch.look() == 0


def test_a_worry_that_lost_a_talk_is_never_told_with_it_and_ends(watch: Watch) -> None:
    watch.turn_on(Kind.WORRY)
    watch.talked(10, 20)
    kept = watch.talked(1)
    watch.look()
    make_consultations.concern(watch.staff, kept)
    for actor in (watch.consultant, watch.director):
        found = queries.signal(actor, one(watch).pk)
        assert found.state == State.OVER
        assert "回" not in queries.reason(found) and "理由がなくなりました" in queries.reason(found)
        assert queries.behind(actor, found) == []
        assert not queries.narrowed(queries.signals(actor), {}).exists()
        assert make.todos(queries, actor, NOW.date()) == []
    with pytest.raises(RuleBroken, match="終わっています"):
        commands.answer(watch.consultant, one(watch), State.SEEN, "", NOW)
    make.scope()
    watch.look(NOW + HOUR / 6)
    assert watch.states() == [("worry", "over")]
    assert one(watch).steps.get().by is None


def test_a_worry_is_counted_anew_over_what_is_left(watch: Watch) -> None:
    watch.turn_on(Kind.WORRY)
    watch.talked(10, 20, 30)
    gone = watch.talked(40)
    watch.look()
    make_consultations.concern(watch.staff, gone)
    for later in (None, NOW + HOUR / 6):
        if later:
            watch.look(later)
            assert (one(watch).count, len(one(watch).rows), one(watch).state) == (3, 3, "new")
        found = queries.signal(watch.director, one(watch).pk)
        assert "3回" in queries.reason(found) and "5月11日" in queries.reason(found)
        assert len(queries.behind(watch.director, found)) == 3
        listed = list(queries.narrowed(queries.signals(watch.director), {}))
        queries.stand(listed)
        assert "3回" in queries.reason(listed[0])


def test_notes_of_a_restricted_talk_are_no_writers(watch: Watch) -> None:
    watch.turn_on(Kind.WRITERS)
    open_talk, kept = watch.talked(1), watch.talked(1)
    make_consultations.note(watch.staff, open_talk)
    make_consultations.note(watch.director, kept)
    assert watch.look() == 1
    make_consultations.concern(watch.staff, kept)
    found = queries.signal(watch.consultant, one(watch).pk)
    assert "人の職員" not in queries.reason(found)
    assert make.todos(queries, watch.consultant, NOW.date()) == []
    watch.look(NOW + HOUR / 6)
    assert watch.states() == [("writers", "over")]


@pytest.mark.parametrize("what", ["undone", "of another family", "about something else"])
def test_a_talk_that_no_longer_fits_takes_its_signal_along(watch: Watch, what: str) -> None:
    watch.turn_on(Kind.WORRY)
    watch.talked(10, 20)
    row = watch.talked(1)
    watch.look()
    if what == "undone":
        tallies.undo_consultation(watch.staff, row, at=NOW)
    else:
        other = make.household(watch.hub, "緑", "みどり")
        changes = {"household_id": other.pk if "family" in what else watch.family.pk}
        topics = ("sleep",) if "family" in what else ("feeding",)
        facts = make_consultations.tally(watch.hub, held_on=row.held_on, topics=topics, **changes)
        tallies.change_consultation(watch.staff, row, facts, version=1, at=NOW)
    make.scope()
    assert queries.signal(watch.consultant, one(watch).pk).state == State.OVER
    watch.look(NOW + HOUR / 6)
    assert watch.states() == [("worry", "over")]


def test_what_ended_by_itself_is_found_again_once_there_is_a_reason_again(watch: Watch) -> None:
    watch.turn_on(Kind.WORRY)
    watch.talked(10, 20)
    row = watch.talked(1)
    watch.look()
    tallies.undo_consultation(watch.staff, row, at=NOW)
    make.scope()
    watch.look(NOW + HOUR)
    assert watch.states() == [("worry", "over")]
    watch.talked(2)
    assert watch.look(NOW + 2 * HOUR) == 1
    assert watch.states() == [("worry", "over"), ("worry", "new")]


def test_a_signal_stays_though_its_talks_grow_old_or_the_rule_gets_stricter(watch: Watch) -> None:
    watch.turn_on(Kind.WORRY)
    watch.talked(1, 2, 3)
    watch.look()
    Rule.objects.filter(hub=watch.hub).update(times=9)
    watch.look(NOW + timedelta(weeks=30))
    assert watch.states() == [("worry", "new")]
    assert "3回" in queries.reason(one(watch))


def test_an_answered_signal_tells_no_count_that_is_no_longer_backed(watch: Watch) -> None:
    watch.turn_on(Kind.WORRY)
    watch.talked(10, 20)
    row = watch.talked(1)
    watch.look()
    commands.answer(watch.consultant, one(watch), State.ACTED, "", NOW)
    make.scope()
    make_consultations.concern(watch.staff, row)
    found = queries.signal(watch.consultant, one(watch).pk)
    assert found.state == State.ACTED and "3回" not in queries.reason(found)


def test_one_day_is_said_once(watch: Watch) -> None:
    watch.turn_on(Kind.WORRY, Kind.WRITERS)
    talk = watch.talked(1, 1, 1)
    make_consultations.note(watch.staff, talk)
    make_consultations.note(watch.consultant, talk)
    watch.look()
    worry = Signal.objects.get(kind=Kind.WORRY)
    writers = Signal.objects.get(kind=Kind.WRITERS)
    assert queries.reason(worry).startswith("令和8年6月9日に、「")
    assert queries.reason(writers) == "令和8年6月10日に、2人の職員がメモを書きました。"


def test_an_answer_keeps_who_when_and_the_words_sealed(watch: Watch) -> None:
    watch.turn_on(Kind.GAP)
    watch.came(*REGULAR)
    watch.look()
    commands.answer(watch.consultant, one(watch), State.SEEN, "電話する", NOW)
    make.scope()
    commands.answer(watch.director, one(watch), State.ACTED, "", NOW)
    make.scope()
    assert [(step.state, words) for step, words in queries.steps(one(watch))] == [
        ("seen", "電話する"),
        ("acted", ""),
    ]
    assert "電話する".encode() not in bytes(SignalText.objects.get().ciphertext)
    assert watch.look(NOW + HOUR) == 0


def test_an_answer_to_what_changed_meanwhile_is_stale(watch: Watch) -> None:
    watch.turn_on(Kind.GAP)
    watch.came(*REGULAR)
    watch.look()
    mine, theirs = one(watch), one(watch)
    commands.answer(watch.director, theirs, State.ACTED, "", NOW)
    with pytest.raises(Stale):
        commands.answer(watch.consultant, mine, State.DISMISSED, "", NOW)
    with pytest.raises(RuleBroken):
        commands.answer(watch.consultant, mine, State.OVER, "", NOW)


def test_those_who_may_not_act_see_nothing(watch: Watch) -> None:
    watch.turn_on(Kind.GAP)
    watch.came(*REGULAR)
    watch.look()
    for actor in (watch.staff, make.member(watch.hub, Role.RECEPTION), Watch().director):
        make.scope()
        assert not queries.signals(actor).exists()
        with pytest.raises((Refused, Hidden)):
            commands.answer(actor, one(watch), State.SEEN, "", NOW)
    assert queries.signals(watch.consultant).count() == 1


def test_turning_a_rule_off_ends_its_signals(watch: Watch) -> None:
    watch.turn_on(Kind.GAP)
    watch.came(*REGULAR)
    watch.look()
    rule = Rule.objects.get(hub=watch.hub)
    commands.set_rule(watch.director, Kind.GAP, False, rule.terms, NOW, version=rule.version)
    make.scope()
    assert watch.states() == [("gap", "over")]
    watch.turn_on(Kind.GAP)
    assert watch.look(NOW + HOUR) == 1


def test_many_clocks_at_once_find_a_signal_once(committed_db: None) -> None:
    with transaction.atomic():
        watch = Watch()
        watch.turn_on()
        watch.came(*REGULAR)
        watch.talked(1, 2, 3)
    together(lambda _n: commands.look(watch.hub.pk, NOW), 8)
    with make.seeing(watch.hub):
        assert sorted(watch.states()) == [("gap", "new"), ("worry", "new")]


def test_two_directors_turning_a_rule_on_at_once_make_one(committed_db: None) -> None:
    with transaction.atomic():
        watch = Watch()

    def turn(number: int) -> str:
        try:
            terms = USUAL[Kind.GAP]
            commands.set_rule(watch.director, Kind.GAP, True, terms, NOW, version=0)
        except Stale:
            return "stale"
        return "saved"

    assert sorted(together(turn, 4)).count("saved") == 1
    with make.seeing(watch.hub):
        assert Rule.objects.filter(hub=watch.hub).count() == 1


def test_the_tick_looks_for_every_hub(committed_db: None) -> None:
    with transaction.atomic():
        watch = Watch()
        watch.turn_on(Kind.GAP)
        watch.came(*REGULAR)
    assert housekeeping.once(NOW, (housekeeping.look_for_signals,)) == []
    with make.seeing(watch.hub):
        assert watch.states() == [("gap", "new")]
