"""Small steps that every form here takes: who acts, and what is offered."""

from collections.abc import Iterable
from typing import Any, cast

from crispy_forms.layout import Div
from django import forms
from django.template.loader import render_to_string

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


class Folded(Div):
    """A part of a form whose template knows the page around it, to decide whether it is open."""

    def render(self, form: Any, context: Any, template_pack: Any = None, **kwargs: Any) -> str:
        """Render the fields, then the template of the part around them."""
        fields = self.get_rendered_fields(form, context, template_pack, **kwargs)
        return render_to_string(
            self.template, {**context.flatten(), "fields": fields, "form": form}
        )
