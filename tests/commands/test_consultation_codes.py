"""The hub's own lists: added to, renamed, retired, never lost."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from consultations import queries
from consultations.choices import CodeKind, SafetyKind
from consultations.commands import codes
from consultations.models import Code, SafetyEntry
from consultations.starters import CODES
from programs.kernel.errors import Hidden, Refused, RuleBroken, Stale
from programs.kernel.models import AuditEntry
from programs.registry.choices import Role
from tests import make
from tests import make_consultations as mc

pytestmark = pytest.mark.django_db


@pytest.fixture
def director(hub):
    mc.codes(hub)
    return make.member(hub, Role.DIRECTOR)


def labels(actor, kind):
    return [str(code) for code in queries.codes(actor, kind)]


def change(actor, row, **changes):
    values = {"label": row.label, "stops": row.stops, "retired_on": None, "version": row.version}
    return codes.change_code(actor, row, **{**values, **changes})


def test_a_new_hub_gets_the_starter_lists_once(hub, director):
    assert Code.objects.filter(hub=hub).count() == sum(len(entries) for entries in CODES.values())
    assert codes.install_codes(hub) == 0
    assert Code.objects.get(stops=True).code == "maltreatment"
    assert set(
        SafetyEntry.objects.filter(kind=SafetyKind.CONTACT).values_list("phone", flat=True)
    ) == {"110", "189", ""}


def test_the_command_fills_hubs_that_were_made_before(hub):
    other = make.hub("鳴海区")
    call_command("install_codes", stdout=(out := StringIO()))
    assert other.slug in out.getvalue()
    make.scope()
    assert Code.objects.filter(hub=other).exists()


def test_a_code_is_added_at_the_end_and_named_once(hub, director):
    codes.add_code(director, CodeKind.TOPIC, "抱っこひも")
    make.scope()
    assert labels(director, CodeKind.TOPIC)[-1] == "抱っこひも"
    with pytest.raises(RuleBroken) as broken:
        codes.add_code(director, CodeKind.TOPIC, "抱っこひも")
    assert broken.value.field == "label"
    assert AuditEntry.objects.get(action="consultations.change_codes").fields == [
        "asks",
        "label",
        "stops",
    ]


def test_a_renamed_code_keeps_its_records(hub, director):
    row = mc.consultation(director, hub)
    change(director, mc.code(hub, "sleep"), label="ねんね")
    assert queries.topics_text(queries.consultation(director, row.pk)) == "ねんね"
    with pytest.raises(RuleBroken):
        change(director, mc.code(hub, "toilet"), label="ねんね")


def test_a_used_code_is_retired_and_stays_in_its_records(hub, director):
    row = mc.consultation(director, hub)
    change(director, mc.code(hub, "sleep"), retired_on=date(2026, 4, 1))
    assert queries.topics_text(queries.consultation(director, row.pk)) == "睡眠"
    assert queries.used(director, CodeKind)[mc.code(hub, "sleep").pk] == 1


def test_the_last_code_of_a_list_stays_in_use(hub, director):
    *others, last = Code.objects.filter(kind=CodeKind.OUTCOME)
    Code.objects.filter(pk__in=[code.pk for code in others]).update(retired_on=date(2026, 4, 1))
    with pytest.raises(RuleBroken, match="1つ以上"):
        change(director, last, retired_on=date(2026, 4, 1))


def test_only_a_topic_can_open_the_log_of_a_suspicion(hub, director):
    assert not codes.add_code(director, CodeKind.METHOD, "手紙", stops=True).stops
    assert codes.add_code(director, CodeKind.TOPIC, "けが", stops=True).stops


def test_two_editors_of_a_code_do_not_overwrite_each_other(hub, director):
    change(director, mc.code(hub, "sleep"), label="ねんね")
    with pytest.raises(Stale):
        change(director, mc.code(hub, "sleep"), label="睡眠のこと", version=1)


def test_codes_change_places_and_the_first_stays_first(hub, director):
    first, second = queries.codes(director, CodeKind.METHOD)[:2]
    codes.move(director, second, up=True)
    assert list(queries.codes(director, CodeKind.METHOD)[:2]) == [second, first]
    codes.move(director, second, up=True)
    codes.move(director, first, up=False)
    make.scope()
    assert queries.codes(director, CodeKind.METHOD)[0] == second


def test_the_stop_page_is_the_hubs_own(hub, director):
    values = {
        "kind": SafetyKind.CONTACT,
        "title": "夜間の窓口",
        "detail": "",
        "phone": "045-000-0000",
    }
    row = codes.save_safety_entry(director, None, values, version=0)
    codes.save_safety_entry(director, row, {"phone": "045-000-0001"}, version=1)
    make.scope()
    assert queries.safety(director, SafetyKind.CONTACT).last().phone == "045-000-0001"
    with pytest.raises(Stale):
        codes.save_safety_entry(director, row, {"phone": "045-000-0002"}, version=1)
    with pytest.raises(RuleBroken):
        codes.save_safety_entry(director, None, values, version=0)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.DIRECTOR])
def test_only_the_director_edits_the_lists(hub, director, role):
    other = make.member(hub, role)
    with pytest.raises(Refused):
        codes.add_code(other, CodeKind.TOPIC, "x")
    with pytest.raises(Refused):
        codes.save_safety_entry(other, None, {"kind": SafetyKind.STEP, "title": "x"}, version=0)


def test_another_hubs_lists_do_not_exist(hub, director):
    stranger = make.member(make.hub("鳴海区"), Role.DIRECTOR)
    row, line = mc.code(hub, "sleep"), queries.safety(director).first()
    for find in (
        lambda: queries.code(stranger, row.pk),
        lambda: queries.safety_entry(stranger, line.pk),
    ):
        with pytest.raises(Hidden):
            find()
    with pytest.raises(Hidden):
        codes.move(stranger, row, up=True)
