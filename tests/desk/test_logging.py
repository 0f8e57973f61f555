"""Logging a claim from selected words: what is written, refused, kept and given back."""

import json
from uuid import uuid4

import pytest
from django.urls import reverse

from claims.models import Claim
from claims.services.articles import article_update
from desk.models import Draft
from newsroom.common.models import Desk
from newsroom.common.roles import Role
from sources.models import Source
from tests import factories
from tests.desk.conftest import WORDS

HTMX = {"HX-Request": "true"}


def place(article, exact, **more):
    text = article.current_version.text
    start = text.index(exact)
    number = article.current_version.number
    return {"start": start, "end": start + len(exact), "exact": exact, "version": number, **more}


def form(article, *rows, **more):
    """A form as the page sends it: each of `rows` the fields of one."""
    data = {
        "draft": str(uuid4()),
        "statement": "Putin goes to China in May",
        "kind": "forecast",
        "anchors": json.dumps([place(article, WORDS)]),
        "row": [f"r{n}" for n, _ in enumerate(rows)],
        **more,
    }
    for n, row in enumerate(rows):
        data |= {f"r{n}-{name}": value for name, value in {"makes": "attribution", **row}.items()}
    return data


def send(client, article, data):
    return client.post(reverse("desk:log", args=[article.pk]), data, headers=HTMX)


@pytest.fixture
def ann(editor):
    return factories.source(editor, description="Ann Lee", kind="person")


class TestLogged:
    def test_a_claim_with_its_place_and_who_says_so(self, at_desk, article, ann):
        row = {"source": str(ann.pk), "source_text": "Ann Lee", "terms": "on the record"}
        row["anchor"] = json.dumps([place(article, "The Kremlin")])
        answer = send(at_desk, article, form(article, row, hedge="could", is_lead="on"))
        assert (answer.status_code, answer["HX-Trigger"]) == (200, "desk:changed")
        claim = Claim.objects.get()
        assert answer["HX-Push-Url"] == reverse("desk:claim", args=[article.pk, claim.pk])
        assert (claim.kind, claim.hedge, claim.is_lead) == ("forecast", "could", True)
        assert claim.anchors.get().exact == WORDS
        row = claim.attributions.get()
        assert (row.source, row.stance, row.terms) == (ann, "asserts", "on the record")
        assert row.anchors.get().exact == "The Kremlin"
        assert claim.source_count == 1

    def test_every_field_of_a_row(self, at_desk, article, editor, ann):
        group = factories.group(editor)
        given = {
            "stance": "confirms",
            "headcount": "2",
            "others": "on",
            "terms": "anonymity",
            "medium": "document",
            "via": str(ann.pk),
            "knowledge": "briefed",
            "independent": "true",
            "basis": "documented",
            "basis_note": "by the desk",
            "scope": "clear",
            "quotation": "partial",
            "quote": "no limits ",
            "quote_language": "ru",
            "translator": "the desk",
            "stated_on": "2022-02",
            "occasion": "private",
            "note": "n",
        }
        send(at_desk, article, form(article, {"source": str(group.pk), **given}))
        row = Claim.objects.get().attributions.get()
        kept = {name: getattr(row, name) for name in given}
        assert kept == given | {"headcount": 2, "others": True, "independent": True, "via": ann}

    def test_a_row_in_which_nothing_was_typed_is_none(self, at_desk, article):
        assert send(at_desk, article, form(article, {"terms": "anonymity"})).status_code == 200
        assert not Claim.objects.get().attributions.exists()

    def test_a_new_source_is_recorded_once_for_all_rows(self, at_desk, article):
        new = {
            "anew": ["s1", "s2"],
            "s1-description": "five sources familiar with the matter",
            "s1-kind": "group",
            "s1-naming": "anonymous",
            "s1-headcount": "5",
            "s2-description": "named by no row",
        }
        rows = {"source": "new:s1"}, {"source": "new:s1", "headcount": "1", "stance": "confirms"}
        assert send(at_desk, article, form(article, *rows, **new)).status_code == 200
        source = Source.objects.get()
        assert (source.headcount, source.naming) == (5, "anonymous")
        assert source.attributions.count() == 2

    def test_who_was_asked_as_the_copy_reports_it(self, at_desk, article, editor):
        kremlin = factories.source(editor, description="The Kremlin", kind="organisation")
        words = "The Kremlin declined to comment."
        row = {"makes": "request", "source": str(kremlin.pk), "outcome": "declined to comment"}
        row["anchor"] = json.dumps([place(article, words)])
        send(at_desk, article, form(article, row))
        claim = Claim.objects.get()
        request = claim.comment_requests.get()
        assert (request.outcome, request.recorded) == ("declined to comment", "as reported in copy")
        assert request.anchors.get().exact == words
        assert not claim.attributions.exists()

    def test_without_scripts_the_page_goes_on_to_the_claim(self, at_desk, article):
        answer = at_desk.post(reverse("desk:log", args=[article.pk]), form(article))
        assert answer.url == reverse("desk:claim", args=[article.pk, Claim.objects.get().pk])


