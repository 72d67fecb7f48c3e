"""Sites, the parties' names over time, and handing on between areas."""

from datetime import date, datetime, time

import pytest

from programs.kernel.clock import TOKYO
from programs.kernel.errors import Hidden, Refused, RuleBroken, Stale
from programs.registry import queries
from programs.registry.choices import HandoffState, Role, Side
from programs.registry.commands.handoffs import answer_handoff, offer_handoff
from programs.registry.commands.sites import SiteValues, add_site, change_site, rename_party
from tests import make

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 10, tzinfo=TOKYO)


@pytest.fixture
def director(hub):
    return make.member(hub, Role.DIRECTOR)


def values(**changes):
    hours = {1: (time(10), time(16))}
    return SiteValues(**{"name": "別館", "programs": (2, 1), "hours": hours, **changes})


def test_a_site_knows_its_programs_and_hours(director):
    made = add_site(director, values())
    assert made.programs == [1, 2]
    change_site(director, made, values(hours={2: (time(9, 30), time(15))}, capacity=30))
    assert [(h.weekday, h.opens_at) for h in queries.site(director, made.pk).hours.all()] == [
        (2, time(9, 30))
    ]


def test_two_sites_of_a_hub_never_share_a_name(director):
    add_site(director, values())
    with pytest.raises(RuleBroken) as broken:
        add_site(director, values())
    assert broken.value.field == "name"


def test_reception_and_another_hubs_director_change_no_site(hub, director):
    made = add_site(director, values())
    with pytest.raises(Refused):
        add_site(make.member(hub, Role.RECEPTION), values(name="三号館"))
    with pytest.raises(Hidden):
        change_site(make.member(make.hub("鳴海区"), Role.DIRECTOR), made, values())


def test_a_party_keeps_its_old_name_for_the_days_before(director):
    rename_party(
        director, Side.OPERATOR, "認定特定非営利活動法人 しおかぜの会", "", date(2026, 4, 1)
    )
    assert "認定" not in queries.party_names(director, date(2026, 3, 31))[Side.OPERATOR]
    assert "認定" in queries.party_names(director, date(2026, 4, 1))[Side.OPERATOR]
    with pytest.raises(RuleBroken):
        rename_party(director, Side.OPERATOR, "別名", "", date(2026, 4, 1))


def test_a_handoff_is_answered_once(hub):
    staff, partner = make.member(hub, Role.STAFF), make.member(hub, Role.PARTNER)
    offered = offer_handoff(staff, "dropin", "usersupport", "話を聞いてほしいとのこと")
    with pytest.raises(RuleBroken):
        answer_handoff(partner, offered, accept=False, at=AT)
    assert answer_handoff(partner, offered, accept=True, at=AT).state == HandoffState.ACCEPTED
    with pytest.raises(Stale):
        answer_handoff(partner, offered, accept=True, at=AT)


def test_a_handoff_stays_in_its_hub_and_goes_to_another_area(hub):
    staff = make.member(hub, Role.STAFF)
    with pytest.raises(RuleBroken):
        offer_handoff(staff, "dropin", "dropin", "x")
    offered = offer_handoff(staff, "dropin", "consultations", "x")
    with pytest.raises(Hidden):
        answer_handoff(make.member(make.hub("鳴海区"), Role.STAFF), offered, accept=True, at=AT)
