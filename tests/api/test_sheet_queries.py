"""The same number of queries for a sheet of 1 and of 100 claims, and for lists of 1 and 10."""

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.domain.vocabulary import LinkKind
from claims.models import Article
from claims.services.approvals import approval_add
from claims.services.evidence import evidence_add
from claims.services.links import claim_link
from claims.services.notices import notice_create
from claims.services.queue import claims_assign, queue_hand_over
from newsroom.common.roles import Role
from newsroom.common.transactions import whole
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
    """Log so many claims with all that hangs on them, in one step: the policy judges once."""
    whole(lambda: _log(editor, article, number))


def _log(editor, article, number):
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
        check(editor, claim)
        approval_add(by=editor, subject=claim, kind="checked by one")


def check(editor, claim):
    """What checking leaves behind: evidence that is on file elsewhere too, a link, a notice, a
    hand-over of what somebody had in their queue.
    """
    file = ContentFile(b"the same words", name="notes.txt")
    evidence_add(by=editor, claim_id=claim.pk, fields={"is_public": True}, upload=file)
    other = factories.claim(editor)
    claim_link(by=editor, from_claim=claim, to_claim=other, kind=LinkKind.REPEATS)
    notice = {
        "kind": "update",
        "dated": claim.created_at,
        "public_note": "There is more.",
        "what_was_wrong": "Nothing.",
    }
    notice_create(by=editor, article_id=claim.article_id, fields=notice, claims=[claim])
    one, two = factories.person(Role.EDITOR), factories.person(Role.FACT_CHECKER)
    claims_assign(by=editor, claim_ids=[claim.pk], to=one)
    queue_hand_over(by=editor, from_person=one, to=two)


@pytest.fixture(autouse=True)
def _store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_a_sheet(editor, client_of, article):
    clients = {role: client_of(factories.person(role)) for role in (Role.EDITOR, Role.CONSUMER)}
    path = f"/api/v1/articles/{article.pk}/sheet/"
    log(editor, article, 1)
    few = {}
    for role, client in clients.items():
        queries(client, path)
        few[role], sheet = queries(client, path)
        assert len(sheet["claims"]) == 1
    log(editor, article, 99)
    for role, client in clients.items():
        many, sheet = queries(client, path)
        assert len(sheet["claims"]) == 100
        assert len(sheet["sources"]) == 400
        assert many == few[role]


LISTS = [
    "claims/",
    "claims/?order=due&stale=false",
    "claims/?order=due&checked_by_one=true",
    "articles/",
    "attributions/",
    "comment-requests/",
    "sources/",
    "evidence/",
    "claim-links/",
    "notices/",
    "hand-overs/",
    "people/",
]


def test_lists(editor, api, article):
    """Each of the same rows: making them takes longer than asking for all the lists."""

    def asked():
        answers = {path: queries(api, f"/api/v1/{path}") for path in LISTS}
        return (
            {path: number for path, (number, _) in answers.items()},
            {path: len(page["results"]) for path, (_, page) in answers.items()},
        )

    Article.objects.update(status="published")
    log(editor, article, 1)
    asked()
    few, first = asked()
    log(editor, article, 9)
    for _ in range(9):
        factories.article(editor)
    many, then = asked()
    assert {path: number for path, number in then.items() if number < first[path] + 9} == {}
    assert many == few


@pytest.mark.parametrize("path", ["history", "affected", "transitions"])
def test_of_one_claim(editor, api, article, path):
    """However much has happened to it."""
    log(editor, article, 1)
    claim = article.claims.get()
    address = f"/api/v1/claims/{claim.pk}/{path}/"
    queries(api, address)
    few, _ = queries(api, address)
    for number in range(9):
        factories.attribution(editor, claim)
        link = f"https://example.org/{number}"
        evidence_add(by=editor, claim_id=claim.pk, fields={"url": link})
        other = factories.claim(editor)
        claim_link(by=editor, from_claim=claim, to_claim=other, kind=LinkKind.REPEATS)
    many, _ = queries(api, address)
    assert many == few
