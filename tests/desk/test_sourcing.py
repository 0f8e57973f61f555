"""Rows of a claim in hand: added, changed and withdrawn in place; which sources are offered."""

import json
from uuid import uuid4

import pytest
from django.urls import reverse

from claims.services.attributions import attribution_create, attribution_update
from claims.services.claims import claim_update
from newsroom.common import admin_seen
from newsroom.common.roles import Role
from tests import factories

HTMX = {"HX-Request": "true"}


@pytest.fixture
def row(claim):
    return claim.attributions.get()


@pytest.fixture
def conduit(editor):
    """Known to its handler alone."""
    mara = factories.person(username="mara")
    return factories.source(editor, description="an aide", naming="anonymous", handler=mara)


def get(client, name, record):
    return client.get(reverse(f"desk:{name}", args=[record.pk]), headers=HTMX)


def post(client, name, record, data):
    return client.post(reverse(f"desk:{name}", args=[record.pk]), data, headers=HTMX)


def row_form(seen, source, **fields):
    data = {"draft": str(uuid4()), "seen": seen, "row": ["r1"], "r1-makes": "attribution"}
    data |= {"r1-source": str(source.pk) if source else "", "r1-stance": "confirms"}
    return data | {f"r1-{name}": value for name, value in fields.items()}


class TestAdded:
    def test_a_row_and_the_text_is_drawn_anew(self, at_desk, editor, claim):
        assert 'name="r1-source"' in get(at_desk, "sourcing", claim).content.decode()
        bob = factories.source(editor, description="Bob Ray")
        data = row_form(admin_seen.seal(claim), bob, independent="true", basis="documented")
        answer = post(at_desk, "sourcing", claim, data)
        assert (answer.status_code, answer["HX-Trigger"]) == (200, "desk:changed")
        claim.refresh_from_db()
        assert (claim.source_count, claim.documented_confirmations) == (2, 1)
        assert post(at_desk, "sourcing", claim, data).status_code == 200  # sent twice, added once
        assert claim.attributions.count() == 2

    def test_nothing_typed_is_said(self, at_desk, claim):
        answer = post(at_desk, "sourcing", claim, row_form(admin_seen.seal(claim), None))
        assert answer.status_code == 422
        assert "Who says so? Choose a source" in answer.content.decode()

    def test_what_another_added_meanwhile_is_shown_beside_what_was_typed(
        self, at_desk, editor, claim
    ):
        seen = admin_seen.seal(claim)
        bob = factories.source(editor, description="Bob Ray")
        attribution_create(by=editor, claim_id=claim.pk, fields={"source": bob, "stance": "denies"})
        data = row_form(seen, bob, note="what I had typed")
        answer = post(at_desk, "sourcing", claim, data)
        page = answer.content.decode()
        assert answer.status_code == 412
        assert "changed it while you were at it" in page
        assert "what I had typed" in page
        claim.refresh_from_db()
        assert f'value="{admin_seen.seal(claim)}"' in page
        post(at_desk, "sourcing", claim, {**data, "seen": admin_seen.seal(claim)})
        assert claim.attributions.count() == 3

    @pytest.mark.parametrize("role", [Role.FACT_CHECKER, Role.LAWYER])
    def test_not_by_who_may_not(self, client, claim, row, role):
        client.force_login(factories.person(role))
        for name, record in (("sourcing", claim), ("row", row), ("withdraw", row)):
            assert post(client, name, record, {"reason": "x"}).status_code == 403
        page = get(client, "sourcing", claim)
        assert page.status_code == 403


