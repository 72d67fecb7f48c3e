"""What anybody may read: publications, why one replaced another, and what was taken back.

The only reads of this app without an actor. The tables asked here are open to all by row
security (`public_read`); nothing else of a hub is.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import QuerySet

from evaluations.canonical import sha256_hex
from evaluations.models import Erratum, Publication, Withdrawal
from programs.kernel.errors import Hidden
from programs.registry.models import Hub

HASH = re.compile(r"[0-9a-f]{64}")
PRINTED_HASH = re.compile(rb"SHA-256 ([0-9a-f]{64})")
_HEAVY = ("html", "txt", "json", "pdf")
_SIDES = 2


class Standing(StrEnum):
    """What a published revision is today."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    HIDDEN = "hidden"

    @property
    def readable(self) -> bool:
        """Whether its text may be shown."""
        return self in (Standing.CURRENT, Standing.SUPERSEDED)


class Match(StrEnum):
    """How a file or hash compares with what was published."""

    FILE = "file"
    CONTENT = "content"
    NAMED_ONLY = "named_only"


@dataclass(frozen=True, slots=True)
class Entry:
    """A publication as a list shows it, with its standing on the day."""

    publication: Publication
    standing: Standing


@dataclass(frozen=True, slots=True)
class Found:
    """A published revision that a file or hash belongs to, and in which way."""

    entry: Entry
    match: Match
    form: str = ""


def hubs() -> QuerySet[Hub]:
    """All hubs, by ward code."""
    return Hub.objects.order_by("ward_code", "pk")


def publications(ward_slug: str, today: date) -> list[Entry]:
    """Every publication of a ward, newest year and revision first, without its texts."""
    rows = Publication.objects.filter(ward_slug=ward_slug).defer(*_HEAVY)
    return _entries(rows.order_by("-fy", "-revision_n", "-pk"), today)


def publication(ward_slug: str, fy: int, revision: int, today: date) -> Entry:
    """One revision at its permanent address; raises Hidden."""
    rows = Publication.objects.filter(ward_slug=ward_slug, fy=fy, revision_n=revision)
    return _only(_entries(rows.select_related("hub"), today))


def latest(ward_slug: str, fy: int, today: date) -> Entry:
    """The revision that no other supersedes, withdrawn or not; raises Hidden."""
    rows = Publication.objects.filter(ward_slug=ward_slug, fy=fy, superseded_by__isnull=True)
    return _only(_entries(rows.select_related("hub").order_by("-revision_n", "-pk")[:1], today))


def newest_after(publication: Publication) -> Publication:
    """The end of the chain of corrections that begins at a publication."""
    rows = Publication.objects.filter(contract_id=publication.contract_id, fy=publication.fy)
    return rows.defer(*_HEAVY).get(superseded_by__isnull=True)


def errata_of(publication: Publication) -> list[Erratum]:
    """The corrections that led to this revision and away from it: the older one first."""
    rows = Erratum.objects.select_related("replaced", "replacement")
    around = rows.filter(replacement=publication) | rows.filter(replaced=publication)
    return list(around.order_by("replacement__revision_n", "pk"))


def standing(publication: Publication, today: date) -> Standing:
    """What a publication is on that day."""
    return _entries([publication], today)[0].standing


def withdrawals_of(publication: Publication) -> list[Withdrawal]:
    """Why a publication was taken back or hidden, oldest first."""
    return list(Withdrawal.objects.filter(publication=publication).order_by("at", "pk"))


def same_hash(digest: str, today: date) -> Found | None:
    """The publication whose content or file has this SHA-256 (64 lower-case hex digits)."""
    for form, match in (
        ("pdf", Match.FILE),
        ("txt", Match.FILE),
        ("html", Match.FILE),
        ("", Match.CONTENT),
    ):
        rows = Publication.objects.filter(**{f"{form}_sha256" if form else "sha256": digest})
        found = _entries(rows.defer(*_HEAVY).order_by("-pk")[:1], today)
        if found:
            return Found(found[0], match, form)
    return None


def same_file(data: bytes, today: date) -> Found | None:
    """The publication a file belongs to: the very file, or one that only names its content hash."""
    exact = same_hash(sha256_hex(data), today)
    if exact is not None:
        return Found(exact.entry, Match.FILE, exact.form or "json")
    for named in dict.fromkeys(PRINTED_HASH.findall(data)):
        found = same_hash(named.decode(), today)
        if found is not None and found.match == Match.CONTENT:
            return Found(found.entry, Match.NAMED_ONLY)
    return None


def typed_hash(text: str) -> str | None:
    """The hash in what somebody typed: any width or case, spaces and line breaks allowed."""
    plain = "".join(unicodedata.normalize("NFKC", text).lower().split())
    return plain if HASH.fullmatch(plain) else None


def _entries(rows: Iterable[Publication], today: date) -> list[Entry]:
    found = list(rows)
    ids = [publication.pk for publication in found]
    superseded = set(
        Publication.objects.filter(supersedes_id__in=ids).values_list("supersedes_id", flat=True)
    )
    taken_back: dict[int, list[Withdrawal]] = {}
    for withdrawal in Withdrawal.objects.filter(publication_id__in=ids):
        taken_back.setdefault(withdrawal.publication_id, []).append(withdrawal)
    return [
        Entry(row, standing_of(row.pk in superseded, taken_back.get(row.pk, []), today))
        for row in found
    ]


def standing_of(superseded: bool, withdrawals: list[Withdrawal], today: date) -> Standing:
    """Withdrawn when both parties said so, hidden while one party's emergency lasts."""
    if len({withdrawal.side for withdrawal in withdrawals}) >= _SIDES:
        return Standing.WITHDRAWN
    if any(row.hide_until and row.hide_until >= today for row in withdrawals):
        return Standing.HIDDEN
    return Standing.SUPERSEDED if superseded else Standing.CURRENT


def _only(entries: list[Entry]) -> Entry:
    if not entries:
        raise Hidden
    return entries[0]
