"""Acts without a person: the clock's, and those of people without an account."""

import pytest

from programs.kernel.gate import OUTSIDE, unattended
from programs.kernel.models import AuditEntry
from programs.registry.models import PartnerGroup
from tests import make

pytestmark = pytest.mark.django_db
ACT = "dropin.close_visits"


def entries(hub):
    return list(AuditEntry.objects.filter(hub_id=hub.pk, action=ACT))


def test_one_entry_without_a_person_names_what_was_done(hub):
    group = make.group(hub)
    with unattended(hub.pk, ACT, OUTSIDE) as trail:
        trail.note(group, fields=("note",))
    make.scope()
    [entry] = entries(hub)
    assert (entry.role, entry.target_ids, entry.fields) == ("public", [group.pk], ["note"])
    assert not entry.person_id


def test_an_entry_names_rows_of_one_kind_so_that_no_number_means_another_row(hub):
    first, second = make.group(hub), make.group(hub, "ふたつめ")
    family = make.household(hub)
    with unattended(hub.pk, ACT) as trail:
        trail.note(first, family, second, family)
    make.scope()
    [entry] = entries(hub)
    assert (entry.target, entry.target_ids) == ("registry.partnergroup", [first.pk, second.pk])


def test_where_there_was_nothing_to_do_nothing_is_left(hub):
    with unattended(hub.pk, ACT):
        pass
    make.scope()
    assert entries(hub) == []


def test_the_act_and_its_entry_are_undone_together(hub):
    group = make.group(hub)

    def half() -> None:
        with unattended(hub.pk, ACT) as trail:
            PartnerGroup.objects.filter(pk=group.pk).update(note="x")
            trail.note(group, fields=("note",))
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        half()
    make.scope()
    assert entries(hub) == []
    group.refresh_from_db()
    assert group.note == ""


def test_only_the_rows_of_the_hub_are_seen(hub):
    other = make.hub()
    make.group(other)
    with unattended(hub.pk, ACT):
        assert not PartnerGroup.objects.exists()