class TestRefused:
    @pytest.mark.parametrize(
        ("row", "said"),
        [
            ({"source_text": "Nobody we know"}, "“Nobody we know” is no source yet"),
            ({"quote": "said by whom?"}, "Who says so?"),
            ({"source": str(uuid4())}, "That source is not there any more"),
            ({"source": "new:s9"}, "That source is not there any more"),
            ({"source": "x\x00"}, "Null characters are not allowed"),
            ({"source": "ANN", "headcount": "2"}, "2 of one person"),
            ({"source": "ANN", "stance": "sings"}, "Select a valid choice"),
            ({"source": "ANN", "stated_on": "yesterday"}, "A day, month or year"),
            ({"source": "ANN", "via": "ANN"}, "cannot be its own conduit"),
        ],
    )
    def test_said_by_field_with_what_was_typed(self, at_desk, article, ann, row, said):
        row = {name: str(ann.pk) if value == "ANN" else value for name, value in row.items()}
        answer = send(at_desk, article, form(article, row, statement="What I typed"))
        page = answer.content.decode()
        assert answer.status_code == 422
        assert said in page
        assert ">What I typed</textarea>" in page.replace("\n", "")
        assert not Claim.objects.exists()

    def test_a_statement_is_needed(self, at_desk, article):
        answer = send(at_desk, article, form(article, statement=""))
        assert (answer.status_code, Claim.objects.count()) == (422, 0)
        assert "Say what is claimed." in answer.content.decode()

    def test_a_new_source_without_wording_or_with_too_many_people(self, at_desk, article):
        new = {"anew": ["s1"], "s1-kind": "person", "s1-naming": "named", "s1-headcount": "3"}
        answer = send(at_desk, article, form(article, {"source": "new:s1"}, **new))
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Give a description as the copy words it" in page
        assert "above 1 for a group only" in page
        assert not Source.objects.exists()

    @pytest.mark.parametrize(
        "anchors",
        ["", "{", "7", '[{"start": 1}]', '[{"start": "a", "end": 2, "exact": 3}]', "[[]]"],
    )
    def test_places_that_are_none_are_passed_over(self, at_desk, article, anchors):
        assert send(at_desk, article, form(article, anchors=anchors)).status_code == 200
        assert not Claim.objects.get().anchors.exists()

    def test_a_label_that_is_taken(self, at_desk, editor, article):
        factories.claim(editor, article, label="S1")
        answer = send(at_desk, article, form(article, label="S1"))
        assert answer.status_code == 422
        assert "Another claim of this article has this label." in answer.content.decode()


class TestOnce:
    def test_the_same_form_twice_is_logged_once(self, at_desk, article):
        data = form(article)
        assert {send(at_desk, article, data).status_code for _ in range(2)} == {200}
        assert Claim.objects.count() == 1

    def test_what_was_changed_since_comes_back_to_be_decided(self, at_desk, article):
        data = form(article)
        send(at_desk, article, data)
        answer = send(at_desk, article, {**data, "statement": "Typed since"})
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "has been sent and logged before" in page
        assert "Typed since" in page
        assert data["draft"] not in page
        assert Claim.objects.count() == 1

    def test_a_form_that_was_refused_can_be_sent_again(self, at_desk, article):
        data = form(article, statement="")
        assert send(at_desk, article, data).status_code == 422
        assert send(at_desk, article, {**data, "statement": "Said"}).status_code == 200


class TestStale:
    def test_words_that_moved_are_found_again_and_that_is_said(self, at_desk, editor, article):
        data = form(article)
        article_update(by=editor, article_id=article.pk, changes={"body": f"New. {WORDS}. More."})
        answer = send(at_desk, article, data)
        assert answer.status_code == 200
        assert "the words were found again" in answer.content.decode()
        assert Claim.objects.get().anchors.get().start == 5

    def test_words_that_are_gone_are_told_and_nothing_is_lost(self, at_desk, editor, article, ann):
        row = {"source": str(ann.pk), "source_text": "Ann Lee", "note": "kept note"}
        row["anchor"] = json.dumps([place(article, "The Kremlin")])
        data = form(article, row)
        article_update(by=editor, article_id=article.pk, changes={"body": f"{WORDS}. Nobody."})
        answer = send(at_desk, article, data)
        page = answer.content.decode()
        assert answer.status_code == 412
        assert "<li>“The Kremlin”</li>" in page
        assert "kept note" in page
        assert "&quot;version&quot;: 2" in page  # what was found again is on the text that stands
        assert not Claim.objects.exists()


