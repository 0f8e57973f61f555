"""Who may do what: role × method × address → status, as one table."""

import pytest

from claims.api.urls import router as claims
from newsroom.common.roles import Role
from sources.api.urls import router as sources
from tests import factories

pytestmark = pytest.mark.django_db
ROLES = ["nobody", *Role]
READS = dict.fromkeys(Role, 200) | {"nobody": 401}
WRITES = dict.fromkeys(Role, 403) | {"nobody": 401, Role.EDITOR: 400, Role.ADMIN: 400}
CHECKS = WRITES | {Role.FACT_CHECKER: 400}
NEVER = dict.fromkeys(Role, 403) | {"nobody": 401, Role.EDITOR: 405, Role.ADMIN: 405}

# An empty body is enough to tell 403 (not allowed) from 400 (allowed, but what?).
TABLE = {
    ("get", "articles/"): READS,
    ("get", "claims/"): READS,
    ("get", "attributions/"): READS,
    ("get", "comment-requests/"): READS,
    ("get", "sources/"): READS,
    ("get", "articles/{article}/"): READS,
    ("get", "articles/{article}/sheet/"): READS,
    ("get", "articles/{article}/versions/"): READS,
    ("get", "claims/{claim}/"): READS,
    ("get", "claims/{claim}/confirmations/"): READS,
    ("get", "attributions/{row}/"): READS,
    ("get", "comment-requests/{request}/"): READS,
    ("get", "sources/{source}/"): READS,
    ("post", "articles/"): WRITES,
    ("post", "claims/"): WRITES,
    ("post", "attributions/"): WRITES,
    ("post", "comment-requests/"): WRITES,
    ("post", "sources/"): WRITES,
    ("put", "articles/{article}/"): WRITES,
    ("put", "claims/{claim}/"): WRITES,
    ("put", "attributions/{row}/"): WRITES,
    ("put", "comment-requests/{request}/"): WRITES,
    ("post", "attributions/{row}/withdraw/"): WRITES,
    ("post", "comment-requests/{request}/attempts/"): WRITES,
    ("post", "sources/{source}/merge/"): WRITES,
    ("post", "claims/{claim}/transitions/"): CHECKS,
    ("delete", "articles/{article}/"): NEVER,
    ("delete", "claims/{claim}/"): NEVER,
    ("delete", "attributions/{row}/"): NEVER,
    ("delete", "comment-requests/{request}/"): NEVER,
    ("delete", "sources/{source}/"): WRITES | {Role.EDITOR: 409, Role.ADMIN: 409},
}


@pytest.fixture
def places(editor, claim):
    row = factories.attribution(editor, claim)
    request = factories.comment_request(editor, claim, outcome="responded")
    return {
        "article": claim.article_id,
        "claim": claim.pk,
        "row": row.pk,
        "source": row.source_id,
        "request": request.pk,
    }


@pytest.mark.parametrize("role", ROLES, ids=str)
def test_the_table(client_of, client, places, role):
    caller = client if role == "nobody" else client_of(factories.person(role))
    for (method, path), expected in TABLE.items():
        url = f"/api/v1/{path.format(**places)}"
        response = getattr(caller, method)(url, content_type="application/json")
        assert response.status_code == expected[role], (method, path, response.content)
        if response.status_code >= 400:
            assert response["Content-Type"] == "application/problem+json"


def test_every_route_has_its_row():

    listed = {
        path.format(article="x", claim="x", row="x", request="x", source="x") for _, path in TABLE
    }
    for router in (claims, sources):
        for pattern in router.urls:
            path = str(pattern.pattern).lstrip("^").rstrip("$").replace("\\Z", "")
            start = path.split("(")[0]
            end = path.split(")")[-1] if "(" in path else ""
            filled = f"{start}x{end}" if "(" in path else start
            assert filled in listed, filled


def test_unsigned_callers_are_told_how(client):
    response = client.get("/api/v1/claims/")
    assert response["WWW-Authenticate"].startswith("Token")


def test_a_session_serves_too(client, editor):
    client.force_login(editor)
    assert client.get("/api/v1/claims/").status_code == 200
