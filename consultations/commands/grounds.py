"""The ground on which something is shared at a meeting, checked and made into columns."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from consultations import queries, sealed
from consultations.choices import CodeAsks, CodeKind
from consultations.commands.checks import check_length, put_some
from consultations.models import CaseMeeting, Code, MeetingFact, SealedText
from consultations.rules import LONGEST_NOTE, Ground
from programs.kernel.actor import Actor
from programs.kernel.errors import RuleBroken


@dataclass(frozen=True, slots=True)
class Checked:
    """A ground as it is kept: what its code does not ask for is left out."""

    basis: Code
    consent_on: date | None
    words: str

    @property
    def columns(self) -> dict[str, Any]:
        """The code and the day of consent."""
        return {"basis": self.basis, "consent_on": self.consent_on}

    def seal(self, hub_id: int) -> SealedText | None:
        """Seal the reason, where there is one."""
        return put_some(hub_id, self.words)

    def same_reason(self, row: CaseMeeting | MeetingFact) -> bool:
        """Tell whether the reason is the one that is kept already."""
        return sealed.read(row.reason) == self.words


def checked(actor: Actor, ground: Ground, held_on: date, *, keep: int = 0) -> Checked:
    """Return a ground of the own hub with what it asks for; `keep` may be out of use.

    Raises RuleBroken where the day of consent or the reason is missing, or consent came afterwards.
    """
    basis = queries.codes(actor, CodeKind.BASIS).filter(pk=ground.basis_id).first()
    if basis is None or (basis.retired_on and basis.pk != keep):
        raise RuleBroken("basis", _("情報を共有する根拠を選んでください。"))
    if basis.asks == CodeAsks.DATE:
        _check_consent(ground.consent_on, held_on)
    if basis.asks == CodeAsks.REASON and not ground.reason.strip():
        raise RuleBroken("reason", _("共有する理由を入力してください。"))
    check_length("reason", ground.reason, LONGEST_NOTE)
    return Checked(
        basis,
        ground.consent_on if basis.asks == CodeAsks.DATE else None,
        ground.reason.strip() if basis.asks == CodeAsks.REASON else "",
    )


def _check_consent(consent_on: date | None, held_on: date) -> None:
    if consent_on is None:
        raise RuleBroken("consent_on", _("同意を得た日を入力してください。"))
    if consent_on > held_on:
        raise RuleBroken("consent_on", _("同意を得た日は、会議の日までの日にしてください。"))