class TestDrafts:
    def keep(self, client, article, data):
        url = reverse("desk:keep", args=[article.pk, data["draft"]])
        return client.post(url, data, headers=HTMX).status_code

    def test_kept_listed_and_given_back(self, at_desk, article, ann):
        row = {"source": str(ann.pk), "source_text": "Ann Lee", "quote": "half a", "note": "\x00!"}
        data = form(article, row, statement="Half a sta")
        assert self.keep(at_desk, article, data) == 204
        assert self.keep(at_desk, article, {**data, "statement": "Half a statement"}) == 204
        page = at_desk.get(reverse("desk:article", args=[article.pk])).content.decode()
        assert "Unfinished claim:" in page
        assert "“Half a statement”" in page
        again = at_desk.get(reverse("desk:resume", args=[data["draft"]]), headers=HTMX)
        form_back = again.content.decode()
        for words in ("Half a statement", "half a", 'value="Ann Lee"', data["draft"]):
            assert words in form_back
        assert 'class="error"' not in form_back

    def test_gone_once_logged_and_not_brought_back_by_what_comes_late(self, at_desk, article):
        data = form(article)
        self.keep(at_desk, article, data)
        send(at_desk, article, data)
        assert not Draft.objects.exists()
        assert self.keep(at_desk, article, data) == 204
        assert not Draft.objects.exists()

    def test_discarded(self, at_desk, article):
        data = form(article)
        self.keep(at_desk, article, data)
        at_desk.post(reverse("desk:discard", args=[data["draft"]]), headers=HTMX)
        assert not Draft.objects.exists()

    def test_nobody_else_reads_changes_or_discards_it(self, client, editor, article):
        client.force_login(editor)
        data = form(article, statement="Mine alone")
        self.keep(client, article, data)
        client.force_login(factories.person())
        assert (
            "Mine alone"
            not in client.get(reverse("desk:article", args=[article.pk])).content.decode()
        )
        assert client.get(reverse("desk:resume", args=[data["draft"]])).status_code == 404
        assert self.keep(client, article, data) == 409
        client.post(reverse("desk:discard", args=[data["draft"]]))
        assert Draft.objects.get().by == editor

    def test_too_long_is_said(self, at_desk, article):
        assert self.keep(at_desk, article, form(article, statement="x" * 200_001)) == 409

    def test_a_form_of_the_browser_is_given_back_with_its_places_found(
        self, at_desk, editor, article
    ):
        data = form(article)
        article_update(by=editor, article_id=article.pk, changes={"body": f"New. {WORDS}. More."})
        answer = at_desk.post(reverse("desk:restore", args=[article.pk]), data, headers=HTMX)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "the words were found again" in page
        assert "&quot;start&quot;: 5" in page


class TestWho:
    def addresses(self, article):
        draft = uuid4()
        return [
            reverse("desk:log", args=[article.pk]),
            reverse("desk:restore", args=[article.pk]),
            reverse("desk:keep", args=[article.pk, draft]),
        ]

    @pytest.mark.parametrize("role", [Role.FACT_CHECKER, Role.LAWYER, Role.CONSUMER])
    def test_only_who_may_log(self, client, article, role):
        client.force_login(factories.person(role))
        data = form(article)
        assert {client.post(one, data).status_code for one in self.addresses(article)} == {403}
        assert not Claim.objects.exists()
        if role is not Role.CONSUMER:
            page = client.get(reverse("desk:article", args=[article.pk])).content.decode()
            assert "log-blank" not in page

    def test_a_stranger_is_asked_to_sign_in(self, client, article):
        for one in self.addresses(article):
            assert client.post(one, {}, headers=HTMX).status_code == 401
            assert client.post(one, {}).url.startswith("/admin/login/")

    def test_an_article_of_another_desk_is_not_there(self, client, editor, article):
        changes = {"access": "desk", "desk": Desk.objects.create(name="Sport")}
        article_update(by=editor, article_id=article.pk, changes=changes)
        client.force_login(factories.person())
        urls = [*self.addresses(article)]
        urls += [reverse(f"desk:{one}", args=[article.pk]) for one in ("read", "sources")]
        assert {client.post(one, {}).status_code for one in urls} == {404}

    def test_a_token_for_the_page_that_was_left_open(self, at_desk, editor):
        told = at_desk.get(reverse("desk:token")).json()
        assert told["person"] == str(editor.pk)
        assert len(told["token"]) > 30
        assert "Close this tab" in at_desk.get(reverse("desk:back")).content.decode()