class TestChanged:
    def test_filled_with_what_stands_and_changed(self, at_desk, editor, claim, row):
        anchor = {"exact": "The Kremlin"}
        changes = {"quote": "Yes.", "independent": False, "anchor": anchor}
        attribution_update(by=editor, attribution_id=row.pk, changes=changes)
        page = get(at_desk, "row", row).content.decode()
        for words in ("Ann Lee", "Yes.</textarea>", "The Kremlin", 'value="false" selected'):
            assert words in page
        answer = post(at_desk, "row", row, row_form("2", row.source, headcount="1", quote="No."))
        assert answer.status_code == 200
        row.refresh_from_db()
        assert (row.stance, row.headcount, row.quote) == ("confirms", 1, "No.")
        assert row.anchors.get().exact == "The Kremlin"

    def test_on_what_terms_and_why_anonymous(self, at_desk, editor, row):
        terms = {"terms_agreed_on": "2024-03-18", "terms_agreed_by": str(editor.pk)}
        why = {"information_vital": "true", "unavailable_on_record": "false"}
        post(at_desk, "row", row, row_form("1", row.source, **terms, **why))
        row.refresh_from_db()
        assert (str(row.terms_agreed_on), row.terms_agreed_by) == ("2024-03-18", editor)
        stand = (row.information_vital, row.unavailable_on_record, row.reliable_and_placed)
        assert stand == (True, False, None)
        assert row.conditions_attested_by == editor
        page = get(at_desk, "row", row).content.decode()
        assert 'value="2024-03-18"' in page
        assert f'value="{editor.pk}" selected' in page
        answer = post(at_desk, "row", row, row_form("2", row.source, terms_agreed_on="soon"))
        assert answer.status_code == 422
        assert "Enter a valid date." in answer.content.decode()

    def test_what_another_changed_stands_beside_what_was_typed(self, at_desk, editor, claim, row):
        attribution_update(by=editor, attribution_id=row.pk, changes={"note": "theirs"})
        answer = post(at_desk, "row", row, row_form("1", row.source, note="mine"))
        page = answer.content.decode()
        assert answer.status_code == 412
        assert "<li>Note, internal: <b>theirs</b></li>" in page
        assert ">mine</textarea>" in page.replace("\n", "")
        assert 'name="seen" value="2"' in page
        row.refresh_from_db()
        assert (row.note, row.stance) == ("theirs", "asserts")

    def test_a_conduit_in_confidence_is_held_back_and_stays(
        self, at_desk, editor, claim, row, conduit
    ):
        attribution_update(by=editor, attribution_id=row.pk, changes={"via": conduit})
        page = get(at_desk, "row", row).content.decode()
        assert "Held back: confidential" in page
        assert str(conduit.pk) not in page
        assert conduit.description not in page
        assert post(at_desk, "row", row, row_form("2", row.source)).status_code == 200
        row.refresh_from_db()
        assert (row.via, row.stance) == (conduit, "confirms")

    def test_whoever_knows_it_sees_it(self, client, editor, claim, row, conduit):
        attribution_update(by=editor, attribution_id=row.pk, changes={"via": conduit})
        client.force_login(conduit.handler)
        assert str(conduit.pk) in get(client, "row", row).content.decode()

    def test_a_withdrawn_one_is_not_changed(self, at_desk, claim, row):
        post(at_desk, "withdraw", row, {"reason": "took it back", "seen": "1"})
        assert get(at_desk, "row", row).status_code == 404


class TestWithdrawn:
    def test_with_a_reason(self, at_desk, claim, row):
        answer = post(at_desk, "withdraw", row, {"reason": "took it back", "seen": "1"})
        assert answer.status_code == 200
        row.refresh_from_db()
        assert row.withdrawn_reason == "took it back"

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            ({"reason": "", "seen": "1"}, "Say why it is withdrawn."),
            ({"reason": "typed", "seen": "7"}, "It was changed meanwhile"),
            ({"reason": "x" * 400, "seen": "1"}, "at most 300 characters"),
        ],
    )
    def test_refused_with_what_was_typed(self, at_desk, claim, row, data, said):
        answer = post(at_desk, "withdraw", row, data)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert said in page
        assert f'value="{data["reason"]}"' in page

    def test_twice_is_said(self, at_desk, claim, row):
        post(at_desk, "withdraw", row, {"reason": "one", "seen": "1"})
        assert post(at_desk, "withdraw", row, {"reason": "two", "seen": "2"}).status_code == 422


