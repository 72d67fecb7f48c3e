"""Screens of sites and of the two parties."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.kernel.policy import may
from programs.kernel.views import FormPage, PageView
from programs.registry import queries
from programs.registry.choices import Act, Program, SiteKind
from programs.registry.commands.sites import add_site, change_site, rename_party
from programs.registry.forms.sites import PartyForm, SiteForm, initial_of
from programs.registry.models import Party, Site


class SiteList(PageView):
    """The hub's sites with their programs and hours, and its two parties."""

    action = Act.VIEW_SITES
    template_name = "registry/site_list.html"
    title = _("施設と実施者")

    def context(self) -> dict[str, Any]:
        """Sites, parties, and whether they may be changed."""
        sites = queries.sites(self.actor).prefetch_related("hours")
        return {
            "sites": [(s, [Program(number).label for number in s.programs]) for s in sites],
            "parties": Party.objects.filter(hub_id__in=self.actor.hub_ids),
            "may_change": may(self.actor, Act.CHANGE_SITE),
        }


class SiteAdd(FormPage):
    """Add a site."""

    action = Act.CHANGE_SITE
    form_class = SiteForm
    template_name = "registry/site_form.html"
    title = _("施設の登録")
    done_message = _("施設を登録しました。")

    def initial(self) -> dict[str, Any]:
        """A satellite, as the main site is there."""
        return {"kind": SiteKind.SATELLITE, "capacity": 40}

    def perform(self, form: SiteForm) -> str:
        """Add and go back to the list."""
        add_site(self.actor, form.values())
        return reverse("registry:site-list")


class SiteEdit(FormPage):
    """Change a site."""

    action = Act.CHANGE_SITE
    form_class = SiteForm
    template_name = "registry/site_form.html"
    title = _("施設の変更")
    done_message = _("施設の内容を変更しました。")

    def target(self) -> Site:
        """The site of the address."""
        return queries.site(self.actor, self.kwargs["pk"])

    def initial(self) -> dict[str, Any]:
        """What is known."""
        return initial_of(self.object)

    def perform(self, form: SiteForm) -> str:
        """Change and go back to the list."""
        change_site(self.actor, self.object, form.values())
        return reverse("registry:site-list")


class PartyRename(FormPage):
    """Give a party a new name from a day on."""

    action = Act.CHANGE_SITE
    form_class = PartyForm
    template_name = "registry/site_form.html"
    title = _("実施者の名称の変更")
    done_message = _("実施者の名称を登録しました。")

    def perform(self, form: PartyForm) -> str:
        """Rename and go back to the list."""
        data = form.cleaned_data
        rename_party(self.actor, data["side"], data["legal_name"], data["unit"], data["from_on"])
        return reverse("registry:site-list")
