"""Pages for everybody: no sign-in, no cookie, no session; the same answer for all who ask.

Chrome is Japanese or English (`?lang=en`, else what the browser asks for); documents are
Japanese. Pages are made without the request, so that nothing of a signed-in person can get in.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.http import quote_etag
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from evaluations import public_queries as queries
from evaluations.canonical import load
from evaluations.models import Erratum, Publication
from evaluations.public_queries import Entry, Standing
from evaluations.rendering.differences import Change, differences
from programs.kernel.views.public import PublicPage, hub_of

# A file at its permanent address never changes; an hour is short enough that a withdrawal for
# privacy soon reaches every cache.
FILE_CACHE = "public, max-age=3600, immutable"
LARGEST_FILE = 5 * 1024 * 1024
_ENVELOPE = 64 * 1024
_TYPES = {
    "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8",
    "json": "application/json; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Tested:
    """One test of the accessibility statement: what, on which pages, on which day."""

    what: Any
    where: Any
    on: date


_PAGES = _("公表のページすべて(幅390・820・1280ピクセル)")
TESTED = (
    Tested(_("axe-coreによる自動検査(WCAG 2.2 A・AA)で指摘なし"), _PAGES, date(2026, 11, 22)),
    Tested(
        _("キーボードだけの操作"), _("公表された文書を探し、読み、確かめるまで"), date(2026, 11, 22)
    ),
    Tested(
        _("PDF/UA-1としての書き出し(タグ、言語、題名)"), _("公表する文書のPDF"), date(2026, 11, 22)
    ),
)


class HubList(PublicPage):
    """Every hub, with a link to its years."""

    template_name = "evaluations/public/hub_list.html"
    title = _("地域子育て支援拠点の重点目標と評価")

    def context(self) -> dict[str, Any]:
        """All hubs."""
        return {"hubs": queries.hubs()}


class YearIndex(PublicPage):
    """The fiscal years of one hub, with every published revision."""

    template_name = "evaluations/public/year_list.html"
    title = _("重点目標と評価の一覧")

    def context(self) -> dict[str, Any]:
        """Years, newest first; each with its revisions."""
        hub = hub_of(self.kwargs["ward"])
        years: dict[int, list[Entry]] = {}
        for entry in queries.publications(hub.slug, self.today):
            years.setdefault(entry.publication.fy, []).append(entry)
        return {"hub": hub, "hub_name": hub.name, "years": list(years.items())}


class ReportPage(PublicPage):
    """A published revision at its permanent address; the text of record."""

    template_name = "evaluations/public/report.html"

    def entry(self) -> Entry:
        """The revision the address names; raises Hidden."""
        return queries.publication(
            self.kwargs["ward"], self.kwargs["fy"], self.kwargs["revision"], self.today
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the document, or say with 410 why it is gone."""
        entry = self.entry()
        if not entry.standing.readable:
            return self._gone(entry)
        corrections = [
            (erratum, self._changes(erratum)) for erratum in queries.errata_of(entry.publication)
        ]
        return self.show({**self._frame(entry), "corrections": corrections})

    def _changes(self, erratum: Erratum) -> list[Change] | None:
        """Old and new text side by side; None when one of them was taken back."""
        both = (erratum.replaced, erratum.replacement)
        if not all(queries.standing(one, self.today).readable for one in both):
            return None
        return _compared(erratum.replaced.json, erratum.replacement.json)

    def _frame(self, entry: Entry) -> dict[str, Any]:
        publication = entry.publication
        return {
            "title": publication.title,
            "publication": publication,
            "superseded": entry.standing == Standing.SUPERSEDED,
            "newest": queries.newest_after(publication),
            "hub_name": publication.hub.name,
        }

    def _gone(self, entry: Entry) -> HttpResponse:
        self.template_name = "evaluations/public/gone.html"
        frame = {
            **self._frame(entry),
            "title": _("公表を取り下げました"),
            "for_now": entry.standing == Standing.HIDDEN,
            "withdrawals": queries.withdrawals_of(entry.publication),
        }
        return self.show(frame, status=410)


class Latest(ReportPage):
    """The newest revision of a year, at an address that does not name one."""

    def entry(self) -> Entry:
        """The newest revision; raises Hidden."""
        return queries.latest(self.kwargs["ward"], self.kwargs["fy"], self.today)


class File(ReportPage):
    """The PDF, text or JSON of a revision, byte for byte as published."""

    cache = FILE_CACHE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the stored bytes; 410 with the reason when they were taken back."""
        entry = self.entry()
        if not entry.standing.readable:
            return self._gone(entry)
        form, publication = self.kwargs["form"], entry.publication
        name = f"{publication.ward_slug}-{publication.fy}-r{publication.revision_n}.{form}"
        headers = {
            "Content-Disposition": f'inline; filename="{name}"',
            "Content-Language": "ja",
            "ETag": quote_etag(getattr(publication, f"{form}_sha256")),
        }
        return HttpResponse(_bytes(publication, form), content_type=_TYPES[form], headers=headers)


class InMemory(MemoryFileUploadHandler):
    """Keeps a file to be checked in memory, never on disk; lets a larger one pass by unread."""

    def handle_raw_input(
        self, input_data: Any, meta: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        """Switch itself off for a request that is too large."""
        self.activated = content_length <= LARGEST_FILE + _ENVELOPE


@method_decorator(csrf_exempt, name="dispatch")
class Check(PublicPage):
    """Compare a file or a hash with what was published. Reads only, so needs no form token."""

    template_name = "evaluations/public/check.html"
    title = _("公表された文書かどうかを確かめる")

    def context(self) -> dict[str, Any]:
        """The answer for `?hash=`, if one was given."""
        text = self.request.GET.get("hash", "")
        return self._answer_to_hash(text) if text.strip() else {}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Compare the uploaded file; without one, the typed hash."""
        request.upload_handlers = [InMemory(request)]
        file = request.FILES.get("file")
        if file is None and int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_FILE:
            return self.show({"fault": "large"}, status=413)
        if file is not None and (file.size or 0) > LARGEST_FILE:
            return self.show({"fault": "large"}, status=413)
        if file is not None:
            found = queries.same_file(file.read(), self.today)
            return self.show({"answered": True, "found": found, "file_name": file.name})
        text = request.POST.get("hash", "")
        answer = self._answer_to_hash(text) if text.strip() else {"fault": "empty"}
        return self.show(answer, status=422 if "fault" in answer else 200)

    def _answer_to_hash(self, text: str) -> dict[str, Any]:
        digest = queries.typed_hash(text)
        if digest is None:
            return {"fault": "hash", "typed": text[:200]}
        return {"answered": True, "found": queries.same_hash(digest, self.today), "typed": digest}


class Accessibility(PublicPage):
    """What these pages promise to readers with disabilities, what was tested and when."""

    template_name = "evaluations/public/accessibility.html"
    title = _("アクセシビリティ方針")

    def context(self) -> dict[str, Any]:
        """The tests that were made."""
        return {"tested": TESTED}


def _bytes(publication: Publication, form: str) -> bytes:
    stored = getattr(publication, form)
    return stored.encode() if isinstance(stored, str) else bytes(stored)


@lru_cache(maxsize=32)
def _compared(old: str, new: str) -> list[Change]:
    return differences(load(old), load(new))
