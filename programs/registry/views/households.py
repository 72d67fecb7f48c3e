"""Screens of the families: list, register, change, card."""

from typing import Any

import segno
from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from programs.kernel import localdates
from programs.kernel.forms import ActorForm
from programs.kernel.policy import may
from programs.kernel.views import Column, FormPage, ListPage, PageView
from programs.registry import queries
from programs.registry.choices import Act
from programs.registry.commands.households import change_household, register_household, reissue_card
from programs.registry.forms.households import HouseholdFilter, HouseholdForm
from programs.registry.models import Household
from programs.registry.queries import families as family_queries


class HouseholdList(ListPage):
    """All families in use."""

    action = Act.VIEW_HOUSEHOLDS
    template_name = "registry/household_list.html"
    title = pgettext_lazy("several", "ご家族")
    filter_form = HouseholdFilter
    columns = (
        Column("name", _("ご家族の名前"), lambda h: h.name),
        Column("name_kana", _("ふりがな"), lambda h: h.name_kana),
        Column("number", _("登録番号"), lambda h: h.number),
        Column(
            "children",
            pgettext_lazy("several", "子ども"),
            lambda h: gettext("、").join(str(c) for c in h.young),
        ),
        Column("residence", _("お住まい"), lambda h: h.residence_label),
        Column("registered_on", _("登録日"), lambda h: localdates.day(h.registered_on)),
    )
    sorts = {
        "name_kana": ("name_kana", "number", "pk"),
        "number": ("number", "pk"),
        "registered_on": ("registered_on", "pk"),
    }

    def rows(self) -> "QuerySet[Household]":
        """Families that match the words and the residence."""
        found = queries.listed(self.actor, self.filters)
        return found.prefetch_related(Prefetch("children", to_attr="young"))

    def context(self) -> dict[str, Any]:
        """Whether the actor may register another family; the address of a page, once for all rows."""
        return {
            "may_register": may(self.actor, Act.REGISTER_HOUSEHOLD),
            "may_find_duplicates": may(self.actor, Act.VIEW_DUPLICATES),
            "may_save": may(self.actor, Act.EXPORT_HOUSEHOLDS),
            "may_import": may(self.actor, "exchange.import_families"),
            "household_at": reverse("desk:household", args=[0]).removesuffix("0/"),
        }


class HouseholdAdd(FormPage):
    """Register a family."""

    action = Act.REGISTER_HOUSEHOLD
    form_class = HouseholdForm
    template_name = "registry/household_form.html"
    title = _("ご家族の登録")
    done_message = _("ご家族を登録しました。")

    def initial(self) -> dict[str, Any]:
        """Take over what was typed into the search box."""
        return {"name_kana": self.request.GET.get("kana", "")[:100]}

    def perform(self, form: HouseholdForm) -> str:
        """Register and show the family."""
        household = register_household(self.actor, form.values(), self.today)
        return reverse("desk:household", args=[household.pk])


class HouseholdEdit(FormPage):
    """Change a family."""

    action = Act.CHANGE_HOUSEHOLD
    form_class = HouseholdForm
    template_name = "registry/household_form.html"
    title = _("登録内容の変更")
    done_message = _("登録内容を変更しました。")

    def target(self) -> Household:
        """The family of the address."""
        return queries.household(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """Who must not be told what."""
        return {"not_told": family_queries.not_told(self.object)}

    def form_options(self) -> dict[str, Any]:
        """Start from what is known."""
        return {"household": self.object}

    def perform(self, form: HouseholdForm) -> str:
        """Change and show the family."""
        expected = form.cleaned_data["version"] or 0
        change_household(self.actor, self.object, form.values(), expected, self.today)
        return reverse("desk:household", args=[self.object.pk])


class HouseholdCard(PageView):
    """A card with a QR code, one A4 sheet."""

    action = Act.PRINT_CARD
    template_name = "registry/household_card.html"
    title = _("利用カード")

    def target(self) -> Household:
        """The family of the address."""
        return queries.household(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """The QR code holds nothing but the opaque token."""
        may_reissue = may(self.actor, Act.CHANGE_HOUSEHOLD, self.object)
        return {
            "may_reissue": may_reissue,
            "qr": segno.make(self.object.card_token, error="m").svg_data_uri(scale=8, border=4),
        }


class CardReissue(FormPage):
    """Make the old card worthless and issue another."""

    action = Act.CHANGE_HOUSEHOLD
    methods = ("post",)
    form_class = ActorForm
    done_message = _("新しいカードを発行しました。古いカードは使えません。")

    def target(self) -> Household:
        """The family of the address."""
        return queries.household(self.actor, self.kwargs["pk"])

    def perform(self, form: ActorForm) -> str:
        """Reissue and show the new card."""
        reissue_card(self.actor, self.object)
        return reverse("registry:household-card", args=[self.object.pk])
