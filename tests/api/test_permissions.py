"""Who may do what: role × method × address → status, as the one table has it."""

import re

import pytest
from django.core.files.base import ContentFile

from claims.api.urls import router as claims
from claims.domain.vocabulary import LinkKind
from claims.services.claims import claim_update
from claims.services.evidence import evidence_add
from claims.services.links import claim_link
from claims.services.notices import notice_create
from claims.services.queue import queue_hand_over
from newsroom.common.api.people import router as people
from newsroom.common.roles import Role
from sources.api.urls import router as sources
from tests import factories
from tests.permissions import API, ROLES

pytestmark = pytest.mark.django_db
NAMES = {
    "articles": "article",
    "attributions": "row",
    "claims": "claim",
    "claim-links": "link",
    "comment-requests": "request",
    "evidence": "evidence",
    "hand-overs": "hand_over",
    "notices": "notice",
    "people": "person",
    "sources": "source",
}


@pytest.fixture
def places(editor, claim, settings, tmp_path):
    """A record of each kind, that a consumer may read where consumers may read any."""
    settings.MEDIA_ROOT = tmp_path
    row = factories.attribution(editor, claim)
    request = factories.comment_request(editor, claim, outcome="responded")
    evidence = evidence_add(
        by=editor,
        claim_id=claim.pk,
        fields={"is_public": True},
        upload=ContentFile(b"a line of text", name="notes.txt"),
    )
    second = factories.person(Role.EDITOR)
    claim_update(by=editor, claim_id=claim.pk, changes={"assignee": editor})
    notice = {
        "kind": "correction",
        "dated": claim.created_at,
        "public_note": "It was Tuesday.",
        "what_was_wrong": "The day.",
    }
    return {
        "article": claim.article_id,
        "claim": claim.pk,
        "row": row.pk,
        "source": row.source_id,
        "request": request.pk,
        "evidence": evidence.pk,
        "link": claim_link(
            by=editor,
            from_claim=claim,
            to_claim=factories.claim(editor),
            kind=LinkKind.REPEATS,
        ).pk,
        "notice": notice_create(by=editor, article_id=claim.article_id, fields=notice).pk,
        "hand_over": queue_hand_over(by=editor, from_person=editor, to=second).pk,
        "person": editor.pk,
    }


@pytest.mark.parametrize("role", ROLES, ids=str)
def test_the_table(client_of, client, places, role):
    caller = client if role == "nobody" else client_of(factories.person(role))
    for (method, path), expected in API.items():
        url = f"/api/v1/{path.format(**places)}"
        response = getattr(caller, method)(url, content_type="application/json")
        found = response.status_code
        assert found == expected[role], (method, path, getattr(response, "content", b""))
        if found >= 400:
            assert response["Content-Type"] == "application/problem+json"
        if response.streaming:
            assert b"".join(response.streaming_content) == b"a line of text"


def test_every_endpoint_and_method_has_its_row():
    missing = set(endpoints()) - set(API)
    assert not missing


def endpoints():
    for router in (claims, people, sources):
        for pattern in router.urls:
            path = str(pattern.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
            kind = path.split("/")[0]
            path = re.sub(r"\(\?P<pk>.*\)", f"{{{NAMES[kind]}}}", path)
            for method in pattern.callback.actions:
                if method in pattern.callback.cls.http_method_names and method != "head":
                    yield method, path


def test_unsigned_callers_are_told_how(client):
    response = client.get("/api/v1/claims/")
    assert response["WWW-Authenticate"].startswith("Token")


def test_a_session_serves_too(client, editor):
    client.force_login(editor)
    assert client.get("/api/v1/claims/").status_code == 200
