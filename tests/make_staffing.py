"""Builders for trainings and pledges."""

from datetime import date
from typing import Any

from programs.kernel import clock
from programs.registry.choices import Role
from programs.registry.models import Hub
from programs.staffing import commands
from programs.staffing.choices import PledgeKind, Topic
from programs.staffing.models import Pledge, Training
from tests import make

DAY = date(2026, 6, 10)


def values(**given: Any) -> dict[str, Any]:
    """A training on personal data of an hour and a half."""
    return {
        "held_on": DAY,
        "topic": Topic.PERSONAL_DATA,
        "title": "個人情報の取扱い研修",
        "minutes": 90,
        "teacher": "",
        "place": "",
        "note": "",
        **given,
    }


def pledge_values(**given: Any) -> dict[str, Any]:
    """A pledge of secrecy."""
    return {
        "kind": PledgeKind.SECRECY,
        "signed_on": DAY,
        "wording": "",
        "kept_where": "",
        **given,
    }


class Office:
    """A hub with a director, a staff member and a volunteer at the reception."""

    def __init__(self, hub: Hub | None = None) -> None:
        self.hub = hub or make.hub()
        self.director = make.member(self.hub, Role.DIRECTOR)
        self.staff = make.member(self.hub, Role.STAFF)
        self.volunteer = make.member(self.hub, Role.RECEPTION)

    def train(self, *people: int, names: tuple[str, ...] = (), **given: Any) -> Training:
        """A training that these attended."""
        return commands.add_training(self.director, values(**given), people, names)

    def pledge(self, *people: int, names: tuple[str, ...] = (), **given: Any) -> int:
        """A paper that these signed."""
        said = pledge_values(**given)
        return commands.record_pledges(self.director, said, people, names, clock.now())


def in_world(world: Any) -> None:
    """A training and a pledge, with the hub's mark."""
    director, staff = world.actors[Role.DIRECTOR], world.actors[Role.STAFF]
    said = values(
        held_on=clock.today(),
        title=world.text("研修"),
        teacher=world.text("講師"),
        place=world.text("会場"),
        note=world.text("感想"),
    )
    row = commands.add_training(director, said, [staff.user_id], [world.text("実習生")])
    paper = pledge_values(
        signed_on=clock.today(), wording=world.text("書式"), kept_where=world.text("書庫")
    )
    commands.record_pledges(director, paper, [staff.user_id], [], clock.now())
    world.things |= {"training": row, "pledge": Pledge.objects.get(hub=world.hub)}
