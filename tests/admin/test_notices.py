"""Notices and links between claims in the admin."""

import pytest

from claims.models import Article, Claim, ClaimLink, Notice
from claims.services.links import claim_link, claim_unlink
from claims.services.notices import notice_create, notice_update
from newsroom.common.roles import Role
from tests import factories
from tests.admin.pages import form_of, opened, save, text_of, url

pytestmark = pytest.mark.django_db
NOWHERE = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def article(editor):
    return factories.article(editor, status="published")


@pytest.fixture
def claim(editor, article):
    return factories.claim(editor, article, statement="He goes in May")


@pytest.fixture
def hidden(mara):
    article = factories.article(mara, access="named people", headline="MARK")
    return factories.claim(mara, article, statement="MARK")


def errors(response):
    assert response.status_code == 200
    return response.context["adminform"].form.errors


class TestNotices:
    def blank(self, desk, about, **fields):
        data = form_of(desk.get(f"{url(Notice, 'add')}?article={about.pk}"))
        return {
            **data,
            "kind": "correction",
            "dated_0": "2030-01-01",
            "dated_1": "12:00",
            "public_note": "It was June, not May.",
            "what_was_wrong": "The month.",
            **fields,
        }

    def test_published_from_the_article(self, desk, article, claim, editor):
        data = self.blank(desk, article, claims=[str(claim.pk)], told="the desk")
        assert data["article"] == article.pk
        response = desk.post(url(Notice, "add"), data)
        assert response.status_code == 302, errors(response)
        notice = Notice.objects.get()
        assert (list(notice.claims.all()), notice.created_by) == ([claim], editor)
        article.refresh_from_db()
        assert article.status == "corrected"
        card = text_of(desk.get(url(Article, "change", article.pk)))
        assert "Correction, 1 January 2030 : It was June, not May." in card

    @pytest.mark.parametrize(
        ("fields", "name", "says"),
        [
            ({"kind": "apology"}, "kind", "not one of the available"),
            ({"dated_0": "today"}, "dated", "valid date"),
            ({"dated_0": "", "dated_1": ""}, "dated", "required"),
            ({"public_note": ""}, "public_note", "required"),
            ({"what_was_wrong": ""}, "what_was_wrong", "required"),
            ({"told": "x" * 301}, "told", "at most 300"),
            ({"cause": "a\x00"}, "cause", "Null characters"),
            ({"article": ""}, "article", "required"),
            ({"article": "nonsense"}, "article", "not a valid"),
            ({"article": NOWHERE}, "article", "not one of the available"),
            ({"claims": ["nonsense"]}, "claims", "not a valid"),
            ({"claims": ["OTHER"]}, "claims", "Claims of the same article only"),
        ],
    )
    def test_bad_input_comes_back_at_its_field(self, desk, article, editor, fields, name, says):
        if fields.get("claims") == ["OTHER"]:
            fields = {"claims": [str(factories.claim(editor).pk)]}
        data = self.blank(desk, article, right_wording="my words", **fields)
        response = desk.post(url(Notice, "add"), data)
        assert says in str(errors(response)[name])
        assert "my words" in response.content.decode()
        assert not Notice.objects.exists()
        article.refresh_from_db()
        assert article.status == "published"

    @pytest.mark.parametrize(
        "query", ["article=nonsense", "claims=x,y", "dated=nonsense", "kind=x", "dated=%00"]
    )
    def test_odd_addresses(self, desk, query):
        assert desk.get(f"{url(Notice, 'add')}?{query}").status_code == 200

    def test_neither_on_nor_about_what_one_may_not_read(self, desk, article, hidden):
        page = f"{url(Notice, 'add')}?article={hidden.article_id}&claims={hidden.pk}"
        assert b"MARK" not in desk.get(page).content
        for fields in ({"article": str(hidden.article_id)}, {"claims": [str(hidden.pk)]}):
            response = desk.post(url(Notice, "add"), self.blank(desk, article, **fields))
            assert "available choices" in str(errors(response)[next(iter(fields))])
            assert b"MARK" not in response.content

    def test_changed_with_what_another_changed_in_sight(self, desk, article, editor, mara):
        fields = {"kind": "update", "public_note": "More.", "what_was_wrong": "Nothing."}
        notice = notice_create(
            by=editor, article_id=article.pk, fields={**fields, "dated": article.created_at}
        )
        data = opened(desk, notice) | {"kind": "correction", "told": "my words"}
        notice_update(by=mara, notice_id=notice.pk, changes={"public_note": "It was June."})
        response = save(desk, notice, data)
        assert "Mara Lind changed this meanwhile" in text_of(response)
        assert "my words" in response.content.decode()
        article.refresh_from_db()
        assert article.status == "published"
        assert save(desk, notice, form_of(response)).status_code == 302
        notice.refresh_from_db()
        assert (notice.public_note, notice.told) == ("It was June.", "my words")
        article.refresh_from_db()
        assert article.status == "corrected"


