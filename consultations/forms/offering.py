"""Small steps that every form here takes: who acts, and what is offered."""

from typing import Any

from crispy_forms.layout import Div
from django.template.loader import render_to_string


class Folded(Div):
    """A part of a form whose template knows the page around it, to decide whether it is open."""

    def render(self, form: Any, context: Any, template_pack: Any = None, **kwargs: Any) -> str:
        """Render the fields, then the template of the part around them."""
        fields = self.get_rendered_fields(form, context, template_pack, **kwargs)
        return render_to_string(
            self.template, {**context.flatten(), "fields": fields, "form": form}
        )
