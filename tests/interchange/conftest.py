"""An article that is out, with a decided claim and one that is not."""

import pytest

from claims.domain.vocabulary import Status
from claims.services.evidence import evidence_add
from claims.services.verification import claim_transition
from newsroom.common.roles import Role
from tests import factories
from tests.api.conftest import client_of, consumer

__all__ = ["client_of", "consumer"]
NASTY = '</script><script>alert(1)</script> & \u2028 "it\'s"'


@pytest.fixture
def article(editor):
    return factories.article(
        editor,
        status="published",
        outlet="Demo News",
        url="https://news.example/putin",
        language="en",
        published_at="2024-03-19T05:26:00Z",
    )


def decided(editor, article, status=Status.REFUTED, **fields):
    """A claim of `article`, asserted by a named source on the record, and decided."""
    source = factories.source(editor, kind="person", name="Ann Lee", role="minister")
    row = {"source": source, "stance": "asserts", "terms": "on the record"}
    made = factories.claim(editor, article, attributions=[row], **fields)
    evidence_add(
        by=editor,
        claim_id=made.pk,
        fields={"url": "https://example.org/programme", "is_public": True},
    )
    checker = factories.person(Role.FACT_CHECKER)
    for to in (Status.IN_REVIEW, status):
        claim_transition(by=checker, claim_id=made.pk, to=to, reason="Looked.")
    made.refresh_from_db()
    return made


@pytest.fixture
def claim(editor, article):
    return decided(editor, article, anchors=[{"exact": "travel to China in May"}])
