"""Screens about one family: a birth, consents, a child of two families, the end of use."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programs.kernel import localdates
from programs.kernel.forms import ActorForm
from programs.kernel.intake import clean_line
from programs.kernel.policy import may
from programs.kernel.views import FormPage, PageView
from programs.registry import queries
from programs.registry.choices import Act
from programs.registry.commands.families import (
    archive_household,
    end_shared_child,
    record_birth,
    record_consent,
    restore_household,
    share_child,
)
from programs.registry.forms.families import ArchiveForm, BirthForm, ConsentForm, SharedChildForm
from programs.registry.models import Child, ChildHome, Household
from programs.registry.queries import families as family_queries

MOST_FOUND = 12


def family_page(pk: int) -> str:
    """Return the address of a family's page."""
    return reverse("desk:household", args=[pk])


class OfFamily(FormPage):
    """A form about the family of the address."""

    template_name = "registry/family_form.html"
    submit_label: Any = _("記録する")
    lead: Any = ""

    def target(self) -> Household | Child:
        """The family of the address."""
        return queries.household(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """Whose family it is, and the way back."""
        return {
            "family": self.object,
            "back": family_page(self.object.pk),
            "submit_label": self.submit_label,
            "lead": self.lead,
        }


class BirthAdd(OfFamily):
    """An expected child was born."""

    action = Act.RECORD_BIRTH
    form_class = BirthForm
    title = _("出生を記録する")
    lead = _(
        "出産予定のお子さんの登録に、お名前と生年月日を書き足します。これまでの記録はそのまま残ります。"
    )
    done_message = _("出生を記録しました。")

    def target(self) -> Child:
        """The child of the address."""
        return family_queries.child(self.actor, self.kwargs["pk"])

    def initial(self) -> dict[str, Any]:
        """What is known; most children take the family's name."""
        family = self.object.household
        return {
            "name": self.object.name or f"{family.name} ",
            "name_kana": self.object.name_kana or f"{family.name_kana} ",
        }

    def context(self) -> dict[str, Any]:
        """Whose child it is."""
        family = self.object.household
        return {**super().context(), "family": family, "back": family_page(family.pk)}

    def perform(self, form: BirthForm) -> str:
        """Record and show the family."""
        values = form.cleaned_data
        record_birth(
            self.actor,
            self.object,
            values["name"],
            values["name_kana"],
            values["birth_on"],
            self.today,
        )
        return family_page(self.object.household_id)


class ConsentList(PageView):
    """Everything that a family agreed to, refused or withdrew."""

    action = Act.VIEW_HOUSEHOLDS
    template_name = "registry/consent_list.html"
    title = _("同意の記録")

    def target(self) -> Household:
        """The family of the address."""
        return queries.household(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """What holds now, and every word in order."""
        said = list(family_queries.consents(self.actor, self.object))
        return {
            "said": said,
            "states": family_queries.consent_states(said),
            "may_record": may(self.actor, Act.RECORD_CONSENT, self.object),
        }


class ConsentAdd(OfFamily):
    """A family says yes or no, or takes a yes back."""

    action = Act.RECORD_CONSENT
    form_class = ConsentForm
    title = _("同意または撤回を記録する")
    lead = _("前の記録は消えません。撤回も新しい記録として残ります。")
    done_message = _("ご家族の返事を記録しました。")

    def initial(self) -> dict[str, Any]:
        """Today, by the wording that was used last."""
        newest = family_queries.consents(self.actor, self.object).first()
        return {
            "said_on": self.today,
            "kind": self.request.GET.get("kind", ""),
            "wording_version": newest.wording_version if newest else "",
        }

    def perform(self, form: ConsentForm) -> str:
        """Record and show all consents."""
        record_consent(self.actor, self.object, form.said(), self.today)
        return reverse("registry:consent-list", args=[self.object.pk])


class SharedChildAdd(OfFamily):
    """A child of another family lives in this one too."""

    action = Act.SHARE_CHILD
    form_class = SharedChildForm
    template_name = "registry/shared_child.html"
    title = _("ほかのご家族の子どもを登録する")
    lead = _(
        "お父さんとお母さんが別に暮らしているときなど、1人の子どもを2つのご家族に登録します。子どもの記録は1つのままです。"
    )
    submit_label = _("このご家族にも登録する")
    done_message = _("子どもをこのご家族にも登録しました。")

    @property
    def words(self) -> str:
        """What was typed into the search box."""
        typed = self.request.POST.get("q") or self.request.GET.get("q", "")
        return clean_line(typed)[:100]

    def form_options(self) -> dict[str, Any]:
        """The children that the search finds."""
        return {"found": self.found()}

    def found(self) -> list[tuple[str, str]]:
        """Return (number, words) of the children of other families that match."""
        if not self.words:
            return []
        rows = queries.families_matching(self.actor, self.words, MOST_FOUND)
        mine = {child.pk for child in self.object.everybody_young()}
        return [
            (str(child.pk), self._named(row, child))
            for row in rows
            for child in row.children.all()
            if child.pk not in mine
        ]

    def _named(self, family: Household, child: Child) -> str:
        day = child.birth_on or child.due_on
        values = {
            "child": str(child),
            "family": family.name,
            "number": family.number,
            "day": localdates.day(day) if day else "",
        }
        return gettext("%(child)s（%(day)s）：%(family)sさんのご家族、登録番号 %(number)s") % values

    def context(self) -> dict[str, Any]:
        """The search beside the choice."""
        return {**super().context(), "q": self.words, "found": self.found()}

    def perform(self, form: SharedChildForm) -> str:
        """Register and show the family."""
        child = family_queries.child(self.actor, form.cleaned_data["child"])
        share_child(self.actor, self.object, child)
        return family_page(self.object.pk)


class SharedChildEnd(FormPage):
    """A child no longer lives in its second family."""

    action = Act.SHARE_CHILD
    methods = ("post",)
    form_class = ActorForm
    done_message = _("この子どもの登録を、このご家族から外しました。")

    def target(self) -> ChildHome:
        """The tie of the address."""
        return family_queries.child_home(self.actor, self.kwargs["pk"])

    def perform(self, form: ActorForm) -> str:
        """Take off and show the family."""
        return family_page(end_shared_child(self.actor, self.object).pk)


class HouseholdArchive(OfFamily):
    """A family no longer comes."""

    action = Act.ARCHIVE_HOUSEHOLD
    form_class = ArchiveForm
    title = _("利用を終了する")
    lead = _(
        "受付やご家族の一覧に出なくなります。これまでの記録と数値は変わりません。あとから再開できます。"
    )
    submit_label = _("利用を終了する")
    done_message = _("利用を終了しました。")

    def perform(self, form: ArchiveForm) -> str:
        """Archive and show the family."""
        values = form.cleaned_data
        archive_household(
            self.actor,
            self.object,
            values["reason"],
            self.now,
            moved_on=values["moved_on"],
            note=values["note"],
        )
        return family_page(self.object.pk)


class HouseholdRestore(FormPage):
    """A family comes again."""

    action = Act.ARCHIVE_HOUSEHOLD
    methods = ("post",)
    form_class = ActorForm
    template_name = "registry/family_form.html"
    title = _("利用を再開する")
    done_message = _("利用を再開しました。")

    def target(self) -> Household:
        """The family of the address."""
        return queries.household(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """The way back, where it cannot be done."""
        return {"family": self.object, "back": family_page(self.object.pk)}

    def perform(self, form: ActorForm) -> str:
        """Take into use and show the family."""
        restore_household(self.actor, self.object)
        return family_page(self.object.pk)
