"""The one gate: decides, sets whose rows are seen, and remembers; or nothing happens.

``with passing(actor, action, target) as trail:`` is the only way to a write and to a sensitive
read. The audit entry commits in the transaction of the act itself.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from programs.kernel import tenancy
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden, Refused, told
from programs.kernel.policy import decide

# The acting "roles" in the audit where no person acts.
CLOCK, OUTSIDE = "system", "public"

_INSERT = """
INSERT INTO kernel_auditentry
  (hub_id, person_id, role, action, outcome, target, target_ids, fields, request_id)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


@dataclass
class Trail:
    """What one act leaves behind: ids and names of fields, never text."""

    actor: Actor | None
    action: str
    kind: str = ""
    ids: list[int] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    outcome: str = "done"

    def note(self, *targets: Any, fields: Iterable[str] = ()) -> None:
        """Add rows and the names of fields that the act touched.

        An entry names rows of one kind, that of the first: a number of another kind would be read
        as this one's, and lay the act to a family that had no part in it.
        """
        for target in targets:
            pk = getattr(target, "pk", None)
            self.kind = self.kind or _kind(target)
            if isinstance(pk, int) and pk not in self.ids and _kind(target) == self.kind:
                self.ids.append(pk)
        self.fields.extend(name for name in fields if name.isidentifier())

    def write(self, outcome: str | None = None) -> None:
        """Insert the audit entry (no RETURNING: an entry of no hub may not be read back)."""
        actor = self.actor
        with connection.cursor() as cursor:
            cursor.execute(
                _INSERT,
                [
                    actor.hub_id if actor else None,
                    actor.user_id if actor else None,
                    actor.role if actor else "",
                    str(self.action),
                    outcome or self.outcome,
                    self.kind,
                    json.dumps(self.ids),
                    json.dumps(sorted(set(self.fields))),
                    actor.request_id if actor else "00000000-0000-0000-0000-000000000000",
                ],
            )


@contextmanager
def passing(actor: Actor, action: str, target: Any = None) -> Iterator[Trail]:
    """Let an actor through to one act, in one transaction, leaving exactly one audit entry.

    Raises Refused with the reason and who could, Hidden when the target is another hub's, or
    RuleBroken for a constraint that has words (``errors.say_constraint``).
    """
    trail = _admitted(actor, action, target)
    with told(), transaction.atomic():
        tenancy.enter_as(actor)
        yield trail
        trail.write()


@contextmanager
def unattended(hub_id: int, action: str, role: str = CLOCK) -> Iterator[Trail]:
    """Let the clock, or somebody without an account, do one act in a hub, in one transaction.

    Who may do it is for the command to decide. Leaves one audit entry without a person once the
    act has noted something, and none where there was nothing to do.
    """
    actor = Actor(user_id=0, name="", role=role, hub_id=hub_id, hub_ids=(hub_id,))
    trail = Trail(actor, action)
    with told(), transaction.atomic():
        tenancy.enter([hub_id])
        yield trail
        if trail.ids or trail.fields:
            trail.write()


@contextmanager
def reading(actor: Actor, action: str, target: Any = None) -> Iterator[Trail]:
    """Let an actor through to a page: within the request's own transaction and scope."""
    trail = _admitted(actor, action, target)
    trail.outcome = "read"
    yield trail
    trail.write()


def _admitted(actor: Actor, action: str, target: Any) -> Trail:
    trail = _trail(actor, action, target)
    decision = decide(actor, action, target)
    if not decision.allowed:
        if decision.hide:
            raise Hidden
        raise Refused(decision.reason, decision.who_could, trail)
    return trail


def record_refusal(trail: Trail) -> None:
    """Remember a refusal in a transaction of its own: that of the act is rolled back by then."""
    with transaction.atomic():
        if trail.actor:
            tenancy.enter_as(trail.actor)
        trail.write("refused")


def _trail(actor: Actor, action: str, target: Any) -> Trail:
    trail = Trail(actor, action)
    if target is not None:
        trail.note(target)
    return trail


def _kind(target: Any) -> str:
    meta = getattr(target, "_meta", None)
    return str(meta.label_lower) if meta else ""
