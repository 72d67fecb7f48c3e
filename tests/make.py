"""Plain builders: they write rows as the application role, inside the scope of all hubs made here."""

import itertools
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, time, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction
from django.test import Client

from programs.kernel import clock, tenancy
from programs.kernel.actor import Actor
from programs.kernel.policy import needs_second_factor
from programs.registry.choices import Relation, Residence, Role, Side, SiteKind
from programs.registry.membership import make_actor
from programs.registry.models import (
    Adult,
    Child,
    Household,
    Hub,
    Membership,
    OpeningHours,
    PartnerGroup,
    Party,
    Person,
    Site,
)

PASSWORD = "correct horse 7 staple"
_numbers = itertools.count(1)
_made: list[int] = []


def forget() -> None:
    """Start a test with no hub in scope."""
    _made.clear()


def scope() -> None:
    """See the rows of every hub made in this test (and those of no hub)."""
    tenancy.enter([0, *_made])


@contextmanager
def seeing(*hubs: Hub) -> Iterator[None]:
    """Look at the rows of some hubs (all made ones when none is named) after a request."""
    with transaction.atomic():
        tenancy.enter([0, *([hub.pk for hub in hubs] or _made)])
        yield


def hub(ward_name: str = "汐見区", **fields: Any) -> Hub:
    """A hub with its two parties."""
    code = uuid.uuid4().hex[:8]
    defaults = {
        "ward_code": code,
        "ward_name": ward_name,
        "name": f"{ward_name}拠点 しおかぜ",
        "slug": f"w{code}",
    }
    made = Hub.objects.create(**{**defaults, **fields})
    _made.append(made.pk)
    with transaction.atomic():
        scope()
        for side, name, unit in (
            (Side.OPERATOR, "特定非営利活動法人 しおかぜの会", ""),
            (Side.WARD, f"{ward_name}", "こども家庭支援課"),
        ):
            Party.objects.create(
                hub=made, side=side, legal_name=name, unit=unit, valid_from=date(2020, 4, 1)
            )
    scope()
    return made


def site(hub: Hub, name: str = "本館", **fields: Any) -> Site:
    """A site with hours from Tuesday to Saturday, ten to four."""
    scope()
    defaults = {"kind": SiteKind.MAIN, "programs": [1, 2, 3, 4, 5, 6, 7], "capacity": 60}
    made = Site.objects.create(hub=hub, name=name, **{**defaults, **fields})
    OpeningHours.objects.bulk_create(
        OpeningHours(hub=hub, site=made, weekday=day, opens_at=time(10), closes_at=time(16))
        for day in range(1, 6)
    )
    return made


def every_day(made: Site) -> Site:
    """Open a site on the two other weekdays too: for what is planned so many days from now."""
    OpeningHours.objects.bulk_create(
        OpeningHours(hub=made.hub, site=made, weekday=day, opens_at=time(10), closes_at=time(16))
        for day in (0, 6)
    )
    return made


def person(name: str = "見本 花子", **fields: Any) -> Person:
    """An account whose password is PASSWORD."""
    number = next(_numbers)
    made = Person(username=f"p{number}-{uuid.uuid4().hex[:8]}", name=name, **fields)
    made.password = _hash()
    made.save()
    return made


def membership(
    hub: Hub | None, role: Role, person_: Person | None = None, **fields: Any
) -> Membership:
    """A membership in force since long ago."""
    scope()
    defaults = {"from_on": date(2020, 4, 1)}
    return Membership.objects.create(
        hub=hub, person=person_ or person(f"見本 {role.label}"), role=role, **{**defaults, **fields}
    )


def todos(queries: Any, actor: Actor, day: date) -> list[Any]:
    """What waits for an actor in the area of a queries module, as on the home page."""
    from programs.kernel.todos import read

    return read(queries.waiting(actor, day), day)


def member(hub: Hub | None, role: Role, person_: Person | None = None, **fields: Any) -> Actor:
    """An actor of a new (or the given) person in a role, second factor used."""
    return make_actor(membership(hub, role, person_, **fields), mfa=True)


def household(
    hub: Hub,
    name: str = "見本",
    kana: str = "みほん",
    children: Sequence[date] = (date(2024, 5, 1),),
    adults: Sequence[Relation] = (Relation.MOTHER,),
    **fields: Any,
) -> Household:
    """A registered family with its search keys."""
    from programs.registry.commands import refresh_keys

    scope()
    defaults = {
        "number": next(_numbers) + 100_000,
        "residence": Residence.OWN_WARD,
        "registered_on": clock.today() - timedelta(days=30),
    }
    made = Household.objects.create(hub=hub, name=name, name_kana=kana, **{**defaults, **fields})
    for relation in adults:
        Adult.objects.create(
            hub=hub,
            household=made,
            name=f"{name} {relation.label}",
            name_kana=f"{kana} おや",
            relation=relation,
        )
    for number, birth in enumerate(children):
        Child.objects.create(
            hub=hub,
            household=made,
            name=f"{name} 子{number}",
            name_kana=f"{kana} こ{number}",
            birth_on=birth,
        )
    refresh_keys(made)
    return made


def group(hub: Hub, name: str = "見本ケアプラザ", **fields: Any) -> PartnerGroup:
    """A partner group."""
    scope()
    return PartnerGroup.objects.create(
        hub=hub, name=name, kind=fields.pop("kind", "care_plaza"), **fields
    )


def second_factor(person_id: int, secret: str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP") -> None:
    """Give an account a TOTP secret."""
    if not Authenticator.objects.filter(user_id=person_id).exists():
        TOTP.activate(Person.objects.get(pk=person_id), secret)


def client_for(actor: Actor) -> Client:
    """A test client signed in as the actor's person, acting in that membership, second factor used."""
    made = Client()
    made.force_login(Person.objects.get(pk=actor.user_id))
    session = made.session
    session["membership"] = actor.membership_id
    if needs_second_factor(actor.role):
        session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": 0}]
    session.save()
    return made


_password_hash = ""


def _hash() -> str:
    global _password_hash
    if not _password_hash:
        from django.contrib.auth.hashers import make_password

        _password_hash = make_password(PASSWORD)
    return _password_hash
