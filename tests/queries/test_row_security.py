"""The second wall: without a scope, or with another hub's, there are no rows."""

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import DatabaseError

from programs.kernel import audit, tenancy
from programs.kernel.errors import Hidden, Refused
from programs.kernel.gate import passing
from programs.kernel.models import AuditEntry
from programs.registry.choices import Act, Role
from programs.registry.models import Household
from tests import make

pytestmark = pytest.mark.django_db

# Tables that hold nothing of one hub: names of hubs, accounts, the framework's own.
SHARED = {
    "registry.hub",
    "registry.person",
    "kernel.wrongtries",
    "contenttypes.contenttype",
    "auth.permission",
    "auth.group",
    "auth.group_permissions",
    "sessions.session",
    "account.emailaddress",
    "account.emailconfirmation",
    "mfa.authenticator",
    "django_tasks_database.dbtaskresult",
}


def test_every_table_with_a_hub_has_forced_row_security(hub):
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label_lower in SHARED:
            continue
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass",
                [f'"{model._meta.db_table}"'],
            )
            assert cursor.fetchone() == (True, True), model._meta.label
            assert tenancy.row_policies(model), model._meta.label


def test_no_scope_means_no_rows(hub):
    make.household(hub)
    tenancy.enter([])
    assert Household.objects.count() == 0


def test_another_hubs_rows_do_not_exist_even_without_a_filter(hub):
    other = make.hub("鳴海区")
    make.household(other)
    tenancy.enter([hub.pk])
    assert Household.objects.count() == 0
    with make.seeing(other):
        assert Household.objects.count() == 1


def test_a_row_cannot_be_written_into_another_hub(hub):
    other = make.hub("鳴海区")
    tenancy.enter([hub.pk])
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Household.objects.bulk_create(
            [
                Household(
                    hub=other, number=1, name="x", residence="own_ward", registered_on="2026-04-01"
                )
            ]
        )


def test_an_act_leaves_one_entry_and_a_broken_audit_undoes_the_act(hub, monkeypatch):
    director = make.member(hub, Role.DIRECTOR)
    with passing(director, Act.CHANGE_SITE) as trail:
        row = make.site(hub)
        trail.note(row, fields=["capacity"])
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.target, entry.target_ids, entry.fields, entry.outcome) == (
        "registry.change_site",
        "registry.site",
        [row.pk],
        ["capacity"],
        "done",
    )

    def broken(self, outcome=None):
        raise DatabaseError("audit is down")

    monkeypatch.setattr("programs.kernel.gate.Trail.write", broken)
    with pytest.raises(DatabaseError), passing(director, Act.CHANGE_SITE):
        make.site(hub, name="別館")
    make.scope()
    assert list(hub_sites(hub)) == ["本館"]


def hub_sites(hub):
    from programs.registry.models import Site

    return Site.objects.filter(hub=hub).values_list("name", flat=True)


def test_refused_says_who_could_and_another_hubs_target_is_hidden(hub):
    volunteer = make.member(hub, Role.RECEPTION)
    with pytest.raises(Refused) as refused, passing(volunteer, Act.CHANGE_SITE):
        pass
    assert [str(role) for role in refused.value.who_could]
    other = make.household(make.hub("鳴海区"))
    with pytest.raises(Hidden), passing(volunteer, Act.VIEW_HOUSEHOLDS, other):
        pass


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE kernel_auditentry SET role = 'x'",
        "DELETE FROM kernel_auditentry",
        "TRUNCATE kernel_auditentry",
        "ALTER TABLE kernel_auditentry DISABLE TRIGGER ALL",
        "ALTER TABLE registry_household DISABLE ROW LEVEL SECURITY",
    ],
)
def test_the_application_role_cannot_touch_what_is_written(hub, sql):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_change_or_a_cut_in_the_audit_is_found(hub, monkeypatch, tmp_path, settings):
    settings.AUDIT_ANCHOR_DIR = tmp_path
    director = make.member(hub, Role.DIRECTOR)
    for _ in range(3):
        with passing(director, Act.VIEW_SITES):
            pass
    assert audit.seal(hub.pk) == 3
    assert audit.seal(hub.pk) == 0
    assert audit.check(hub.pk) == []
    real = audit._digest
    monkeypatch.setattr(
        audit, "_digest", lambda p, n, b, e: real(p, n, b, [{**row, "role": "x"} for row in e])
    )
    assert [f.problem for f in audit.check(hub.pk)] == ["entries or seal changed"]
    monkeypatch.undo()
    settings.AUDIT_ANCHOR_DIR = tmp_path
    audit.anchor(hub.pk, 2, "f" * 64)
    assert [f.problem for f in audit.check(hub.pk)] == ["newest seals cut off"]
