"""A whole round: draft, review, agreement, two signatures, publication, correction, next year."""

import pytest

from evaluations.choices import State
from evaluations.models import Publication, Signature
from tests import make_evaluations as makes
from tests.make_evaluations import Round


@pytest.fixture
def who(hub: object) -> Round:
    return makes.people(hub)


def test_a_document_goes_from_draft_to_publication(who: Round) -> None:
    document = makes.in_state(who, State.PUBLISHED)
    publication = Publication.objects.get(document=document)
    assert document.state == State.PUBLISHED
    assert publication.sha256 == document.current_revision.sha256
    assert publication.path == f"{who.hub.slug}/2025/r1"
    assert {s.side for s in Signature.objects.all()} == {"operator", "ward"}
    assert makes.GOALS[0] in publication.html and makes.GOALS[0] in publication.txt
    assert bytes(publication.pdf).startswith(b"%PDF")
