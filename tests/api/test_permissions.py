"""Who may do what: role × method × address → status, as the one table has it."""

import re

import pytest

from claims.api.urls import router as claims
from claims.api.urls import urlpatterns
from interchange.api.urls import router as interchange
from newsroom.common.api.people import router as people
from sources.api.urls import router as sources
from tests import factories
from tests.permissions import API, ROLES
from tests.places import of_everything

pytestmark = pytest.mark.django_db
NAMES = {
    "articles": "article",
    "attributions": "row",
    "claim-reviews": "claim",
    "claims": "claim",
    "changes": "change",
    "claim-links": "link",
    "comment-requests": "request",
    "evidence": "evidence",
    "external-fact-checks": "external",
    "hand-overs": "hand_over",
    "notices": "notice",
    "people": "person",
    "policy": "profile",
    "sources": "source",
}


@pytest.fixture
def places(editor, claim, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return of_everything(editor, claim)


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
            content = b"".join(response.streaming_content)
            assert content == b"a line of text" or path.startswith("exports/")


def test_every_endpoint_and_method_has_its_row():
    missing = set(endpoints()) - set(API)
    assert not missing


def endpoints():
    for pattern in urlpatterns:
        if pattern not in claims.urls:
            for method in pattern.callback.actions:
                if method in pattern.callback.cls.http_method_names:
                    yield method, str(pattern.pattern)
    for router in (claims, interchange, people, sources):
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
