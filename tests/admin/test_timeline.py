"""Timelines and versions side by side in the admin: in words, whole, and of one's own business."""

import re

import pytest
from django.contrib import admin

from claims.models import Article, Claim
from claims.services.articles import article_update
from claims.services.claims import claim_update
from claims.services.evidence import evidence_add
from claims.services.links import claim_link
from claims.services.notices import notice_create
from claims.services.queue import claims_assign, queue_hand_over
from claims.services.verification import claim_transition
from newsroom.common.history import Origin, written_from
from newsroom.common.roles import Role
from tests import factories
from tests.admin.pages import text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(editor):
    return factories.article(editor)


@pytest.fixture
def claim(editor, article):
    return factories.claim(editor, article, anchors=[{"exact": "China in May"}])


def timeline_of(record):
    return f"/admin/claims/{record._meta.model_name}/{record.pk}/timeline/"


class TestTimeline:
    def test_of_a_claim_in_words(self, desk, client, editor, claim, mara):
        checker = factories.person(Role.FACT_CHECKER)
        claim_update(by=mara, claim_id=claim.pk, changes={"statement": "He may go", "hedge": "may"})
        factories.attribution(editor, claim, source=factories.source(editor, description="an aide"))
        link = {"url": "https://example.org/list"}
        evidence = evidence_add(by=checker, claim_id=claim.pk, fields=link)
        claims_assign(by=editor, claim_ids=[claim.pk], to=mara)
        claim_transition(by=checker, claim_id=claim.pk, to="in_review")
        claim_transition(
            by=checker, claim_id=claim.pk, to="disputed", reason="two dates", evidence=[evidence]
        )
        told = text_of(desk.get(timeline_of(claim)))
        for words in (
            "Statement: Putin will travel to China in May → He may go",
            "Attribution added",
            "source an aide",
            "https://example.org/list",
            "Assignee: empty → Mara Lind",
            "Verification event moved",
            "two dates",
            "evidence https://example.org/list",
            "by a command",
        ):
            assert words in told, words
        assert str(evidence.pk) not in told
        assert told.index("two dates") < told.index("→ He may go")
        assert "Earlier" not in told

    def test_of_an_article_in_words(self, desk, editor, article, claim):
        article_update(by=editor, article_id=article.pk, changes={"section": "World"})
        told = text_of(desk.get(timeline_of(article)))
        assert "Section: empty → World" in told
        assert "Claim added" in told

    @pytest.mark.parametrize("model", [Claim, Article])
    def test_pages_neither_skip_nor_repeat(self, desk, editor, claim, article, model):
        record, field = (claim, "hedge") if model is Claim else (article, "section")
        for number in range(450):
            with written_from(Origin.COMMAND, editor):
                model.objects.filter(pk=record.pk).update(**{field: f"v{number}"})
        found, address = [], timeline_of(record)
        while address:
            page = desk.get(address)
            found += re.findall(r"→ (v\d+)<", page.content.decode())
            assert ("Newest" in text_of(page)) == ("?before" in address)
            following = page.context["next"]
            address = following and f"{timeline_of(record)}?before={following.replace('+', '%2B')}"
            if address:
                assert address.split("/")[-1].replace(":", "%3A") in page.content.decode()
        assert found == [f"v{number}" for number in reversed(range(450))]

    @pytest.mark.parametrize("before", ["nonsense", "", "%00", "2024-03-19", "2024-13-01T00:00Z"])
    def test_odd_places_show_the_first_page(self, desk, claim, before):
        response = desk.get(f"{timeline_of(claim)}?before={before}")
        assert response.status_code == 200
        assert "Claim added" in text_of(response)

    def test_before_anything(self, desk, claim):
        for before in ("0001-01-01T00:00:00%2B14:00", "2000-01-01T00:00:00Z"):
            response = desk.get(f"{timeline_of(claim)}?before={before}")
            assert "Nothing yet." in text_of(response)

    def test_markup_is_shown_and_not_run(self, desk, editor, claim):
        changes = {"statement": "<script>alert(1)</script>"}
        claim_update(by=editor, claim_id=claim.pk, changes=changes)
        content = desk.get(timeline_of(claim)).content.decode()
        assert "&lt;script&gt;alert(1)" in content
        assert "<script>alert(1)" not in content


