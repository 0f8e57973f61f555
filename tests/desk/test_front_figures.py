"""Each figure of the first page is that of the list behind it, for whoever looks."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from claims.domain.vocabulary import ApprovalKind, Status
from claims.models import Claim, StoredFinding, VerificationEvent
from claims.services.approvals import approval_add
from claims.services.articles import article_update
from claims.services.attributions import attribution_withdraw
from claims.services.claims import claim_update
from claims.services.verification import claim_transition
from newsroom.common.models import Desk, User
from newsroom.common.roles import Role
from tests import factories, scenes

PAGE = "/admin/"


class House:
    """Claims of each desk, of no desk, of one desk alone and of named people: some overdue, one
    verified twice, one blocked and let pass, one out on the check of one person.
    """

    def __init__(self) -> None:
        self.editor = editor = factories.person(username="editor")
        self.checker = checker = factories.person(Role.FACT_CHECKER, username="checker")
        self.desks = desks = [Desk.objects.create(name=name) for name in ("Business", "Politics")]
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
        for to in (Status.IN_REVIEW, Status.VERIFIED) * 2:
            claim_transition(by=checker, claim_id=claims[0].pk, to=to, reason="read it")
        long_ago = timezone.now() - timedelta(weeks=3, hours=5, minutes=30)
        Claim.objects.filter(pk__in=[claims[0].pk, claims[5].pk]).update(created_at=long_ago)
        Claim.objects.filter(pk=claims[8].pk).update(
            created_at=timezone.now() - timedelta(weeks=30)
        )
        approval_add(by=factories.person(), subject=claims[6], kind=ApprovalKind.CHECKED_BY_ONE)
        article_update(by=editor, article_id=articles[2].pk, changes={"provenance": "agency"})
        article_update(by=editor, article_id=articles[2].pk, changes={"status": "published"})


built, house = scenes.of_the_module(House)


@pytest.fixture
def checker(house):
    return User.objects.get(pk=house.checker.pk)


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
def test_each_figure_is_that_of_its_list(client, house, role, own):
    client.force_login(person_of(role, own and house.desks[own]))
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


def test_nothing_sealed_is_counted(client, house):
    editor = house.editor
    client.force_login(editor)
    before = {tile.name: tile.count for tile in client.get(PAGE).context["tiles"]}
    assert before["Blocked"]
    source = factories.source(editor, naming="anonymous", handler=editor)
    StoredFinding.objects.update(sealed=[source.pk])
    response = client.get(PAGE)
    assert {tile.name: tile.count for tile in response.context["tiles"]}["Blocked"] == 0
    assert response.context["tables"][3].rows == []


def test_the_first_verification_counts_whatever_came_after(house, checker):
    events = VerificationEvent.objects.filter(to_status="verified")
    assert events.count() == 2
    assert events.first_checks().get() == events.earliest("number")


def test_the_queues_stand_first_and_the_applications_last(client, house, checker):
    client.force_login(checker)
    page = client.get(PAGE).content.decode()
    places = [page.index(words) for words in ("What is to do", "Mine, next", "How it goes")]
    assert places == sorted(places)
    assert page.index("Everything there is, by application") > places[-1]
    assert "overdue by 1\xa0day" in page
    assert "/admin/claims/article/add/" not in page  # a checker adds none


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
