"""Saving one text: by itself while somebody writes, or by the button without script."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from evaluations import commands, places, rules
from evaluations.choices import Act, Licence
from evaluations.forms import LicenceForm, TextForm
from evaluations.models import AnnualDocument
from evaluations.views.shared import DocumentButton, DocumentMixin, fragment
from programs.kernel.errors import Stale
from programs.kernel.views import FormPage


class TextSave(DocumentMixin, FormPage):
    """One text. An autosave is answered with the foot of its box, a plain post with the page.

    No receipt is kept: the version already makes a repeated save harmless.
    """

    action = Act.WRITE
    form_class = TextForm
    template_name = "evaluations/text.html"

    def target(self) -> AnnualDocument:
        """Return the document; the place must be one of its own."""
        document = super().target()
        self.place = places.place_of(document, self.kwargs["anchor"])
        return document

    def initial(self) -> dict[str, Any]:
        """Return the text as it stands."""
        row = self.place.row
        none = getattr(row, "none_applicable", False)
        return {"text": self.place.text, "version": row.version, "none_applicable": none}

    def context(self) -> dict[str, Any]:
        """Return the place and the way back."""
        return {
            "title": self.place.label,
            "place": self.place,
            "document": self.object,
            "is_cell": self.place.anchor.startswith("cell-"),
            "back_url": f"{self.address()}#{self.place.anchor}",
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Save; where somebody was first, show both texts."""
        try:
            return super().post(request, *args, **kwargs)
        except Stale as stale:
            self._trail().write("invalid")
            return self._conflict(stale)

    def perform(self, form: TextForm) -> str:
        """Save the text."""
        values = form.cleaned_data
        self.saved = commands.save_text(
            self.actor,
            self.object,
            self.place.anchor,
            values["text"],
            version=values["version"],
            at=self.now,
            none_applicable=values["none_applicable"],
        )
        return f"{self.address()}#{self.place.anchor}"

    def _done(self, form: Any, key: UUID) -> HttpResponseBase:
        path = self.perform(form)
        if self._by_script():
            return self._foot({"place": self.saved.place, "cleaned": self.saved.cleaned})
        messages.success(self.request, _("保存しました。"))
        if self.saved.cleaned.changed:
            messages.info(self.request, taken_away(self.saved.cleaned))
        return redirect(path)

    def show_form(self, form: Any, key: UUID, status: int = 200) -> HttpResponse:
        """Show the text alone with what is wrong; an autosave gets the message in its foot."""
        if status == 200 or not self._by_script():
            return super().show_form(form, key, status)
        errors = [error for errors in form.errors.values() for error in errors]
        return self._foot({"place": self.place, "errors": errors}, status)

    def _by_script(self) -> bool:
        return self.request.headers.get("HX-Request") == "true"

    def _foot(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        cleaned = context.get("cleaned")
        told = taken_away(cleaned) if cleaned and cleaned.changed else ""
        held = "" if status == 200 else self.request.POST.get("version", "")
        full = {"document": self.object, "told": told, "just_saved": status == 200, **context}
        full["held_version"] = held
        return fragment(render(self.request, "evaluations/_foot.html", full, status=status))

    def _conflict(self, stale: Stale) -> HttpResponse:
        [(label, mine)] = stale.mine.items()
        theirs = stale.theirs[label]
        context = {
            **self.context(),
            "mine": mine,
            "theirs": theirs,
            "by": stale.by,
            "at": stale.at,
            "version": stale.current.version,
            "pieces": rules.differences(theirs, mine),
            "request_key": uuid4(),
        }
        if self._by_script():
            return self._foot({"place": self.place, "conflict": True, **context}, 409)
        return render(self.request, "evaluations/conflict.html", context, status=409)


def taken_away(cleaned: rules.Cleaned) -> str:
    """Say what was not stored: a leading mark, tags of a web page."""
    told = []
    if cleaned.marker:
        told.append(
            _("先頭の「%(mark)s」は取り除きました。番号や印は自動で付きます。")
            % {"mark": cleaned.marker}
        )
    if cleaned.tags:
        told.append(
            _("ウェブページの書式の記号(タグ)を%(n)s個取り除きました。文字はすべて残っています。")
            % {"n": cleaned.tags}
        )
    return " ".join(told)


class LicenceChange(DocumentButton):
    """Choose what readers may do with the text."""

    action = Act.WRITE
    form_class = LicenceForm

    def perform(self, form: LicenceForm) -> str:
        """Save the choice."""
        commands.set_licence(self.actor, self.object, Licence(form.cleaned_data["licence"]))
        return self.back("licence")
