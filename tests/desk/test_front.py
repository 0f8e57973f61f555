"""The first page: each figure is that of the list behind it, for whoever looks."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.domain.vocabulary import ApprovalKind, LegalOutcome
from claims.models import Claim, StoredFinding, VerificationEvent
from claims.services.approvals import approval_add, legal_read_record
from claims.services.articles import article_update
from claims.services.attributions import attribution_withdraw
from claims.services.claims import claim_update
from claims.services.policy import article_readiness, finding_override
from claims.services.verification import claim_transition
from newsroom.common.models import Desk
from newsroom.common.roles import Role
from tests import factories

PAGE = "/admin/"


@pytest.fixture
def desks(db):
    return [Desk.objects.create(name=name) for name in ("Business", "Politics")]


@pytest.fixture
def house(editor, checker, desks):
    """Claims of each desk, of no desk, of one desk alone and of named people: some overdue, one
    verified twice, one blocked and let pass, one out on the check of one person.
    """
    articles = [
        factories.article(editor, desk=desks[0]),
        factories.article(editor, desk=desks[1]),
        factories.article(editor),
        factories.article(editor, desk=desks[1], access="desk"),
        factories.article(editor, access="named people"),
    ]
    claims = []
    past = timezone.now() - timedelta(days=1)
    for number, article in enumerate(articles):
        for naming in ("anonymous", "withheld", "named"):
            claim = factories.claim(editor, article, statement=f"claim {number} {naming}")
            source = factories.source(editor, naming=naming)
            factories.attribution(editor, claim, source=source)
            claims.append(claim)
        gone = factories.attribution(editor, claims[-1])
        attribution_withdraw(by=editor, attribution_id=gone.pk, reason="a mistake")
        factories.claim(editor, article, statement="unsourced")
        changes = {"assignee": checker} if number < 3 else {}
        claim_update(by=editor, claim_id=claims[-1].pk, changes={**changes, "due_at": past})
    for to in ("in_review", "verified", "in_review", "verified"):
        claim_transition(by=checker, claim_id=claims[0].pk, to=to, reason="read it")
    long_ago = timezone.now() - timedelta(weeks=3, hours=5, minutes=30)
    Claim.objects.filter(pk__in=[claims[0].pk, claims[5].pk]).update(created_at=long_ago)
    Claim.objects.filter(pk=claims[8].pk).update(created_at=timezone.now() - timedelta(weeks=30))
    approval_add(by=factories.person(), subject=claims[6], kind=ApprovalKind.CHECKED_BY_ONE)
    article_update(by=editor, article_id=articles[2].pk, changes={"provenance": "agency"})
    article_update(by=editor, article_id=articles[2].pk, changes={"status": "published"})
    return articles


def person_of(role, desk=None):
    person = factories.person(role)
    person.desk = desk
    person.save()
    return person


def figures(response):
    """Each figure of the page with its link, as a number."""
    for tile in response.context["tiles"]:
        yield tile.name, tile.count, tile.link
    for table in response.context["tables"]:
        for row in table.rows:
            numbers = [one for one in row.figures if one.link and one.shown.isdigit()]
            for one in numbers:
                yield f"{table.key}: {row.name}", int(one.shown), one.link
            for one in row.figures:  # in words, or in hundreds: of the rows that a number counts
                if one.link and not one.shown.isdigit():
                    assert one.link in {number.link for number in numbers}


@pytest.mark.parametrize(
    ("role", "own"),
    [(Role.FACT_CHECKER, None), (Role.EDITOR, 1), (Role.LAWYER, None), (Role.ADMIN, None)],
)
def test_each_figure_is_that_of_its_list(client, house, desks, role, own):
    client.force_login(person_of(role, own and desks[own]))
    response = client.get(PAGE)
    found = list(figures(response))
    assert len(found) > 20
    for name, count, link in found:
        listed = client.get(link)
        assert listed.status_code == 200, link
        assert listed.context["cl"].result_count == count, (name, link)


def test_the_figures(client, house, checker):
    client.force_login(checker)
    response = client.get(PAGE)
    tiles = {tile.name: tile.count for tile in response.context["tiles"]}
    # of five articles two are for others; of each of the rest three claims and an unsourced one
    assert tiles == {
        "My queue": 3,
        "Nobody's": 12 - 3 - 1,
        "Overdue": 3,
        "Blocked": Claim.objects.visible_to(checker).blocked().count(),
        "Out, checked by one": 1,
    }
    assert tiles["Blocked"] >= 3
    status, pace, anonymous, findings = response.context["tables"]
    in_all = dict(zip(status.columns[1:], status.rows[0].figures, strict=True))
    assert {name: one.shown for name, one in in_all.items()} == {
        "unverified": "10",
        "verified": "1",
    }
    (week,) = pace.rows
    assert [one.shown for one in week.figures] == ["1", "21 d 5 h"]
    assert pace.note == "median in days"
    shares = {row.name: [one.shown for one in row.figures] for row in anonymous.rows}
    assert shares == {
        "Business": ["67 %", "2", "3"],
        "Politics": ["67 %", "2", "3"],
        "no desk": ["100 %", "2", "2"],  # the third was logged long ago
    }
    titles = [row.name for row in findings.rows]
    assert "A claim without a source" in titles


def test_the_plot_is_of_the_same_figures(client, house, checker):
    client.force_login(checker)
    status, pace, *_ = client.get(PAGE).context["tables"]
    data, links = json.loads(status.plot.data), json.loads(status.plot.links)
    shown = {one["label"]: sum(one["data"]) for one in data["datasets"]}
    in_all = dict(zip(status.columns[1:], status.rows[0].figures, strict=True))
    assert shown == {label: int(one.shown) for label, one in in_all.items()}
    for series, addresses in zip(data["datasets"], links, strict=True):
        for count, link in zip(series["data"], addresses, strict=True):
            assert client.get(link).context["cl"].result_count == count
    (series,) = json.loads(pace.plot.data)["datasets"]
    assert series["data"] == [None] * 11 + [21.2]


def test_nothing_sealed_is_counted(client, house, editor):
    client.force_login(editor)
    before = {tile.name: tile.count for tile in client.get(PAGE).context["tiles"]}
    assert before["Blocked"]
    source = factories.source(editor, naming="anonymous", handler=editor)
    StoredFinding.objects.update(sealed=[source.pk])
    response = client.get(PAGE)
    assert {tile.name: tile.count for tile in response.context["tiles"]}["Blocked"] == 0
    assert response.context["tables"][3].rows == []


def test_a_block_that_is_let_pass_is_none_until_it_stands_again(editor, desks):
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


def test_the_first_verification_counts_whatever_came_after(house, checker):
    events = VerificationEvent.objects.filter(to_status="verified")
    assert events.count() == 2
    assert events.first_checks().get() == events.earliest("number")


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


def test_the_queues_stand_first_and_the_applications_last(client, house, checker):
    client.force_login(checker)
    page = client.get(PAGE).content.decode()
    places = [page.index(words) for words in ("What is to do", "Mine, next", "How it goes")]
    assert places == sorted(places)
    assert page.index("Everything there is, by application") > places[-1]
    assert "overdue by 1\xa0day" in page
    assert "/admin/claims/article/add/" not in page  # a checker adds none


def test_an_empty_house(client, checker):
    client.force_login(checker)
    response = client.get(PAGE)
    assert [tile.count for tile in response.context["tiles"]] == [0] * 5
    assert response.content.decode().count("Nothing yet.") == 4


@pytest.mark.parametrize(
    "query",
    [
        "logged=nonsense",
        "logged=%00",
        "verified=2026-W99",
        "logged=2026-W48/2026-W01",
        "logged=9999-W52",
        "verified=2020-W01/2099-W01",
    ],
)
def test_odd_weeks_in_an_address(client, house, checker, query):
    client.force_login(checker)
    for kind in ("claim", "attribution"):
        assert client.get(f"/admin/claims/{kind}/?{query}", follow=True).status_code == 200
