"""Checking a claim in the admin: its moves, what a decision rests on, and who has it."""

import pytest

from claims.models import PolicyProfile
from claims.services.custody import source_set_compromised
from claims.services.evidence import evidence_add
from claims.services.links import claim_link
from claims.services.profiles import article_set_profile
from claims.services.queue import claims_assign
from claims.services.verification import claim_transition
from newsroom.common.roles import Role
from tests import factories
from tests.admin.pages import text_of

pytestmark = pytest.mark.django_db
NOWHERE = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def person(db):
    person = factories.person(Role.FACT_CHECKER)
    person.first_name, person.last_name = "Ben", "Ott"
    person.save()
    return person


@pytest.fixture
def checker(client, person):
    client.force_login(person)
    return client


@pytest.fixture
def claim(editor, person):
    """In review, with one row of sourcing."""
    claim = factories.claim(editor)
    factories.attribution(editor, claim)
    return claim_transition(by=person, claim_id=claim.pk, to="in_review")


@pytest.fixture
def rows(claim, person):
    return [
        evidence_add(by=person, claim_id=claim.pk, fields={"url": f"https://example.org/{n}"})
        for n in range(3)
    ]


def page_of(claim, page="check"):
    return f"/admin/claims/claim/{claim.pk}/{page}/"


def decide(client, claim, **data):
    page = page_of(claim)
    return client.post(page, {"seen": client.get(page).context["seen"], **data})


def squeezed(response):
    return " ".join(response.content.decode().split())


class TestDeciding:
    def test_what_it_rests_on_is_ticked(self, checker, claim, rows):
        ticked = [str(one.pk) for one in rows[:2]]
        response = decide(checker, claim, to="verified", reason="read both", evidence=ticked)
        assert response.status_code == 302
        event = claim.events.last()
        assert (event.to_status, event.reason) == ("verified", "read both")
        assert {str(one) for one in event.evidence} == set(ticked)
        card = text_of(checker.get(page_of(claim, "change")))
        assert "Ben Ott moved it on" in card
        assert "“read both”" in card

    def test_the_address_chooses_the_move_and_ticks(self, checker, claim, rows):
        query = f"?to=disputed&evidence={rows[1].pk}"
        found = squeezed(checker.get(page_of(claim) + query))
        assert 'value="disputed" checked' in found
        assert found.count(" checked") == 2
        assert f'value="{rows[1].pk}" checked' in found

    @pytest.mark.parametrize(
        "query",
        ["to=nonsense", "to=", "evidence=nonsense", "to=verified&to=refuted", "reason=%00"],
    )
    def test_odd_addresses(self, checker, claim, rows, query):
        assert checker.get(f"{page_of(claim)}?{query}").status_code == 200

    @pytest.mark.parametrize(
        ("data", "field", "says"),
        [
            ({"to": ""}, "to", "Choose where"),
            ({"to": "nonsense"}, "to", "Choose where"),
            ({"to": "verified", "reason": ""}, "reason", "Say why the claim is verified"),
            ({"to": "verified", "reason": " \n"}, "reason", "Say why the claim is verified"),
            ({"to": "verified", "reason": "a\x00b"}, "reason", "Null characters"),
            ({"to": "verified", "evidence": ["nonsense"]}, "evidence", "not a valid UUID"),
            ({"to": "verified", "evidence": [NOWHERE]}, "evidence", "for this claim only"),
            ({"to": "withdrawn"}, "__all__", "Only an editor"),
            ({"to": "unverified"}, "__all__", "does not move to unverified"),
        ],
    )
    def test_bad_input_comes_back_with_all_that_was_typed(
        self, checker, claim, rows, data, field, says
    ):
        mine = {"reason": "my words", "evidence": [str(rows[2].pk)], "to": "disputed"}
        response = decide(checker, claim, **{**mine, **data})
        assert response.status_code == 200
        assert says in str(response.context["form"].errors[field])
        assert says in text_of(response)
        if "reason" not in data:
            assert "my words" in text_of(response)
        if "evidence" not in data:
            assert f'value="{rows[2].pk}" checked' in squeezed(response)
        claim.refresh_from_db()
        assert claim.status == "in_review"

    def test_evidence_of_another_claim_is_refused_not_dropped(self, checker, claim, editor, person):
        other = evidence_add(
            by=person, claim_id=factories.claim(editor).pk, fields={"url": "https://example.org/"}
        )
        response = decide(checker, claim, to="verified", reason="x", evidence=[str(other.pk)])
        assert "on file for this claim only" in text_of(response)

    def test_the_moves_that_are_closed_say_why(self, checker, client, claim, editor, person):
        card = text_of(checker.get(page_of(claim, "change")))
        assert "Verified …" in card
        assert "Withdrawn is closed to you: Only an editor can do that." in card
        client.force_login(editor)
        card = text_of(client.get(page_of(claim, "change")))
        assert "Verified is closed to you: You wrote the statement" in card
        assert "Verified …" not in card
        assert "Withdrawn …" in card
        client.force_login(factories.person(Role.LAWYER))
        assert "Only a fact-checker or an editor" in text_of(client.get(page_of(claim)))
        response = decide(client, claim, to="verified", reason="x")
        assert "Only a fact-checker or an editor" in text_of(response)

    def test_what_the_policy_finds_is_overridden_with_a_reason(self, client, claim, editor):
        profile = PolicyProfile.objects.get(name="fact-check")
        article_set_profile(by=editor, article_id=claim.article_id, profile=profile)
        aide = factories.source(editor, naming="anonymous", description="an aide")
        factories.attribution(editor, claim, source=aide)
        client.force_login(factories.person(Role.EDITOR))
        assert "in spite of" not in text_of(client.get(page_of(claim)))
        data = {"to": "verified", "reason": "read it"}
        response = decide(client, claim, **data)
        assert "It cannot be verified yet" in text_of(response)
        assert "in spite of what the policy finds" in text_of(response)
        assert decide(client, claim, **data, override="I trust her").status_code == 302
        assert claim.events.last().override_reason == "I trust her"

    def test_what_is_not_there(self, checker, editor):
        hidden = factories.claim(
            editor, factories.article(editor, access="named people"), statement="MARK"
        )
        for pk in ("nonsense", NOWHERE, hidden.pk):
            address = f"/admin/claims/claim/{pk}/check/"
            assert checker.get(address).status_code == 404
            response = checker.post(address, {"to": "verified", "reason": "my words"})
            assert response.status_code == 404
            assert "my words" in text_of(response)
            assert "MARK" not in response.content.decode()

    def test_where_a_source_is_compromised_the_count_says_so(self, checker, claim, editor):
        row = claim.attributions.get()
        assert f"{row} compromised" not in text_of(checker.get(page_of(claim)))
        source_set_compromised(by=editor, source_id=row.source_id, compromised=True, reason="x")
        assert f"{row} compromised" in text_of(checker.get(page_of(claim)))