class TestCompare:
    @pytest.fixture
    def page(self, editor, article, claim):
        for month in ("June", "July"):
            body = factories.BODY.replace("May", month)
            article_update(by=editor, article_id=article.pk, changes={"body": body}, note="mended")
        return f"/admin/claims/article/{article.pk}/compare/"

    def test_the_last_change_and_any_other(self, desk, page, claim):
        found = desk.get(page).content.decode()
        assert re.search(r"<del[^>]*>June</del>", found)
        assert re.search(r"<ins[^>]*>July</ins>", found)
        first = desk.get(f"{page}?old=1&new=2")
        assert re.search(r"<del[^>]*>May</del>", first.content.decode())
        assert f"{claim}" in text_of(first)
        assert "its words are lost" in text_of(first)
        assert "version 2: mended" in text_of(first)

    @pytest.mark.parametrize(
        "query",
        [
            "old=0&new=1",
            "old=x&new=y",
            "old=3&new=1",
            "old=1",
            "new=99&old=1",
            "old=%00&new=1",
            "x=1",
        ],
    )
    def test_bad_numbers_are_said(self, desk, page, query):
        response = desk.get(f"{page}?{query}")
        assert response.status_code == 200
        told = text_of(response)
        assert "available choices" in told or "required" in told or "earlier version first" in told

    def test_one_version(self, desk, editor):
        article = factories.article(editor)
        response = desk.get(f"/admin/claims/article/{article.pk}/compare/")
        assert "only this one version" in text_of(response)


@pytest.fixture
def kept(mara):
    """An article kept to Mara Lind, with all that checking leaves behind, every word marked."""
    article = factories.article(mara, headline="MARK", body="MARK", access="named people")
    claim = factories.claim(mara, article, statement="MARK", note="MARK")
    public = factories.claim(mara)
    evidence_add(
        by=mara, claim_id=claim.pk, fields={"url": "https://example.org/MARK", "note": "MARK"}
    )
    for kind in ("repeats", "updates", "contradicts"):
        claim_link(by=mara, from_claim=claim, to_claim=public, kind=kind)
        claim_link(by=mara, from_claim=public, to_claim=claim, kind=kind)
    fields = dict.fromkeys(("public_note", "what_was_wrong", "told", "cause"), "MARK")
    fields |= {"kind": "correction", "dated": article.created_at}
    notice_create(by=mara, article_id=article.pk, fields=fields, claims=[claim])
    claims_assign(by=mara, claim_ids=[claim.pk, public.pk], to=mara)
    second = factories.person(Role.EDITOR)
    article.readers.add(second)
    queue_hand_over(by=mara, from_person=mara, to=second)
    claim_transition(by=mara, claim_id=claim.pk, to="withdrawn", reason="MARK")
    claim_transition(by=mara, claim_id=public.pk, to="withdrawn", reason="wrong")
    return claim, public


class TestConfidential:
    """Whoever may not read an article meets no word of it on any page."""

    @pytest.mark.parametrize("role", [Role.EDITOR, Role.FACT_CHECKER, Role.LAWYER])
    def test_on_every_list_and_every_page_of_what_is_tied_to_it(self, client, kept, role):
        _, public = kept
        client.force_login(factories.person(role))
        pages = [url(model, "changelist") for model in admin.site._registry]
        pages += [f"{url(Claim, 'changelist')}?queue={one}" for one in ("all", "mine", "overdue")]
        pages += [f"/admin/claims/claim/{public.pk}/{one}/" for one in ("change", "check")]
        pages += [timeline_of(public), timeline_of(public.article)]
        pages += [
            url(Article, "change", public.article_id),
            "/admin/",
            "/admin/claims/handover/queue/",
        ]
        for page in pages:
            assert b"MARK" not in client.get(page).content, page

    @pytest.mark.parametrize("page", ["change", "check", "timeline", "history", "delete"])
    def test_on_none_of_its_own(self, desk, kept, page):
        hidden, _ = kept
        for method in (desk.get, desk.post):
            response = method(f"/admin/claims/claim/{hidden.pk}/{page}/", follow=True)
            assert b"MARK" not in response.content

    @pytest.mark.parametrize("page", ["change", "timeline", "compare", "history"])
    def test_on_none_of_its_article(self, desk, kept, page):
        hidden, _ = kept
        response = desk.get(f"/admin/claims/article/{hidden.article_id}/{page}/", follow=True)
        assert b"MARK" not in response.content

    @pytest.mark.parametrize(
        ("model", "field"),
        [
            ("evidence", "claim"),
            ("claimlink", "from_claim"),
            ("claimlink", "to_claim"),
            ("notice", "claims"),
            ("notice", "article"),
            ("claim", "article"),
            ("commentrequest", "claims"),
        ],
    )
    def test_it_is_not_offered_in_any_field(self, desk, kept, model, field):
        asked = f"app_label=claims&model_name={model}&field_name={field}"
        found = desk.get(f"/admin/autocomplete/?{asked}&term=").json()["results"]
        assert found
        assert not [one for one in found if "MARK" in one["text"]]
        hidden, _ = kept
        pk = hidden.article_id if field == "article" else hidden.pk
        page = desk.get(f"/admin/claims/{model}/add/?{field}={pk}")
        assert b"MARK" not in page.content

    def test_a_conduit_that_is_confidential(self, client, editor, mara, claim, article):
        conduit = factories.source(mara, naming="anonymous", description="MARK", handler=mara)
        factories.attribution(mara, claim, via=conduit, knows_from=conduit)
        for person, sees in ((mara, True), (editor, False)):
            client.force_login(person)
            assert (b"MARK" in client.get(timeline_of(claim)).content) == sees
            assert b"MARK" not in client.get(timeline_of(article)).content