class TestOffered:
    def offered(self, client, article, q="", role="source"):
        return post(client, "sources", article, {"q": q, "role": role}).json()["sources"]

    def test_those_of_the_article_first_and_as_before(self, at_desk, editor, article, claim):
        factories.source(editor, description="Annabel")
        found = self.offered(at_desk, article, "ann")
        assert [one["label"] for one in found] == ["Ann Lee", "Annabel"]
        assert found[0]["before"]["terms"] == "on the record"
        assert found[0]["about"] == ["person", "named", "in this article"]
        assert [one["label"] for one in self.offered(at_desk, article)] == ["Ann Lee"]

    def test_by_every_word_the_very_wording_first(self, at_desk, editor, article, claim):
        for one in ("China's foreign ministry", "China"):
            factories.source(editor, description=one)
        assert [one["label"] for one in self.offered(at_desk, article, "china")] == [
            "China",
            "China's foreign ministry",
        ]
        assert len(self.offered(at_desk, article, "ministry china")) == 1
        assert self.offered(at_desk, article, "% \x00_") == []

    def test_a_conduit_in_confidence_is_not_told_by_offering_it(
        self, client, at_desk, editor, article, claim, row, conduit
    ):
        attribution_update(by=editor, attribution_id=row.pk, changes={"via": conduit})
        assert self.offered(at_desk, article, role="via") == []
        (found,) = self.offered(at_desk, article, "aide", role="via")
        assert "in this article" not in found["about"]
        client.force_login(conduit.handler)
        assert len(self.offered(client, article, role="via")) == 1

    def test_a_role_that_is_none(self, at_desk, article):
        assert post(at_desk, "sources", article, {"role": "notes"}).status_code == 400


class TestRead:
    def read(self, client, article, words, of="row", **more):
        return post(client, "read", article, {"of": of, "words": words, **more})

    def test_a_source_that_the_words_name(self, at_desk, editor, article, claim):
        found = self.read(at_desk, article, "said Ann Lee, who denied it").json()
        assert (found["source"]["label"], found["fills"]) == ("Ann Lee", {"stance": "denies"})

    def test_of_two_of_the_same_wording_neither(self, at_desk, editor, article):
        for _ in range(2):
            factories.source(editor, description="an official")
        assert self.read(at_desk, article, "an official said").json()["source"] is None

    def test_the_group_of_which_some_speak(self, at_desk, editor, article, claim):
        small, group = factories.group(editor, 2), factories.group(editor)
        for one in (group, small):
            factories.attribution(editor, claim, source=one)
        assert self.read(at_desk, article, "Four of them said").json()["group"]["id"] == str(
            group.pk
        )

    def test_of_a_claim(self, at_desk, article):
        found = self.read(at_desk, article, "it could rain", of="claim").json()
        assert found == {"kind": "forecast", "hedge": "could"}

    def test_a_phrase_with_its_number(self, at_desk, article):
        more = {"phrase": "familiar", "n": "3"}
        found = self.read(at_desk, article, "", of="phrase", **more).json()
        assert found["anew"]["description"] == "three sources familiar with the matter"
        assert self.read(at_desk, article, "", of="phrase", phrase="no").status_code == 400


def test_the_drafts_of_a_row_and_of_sourcing_come_back_as_such(
    at_desk, editor, article, claim, row
):
    claim_update(by=editor, claim_id=claim.pk, changes={"note": "n"})
    for more, address in (
        ({"of_claim": str(claim.pk)}, reverse("desk:sourcing", args=[claim.pk])),
        (
            {"of_claim": str(claim.pk), "of_row": str(row.pk)},
            reverse("desk:row", args=[row.pk]),
        ),
    ):
        data = row_form("1", row.source, note="half", anchor=json.dumps([])) | more
        url = reverse("desk:keep", args=[article.pk, data["draft"]])
        assert at_desk.post(url, data).status_code == 204
        page = at_desk.get(reverse("desk:resume", args=[data["draft"]]), headers=HTMX)
        assert f'action="{address}"' in page.content.decode()
        assert "half" in page.content.decode()
