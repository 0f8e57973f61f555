"""The page of a source: what it stands behind, who knows it, and merging it in place."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.models import PolicyProfile
from claims.services.attributions import attribution_withdraw
from claims.services.claims import claim_update
from claims.services.custody import source_set_compromised
from claims.services.sources import source_merge, source_update
from newsroom.common import admin_seen
from newsroom.common.roles import Role
from sources.models import Source
from tests import factories
from tests.admin.pages import text_of

NOWHERE = "00000000-0000-4000-8000-000000000000"


def address(source, query=""):
    return reverse("desk:source", args=[source.pk]) + query


def opened(client, source, query=""):
    response = client.get(address(source, query))
    assert response.status_code == 200
    return response


@pytest.fixture
def source(editor):
    return factories.source(editor, description="the spokesman", kind="person")


@pytest.fixture
def secret(editor):
    """Handled by somebody else, and known to nobody here."""
    handler = factories.person(username="handler")
    restricted = {"motive": "MARK motive", "notes": "MARK notes", "role": "MARK role"}
    known = {"naming": "anonymous", "handler": handler, "description": "an aide"}
    return factories.source(handler, kind="person", **known, **restricted)


class TestWhatItStandsBehind:
    def test_each_claim_with_stance_terms_and_outcome(self, at_desk, editor, source):
        claims = [factories.claim(editor, statement=f"claim {n}") for n in range(4)]
        for claim, stance in zip(claims, ("asserts", "confirms", "denies", "asserts"), strict=True):
            factories.attribution(editor, claim, stance, source=source, terms="background")
        for claim, outcome in zip(
            claims, ("borne out", "contradicted", "contradicted"), strict=False
        ):
            changes = {"outcome": outcome, "outcome_on": "2026-11-01"}
            claim_update(by=editor, claim_id=claim.pk, changes=changes)
        response = opened(at_desk, source)
        record = response.context["record"]
        assert (record.right, record.wrong, record.stood_for.open) == (2, 1, 1)
        assert response.context["terms"] == [("background", 4)]
        page = text_of(response)
        assert "Right in 2 of the 3 claims that came to something." in page
        assert "denies claim 2 background · unverified · contradicted" in page
        for claim in claims:
            assert (
                reverse("desk:claim", args=[claim.article_id, claim.pk])
                in response.content.decode()
            )

    def test_a_withdrawn_row_is_shown_and_counts_nothing(self, at_desk, editor, source):
        row = factories.attribution(editor, factories.claim(editor), source=source)
        attribution_withdraw(by=editor, attribution_id=row.pk, reason="wrong person")
        response = opened(at_desk, source)
        assert len(response.context["said"]) == 1
        assert response.context["record"].stood_for.claims == 0
        assert response.context["terms"] == []

    def test_one_claim_is_one_however_often_it_was_said(self, at_desk, editor, source):
        claim = factories.claim(editor)
        for _ in range(2):
            factories.attribution(editor, claim, source=source)
        assert opened(at_desk, source).context["record"].stood_for.claims == 1

    def test_what_one_may_not_read_is_in_no_count(self, at_desk, editor, source):
        mara = factories.person()
        article = factories.article(mara, access="named people")
        factories.attribution(mara, factories.claim(mara, article, statement="MARK"), source=source)
        response = opened(at_desk, source)
        assert response.context["page"].paginator.count == 0
        assert response.context["record"].stood_for.claims == 0
        assert "MARK" not in response.content.decode()

    def test_pages(self, at_desk, editor, source, monkeypatch):
        monkeypatch.setattr("desk.standing.ROWS", 2)
        for _ in range(5):
            factories.attribution(editor, factories.claim(editor), source=source)
        seen = []
        for number in ("1", "2", "3"):
            response = opened(at_desk, source, f"?page={number}")
            seen += [one.row.pk for one in response.context["said"]]
            assert response.context["record"].stood_for.claims == 5
        assert len(set(seen)) == 5
        for odd in ("0", "99", "x", "%00"):
            opened(at_desk, source, f"?page={odd}")


class TestInConfidence:
    def test_behind_whom_it_stands_is_for_those_who_know_it(self, client, editor, secret, source):
        relayed = factories.claim(editor, statement="relayed words")
        row = factories.attribution(secret.handler, relayed, source=source, via=secret)
        spoken = factories.claim(editor, statement="its own words")
        factories.attribution(secret.handler, spoken, source=secret)
        for person, knows in ((editor, False), (secret.handler, True)):
            client.force_login(person)
            page = opened(client, secret)
            assert ("relayed words" in text_of(page)) is knows
            assert [one.pk for one in page.context["behind"]] == ([row.pk] if knows else [])
            assert page.context["page"].paginator.count == 1
            assert "its own words" in text_of(page)
            of_speaker = text_of(opened(client, source))
            assert ("through an aide" in of_speaker) is knows
            assert ("through a source that is held back" in of_speaker) is not knows

    def test_who_knows_them(self, client, editor, secret):
        source_set_compromised(
            by=secret.handler, source_id=secret.pk, compromised=True, reason="MARK reason"
        )
        client.force_login(editor)
        page = text_of(opened(client, secret))
        assert "Held back: the handler" in page
        assert "Compromised since" in page
        assert "MARK" not in page
        assert "deals with them" not in page
        client.force_login(secret.handler)
        page = text_of(opened(client, secret))
        assert "handler deals with them." in page
        for words in ("MARK motive", "MARK notes", "MARK role", "MARK reason"):
            assert words in page

    def test_the_sealed_identity_is_for_custodians_and_those_who_know(self, client, editor, secret):
        custodian = factories.person(Role.CUSTODIAN)
        secret.custodians.add(custodian)
        there = reverse("admin:sources_source_identity", args=[secret.pk])
        for person, is_there in ((editor, False), (custodian, True), (secret.handler, True)):
            client.force_login(person)
            page = opened(client, secret)
            assert (there in page.content.decode()) is is_there
            assert ("in your custody" in text_of(page)) is (person == custodian)


class TestNarrow:
    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            (
                {"naming": "anonymous", "description": "the minister's driver"},
                "the minister's driver",
            ),
            (
                {"naming": "withheld", "description": "one of three people in the room"},
                "one of three",
            ),
            ({"naming": "anonymous", "description": "a senior official"}, ""),
            ({"naming": "named", "description": "the minister's driver"}, ""),
        ],
    )
    def test_warned_of_as_the_policy_would(self, at_desk, editor, fields, words):
        response = opened(at_desk, factories.source(editor, **fields))
        assert response.context["narrow"] == words
        assert ("Narrow description" in text_of(response)) is bool(words)

    def test_by_the_strictest_profile_of_the_house(self, at_desk, editor):
        source = factories.source(editor, naming="anonymous", description="one of six guards")
        assert opened(at_desk, source).context["narrow"] == ""
        profile = PolicyProfile.objects.get(name="house")
        admin = factories.person(Role.ADMIN)
        rule = {"rule": "description-too-narrow", "severity": "warn"}
        change_rule(admin, profile, {**rule, "parameters": {"smallest_circle": 8}})
        assert opened(at_desk, source).context["narrow"] == "one of six"


def change_rule(admin, profile, changed):
    row = profile.settings.get(rule=changed["rule"])
    row.parameters, row.enabled = changed["parameters"], True
    row.save()


class TestMerging:
    @pytest.fixture
    def other(self, editor):
        return factories.source(editor, description="the spokesman of the ministry", kind="person")

    def test_found_shown_and_done_in_place(self, at_desk, editor, source, other):
        claim = factories.claim(editor, label="S1")
        for one, stance in ((source, "asserts"), (other, "confirms")):
            factories.attribution(editor, claim, stance, source=one)
        factories.source(editor, description="the spokesman as a group", kind="group")
        found = opened(at_desk, source, "?q=spokesman")
        assert found.context["candidates"] == [other]
        shown = opened(at_desk, source, f"?q=spokesman&into={other.pk}")
        assert "S1" in text_of(shown)
        assert re.search(r"<s[^>]*>2</s> <b>1</b>", shown.content.decode())
        seen = re.search(r'name="seen" value="([^"]+)"', shown.content.decode())[1]
        data = {"seen": seen, "into": str(other.pk)}
        answer = at_desk.post(reverse("desk:merge", args=[source.pk]), data)
        assert answer["Location"] == address(other)
        source.refresh_from_db()
        claim.refresh_from_db()
        assert (source.merged_into, claim.source_count) == (other, 1)
        assert "Merged" in text_of(at_desk.get(answer["Location"]))

    def test_what_cannot_be_merged_says_why(self, at_desk, editor, source):
        spokesman = factories.source(editor, description="his voice", speaks_for=source)
        shown = opened(at_desk, source, f"?q=voice&into={spokesman.pk}")
        assert "they are two, of one origin" in text_of(shown)
        assert 'name="into"' not in shown.content.decode()
        data = {"seen": admin_seen.seal(source), "into": str(spokesman.pk), "q": "voice"}
        answer = at_desk.post(reverse("desk:merge", args=[source.pk]), data)
        assert answer.status_code == 422
        assert 'value="voice"' in answer.content.decode()

    def test_what_another_changed_meanwhile_is_read_first(self, at_desk, source, other):
        data = {"seen": admin_seen.seal(source), "into": str(other.pk)}
        mara = factories.person(username="mara")
        changes = {"description": "another spokesman"}
        source_update(by=mara, source_id=source.pk, changes=changes)
        answer = at_desk.post(reverse("desk:merge", args=[source.pk]), data)
        assert answer.status_code == 422
        assert "mara changed it while you were at it." in text_of(answer)
        source.refresh_from_db()
        assert source.merged_into is None

    @pytest.mark.parametrize(
        "into", ["", "nonsense", "%00", "00000000-0000-4000-8000-000000000000"]
    )
    def test_bad_input(self, at_desk, source, into):
        opened(at_desk, source, f"?q=%00&into={into}")
        data = {"seen": admin_seen.seal(source), "into": into}
        answer = at_desk.post(reverse("desk:merge", args=[source.pk]), data)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode()

    def test_a_form_that_does_not_say_what_it_showed(self, at_desk, source, other):
        answer = at_desk.post(reverse("desk:merge", args=[source.pk]), {"into": str(other.pk)})
        assert answer.status_code == 422
        assert Source.objects.standing().filter(pk=source.pk).exists()

    def test_one_that_was_merged_leads_to_the_one_that_stays(self, at_desk, editor, source, other):
        source_merge(by=editor, source_id=source.pk, into_id=other.pk)
        answer = at_desk.get(address(source), follow=True)
        assert answer.redirect_chain == [(address(other), 302)]
        assert "It was merged into this source." in text_of(answer)

    def test_a_checker_merges_nothing(self, as_checker, source, other):
        page = opened(as_checker, source, f"?q=spokesman&into={other.pk}").content.decode()
        assert 'id="merge"' not in page
        data = {"seen": admin_seen.seal(source), "into": str(other.pk)}
        answer = as_checker.post(reverse("desk:merge", args=[source.pk]), data)
        assert answer.status_code == 403


def test_as_many_queries_for_many_rows_as_for_few(at_desk, editor, source):
    def log():
        claim = factories.claim(editor)
        veiled = factories.source(editor, naming="anonymous", handler=factories.person())
        factories.attribution(editor, claim, source=source, via=veiled)
        factories.attribution(editor, claim, via=source)

    other = factories.source(editor, description="the spokesman of all", kind="person")
    query = f"?q=spokesman&into={other.pk}"
    log()
    opened(at_desk, source, query)
    counts = []
    for more in (0, 10):
        for _ in range(more):
            log()
        with CaptureQueriesContext(connection) as queries:
            opened(at_desk, source, query)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_admins_page_leads_here(at_desk, source):
    page = at_desk.get(reverse("admin:sources_source_change", args=[source.pk])).content.decode()
    assert address(source) in page
