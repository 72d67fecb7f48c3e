"""What the screens of one document share."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from evaluations import queries, rules
from evaluations.choices import Act, Side, State
from evaluations.models import AnnualDocument
from programs.kernel.forms import ActorForm
from programs.kernel.policy import may
from programs.kernel.views import FormPage, PageView

PUBLIC_STATES = {State.PUBLISHED, State.CORRECTING}
SIGNED_STATES = {State.HALF_SIGNED, State.SIGNED, State.PUBLISHED}


class DocumentMixin:
    """A screen about the document in the address."""

    kwargs: dict[str, Any]
    actor: Any
    object: Any

    def target(self) -> AnnualDocument:
        """Return the document; raises Hidden."""
        return queries.document(self.actor, self.kwargs["pk"])

    def address(self, name: str = "document-show", *args: Any) -> str:
        """Return the address of a screen of this document."""
        return reverse(f"evaluations:{name}", args=[self.kwargs["pk"], *args])


class DocumentPage(DocumentMixin, PageView):
    """A screen that reads one document."""

    action = Act.VIEW_DOCUMENTS
    tab = "show"

    def context(self) -> dict[str, Any]:
        """Return what every screen of a document shows: steps, tabs, whose move it is."""
        return frame(self.actor, self.object, self.tab)


class DocumentForm(DocumentMixin, FormPage):
    """A screen that changes one document, with a page of its own."""

    tab = ""

    def context(self) -> dict[str, Any]:
        """Return what every screen of a document shows."""
        return frame(self.actor, self.object, self.tab)


class DocumentButton(DocumentMixin, FormPage):
    """A button on the document's page; a refusal is told there."""

    form_class = ActorForm
    methods = ("post",)

    def show_form(self, form: Any, key: UUID, status: int = 200) -> HttpResponse:
        """Go back to the page and say what was wrong."""
        for errors in form.errors.values():
            for error in errors:
                messages.error(self.request, error)
        return redirect(self.address())

    def back(self, anchor: str = "") -> str:
        """Return the address of the place in the document."""
        return self.address() + (f"#{anchor}" if anchor else "")


def frame(actor: Any, document: AnnualDocument, tab: str) -> dict[str, Any]:
    """Return what every screen of a document shows around its own content."""
    waiting = queries.waiting_for(document)
    return {
        "document": document,
        "heading": rules.title_line(
            document.fy_label,
            document.next_label,
            evaluated=bool(document.evaluates_id),
            proposed=bool(document.proposes_id),
        ),
        "steps": steps(document),
        "tabs": tabs(document, tab),
        "waiting": [Side(side).label for side in waiting],
        "my_move": actor.side in waiting,
        "next_acts": next_acts(actor, document, actor.side in waiting),
        "new_key": uuid4,
        "publication": queries.publication_address(document),
        "withdrawals": queries.withdrawals(document) if document.current_revision_id else [],
        "may_withdraw": document.state in PUBLIC_STATES and may(actor, Act.WITHDRAW, document),
        "came_back": queries.came_back(document),
        "signatures": queries.live_signatures(document.current_revision)
        if document.state in SIGNED_STATES
        else [],
    }


def steps(document: AnnualDocument) -> list[dict[str, Any]]:
    """Return the states in order, for the stepper."""
    state = State.DRAFT if document.state == State.CORRECTING else State(document.state)
    here = rules.STEPS.index(state)
    labels = [step.label for step in rules.STEPS]
    if document.state == State.CORRECTING:
        labels[0] = State.CORRECTING.label
    last = len(labels) - 1
    return [{"label": label, "state": _step(n, here, last)} for n, label in enumerate(labels)]


def _step(n: int, here: int, last: int) -> str:
    if n == here and here != last:
        return "current"
    return "done" if n <= here else "todo"


def tabs(document: AnnualDocument, current: str) -> list[dict[str, Any]]:
    """Return the links between the screens of a document."""
    names = (
        ("show", _("本文")),
        ("preview", _("仕上がり")),
        ("evidence", _("根拠資料")),
        ("history", _("履歴")),
    )
    return [
        {
            "label": label,
            "url": reverse(f"evaluations:document-{name}", args=[document.pk]),
            "current": name == current,
        }
        for name, label in names
    ]


def next_acts(actor: Any, document: AnnualDocument, my_move: bool) -> list[dict[str, Any]]:
    """Return the buttons for what the actor can do next, the main one first."""
    choices = {
        State.DRAFT: ((Act.SEND_TO_REVIEW, "document-send", _("確認に回す")),),
        State.CORRECTING: ((Act.SEND_TO_REVIEW, "document-send", _("確認に回す")),),
        State.REVIEW: ((Act.AGREE, "document-review", _("読んで合意するか作成に戻す")),),
        State.AGREED: ((Act.SIGN, "document-sign", _("署名に進む")),),
        State.HALF_SIGNED: ((Act.SIGN, "document-sign", _("署名に進む")),),
        State.SIGNED: ((Act.PUBLISH, "document-publish", _("公表に進む")),),
        State.PUBLISHED: ((Act.CORRECT, "document-correct", _("訂正を始める")),),
    }
    found = []
    for act, name, label in choices[State(document.state)]:
        if may(actor, act, document) and (my_move or document.state == State.PUBLISHED):
            found.append(
                {"url": reverse(f"evaluations:{name}", args=[document.pk]), "label": label}
            )
    return found


def fragment(response: HttpResponse) -> HttpResponse:
    """Mark an answer as a saved text, so that the page can tell it from a sign-in page."""
    response.headers["X-Saved"] = "1"
    return response
