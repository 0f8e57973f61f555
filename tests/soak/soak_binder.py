"""Binder and picture of an article with hundreds of claims: seconds, pages, bytes."""

import gzip
import random
import time
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from claims.services.evidence import evidence_add
from newsroom.common.roles import Role
from newsroom.common.transactions import whole
from tests import factories
from tests.soak.measurements import record
from tests.soak.soak_desk import CLAIMS, WORDS, long_article


def sourced(by):
    """The long article, each claim with three more attributions, evidence and a request."""
    article = long_article(by)
    chance = random.Random(7)
    outlets = [factories.source(by, kind="media") for _ in range(60)]

    def log():
        for claim in article.claims.all():
            speakers = chance.sample(outlets, 3)
            for speaker in speakers[:2]:
                factories.attribution(by, claim, "confirms", source=speaker, via=speakers[2])
            factories.attribution(by, claim, "denies")
            factories.comment_request(by, claim, outcome="responded", response="No.")
            evidence_add(by=by, claim_id=claim.pk, fields={"url": "https://example.org/a"})

    whole(log)
    article.refresh_from_db()
    return article


@pytest.mark.django_db
def test_binder_and_picture_of_a_long_article(client):
    editor = factories.person(Role.EDITOR)
    article = sourced(editor)
    client.force_login(editor)
    figures = {"words, claims, attributions": f"{WORDS}, {CLAIMS}, {CLAIMS * 4}"}

    def timed(what, name, query=""):
        url = reverse(f"desk:{name}", args=[article.pk]) + query
        took = []
        for _ in range(3):
            began = time.monotonic()
            answer = client.get(url)
            took.append(time.monotonic() - began)
            assert answer.status_code == 200
        figures[f"seconds until the answer, best of three: {what}"] = f"{min(took):.1f}"
        return answer.content

    timed("picture of the article", "article-picture")
    timed("binder as a page, for the lawyer", "binder", "?for=lawyer")
    data = timed("binder as a PDF, for the lawyer", "binder-pdf", "?for=lawyer")
    figures["pages and kB of that PDF"] = (
        f"{len(PdfReader(BytesIO(data)).pages)}, {len(data) // 1000}"
    )
    page = client.get(reverse("desk:article-picture", args=[article.pk])).content
    figures["kB of the picture's page, compressed"] = len(gzip.compress(page)) // 1000
    record("Binder and picture of a long article", figures)
