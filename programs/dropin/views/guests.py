"""A guest is registered as a family, from the page of the visit."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.dropin import queries, words
from programs.dropin.choices import Act, Kind, PersonRole, State
from programs.dropin.commands.guests import register_guest
from programs.dropin.guest_forms import GuestRegisterForm
from programs.dropin.models import Visit
from programs.dropin.queries.guests import other_visits_of_guest
from programs.kernel.kana import is_kana
from programs.kernel.views import FormPage
from programs.registry.choices import Relation, Residence


class GuestRegister(FormPage):
    """Register the guest of a visit; the guest's visits become the family's."""

    action = Act.REGISTER_GUEST
    form_class = GuestRegisterForm
    template_name = "dropin/guest_register.html"
    title = _("ご家族として登録する")
    done_message = _("ご家族を登録し、これまでの来館を結びつけました。")

    def target(self) -> Visit:
        """The visit of the address."""
        return queries.visit(self.actor, self.kwargs["pk"])

    def form_options(self) -> dict[str, Any]:
        """Other visits that may be the guest's."""
        return {"others": other_visits_of_guest(self.actor, self.object)}

    def initial(self) -> dict[str, Any]:
        """What is known of the guest."""
        label = self.object.guest_label
        known = self.object.residence
        grown = [one.role for one in queries.present(self.object) if one.role != PersonRole.CHILD]
        relations = [role for role in grown if role in Relation.values]
        return {
            "name": label,
            "name_kana": label if is_kana(label) else "",
            "residence": "" if known == Residence.UNKNOWN else known,
            "adult0_relation": relations[0] if relations else Relation.MOTHER,
        }

    def context(self) -> dict[str, Any]:
        """Whose visit it is, and the way back."""
        open_ = self.object.kind == Kind.GUEST and self.object.state != State.VOID
        return {
            "name": words.called(self.object),
            "people": words.of_visit(self.object),
            "is_guest": open_,
            "back": reverse("dropin:visit-people", args=[self.object.pk]),
        }

    def perform(self, form: GuestRegisterForm) -> str:
        """Register and show the family."""
        household = register_guest(
            self.actor, self.object, form.values(), form.chosen(), self.today
        )
        return reverse("desk:household", args=[household.pk])
