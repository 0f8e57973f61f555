"""The admin: every page for every role, and its writes through the services."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.domain.vocabulary import Status
from claims.models import Article, Attribution, Claim, CommentRequest
from claims.services.evidence import evidence_add
from claims.services.links import claim_link
from claims.services.notices import notice_create
from claims.services.queue import claims_assign, queue_hand_over
from claims.services.verification import claim_transition
from newsroom.common.admin_seen import seal
from newsroom.common.models import Desk, User
from newsroom.common.roles import Role
from newsroom.demo import sample
from sources.models import Source
from tests import factories
from tests.admin.pages import form_of, row, url

pytestmark = pytest.mark.django_db
OURS = [m for m in admin.site._registry if m._meta.app_label in {"claims", "sources", "common"}]


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_every_page_for_every_role(client, editor, role):
    sample.load(editor)
    person = factories.person(role)
    client.force_login(person)
    for model in OURS:
        record = model.objects.first()
        pages = [url(model, "changelist"), url(model, "changelist") + "?q=a", url(model, "add")]
        if record is not None:
            pages.append(url(model, "change", record.pk))
        for page in pages:
            status = client.get(page, follow=False).status_code
            if role is Role.CONSUMER:
                assert status == 302, page
            else:
                assert status in (200, 403), page
            if role in (Role.EDITOR, Role.ADMIN) and model in (Article, Claim, Source):
                assert status == 200, page


def test_only_admins_see_people(client, editor):
    client.force_login(editor)
    assert client.get(url(User, "changelist")).status_code == 403
    client.force_login(factories.person(Role.ADMIN))
    assert client.get(url(User, "changelist")).status_code == 200


def blank_claim(desk, article):
    data = form_of(desk.get(f"{url(Claim, 'add')}?article={article.pk}"))
    return {**data, "article": str(article.pk), "statement": "He will go.", "kind": "forecast"}


def test_a_claim_with_anchor_and_rows_in_one_form(desk, editor):
    article, group = factories.article(editor), factories.group(editor)
    data = {
        **blank_claim(desk, article),
        "anchors": "Putin will travel to China in May\n",
        "attributions-TOTAL_FORMS": "2",
        **row(0, source=str(group.pk), stance="asserts", headcount="1", terms="anonymity"),
        **row(1, source=str(group.pk), stance="confirms", headcount="4", others="on"),
        **row(1, independent="true", basis="asserted in copy", terms="anonymity"),
    }
    for number in (0, 1):
        data |= row(number, medium="not stated", knowledge="not stated", occasion="not stated")
    response = desk.post(url(Claim, "add"), data)
    assert response.status_code == 302, response.context["errors"]
    claim = Claim.objects.get()
    assert (claim.source_count, claim.independent_confirmations) == (5, 4)
    assert claim.anchors.get().exact == "Putin will travel to China in May"
    page = desk.get(url(Claim, "change", claim.pk)).content.decode()
    assert "4 independently confirm" in page


def test_what_a_service_refuses_comes_back_at_its_field(desk, editor):
    article, group = factories.article(editor), factories.group(editor)
    data = {
        **blank_claim(desk, article),
        "attributions-TOTAL_FORMS": "1",
        **row(0, source=str(group.pk), stance="asserts", headcount="6", terms="anonymity"),
        **row(0, medium="not stated", knowledge="not stated", occasion="not stated"),
    }
    response = desk.post(url(Claim, "add"), data)
    assert response.status_code == 200
    (formset,) = (one.formset for one in response.context["inline_admin_formsets"])
    assert "6 of 5" in str(formset.forms[0].errors["headcount"])
    assert "He will go." in response.content.decode()
    assert not Claim.objects.exists()


def test_a_quote_that_is_not_there_comes_back_at_its_field(desk, editor):
    article = factories.article(editor)
    data = {**blank_claim(desk, article), "anchors": "Napoleon"}
    response = desk.post(url(Claim, "add"), data)
    assert response.status_code == 200
    assert "anchors" in response.context["adminform"].form.errors
    assert not Claim.objects.exists()


def test_a_row_is_changed_and_withdrawn_with_a_reason(desk, editor):
    claim = factories.claim(editor)
    rows = [factories.attribution(editor, claim) for _ in range(2)]
    data = form_of(desk.get(url(Claim, "change", claim.pk)))
    data |= row(0, stance="denies") | row(1, withdraw="misheard")
    response = desk.post(url(Claim, "change", claim.pk), data)
    assert response.status_code == 302, response.context["errors"]
    rows = [Attribution.objects.get(pk=one.pk) for one in rows]
    assert [one.stance for one in rows] == ["denies", "asserts"]
    assert rows[1].withdrawn_reason == "misheard"
    claim.refresh_from_db()
    assert (claim.source_count, claim.denials) == (0, 1)
    page = desk.get(url(Claim, "change", claim.pk)).content.decode()
    assert f"<s>{rows[1]}</s>" in page
    assert "misheard" in page


def test_saving_an_article_untouched_changes_nothing(desk, editor):
    article = sample.load(editor)
    data = form_of(desk.get(url(Article, "change", article.pk)))
    data["body"] = data["body"].replace("\n", "\r\n")
    response = desk.post(url(Article, "change", article.pk), data)
    assert response.status_code == 302, response.context["errors"]
    article.refresh_from_db()
    assert article.versions.count() == 1


def test_an_article_is_written_and_its_text_changed(desk):
    data = form_of(desk.get(url(Article, "add")))
    data |= {"headline": "A trip", "body": " He will go. "}
    assert desk.post(url(Article, "add"), data).status_code == 302
    article = Article.objects.get()
    assert article.current_version.text == " He will go. "
    data = form_of(desk.get(url(Article, "change", article.pk))) | {"body": "He will not go."}
    assert desk.post(url(Article, "change", article.pk), data).status_code == 302
    assert article.versions.count() == 2


def test_declined_with_its_attempt_in_one_form(desk, editor):
    claim = factories.claim(editor)
    party = factories.source(editor, kind="organisation")
    data = form_of(desk.get(url(CommentRequest, "add")))
    data |= {
        "article": str(claim.article_id),
        "source": str(party.pk),
        "claims": [str(claim.pk)],
        "outcome": "declined to comment",
    }
    response = desk.post(url(CommentRequest, "add"), data)
    assert response.status_code == 200
    assert not CommentRequest.objects.exists()
    data |= {
        "attempts-TOTAL_FORMS": "1",
        "attempts-0-at_0": "2024-03-18",
        "attempts-0-at_1": "10:00",
        "attempts-0-channel": "telephone",
        "attempts-0-reached": "on",
    }
    response = desk.post(url(CommentRequest, "add"), data)
    assert response.status_code == 302, response.context["errors"]
    assert CommentRequest.objects.get().attempts.get().by == editor


def test_two_sources_that_are_one_are_merged(desk, editor):
    gone, stays = factories.source(editor), factories.source(editor)
    claim = factories.claim(editor)
    for one in (gone, stays):
        factories.attribution(editor, claim, source=one)
    page = f"/admin/sources/source/{gone.pk}/merge/"
    assert "What would move" in desk.get(page).content.decode()
    data = {"into": str(gone.pk), "seen": seal(gone)}
    assert "Another source" in desk.post(page, data).content.decode()
    assert desk.post(page, {**data, "into": str(stays.pk)}).status_code == 302
    claim.refresh_from_db()
    assert claim.source_count == 1


def test_restricted_facts_are_for_handler_and_known_to(client, editor):
    source = factories.source(editor, naming="anonymous", motive="MARK", handler=editor)
    for person, sees in ((editor, True), (factories.person(Role.ADMIN), False)):
        client.force_login(person)
        content = client.get(url(Source, "change", source.pk)).content
        assert (b"MARK" in content) == sees


def test_nothing_but_an_unused_source_is_deleted(desk, editor):
    claim = factories.claim(editor)
    row = factories.attribution(editor, claim)
    unused = factories.source(editor)
    for record in (claim, claim.article, row, row.source):
        page = url(type(record), "delete", record.pk)
        assert desk.post(page, {"post": "yes"}).status_code == 403
    data = {"post": "yes", "seen": seal(unused)}
    assert desk.post(url(Source, "delete", unused.pk), data).status_code == 302
    assert not Source.objects.filter(pk=unused.pk).exists()


def test_a_second_person_decides(client, desk, editor):
    claim = factories.claim(editor)
    factories.attribution(editor, claim)
    page = f"/admin/claims/claim/{claim.pk}/check/"

    def decide(by, to, reason=""):
        seen = by.get(page).context["seen"]
        response = by.post(page, {"to": to, "reason": reason, "seen": seen})
        claim.refresh_from_db()
        return response

    decide(desk, "in_review")
    assert "second person" in desk.get(page).content.decode()
    decide(desk, "verified", "I am sure")
    assert claim.status == "in_review"
    client.force_login(factories.person(Role.FACT_CHECKER))
    assert "Say why" in decide(client, "verified").content.decode()
    decide(client, "verified", "checked")
    assert claim.status == "verified"


def test_lists_take_as_many_queries_for_ten_rows_as_for_one(desk, editor):
    """Each list, of the same rows: making them takes longer than looking at all the lists."""
    admin = Client()
    admin.force_login(factories.person(Role.ADMIN))

    def queries():
        return {model.__name__: queries_of(model) for model in OURS}

    def queries_of(model):
        with CaptureQueriesContext(connection) as captured:
            client = admin if model in (User, Desk) else desk
            assert client.get(url(model, "changelist")).status_code == 200
        return len(captured)

    def log():
        claim = factories.claim(editor)
        factories.attribution(editor, claim, via=factories.source(editor, kind="media"))
        factories.comment_request(editor, claim)
        link = {"url": "https://example.org/"}
        evidence_add(by=editor, claim_id=claim.pk, fields=link)
        claim_link(by=editor, from_claim=claim, to_claim=factories.claim(editor), kind="repeats")
        note = {"kind": "update", "dated": claim.created_at}
        note |= {"public_note": "More.", "what_was_wrong": "Nothing."}
        notice_create(by=editor, article_id=claim.article_id, fields=note, claims=[claim])
        claims_assign(by=editor, claim_ids=[claim.pk], to=editor)
        queue_hand_over(by=editor, from_person=editor, to=factories.person(Role.FACT_CHECKER))
        claim_transition(by=editor, claim_id=claim.pk, to=Status.IN_REVIEW)

    log()
    queries()
    few = queries()
    for _ in range(9):
        log()
    assert len(few) == len(OURS)
    assert queries() == few


def test_an_admin_adds_a_person_and_makes_a_token(client, db):
    client.force_login(factories.person(Role.ADMIN))
    data = form_of(client.get(url(User, "add")))
    data |= {"username": "nora", "roles": ["editor"], "new_password": "password"}
    assert "too common" in client.post(url(User, "add"), data).content.decode()
    assert not User.objects.filter(username="nora").exists()
    data["new_password"] = "a-Long-one-77"
    response = client.post(url(User, "add"), data)
    assert response.status_code == 302, response.context["errors"]
    nora = User.objects.get(username="nora")
    assert nora.roles == {Role.EDITOR}
    assert nora.check_password("a-Long-one-77")
    asked = {"label": "planning", "scope": "read", "proof": factories.PASSWORD}
    response = client.post(reverse("admin:common_user_token", args=[nora.pk]), asked)
    assert "shown only now" in response.content.decode()
    assert nora.auth_token_set.get().label == "planning"


def test_what_is_kept_to_few_shows_on_no_other_page(client, editor):
    article = factories.article(editor, headline="MARK", body="MARK", access="named people")
    claim = factories.claim(editor, article, statement="MARK")
    row = factories.attribution(editor, claim)
    factories.comment_request(editor, claim, question="MARK")
    claim_transition(by=editor, claim_id=claim.pk, to=Status.IN_REVIEW, reason="MARK")
    client.force_login(factories.person(Role.EDITOR))
    for model in OURS:
        assert b"MARK" not in client.get(url(model, "changelist")).content, model
    assert b"MARK" not in client.get(url(Source, "change", row.source_id)).content
    assert b"MARK" not in client.get(f"/admin/sources/source/{row.source_id}/merge/").content
    for record in (article, claim, article.current_version):
        assert client.get(url(type(record), "change", record.pk)).status_code == 302
