"""Families as they are: parents apart, a child of two families, consents, one registered twice, a guest."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Max

from hubsite.demo.cast import Cast
from hubsite.demo.visits import open_on
from programs.dropin.choices import ClosedHow, Kind, PersonRole
from programs.dropin.models import Visit, VisitPerson
from programs.kernel.clock import TOKYO
from programs.registry.choices import ArchiveReason, ConsentKind, FoundBy, Language, Relation
from programs.registry.choices import Residence as Lives
from programs.registry.commands.keys import refresh_keys
from programs.registry.models import Adult, Child, ChildHome, Consent, Household

GUEST = "そらくんのママ"
_APART, _OTHER_HOME, _TWICE, _EXPECTING = 3, 5, 6, 9


def create(made: Cast, households: list[Household], today: date) -> None:
    """Add to some of the families (by their place in the list) what seldom occurs."""
    _parents_apart(made, households[_APART], households[_OTHER_HOME])
    _consents(made, households[:12], today)
    _moved(made)
    _twice(made, households[_TWICE], today)
    _expecting(households[_EXPECTING], today)
    _guest(made, today)


def _parents_apart(made: Cast, home: Household, other: Household) -> None:
    father = home.adults.filter(relation=Relation.FATHER).first() or Adult(
        hub=made.hub,
        household=home,
        name=f"{home.name} 健",
        name_kana=f"{home.name_kana} けん",
        relation=Relation.FATHER,
    )
    father.lives_apart, father.not_told = True, "引っ越し先の住所と、来館の予定"
    father.save()
    Household.objects.filter(pk=home.pk).update(
        allergies="卵、乳", languages=[Language.VIETNAMESE], found_by=FoundBy.VISIT
    )
    ChildHome.objects.create(
        hub=made.hub,
        household=other,
        child=home.children.order_by("pk")[0],
        created_by=made.people["staff"],
    )
    refresh_keys(home)
    refresh_keys(other)


def _consents(made: Cast, households: list[Household], today: date) -> None:
    said = today - timedelta(days=40)
    rows = [
        Consent(
            hub=made.hub,
            household=household,
            kind=kind,
            given=given,
            wording_version="利用のご案内 第3版",
            said_on=said + timedelta(days=later),
            created_by=made.people["staff"],
        )
        for n, household in enumerate(households)
        for kind, given, later in (
            (ConsentKind.PRIVACY, True, 0),
            (ConsentKind.PHOTO, n % 3 != 0, 0),
            *([(ConsentKind.PHOTO, False, 20)] if n % 4 == 3 else []),
        )
    ]
    Consent.objects.bulk_create(rows)


def _moved(made: Cast) -> None:
    """The family that has not come for longest."""
    rows = Household.objects.filter(hub=made.hub, visits__isnull=False)
    gone = rows.annotate(last=Max("visits__day")).order_by("last", "number").first()
    if gone is not None:
        on = gone.visits.latest("day").day + timedelta(days=1)
        Household.objects.filter(pk=gone.pk).update(
            archived_at=datetime.combine(on, time(15), TOKYO),
            archived_reason=ArchiveReason.MOVED,
            moved_on=on,
        )


def _twice(made: Cast, household: Household, today: date) -> None:
    """The same family filled in the form a second time, with the telephone of the other parent."""
    last = Household.objects.filter(hub=made.hub).order_by("number").last()
    again = Household.objects.create(
        hub=made.hub,
        number=(last.number if last else 0) + 1,
        name=household.name,
        name_kana=household.name_kana,
        residence=household.residence,
        phone="080-0000-0006",
        registered_on=today - timedelta(days=3),
        card_token="demo-card-again-000000",
    )
    for child in household.children.all():
        Child.objects.create(
            hub=made.hub,
            household=again,
            name=child.name,
            name_kana=child.name_kana,
            birth_on=child.birth_on,
            due_on=child.due_on,
        )
    for adult in household.adults.all()[:1]:
        Adult.objects.create(
            hub=made.hub,
            household=again,
            name=adult.name,
            name_kana=adult.name_kana,
            relation=adult.relation,
            phone=household.phone,
        )
    refresh_keys(again)


def _expecting(household: Household, today: date) -> None:
    Child.objects.create(
        hub_id=household.hub_id, household=household, due_on=today - timedelta(days=5)
    )


def _guest(made: Cast, today: date) -> None:
    """A guest who came on the last three open days, an hour each."""
    days = [day for n in range(1, 20) if open_on(day := today - timedelta(days=n))][:3]
    for number, day in enumerate(days):
        arrived = datetime.combine(day, time(10, 40), TOKYO)
        visit = Visit.objects.create(
            hub=made.hub,
            site=made.main,
            kind=Kind.GUEST,
            guest_label=GUEST,
            residence=Lives.OTHER_WARD,
            arrived_at=arrived,
            left_at=arrived + timedelta(hours=1),
            closed_how=ClosedHow.DESK,
            nonce=UUID(int=7_000 + number),
            created_by=made.people["reception"],
        )
        for role, age in ((PersonRole.MOTHER, None), (PersonRole.CHILD, 1)):
            VisitPerson.objects.create(hub=made.hub, visit=visit, role=role, age_years=age)
