"""Home, inbox, search, and the switch of roles."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hubsite.desk.choices import Act
from programs.kernel import notices
from programs.kernel.errors import Hidden
from programs.kernel.forms import ActorForm
from programs.kernel.gate import passing
from programs.kernel.models import Notice
from programs.kernel.views import FormPage, PageView
from programs.registry import membership, queries


class Home(PageView):
    """Where the day begins."""

    action = Act.VIEW_HOME
    template_name = "desk/home.html"
    title = _("ホーム")


class Inbox(PageView):
    """Messages that wait."""

    action = Act.VIEW_INBOX
    template_name = "desk/inbox.html"
    title = _("お知らせ")

    def context(self) -> dict[str, Any]:
        """Newest first, with their sentence."""
        rows = Notice.objects.filter(person_id=self.actor.user_id).order_by("-created_at", "-pk")[
            :100
        ]
        return {"notices": [(row, notices.sentence(row)) for row in rows]}


class Search(PageView):
    """Families by kana, phone or number."""

    action = Act.SEARCH
    template_name = "desk/search.html"
    title = _("検索")

    def context(self) -> dict[str, Any]:
        """The first matches, as far as the actor may see."""
        text = self.request.GET.get("q", "")[:100]
        found = queries.households_matching(self.actor, text) if text.strip() else []
        return {"q": text, "households": found}


class ActAsForm(ActorForm):
    """Which membership to act in."""

    membership = forms.IntegerField()


class ActAs(FormPage):
    """Switch to another of one's own roles."""

    action = Act.SWITCH_ROLE
    methods = ("post",)
    form_class = ActAsForm

    def perform(self, form: Any) -> str:
        """Choose the membership if it is one's own and in force."""
        mine = {m.pk: m for m in membership.current(self.actor.user_id, self.today)}
        chosen = mine.get(form.cleaned_data["membership"])
        if chosen is None:
            raise Hidden
        with passing(self.actor, Act.SWITCH_ROLE, chosen) as trail:
            trail.note(chosen)
            membership.choose(self.request, chosen)
        return "/"