class TestLinks:
    ADD = url(ClaimLink, "add")

    def link(self, desk, one, other, kind="repeats"):
        data = form_of(desk.get(f"{self.ADD}?from_claim={getattr(one, 'pk', one)}"))
        ends = {"from_claim": getattr(one, "pk", one), "to_claim": getattr(other, "pk", other)}
        return desk.post(self.ADD, {**data, **ends, "kind": kind})

    def test_made_from_the_claim_and_removed(self, desk, claim, editor):
        other = factories.claim(editor, statement="He will go")
        response = self.link(desk, claim, other)
        assert response.status_code == 302, errors(response)
        link = ClaimLink.objects.get()
        assert (link.from_claim, link.to_claim, link.created_by) == (claim, other, editor)
        assert "He will go" in text_of(desk.get(url(Claim, "change", claim.pk)))
        page = url(ClaimLink, "delete", link.pk)
        data = {"post": "yes", "seen": desk.get(page).context["seen"]}
        assert ClaimLink.objects.exists()
        assert desk.post(page, data).status_code == 302
        assert not ClaimLink.objects.exists()

    def test_bad_input_comes_back_at_its_field(self, desk, claim, editor):
        other = factories.claim(editor)
        claim_link(by=editor, from_claim=claim, to_claim=other, kind="repeats")
        for one, two, kind, field, says in (
            (claim, other, "repeats", "__all__", "already exists"),
            (claim, claim, "updates", "to_claim", "Another claim"),
            (claim, other, "resembles", "kind", "available choices"),
            (claim, other, "", "kind", "required"),
            (claim, "nonsense", "updates", "to_claim", "not a valid"),
            ("nonsense", other, "updates", "from_claim", "not a valid"),
            (claim, NOWHERE, "updates", "to_claim", "available choices"),
        ):
            assert says in str(errors(self.link(desk, one, two, kind))[field])
        assert ClaimLink.objects.count() == 1

    def test_neither_from_nor_to_what_one_may_not_read(self, desk, claim, hidden):
        assert b"MARK" not in desk.get(f"{self.ADD}?from_claim={hidden.pk}").content
        for one, two, field in ((claim, hidden, "to_claim"), (hidden, claim, "from_claim")):
            response = self.link(desk, one, two)
            assert "available choices" in str(errors(response)[field])
            assert b"MARK" not in response.content
        assert not ClaimLink.objects.exists()

    def test_one_end_that_one_may_not_read_hides_it(self, desk, client, claim, hidden, editor):
        link = claim_link(by=editor, from_claim=claim, to_claim=hidden, kind="repeats")
        client.force_login(factories.person(Role.EDITOR))
        for page in ("change", "delete"):
            response = client.get(url(ClaimLink, page, link.pk), follow=True)
            assert b"MARK" not in response.content
        client.post(url(ClaimLink, "delete", link.pk), {"post": "yes"})
        assert ClaimLink.objects.exists()

    def test_what_another_removed_meanwhile(self, desk, claim, editor, mara):
        link = claim_link(
            by=editor, from_claim=claim, to_claim=factories.claim(editor), kind="repeats"
        )
        claim_unlink(by=mara, link_id=link.pk)
        response = desk.post(url(ClaimLink, "delete", link.pk), {"post": "yes"})
        assert response.status_code == 404
        assert "Mara Lind deleted it on" in text_of(response)
        assert desk.post(url(ClaimLink, "delete", "nonsense"), {"post": "yes"}).status_code == 404
