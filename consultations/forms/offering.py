"""Small steps that every form here takes: who acts, and what is offered."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms

from programs.kernel.actor import Actor
from programs.kernel.forms import ActorForm


def acting(form: ActorForm) -> Actor:
    """Return who acts. Raises ValueError for a form made without anybody."""
    if form.actor is None:
        raise ValueError("this form needs an acting person")
    return form.actor


def offer(form: forms.BaseForm, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Set what a field offers."""
    cast("forms.ChoiceField", form.fields[name]).choices = list(choices)
