"""The first page: what stands first for whom, and in how many queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.domain.vocabulary import LegalOutcome
from claims.models import Claim
from claims.services.approvals import legal_read_record
from claims.services.claims import claim_update
from claims.services.policy import article_readiness, finding_override
from claims.services.verification import claim_transition
from newsroom.common.models import Desk
from newsroom.common.roles import Role
from tests import factories

PAGE = "/admin/"


def test_a_block_that_is_let_pass_is_none_until_it_stands_again(editor):
    article = factories.article(editor)
    claim = factories.claim(editor, article)
    claims = Claim.objects.filter(pk=claim.pk)
    assert claims.blocked().exists()
    second = factories.person()
    article.refresh_from_db()
    for one in article_readiness(article).blocks:
        finding_override(
            by=second,
            article_id=article.pk,
            rule=one.rule,
            record=one.record,
            claim_id=one.claim,
            reason="on deadline",
            expires_at=timezone.now() + timedelta(hours=1),
        )
    assert not claims.blocked().exists()
    with pytest.MonkeyPatch.context() as patch:
        later = timezone.now() + timedelta(hours=2)
        patch.setattr("claims.querysets.timezone.now", lambda: later)
        assert claims.blocked().exists()


@pytest.mark.parametrize("role", [Role.FACT_CHECKER, Role.LAWYER, Role.ADMIN], ids=str)
def test_as_many_queries_for_many_rows_as_for_few(client, editor, role):
    def log():
        article = factories.article(
            editor, desk=Desk.objects.create(name=str(Desk.objects.count()))
        )
        for assignee in (None, me if role is not Role.LAWYER else None):
            claim = factories.claim(editor, article)
            due = timezone.now() - timedelta(days=1)
            claim_update(
                by=editor, claim_id=claim.pk, changes={"assignee": assignee, "due_at": due}
            )
        row = factories.attribution(editor, claim)
        claim_transition(by=second, claim_id=row.claim_id, to="in_review")
        done = factories.claim(editor, article)
        factories.attribution(editor, done)
        for to in ("in_review", "verified"):
            claim_transition(by=second, claim_id=done.pk, to=to, reason="read it")

    me, second = factories.person(role), factories.person(Role.FACT_CHECKER)
    client.force_login(me)
    log()
    client.get(PAGE)
    counts = []
    for more in (0, 11):
        for _ in range(more):
            log()
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] < 45


def test_a_lawyer_finds_what_is_pending(client, editor):
    lawyer = factories.person(Role.LAWYER)
    read, waits = factories.article(editor), factories.article(editor)
    for article, outcomes in (
        (read, (LegalOutcome.PENDING, LegalOutcome.CLEARED)),
        (waits, (LegalOutcome.CLEARED, LegalOutcome.PENDING)),
    ):
        for outcome in outcomes:
            legal_read_record(by=lawyer, version=article.current_version, outcome=outcome)
    client.force_login(lawyer)
    response = client.get(PAGE)
    first = response.context["tiles"][0]
    assert (first.name, first.count) == ("Legal reads pending", 1)
    assert list(client.get(first.link).context["cl"].result_list) == [waits]
    assert [one.key for one in response.context["queues"]] == ["overdue", "blocked"]


def test_a_custodian_finds_their_sources(client, editor):
    custodian = factories.person(Role.CUSTODIAN)
    kept = factories.source(editor, naming="anonymous")
    kept.custodians.add(custodian)
    factories.source(editor, naming="anonymous").custodians.add(factories.person(Role.CUSTODIAN))
    client.force_login(custodian)
    first = client.get(PAGE).context["tiles"][0]
    assert (first.name, first.count) == ("Sources in my custody", 1)
    assert list(client.get(first.link).context["cl"].result_list) == [kept]


def test_an_empty_house(client, checker):
    client.force_login(checker)
    response = client.get(PAGE)
    assert [tile.count for tile in response.context["tiles"]] == [0] * 5
    assert response.content.decode().count("Nothing yet.") == 4
