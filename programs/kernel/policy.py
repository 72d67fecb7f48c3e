"""May this actor do that? One table, one function, refused unless the table says yes."""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from programs.kernel.actor import Actor

Condition = Callable[[Actor, Any], bool]
# condition -> whom it lets through, in words; one without words lets through who is in charge.
_WORDS: dict[Condition, Any] = {}


class Action(StrEnum):
    """Base of each area's actions; values read ``area.verb_noun``."""


def named(words: Any) -> Callable[[Condition], Condition]:
    """Name in words whom a condition lets through, for the page of a refusal."""

    def name(condition: Condition) -> Condition:
        _WORDS[condition] = words
        return condition

    return name


def own_hub(actor: Actor, target: Any) -> bool:
    """Tell whether the target belongs to a hub the actor works for; no target means the own hub."""
    if target is None:
        return True
    hub_id = getattr(target, "hub_id", None)
    if hub_id is None:
        return hasattr(target, "hub_id") and 0 in actor.hub_ids
    return hub_id in actor.hub_ids


def anything(actor: Actor, target: Any) -> bool:
    """Accept any target: for things of no hub (own password, the city's list of hubs)."""
    return True


@named(_("記録した人"))
def author(actor: Actor, target: Any) -> bool:
    """Tell whether the actor wrote the target, in the own hub."""
    writer = getattr(target, "author_id", None) or getattr(target, "created_by_id", None)
    return own_hub(actor, target) and writer is not None and writer == actor.user_id


@dataclass(frozen=True)
class Grant:
    """One line of the table: who may do an action, on what, and whether it touches secrets.

    ``also`` adds roles under a narrower condition: ``{role: author}``.
    ``sensitive`` marks reading notes and signing; it makes a second factor compulsory.
    """

    roles: AbstractSet[str]
    label: Any
    when: Condition = own_hub
    also: Mapping[str, Condition] | None = None
    sensitive: bool = False

    def condition_for(self, role: str) -> Condition | None:
        """Return the condition under which the role may act, or None."""
        if role in self.roles:
            return self.when
        return (self.also or {}).get(role)

    def everybody(self) -> tuple[str, ...]:
        """Return all roles that could do it."""
        return tuple(self.roles) + tuple(
            role for role in (self.also or {}) if role not in self.roles
        )

    def who_could(self) -> tuple[Any, ...]:
        """Return in words who could do it: roles, and whom a narrower condition lets through."""
        narrow = (
            condition for role, condition in (self.also or {}).items() if role not in self.roles
        )
        words = (_WORDS.get(condition, _("担当の人")) for condition in narrow)
        return (*(getattr(role, "label", role) for role in self.roles), *dict.fromkeys(words))


@dataclass(frozen=True)
class Decision:
    """The answer: allowed or not, why not, who could, and whether to hide that the target exists."""

    allowed: bool
    reason: Any = ""
    who_could: tuple[Any, ...] = ()
    hide: bool = False


@cache
def table() -> Mapping[str, Grant]:
    """Return the one policy table named by ``settings.KERNEL_POLICY``."""
    loaded: Mapping[str, Grant] = import_string(settings.KERNEL_POLICY)
    return loaded


def decide(actor: Actor | None, action: str | None, target: Any = None) -> Decision:
    """Decide; an unknown action, a missing actor or a missing line is a refusal."""
    grant = table().get(action) if action else None
    if actor is None or grant is None:
        return Decision(False, _("この操作は許可されていません。"))
    who_could = grant.who_could()
    condition = grant.condition_for(actor.role)
    if condition is None:
        return Decision(False, _("いまの役割では、この操作はできません。"), who_could)
    if not condition(actor, target):
        return Decision(
            False,
            _("この記録は、いまの役割では扱えません。"),
            who_could,
            hide=not own_hub(actor, target),
        )
    return Decision(True)


def may(actor: Actor | None, action: str, target: Any = None) -> bool:
    """Tell whether the action would be allowed; for showing or hiding buttons."""
    return decide(actor, action, target).allowed


@cache
def needs_second_factor(role: str) -> bool:
    """Tell whether any line marked sensitive is open to the role."""
    return any(g.sensitive and role in g.everybody() for g in table().values())
