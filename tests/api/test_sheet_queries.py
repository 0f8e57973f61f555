"""The same number of queries for a sheet of 1 and of 100 claims, and for lists of 1 and 10."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsroom.common.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db


def queries(client, path):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.get(path)
    assert response.status_code == 200
    return len(captured), response.json()


def log(editor, article, number):
    for _ in range(number):
        via = factories.source(editor, kind="media")
        claim = factories.claim(
            editor,
            article,
            anchors=[{"exact": "China"}],
            attributions=[
                {"source": factories.source(editor), "stance": "asserts", "via": via},
                {"source": factories.group(editor), "stance": "confirms", "headcount": 2},
            ],
        )
        factories.comment_request(editor, claim, outcome="responded")


@pytest.mark.parametrize("role", [Role.EDITOR, Role.CONSUMER], ids=str)
def test_a_sheet(editor, client_of, article, role):
    client = client_of(factories.person(role))
    path = f"/api/v1/articles/{article.pk}/sheet/"
    log(editor, article, 1)
    queries(client, path)
    few, sheet = queries(client, path)
    assert len(sheet["claims"]) == 1
    log(editor, article, 99)
    many, sheet = queries(client, path)
    assert len(sheet["claims"]) == 100
    assert len(sheet["sources"]) == 400
    assert many == few


@pytest.mark.parametrize(
    "path", ["claims", "articles", "attributions", "comment-requests", "sources"]
)
def test_lists(editor, api, article, path):
    log(editor, article, 1)
    queries(api, f"/api/v1/{path}/")
    few, _ = queries(api, f"/api/v1/{path}/")
    log(editor, article, 9)
    for _ in range(9):
        factories.article(editor)
    many, _ = queries(api, f"/api/v1/{path}/")
    assert many == few
