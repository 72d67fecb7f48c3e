"""Saving a text, and remembering who changed what."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from evaluations import rules
from evaluations.choices import Act, Licence
from evaluations.commands.shared import guarding, insist_open, locked
from evaluations.models import AnnualDocument, TextChange
from evaluations.places import Place, place_of
from programs.kernel.actor import Actor
from programs.kernel.errors import Refused, RuleBroken, Stale
from programs.kernel.gate import passing

# Saves of one person at one place within this time are one entry of the history.
SITTING = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Saved:
    """The place after saving, and what was taken out of the typed text."""

    place: Place
    cleaned: rules.Cleaned


def save_text(
    actor: Actor,
    document: AnnualDocument,
    anchor: str,
    typed: str,
    *,
    version: int,
    at: datetime,
    none_applicable: bool = False,
) -> Saved:
    """Save one text of the document if nobody was first.

    Raises Stale with both texts, RuleBroken for a text too long or a frozen document, Refused for
    the other party's cell.
    """
    cleaned = rules.clean(typed)
    with passing(actor, Act.WRITE, document) as trail, guarding():
        document = locked(actor, document)
        insist_open(document)
        place = place_of(document, anchor)
        _check(actor, place, cleaned.text, none_applicable)
        values = {place.field: cleaned.text}
        if anchor.startswith("cell-"):
            values["none_applicable"] = none_applicable  # type: ignore[assignment]
        trail.note(place.row, fields=tuple(values))
        if any(getattr(place.row, name) != value for name, value in values.items()):
            _save(actor, document, place, values, version, at)
    return Saved(place, cleaned)


def _check(actor: Actor, place: Place, text: str, none_applicable: bool) -> None:
    if not rules.may_write(actor.side, place.owner):
        raise Refused(_("この欄は相手方が書く欄です。コメントはできます。"))
    if len(text) > place.longest:
        raise RuleBroken(
            "text",
            _("%(limit)s文字までです。いま%(count)s文字あります。")
            % {"limit": f"{place.longest:,}", "count": f"{len(text):,}"},
        )
    if none_applicable and text:
        raise RuleBroken("text", _("「該当なし」にするときは、本文を空にしてください。"))


def _save(
    actor: Actor,
    document: AnnualDocument,
    place: Place,
    values: dict[str, str],
    version: int,
    at: datetime,
) -> None:
    row, before = place.row, place.text
    if row.version != version:
        raise Stale(
            row,
            by=row.saved_by_name,
            at=row.saved_at,
            mine={place.label: values[place.field]},
            theirs={place.label: before},
        )
    for name, value in values.items():
        setattr(row, name, value)
    row.saved_by_id, row.saved_by_name, row.saved_at = actor.user_id, actor.name, at
    row.save_if(version, *values, "saved_by_id", "saved_by_name", "saved_at")
    with translation.override("ja"):  # the document's own language, whoever writes
        label = place_of(document, place.anchor).label
    remember(actor, document, place.anchor, label, before, place.text, at)


def remember(
    actor: Actor,
    document: AnnualDocument,
    anchor: str,
    label: str,
    before: str,
    after: str,
    at: datetime,
) -> None:
    """Write who changed what; a person's saves of one sitting become one entry."""
    latest = (
        TextChange.objects.filter(document=document, anchor=anchor).order_by("-at", "-pk").first()
    )
    if latest and latest.person_id == actor.user_id and at - latest.at < SITTING:
        latest.after, latest.at = after, at
        latest.save(update_fields=["after", "at"])
        return
    TextChange.objects.create(
        hub_id=document.hub_id,
        document=document,
        anchor=anchor,
        label=label,
        before=before,
        after=after,
        side=actor.side,
        person_id=actor.user_id,
        person_name=actor.name,
        started_at=at,
        at=at,
    )


def set_licence(actor: Actor, document: AnnualDocument, licence: Licence) -> AnnualDocument:
    """Choose what readers may do with the text; both parties consent to it by signing."""
    with passing(actor, Act.WRITE, document) as trail, guarding():
        document = locked(actor, document)
        insist_open(document)
        document.licence = licence
        document.save(update_fields=["licence"])
        trail.note(document, fields=("licence",))
    return document
