"""Home, inbox, search, the switch of roles, and the demonstration's codes."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from hubsite.desk import commands, demo, queries
from hubsite.desk.choices import Act
from programs.kernel import notices
from programs.kernel.errors import Hidden
from programs.kernel.forms import ActorForm
from programs.kernel.gate import passing
from programs.kernel.intake import clean_line
from programs.kernel.models import Notice
from programs.kernel.policy import may
from programs.kernel.todos import todos
from programs.kernel.views import FormPage, ListPage, PageView
from programs.registry import membership

MOST_NEWS = 5
MOST_UNREAD = 200


class Home(PageView):
    """Where the day begins."""

    action = Act.VIEW_HOME
    template_name = "desk/home.html"
    title = _("ホーム")

    def context(self) -> dict[str, Any]:
        """What waits, today's numbers, news, and the way to one's work."""
        unread = list(queries.notices(self.actor).filter(read_at=None)[:MOST_UNREAD])
        self.request.unread_count = len(unread)  # type: ignore[attr-defined]
        return {
            "shortcuts": queries.shortcuts(self.actor),
            "may_read_handover": may(self.actor, Act.VIEW_HANDOVER),
            "todos": todos(self.actor, self.today),
            "totals": queries.today_totals(self.actor, self.today),
            "news": [(row, notices.sentence(row)) for row in unread[:MOST_NEWS]],
        }


class Inbox(ListPage):
    """Messages that wait, newest first."""

    action = Act.VIEW_INBOX
    template_name = "desk/inbox.html"
    title = _("お知らせ")
    per_page = 30

    def rows(self) -> Any:
        """One's own notices."""
        return queries.notices(self.actor)


class NoticeOpen(FormPage):
    """Open what a notice is about; it counts as read from then on."""

    action = Act.MARK_READ
    methods = ("post",)
    form_class = ActorForm

    def target(self) -> Notice:
        """One's own notice."""
        return queries.notice(self.actor, self.kwargs["pk"])

    def perform(self, form: Any) -> str:
        """Mark it and go where it points."""
        commands.mark_read(self.actor, self.object, self.now)
        path = str(self.object.path)
        return path if url_has_allowed_host_and_scheme(path, None) else reverse("desk:inbox")


class NoticesRead(FormPage):
    """Mark everything as read."""

    action = Act.MARK_READ
    methods = ("post",)
    form_class = ActorForm
    done_message = _("すべて既読にしました。")

    def perform(self, form: Any) -> str:
        """Mark all and stay."""
        commands.mark_all_read(self.actor, self.now)
        return reverse("desk:inbox")


class Search(PageView):
    """Families with their members, and partner groups."""

    action = Act.SEARCH
    template_name = "desk/search.html"
    title = _("検索")

    def context(self) -> dict[str, Any]:
        """The first matches, as far as the actor may see."""
        text = clean_line(self.request.GET.get("q", ""))[:100]
        found = queries.households_found(self.actor, text) if text else []
        return {
            "q": text,
            "households": found,
            "groups": queries.groups_found(self.actor, text) if text else [],
            "most": queries.MOST_FOUND,
        }


class ActAsForm(ActorForm):
    """Which membership to act in."""

    membership = forms.IntegerField(min_value=1, max_value=2**31 - 1)


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
        return reverse("desk:home")


class DemoCodes(PageView):
    """The demonstration's table again, when its codes have changed."""

    public = True
    template_name = "desk/demo_rows.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A fragment for the sign-in page; nothing where there is no demonstration."""
        if not settings.DEMO:
            raise Hidden
        response = self.show({"accounts": demo.accounts(), "seconds": demo.seconds_left()})
        response.headers["Cache-Control"] = "no-store"
        return response
