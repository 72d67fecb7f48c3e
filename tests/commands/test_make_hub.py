"""The first hub of a deployment."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from programs.registry.models import Hub, Membership, Site
from tests import make

ARGUMENTS = (
    "minato",
    "--ward-code",
    "77",
    "--ward",
    "港町区",
    "--name",
    "港町の拠点",
    "--operator",
    "港町の会",
    "--administrator",
    "first",
)


@pytest.mark.django_db
def test_a_new_hub_has_a_site_parties_and_an_administrator_with_a_link(client):
    said = StringIO()
    call_command("make_hub", *ARGUMENTS, stdout=said)
    hub = Hub.objects.get(slug="minato")
    with make.seeing(hub):
        assert Site.objects.get().programs == [1, 2, 3, 4, 5, 6, 7]
        assert Membership.objects.get().role == "administrator"
    link = said.getvalue().split()[-1]
    assert client.get(link[link.index("/", 8) :]).status_code == 200
    with pytest.raises(CommandError):
        call_command("make_hub", *ARGUMENTS, stdout=said)
