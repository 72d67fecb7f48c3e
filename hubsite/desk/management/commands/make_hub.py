"""Make a ward's hub on a new deployment, with its first administrator."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, transaction

from consultations.commands.codes import install_codes
from programs.kernel import clock, tenancy
from programs.registry import invitation
from programs.registry.choices import Program, Role, Side, SiteKind
from programs.registry.models import Hub, Membership, Party, Person, Site
from programs.specialists.commands import install_entries


class Command(BaseCommand):
    """``make_hub``: a hub, its main site, its parties, code lists, and an administrator's link."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """All that cannot be guessed."""
        parser.add_argument("slug", help="the name in public addresses, such as konan")
        parser.add_argument("--ward-code", required=True)
        parser.add_argument("--ward", required=True, help="such as 港南区")
        parser.add_argument("--name", required=True, help="the hub's name")
        parser.add_argument("--operator", required=True, help="the corporation's legal name")
        parser.add_argument("--section", default="こども家庭支援課", help="the ward's section")
        parser.add_argument(
            "--administrator", required=True, help="login id of the first administrator"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make all of it or nothing; print the link where the administrator sets a password."""
        try:
            with transaction.atomic():
                person = _make(options)
                link = settings.BASE_URL.rstrip("/") + invitation.path_for(person)
        except IntegrityError as error:
            raise CommandError("A hub or an account of that name is there already.") from error
        self.stdout.write(f"Made. The administrator sets a password within seven days at\n{link}")


def _make(options: dict[str, Any]) -> Person:
    today = clock.today()
    hub = Hub.objects.create(
        slug=options["slug"],
        ward_code=options["ward_code"],
        ward_name=options["ward"],
        name=options["name"],
    )
    tenancy.enter([0, hub.pk])
    Site.objects.create(
        hub=hub, name=options["name"], kind=SiteKind.MAIN, programs=Program.values, capacity=50
    )
    for side, name, unit in (
        (Side.OPERATOR, options["operator"], ""),
        (Side.WARD, options["ward"], options["section"]),
    ):
        Party.objects.create(hub=hub, side=side, legal_name=name, unit=unit, valid_from=today)
    install_codes(hub)
    install_entries(hub.pk)
    person = Person.objects.create_user(options["administrator"], name=options["administrator"])
    Membership.objects.create(hub=hub, person=person, role=Role.ADMINISTRATOR, from_on=today)
    return person
