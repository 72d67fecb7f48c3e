"""Records on paper: read like the page, and audited as reading; page numbers and who printed on each."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from consultations import papers, queries
from consultations.choices import Act
from consultations.models import Consultation, Referral
from consultations.views.referrals import to_whom
from programs.kernel.errors import Refused
from programs.kernel.gate import Trail, reading
from programs.kernel.paper import as_response
from programs.kernel.policy import may
from programs.kernel.views import KernelView


class ConsultationPaper(KernelView):
    """One record with the notes that the reader may read. A suspicion is on no paper."""

    action = Act.PRINT_RECORD
    title = _("相談の記録を印刷する")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Set the paper."""
        row = queries.consultation(self.actor, self.kwargs["pk"])
        notes = queries.notes_with_text(row)
        replaced = {note.corrects_id for note in notes}
        current = [note for note in notes if note.pk not in replaced]
        mine = [note for note in current if may(self.actor, Act.READ_NOTE, note)]
        with reading(self.actor, str(self.action), row) as trail:
            _insist(row, trail)
            trail.note(*mine)
            others = len(current) - len(mine)
            said = ngettext(
                "このほかに、ほかの人が書いたメモが%(count)s件あります。",
                "このほかに、ほかの人が書いたメモが%(count)s件あります。",
                others,
            )
            left = [said % {"count": others}] if others else []
            sections = papers.consultation_sections(row, mine)
            file = papers.printed(self.actor, gettext("相談の記録"), sections, self.now, left)
        return as_response(file, f"consultation-{row.pk}")


class CasePaper(KernelView):
    """One case: plan, course, its consultations in a line each."""

    action = Act.PRINT_CASE
    title = _("継続支援の記録を印刷する")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Set the paper."""
        row = queries.case(self.actor, self.kwargs["pk"])
        with reading(self.actor, str(self.action), row):
            sections = papers.case_sections(self.actor, row)
            file = papers.printed(self.actor, str(row), sections, self.now)
        return as_response(file, f"case-{row.pk}")


class ReferralPaper(KernelView):
    """One referral to be handed or sent to the other side: its own words, nothing of the record."""

    action = Act.PRINT_REFERRAL
    title = _("紹介を印刷する")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Set the paper."""
        row = queries.referral(self.actor, self.kwargs["pk"])
        with reading(self.actor, str(self.action), row) as trail:
            _insist(row, trail)
            said = [gettext("ご家族への連絡は、「ご家族に連絡してよい方法」だけでお願いします。")]
            sections = papers.referral_sections(self.actor, row)
            file = papers.printed(self.actor, to_whom(row), sections, self.now, said)
        return as_response(file, f"referral-{row.pk}")


def _insist(row: Consultation | Referral, trail: Trail) -> None:
    broken = papers.why_no_paper(row)
    if broken:
        raise Refused(broken, (), trail)
