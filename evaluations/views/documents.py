"""Screens that read: the list of years, a document, its final rendering, its history, the help."""

from typing import Any

from django.db.models import QuerySet
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from evaluations import canonical, queries, rules
from evaluations.choices import Act, InitiativeLayout, Licence, MarkerStyle
from evaluations.forms import LicenceForm
from evaluations.models import AnnualDocument
from evaluations.rendering.differences import differences
from evaluations.views.shared import DocumentPage
from programs.kernel import localdates
from programs.kernel.policy import may
from programs.kernel.views import ListPage, PageView
from programs.kernel.views.listing import Column


class DocumentList(ListPage):
    """The years, newest first, each with its state."""

    action = Act.VIEW_DOCUMENTS
    title = _("年度評価")
    template_name = "evaluations/document_list.html"
    columns = (
        Column("fy", _("年度"), lambda row: localdates.fiscal_year(row.fy)),
        Column("state", _("状態"), lambda row: row.get_state_display()),
    )
    sorts = {"fy": ("fy", "pk"), "state": ("state", "pk")}

    def rows(self) -> "QuerySet[AnnualDocument]":
        """Return the documents of the hub with their contracts."""
        return queries.documents(self.actor).select_related("contract", "current_revision")

    def context(self) -> dict[str, Any]:
        """Return what is still missing before a year can be opened."""
        contract = queries.contracts(self.actor).first()
        boilerplate, _programmes = queries.standing_texts(self.actor)
        return {
            "contract": contract,
            "boilerplate": boilerplate,
            "may_set_up": may(self.actor, Act.SET_UP),
            "may_open": may(self.actor, Act.OPEN_YEAR) and contract and boilerplate,
        }


class DocumentShow(DocumentPage):
    """The sheet: every text where the printed form has it, to be written or read."""

    template_name = "evaluations/document.html"

    def context(self) -> dict[str, Any]:
        """Return the tables, the comments beside them, and the choices of marks."""
        document = self.object
        comments = queries.comments_by_place(document)
        editing = document.state in rules.OPEN_STATES
        return {
            **super().context(),
            "title": localdates.fiscal_year(document.fy),
            "editing": editing,
            "may_write": queries.may_edit(self.actor, document),
            "may_comment": may(self.actor, Act.COMMENT, document),
            "tables": queries.tables(self.actor, document, comments),
            "whole_comments": comments.get("document", []),
            "marker_styles": MarkerStyle.choices,
            "layouts": InitiativeLayout.choices,
            "licences": Licence.choices,
            "licence_form": LicenceForm(actor=self.actor, initial={"licence": document.licence}),
            "programmes": document.programme_list.programmes.order_by("no"),
        }


class DocumentPreview(DocumentPage):
    """The document as it will be printed and published."""

    template_name = "evaluations/preview.html"
    tab = "preview"

    def context(self) -> dict[str, Any]:
        """Return the rendering; its texts were escaped by the renderer."""
        rendered = queries.preview(self.object, self.today)
        return {**super().context(), "title": _("仕上がり"), "rendered": mark_safe(rendered)}


class DocumentHistory(DocumentPage):
    """Revisions with what was said to them, and who changed what."""

    template_name = "evaluations/history.html"
    tab = "history"

    def context(self) -> dict[str, Any]:
        """Return revisions and changes, newest first."""
        return {
            **super().context(),
            "title": _("履歴"),
            "revisions": queries.revisions(self.object),
            "changes": queries.changes(self.object),
        }


class RevisionShow(DocumentPage):
    """One revision as it was, and what it changed against the one before."""

    template_name = "evaluations/revision.html"
    tab = "history"

    def context(self) -> dict[str, Any]:
        """Return the rendering and the differences, row by row."""
        number = self.kwargs["n"]
        revision = queries.revision(self.actor, self.object, number)
        return {
            **super().context(),
            "title": _("第%(n)s版") % {"n": number},
            "revision": revision,
            "rendered": mark_safe(queries.revision_html(revision)),
            "differences": differences_before(self.actor, self.object, number),
        }


def differences_before(actor: Any, document: AnnualDocument, n: int) -> list[Any] | None:
    """Return what revision n changed against n - 1, or None for the first."""
    if n < 2:
        return None
    pair = (queries.revision(actor, document, k) for k in (n - 1, n))
    old, new = (canonical.load(row.canonical_json) for row in pair)
    return differences(old, new)


class Help(PageView):
    """One page for a ward officer who comes twice a year; printable."""

    action = Act.VIEW_DOCUMENTS
    title = _("評価の書類の進め方")
    template_name = "evaluations/help.html"