class TestTaking:
    def send(self, client, claim, follow=True, **data):
        return client.post(page_of(claim, "assign"), data, follow=follow)

    def test_it_is_taken_and_handed_back(self, checker, claim, person):
        assert "Take it" in text_of(checker.get(page_of(claim, "change")))
        told = text_of(self.send(checker, claim, to="me"))
        assert "It is yours now." in told
        assert "You have it" in told
        assert "Take it" not in told
        claim.refresh_from_db()
        assert claim.assignee == person
        told = text_of(self.send(checker, claim, to=""))
        assert "It is nobody's now." in told.replace("&#x27;", "'")
        claim.refresh_from_db()
        assert claim.assignee is None

    def test_what_another_has_is_not_taken(self, checker, claim, editor):
        claims_assign(by=editor, claim_ids=[claim.pk], to=editor)
        assert "Take it" not in text_of(checker.get(page_of(claim, "change")))
        for to in ("me", ""):
            assert f"{editor} has" in text_of(self.send(checker, claim, to=to))
        claim.refresh_from_db()
        assert claim.assignee == editor

    @pytest.mark.parametrize("data", [{}, {"to": "nonsense"}, {"to": NOWHERE}])
    def test_nothing_is_guessed(self, checker, claim, person, data):
        claims_assign(by=person, claim_ids=[claim.pk], to=person)
        assert "Take it, or hand it back." in text_of(self.send(checker, claim, **data))
        claim.refresh_from_db()
        assert claim.assignee == person

    def test_by_post_alone_and_by_who_may(self, checker, client, claim, editor):
        assert checker.get(page_of(claim, "assign")).status_code == 405
        assert checker.post(f"/admin/claims/claim/{NOWHERE}/assign/").status_code == 404
        hidden = factories.claim(editor, factories.article(editor, access="named people"))
        assert self.send(checker, hidden, to="me").status_code == 404
        client.force_login(factories.person(Role.LAWYER))
        assert self.send(client, claim, to="me").status_code == 403
        assert "Take it" not in text_of(client.get(page_of(claim, "change")))

    def test_what_is_decided_has_no_button(self, checker, claim, person):
        claim_transition(by=person, claim_id=claim.pk, to="disputed", reason="unclear")
        assert "Take it" not in text_of(checker.get(page_of(claim, "change")))
        assert "nothing is left to check" in text_of(self.send(checker, claim, to="me"))


class TestElsewhere:
    def test_what_says_the_same_and_whom_to_tell(self, checker, claim, editor, mara):
        other = factories.claim(mara, statement="He goes to China")
        claim_link(by=editor, from_claim=other, to_claim=claim, kind="repeats")
        update = factories.claim(mara, statement="He goes in June")
        claim_link(by=editor, from_claim=update, to_claim=claim, kind="updates")
        card = text_of(checker.get(page_of(claim, "change")))
        assert "He goes to China" in card
        assert "tell Mara Lind" in card
        assert "He goes in June updates it" in card
        assert "look at what says the same" not in card
        claim_transition(by=editor, claim_id=claim.pk, to="withdrawn", reason="wrong")
        card = text_of(checker.get(page_of(claim, "change")))
        assert "Because the claim is withdrawn, look at what says the same" in card
        article = text_of(checker.get(f"/admin/claims/article/{claim.article_id}/change/"))
        assert "is repeated elsewhere, and the claim is withdrawn" in article

    def test_not_of_what_one_may_not_read(self, checker, claim, editor):
        article = factories.article(editor, access="named people", headline="MARK")
        hidden = factories.claim(editor, article, statement="MARK")
        for kind in ("repeats", "contradicts"):
            claim_link(by=editor, from_claim=hidden, to_claim=claim, kind=kind)
            claim_link(by=editor, from_claim=claim, to_claim=hidden, kind=kind)
        claim_transition(by=editor, claim_id=claim.pk, to="withdrawn", reason="wrong")
        for path in (page_of(claim, "change"), f"/admin/claims/article/{claim.article_id}/change/"):
            response = checker.get(path)
            assert b"MARK" not in response.content
            assert "look at what says the same" not in text_of(response)
