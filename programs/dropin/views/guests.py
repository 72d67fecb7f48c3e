"""A guest becomes a family, new or registered already, from the page of the visit."""

from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programs.dropin import queries, words
from programs.dropin.choices import Act, Kind, PersonRole, State
from programs.dropin.commands.guests import link_guest, register_guest
from programs.dropin.forms.guests import GuestLinkForm, GuestRegisterForm
from programs.dropin.models import Visit
from programs.dropin.queries.guests import other_visits_of_guest
from programs.kernel.intake import clean_line
from programs.kernel.kana import is_kana
from programs.kernel.views import FormPage
from programs.registry.choices import Relation, Residence
from programs.registry.models import Household
from programs.registry.queries import families_matching, household

MOST_FOUND = 12


class _OfGuest(FormPage):
    """A form about the guest of a visit, whose visits become a family's."""

    action = Act.REGISTER_GUEST

    def target(self) -> Visit:
        """The visit of the address."""
        return queries.visit(self.actor, self.kwargs["pk"])

    def form_options(self) -> dict[str, Any]:
        """Other visits that may be the guest's."""
        return {"others": other_visits_of_guest(self.actor, self.object)}

    def context(self) -> dict[str, Any]:
        """Whose visit it is, and the way back."""
        open_ = self.object.kind == Kind.GUEST and self.object.state != State.VOID
        return {
            "name": words.called(self.object),
            "people": words.of_visit(self.object),
            "is_guest": open_,
            "back": reverse("dropin:visit-people", args=[self.object.pk]),
        }


class GuestRegister(_OfGuest):
    """Register the guest of a visit as a new family."""

    form_class = GuestRegisterForm
    template_name = "dropin/guest_register.html"
    title = _("ご家族として登録する")
    done_message = _("ご家族を登録し、これまでの来館を結びつけました。")

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

    def perform(self, form: GuestRegisterForm) -> str:
        """Register and show the family."""
        household = register_guest(
            self.actor, self.object, form.values(), form.chosen(), self.today
        )
        return reverse("desk:household", args=[household.pk])


class GuestLink(_OfGuest):
    """The guest turns out to be a family that is registered already."""

    form_class = GuestLinkForm
    template_name = "dropin/guest_link.html"
    title = _("登録のあるご家族に結びつける")
    done_message = _("来館を、登録のあるご家族に結びつけました。")

    @property
    def words(self) -> str:
        """What was typed into the search box; to begin with what the guest was called."""
        typed = self.request.POST.get("q") or self.request.GET.get("q", self.object.guest_label)
        return clean_line(typed)[:100]

    @cached_property
    def found(self) -> list[tuple[int, str]]:
        """Number and words of the families that the search finds."""
        if not self.words:
            return []
        rows = families_matching(self.actor, self.words, MOST_FOUND)
        return [(row.pk, self._named(row)) for row in rows]

    def _named(self, family: Household) -> str:
        names = [str(one) for one in (*family.adults.all(), *family.everybody_young())]
        values = {"name": family.name, "number": family.number, "people": gettext("、").join(names)}
        return gettext("%(name)sさんのご家族（%(people)s）、登録番号 %(number)s") % values

    def form_options(self) -> dict[str, Any]:
        """The families that the search finds, too."""
        return {**super().form_options(), "found": self.found}

    def context(self) -> dict[str, Any]:
        """The search beside the choice."""
        return {**super().context(), "q": self.words, "found": self.found}

    def perform(self, form: GuestLinkForm) -> str:
        """Link and show the family."""
        family = household(self.actor, form.cleaned_data["household"])
        link_guest(self.actor, self.object, family, form.chosen())
        return reverse("desk:household", args=[family.pk])
