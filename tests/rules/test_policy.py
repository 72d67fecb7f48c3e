"""The decision: refused unless the table says yes."""

from dataclasses import dataclass

import pytest

from hubsite.policy import TABLE
from hubsite.policy.conditions import ward_at_meeting
from programs.kernel import policy
from programs.kernel.actor import Actor
from programs.kernel.policy import Grant, author, decide, own_hub
from programs.registry.choices import CITY_ROLES, SIDE_OF, Role


@dataclass
class Thing:
    hub_id: int | None
    side: str = ""
    author_id: int | None = None


def actor(role=Role.STAFF, hubs=(1,), **fields):
    defaults = {"user_id": 7, "name": "x", "role": role, "hub_id": hubs[0], "hub_ids": hubs}
    return Actor(**{**defaults, **fields})


@pytest.mark.parametrize(
    ("who", "action", "target", "allowed"),
    [
        (None, "registry.view_sites", None, False),
        (actor(), None, None, False),
        (actor(), "registry.no_such_thing", None, False),
        (actor(), "registry.view_sites", None, True),
        (actor(), "registry.view_sites", Thing(1), True),
        (actor(), "registry.view_sites", Thing(2), False),
        (actor(), "registry.view_sites", object(), False),
        (actor(role="nobody"), "registry.view_sites", None, False),
        (actor(Role.CITY_VIEWER, (0, 1, 2)), "reports.view_month", Thing(2), True),
        (actor(Role.CITY_VIEWER, (0, 1, 2)), "reports.view_rows", Thing(2), False),
    ],
)
def test_decisions(who, action, target, allowed):
    assert decide(who, action, target).allowed is allowed


def test_another_hubs_thing_is_hidden_and_an_own_one_is_refused_with_those_who_could():
    assert decide(actor(), "registry.view_sites", Thing(2)).hide
    refused = decide(actor(Role.RECEPTION), "registry.change_site", Thing(1))
    assert not refused.hide
    assert Role.DIRECTOR.label in refused.who_could


@pytest.mark.parametrize(
    ("condition", "target", "holds"),
    [
        (own_hub, Thing(1), True),
        (own_hub, Thing(None), False),
        (author, Thing(1, author_id=7), True),
        (author, Thing(1, author_id=8), False),
        (author, Thing(2, author_id=7), False),
        (author, Thing(1), False),
    ],
)
def test_conditions(condition, target, holds):
    assert condition(actor(Role.WARD_OFFICER, side="ward"), target) is holds


def test_a_role_may_have_a_narrower_condition_of_its_own():
    grant = Grant({Role.DIRECTOR}, "x", also={Role.STAFF: author})
    assert grant.condition_for(Role.DIRECTOR) is own_hub
    assert grant.condition_for(Role.STAFF) is author
    assert grant.condition_for(Role.RECEPTION) is None
    assert set(grant.everybody()) == {Role.DIRECTOR, Role.STAFF}


def test_a_role_with_a_narrower_condition_is_named_by_the_condition():
    read = decide(actor(), "specialists.read_concerns", Thing(1))
    assert [str(who) for who in read.who_could] == ["施設長", "その日の担当の職員と専門職"]
    own = TABLE["consultations.correct_note"].who_could()
    assert [str(who) for who in own] == ["記録した人"]
    plain = Grant({Role.DIRECTOR}, "x", also={Role.STAFF: lambda actor, target: False})
    assert [str(who) for who in plain.who_could()] == ["施設長", "担当の人"]


def test_every_narrower_condition_is_not_told_as_a_role():
    for action, grant in TABLE.items():
        roles = {str(role.label) for role in (grant.also or {}) if role not in grant.roles}
        assert not roles & {str(who) for who in grant.who_could()}, action


def test_administrator_and_auditor_never_reach_a_note_and_the_city_only_totals():
    notes = [a for a, grant in TABLE.items() if grant.sensitive]
    assert notes
    for action in notes:
        for role in CITY_ROLES:
            assert role not in TABLE[action].everybody(), action
    city = {str(a) for a, grant in TABLE.items() if Role.CITY_VIEWER in grant.everybody()}
    assert {a for a in city if not a.startswith("desk.")} == {"reports.view_month"}


WARD_REFERRALS = {
    "consultations.view_ward_referrals",
    "consultations.read_ward_referral",
    "consultations.answer_ward_referral",
}


# Meetings in which the ward itself took part, and nothing else.
WARD_MEETINGS = {
    "consultations.view_meetings": own_hub,  # the list holds no others
    "consultations.read_meeting": ward_at_meeting,
    "consultations.print_meeting": ward_at_meeting,
}


def test_the_ward_officer_reads_the_meetings_that_the_ward_took_part_in():
    for action, condition in WARD_MEETINGS.items():
        assert TABLE[action].condition_for(Role.WARD_OFFICER) is condition
        assert Role.WARD_SIGNATORY not in TABLE[action].everybody()


def test_ward_roles_reach_no_family_and_no_consultation():
    for action, grant in TABLE.items():
        area = str(action).split(".")[0]
        if str(action) in WARD_REFERRALS or str(action) in WARD_MEETINGS:
            continue  # what the hub itself referred to the ward, and nothing else
        if str(action) == "dropin.view_calendar":
            continue  # when a site is open: the public reads it too
        if area in ("dropin", "consultations") or "household" in str(action):
            assert not {Role.WARD_OFFICER, Role.WARD_SIGNATORY} & set(grant.everybody()), action


def test_who_reads_notes_or_signs_needs_a_second_factor():
    needed = {role for role in Role if policy.needs_second_factor(role)}
    assert {Role.CONSULTANT, Role.DIRECTOR, Role.STAFF, Role.PARTNER} <= needed
    assert {Role.OPERATOR_SIGNATORY, Role.WARD_SIGNATORY} <= needed
    assert Role.RECEPTION not in needed


def test_every_role_of_the_hub_stands_on_one_side():
    assert set(Role) == set(SIDE_OF) | set(CITY_ROLES)
