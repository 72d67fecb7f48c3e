"""The chain over the audit: sealed after the fact, so that two writers never wait for each other.

A seal covers the entries committed since the last one, in the order of their ids, and carries the
hash of the seal before. Only sealers take a lock, one per hub, and give way to one another.
The newest seal of every chain is also written outside the database (``anchor``): cutting the tail
off both tables is found by comparing with it.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now

from programs.kernel import tenancy
from programs.kernel.models import AuditEntry, AuditSeal

START = "0" * 64
_FIELDS = (
    "id",
    "hub_id",
    "at",
    "person_id",
    "role",
    "action",
    "outcome",
    "target",
    "target_ids",
    "fields",
)


@dataclass(frozen=True)
class Finding:
    """What is wrong with a chain, and at which seal."""

    chain: int
    number: int
    problem: str


def seal(chain: int, limit: int = 5000) -> int:
    """Seal the unsealed entries of a chain (hub id, 0 for none); return how many.

    Returns 0 at once when another process is sealing the same chain.
    """
    with transaction.atomic():
        tenancy.enter([chain])
        if not _try_lock(chain):
            return 0
        last = AuditSeal.objects.filter(chain=chain).order_by("-number").first()
        entries = _unsealed(chain, limit)
        if not entries:
            return 0
        number = last.number + 1 if last else 1
        previous = last.digest if last else START
        before = last.entries_before + len(last.entry_ids) if last else 0
        ids = [entry["id"] for entry in entries]
        digest = _digest(previous, number, before, entries)
        AuditSeal.objects.create(
            chain=chain,
            number=number,
            entry_ids=ids,
            entries_before=before,
            previous=previous,
            digest=digest,
        )
    anchor(chain, number, digest)
    return len(entries)


def check(chain: int) -> list[Finding]:
    """Compare a chain with its entries and with the anchor outside; return what does not fit."""
    findings: list[Finding] = []
    with transaction.atomic():
        tenancy.enter([chain])
        previous, before, number = START, 0, 0
        for link in AuditSeal.objects.filter(chain=chain).order_by("number").iterator():
            number += 1
            entries = list(
                AuditEntry.objects.filter(id__in=link.entry_ids).order_by("id").values(*_FIELDS)
            )
            if link.number != number or link.previous != previous or link.entries_before != before:
                findings.append(Finding(chain, link.number, "seal missing or out of order"))
            if len(entries) != len(link.entry_ids):
                findings.append(Finding(chain, link.number, "entries missing"))
            elif _digest(link.previous, link.number, link.entries_before, entries) != link.digest:
                findings.append(Finding(chain, link.number, "entries or seal changed"))
            previous, before, number = (
                link.digest,
                link.entries_before + len(link.entry_ids),
                link.number,
            )
    anchored = anchors().get(chain)
    if anchored and (anchored[0] > number or (anchored[0] == number and anchored[1] != previous)):
        findings.append(Finding(chain, anchored[0], "newest seals cut off"))
    return findings


def anchor_file() -> Path:
    """Return the file outside the database that remembers the newest seals."""
    return Path(settings.AUDIT_ANCHOR_DIR) / f"audit-anchors-{connection.settings_dict['NAME']}.log"


def anchor(chain: int, number: int, digest: str) -> None:
    """Append a chain's newest seal to the file outside the database."""
    path = anchor_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as file:
        file.write(f"{chain} {number} {digest}\n")


def anchors() -> dict[int, tuple[int, str]]:
    """Return chain -> (number, digest) of the newest seal that was written outside."""
    newest: dict[int, tuple[int, str]] = {}
    path = anchor_file()
    if path.exists():
        for line in path.read_text(encoding="ascii").splitlines():
            chain, number, digest = line.split()
            newest[int(chain)] = max(newest.get(int(chain), (0, "")), (int(number), digest))
    return newest


def _try_lock(chain: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('audit.seal'), %s)", [chain])
        return bool(cursor.fetchone()[0])


def _unsealed(chain: int, limit: int) -> list[dict[str, Any]]:
    """Entries no seal covers; a transaction that commits late is found within the last hour's ids."""
    seals = AuditSeal.objects.filter(chain=chain).order_by("-number")
    settled = seals.filter(at__lt=Now() - timedelta(hours=1)).first()
    floor = max(settled.entry_ids) if settled else 0
    recent = seals.filter(number__gt=settled.number if settled else 0).values_list(
        "entry_ids", flat=True
    )
    covered = {entry_id for ids in recent for entry_id in ids}
    rows = AuditEntry.objects.filter(id__gt=floor)
    rows = rows.filter(hub_id=chain) if chain else rows.filter(hub=None)
    return list(rows.exclude(id__in=covered).order_by("id").values(*_FIELDS)[:limit])


def _digest(previous: str, number: int, before: int, entries: list[dict[str, Any]]) -> str:
    body = json.dumps(
        [previous, number, before, entries], sort_keys=True, default=str, ensure_ascii=False
    )
    return hashlib.sha256(body.encode()).hexdigest()
