"""The fact-check binder: what stands in it for whom, and what never does."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from claims.api.published import public_sheet
from claims.domain.vocabulary import ApprovalKind, LegalOutcome, Status
from claims.services.approvals import approval_add, legal_read_record
from claims.services.articles import article_update
from claims.services.evidence import evidence_add
from claims.services.notices import notice_create
from claims.services.verification import claim_transition
from desk.binder import outside
from desk.binder.pdf import file_name, pdf
from desk.domain.binder import Binder, Chapter, Entry, Section, facts_of, paragraphs
from newsroom.common.roles import Role
from newsroom.common.transactions import whole
from tests import factories
from tests.api.conftest import client_of
from tests.confidential.test_inference import ACTS
from tests.confidential.test_inference import World as Inference
from tests.confidential.world import CLOSED, CONDUIT, HIDDEN, HOUSE, RESTRICTED, World

__all__ = ["client_of"]


def url(article, purpose="editor", name="binder"):
    return f"{reverse(f'desk:{name}', args=[article.pk])}?for={purpose}"


def words_of(data):
    """The text of a PDF, with its line breaks closed."""
    reader = PdfReader(BytesIO(data))
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


def page_of(client, article, purpose):
    answer = client.get(url(article, purpose))
    assert answer.status_code == 200
    return answer.content.decode()


def pdf_of(client, article, purpose):
    answer = client.get(url(article, purpose, "binder-pdf"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return words_of(answer.content)


@pytest.fixture
def checked(settings, tmp_path, editor, checker, article, claim):
    """A claim with something in every section of its chapter."""
    settings.MEDIA_ROOT = tmp_path
    evidence_add(
        by=checker,
        claim_id=claim.pk,
        fields={"url": "https://example.org/programme", "locator": "page 2", "note": "The dates."},
    )
    attempt = {"at": timezone.now(), "channel": "telephone", "reached": True, "note": "left word"}
    who = factories.source(editor, description="The Kremlin", kind="organisation")
    factories.comment_request(
        editor,
        claim,
        source=who,
        outcome="declined to comment",
        reached="the press office",
        question="Is it true?",
        attempts=[attempt],
    )
    for to in (Status.IN_REVIEW, Status.VERIFIED):
        claim_transition(by=checker, claim_id=claim.pk, to=to, reason="read the programme")
    claim.refresh_from_db()
    approval_add(by=editor, subject=claim, kind=ApprovalKind.CHECKED_BY_ONE, note="late shift")
    notice = {"kind": "correction", "dated": timezone.now(), "public_note": "It is June."}
    notice |= {"what_was_wrong": "the month", "told": "all clients"}
    notice_create(by=editor, article_id=article.pk, fields=notice, claims=[claim])
    lawyer = factories.person(Role.LAWYER, username="counsel")
    article.refresh_from_db()
    legal_read_record(
        by=lawyer,
        version=article.current_version,
        outcome=LegalOutcome.CLEARED,
        note="no risk that I see",
    )
    return claim


IN_BOTH = (
    "CONFIDENTIAL – internal",
    "Putin to visit China in May",
    "Ann Lee: asserts",
    "on the record",
    "Counted as 1 voice, 1 new origin.",
    "https://example.org/programme",
    "page 2",
    "The dates.",
    "The Kremlin declined to comment.",
    "the press office",
    "Is it true?",
    "telephone",
    "somebody was reached",
    "in review → verified",
    "read the programme",
    "checker",
    "It is June.",
    "the month",
    "all clients",
)
OF_LAW = ("late shift", "no risk that I see", "counsel", "cleared", "privileged")


class TestInside:
    @pytest.mark.parametrize("read", [page_of, pdf_of], ids=["page", "pdf"])
    def test_for_the_editor(self, at_desk, article, checked, read):
        said = read(at_desk, article, "editor")
        assert [one for one in IN_BOTH if one not in said] == []
        assert [one for one in OF_LAW if one in said and one != "cleared"] == []

    @pytest.mark.parametrize("read", [page_of, pdf_of], ids=["page", "pdf"])
    def test_for_the_lawyer(self, client, article, checked, read):
        client.force_login(factories.person(Role.LAWYER))
        said = read(client, article, "lawyer")
        lowered = said.lower()  # what must not be overlooked is set in capitals
        assert [one for one in (*IN_BOTH, *OF_LAW) if one.lower() not in lowered] == []

    def test_claims_are_numbered_at_their_words(self, at_desk, article, checked):
        page = page_of(at_desk, article, "editor")
        assert 'href="#claim-1" aria-label="Claim 1">1</a><u>Putin will travel' in page
        assert '<h3 id="claim-1"' in page

    @pytest.mark.parametrize("name", ["binder", "binder-pdf"])
    def test_legal_reads_are_not_for_everybody(self, as_checker, article, checked, name):
        assert as_checker.get(url(article, "lawyer", name)).status_code == 403
        assert as_checker.get(url(article, "editor", name)).status_code == 200

    @pytest.mark.parametrize("purpose", ["nobody", "", "\x00", "editor'"])
    def test_for_nobody_known(self, at_desk, article, purpose):
        for name in ("binder", "binder-pdf"):
            answer = at_desk.get(reverse(f"desk:{name}", args=[article.pk]), {"for": purpose})
            assert answer.status_code == 409
            assert "A binder is for the editor" in answer.content.decode()

    def test_of_an_article_without_text_or_claims(self, at_desk, editor):
        article = factories.article(editor, body="")
        assert "Nothing is logged yet." in page_of(at_desk, article, "editor")
        assert "Fact-check binder" in pdf_of(at_desk, article, "editor")

    def test_as_many_queries_for_thirty_claims_as_for_three(self, at_desk, editor):
        article = factories.article(editor, status="published")
        at_desk.get(url(article, "lawyer"))
        for purpose in ("lawyer", "outside"):
            numbers = []
            for amount in (3, 27):
                whole(lambda amount=amount: [_sourced(editor, article) for _ in range(amount)])
                with CaptureQueriesContext(connection) as asked:
                    page_of(at_desk, article, purpose)
                numbers.append(len(asked))
            assert 0 < numbers[0] == numbers[1], purpose


def _sourced(editor, article):
    claim = factories.claim(editor, article, anchors=[{"exact": "China"}])
    factories.attribution(editor, claim, via=factories.source(editor))
    factories.comment_request(editor, claim, outcome="responded")
    evidence_add(by=editor, claim_id=claim.pk, fields={"url": "https://example.org/a"})


class TestWhatIsNotOnPaper:
    """Whoever prints it: a binder is handed on."""

    @pytest.fixture
    def world(self, db, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        return World()

    def test_no_secret_of_a_source_even_where_its_handler_prints_it(self, world, client):
        client.force_login(world.mara)
        for purpose in ("editor", "lawyer"):
            for read in (page_of, pdf_of):
                said = read(client, world.article, purpose)
                assert HOUSE in said
                assert HIDDEN in said  # or nothing would be seen
                assert RESTRICTED not in said
                assert CONDUIT not in said

    def test_nothing_of_the_house_goes_outside(self, world, client):
        client.force_login(world.mara)
        for read in (page_of, pdf_of):
            said = read(client, world.article, "outside")
            said = said.replace("MARKHOUSEmara", "")  # who prints it, in the frame of the page
            found = [one for one in (HOUSE, HIDDEN, CLOSED, RESTRICTED, CONDUIT) if one in said]
            assert found == []
        data = client.get(url(world.article, "outside", "binder-pdf")).content
        assert b"MARK" not in data

    def test_it_is_the_sheet_that_a_consumer_gets(self, world, client_of):
        """The binder is a function of the public sheet; here it is given the API's own answer."""
        consumer = client_of(factories.person(Role.CONSUMER))
        answer = consumer.get(f"/api/v1/articles/{world.article.pk}/sheet/").json()
        ours = public_sheet(world.article.pk)
        assert ours == answer
        made, again = outside.binder(answer), outside.binder(ours)
        assert made.chapters == again.chapters
        assert made.sections == again.sections
        assert made.paragraphs == again.paragraphs
        assert made.facts == again.facts
        assert len(made.chapters) == 1

    def test_nothing_that_only_the_house_may_know_changes_it(self, db, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        world = Inference()
        before = told_outside(world.article)
        for act in ACTS.values():
            act(world)
            assert told_outside(world.article) == before, act.__name__
        factories.attribution(world.editor, world.claim, "confirms")  # or it could not fail
        assert told_outside(world.article) != before

    @pytest.mark.parametrize(
        "fields",
        [
            {"status": "draft"},
            {"status": "published", "access": "named people"},
            {"status": "published", "embargo_until": timezone.now() + timedelta(hours=1)},
        ],
        ids=["draft", "for some people", "embargo"],
    )
    def test_what_is_not_out_is_refused(self, at_desk, editor, fields):
        article = factories.article(editor, **fields)
        if "access" in fields:
            article_update(by=editor, article_id=article.pk, changes={}, readers=[editor])
        for name in ("binder", "binder-pdf"):
            answer = at_desk.get(url(article, "outside", name))
            assert answer.status_code == 409
            assert "Nobody outside the house may see this article yet" in answer.content.decode()


def told_outside(article):
    """The words of the binder, with the PDF's, but for when it was printed."""
    made = outside.binder(public_sheet(article.pk))
    data = made.as_data()
    del data["printed"]
    return data


def made_of(*, headline="H", text="", **more):
    entry = Entry(more.pop("title", "t"), facts_of(("Label", more.pop("value", "v"))), **more)
    chapter = Chapter(1, "S1", text or "claim", "verified", (), (Section("Who", (entry,)),))
    return Binder(
        headline=headline,
        kind="for the editor",
        mark="CONFIDENTIAL – internal",
        version="3",
        printed="Printed today",
        language="en",
        facts=(),
        paragraphs=paragraphs(text, [(1, 0, len(text))]),
        chapters=(chapter,),
        sections=(),
    )


class TestPdf:
    MARKUP = '#import "x" $a$ *b* _c_ `d` <e> @f // g /* h */ \\ = i ~ #read("/etc/passwd") "]'

    def test_words_are_set_as_they_are_and_never_run(self):
        fields = {"headline", "text", "title", "value", "quote", "mark"}
        said = words_of(pdf(made_of(**dict.fromkeys(fields, self.MARKUP))))
        plain = said.replace(" ", "").lower()
        # once for each, the headline in the header of the page as well
        assert plain.count(self.MARKUP.replace(" ", "").lower()) >= len(fields)
        assert "root:" not in said

    @pytest.mark.parametrize(
        "text", ["Русский текст", "Ελληνικά", "Łódź, čaj, ğ", "שלום עולם", "ქართული", "Հայերեն"]
    )
    def test_letters_for_which_there_are_glyphs(self, text):
        said = words_of(pdf(made_of(headline=text, text=text)))
        letters = set(text) - {" "}
        assert letters <= set(said)

    def test_arabic_is_set_from_right_to_left(self):
        said = words_of(pdf(made_of(text="مرحبا")))  # readers differ in the order they give
        assert "مرحبا" in said or "مرحبا"[::-1] in said

    @pytest.mark.parametrize("text", ["\x0b\x1f control", "\U0001f600 \U000e0001 \ufffe", "中文"])
    def test_odd_letters_are_no_error(self, text):
        assert "Fact-check binder" in words_of(pdf(made_of(headline=f"odd {text}", text=text)))

    def test_tags_bookmarks_pages_and_what_stands_on_each(self):
        data = pdf(made_of(headline="The fire", text="\n".join(["A long line of text."] * 200)))
        reader = PdfReader(BytesIO(data))
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert reader.trailer["/Root"]["/Lang"] == "en"
        assert b"pdfuaid" in data
        assert reader.metadata.title == "The fire"
        assert next(one.title for one in reader.outline if not isinstance(one, list)) == "The fire"
        for number, page in enumerate(reader.pages, 1):
            said = page.extract_text()
            assert "CONFIDENTIAL" in said
            assert "Version 3" in said
            assert "Printed today" in said
            assert f"page {number} of {len(reader.pages)}" in said
        assert len(reader.pages) > 3

    @pytest.mark.parametrize(
        ("headline", "name"),
        [
            ("Putin to visit China", "binder-putin-to-visit-china-v3-editor.pdf"),
            ('../../etc/"passwd"\r\nX: y', "binder-etcpasswd-x-y-v3-editor.pdf"),
            ("Пожар в порту", "binder-v3-editor.pdf"),
            ("x" * 400, f"binder-{'x' * 60}-v3-editor.pdf"),
        ],
    )
    def test_the_name_of_the_file_is_safe(self, headline, name):
        assert file_name(made_of(headline=headline), "editor") == name

    def test_no_version_in_the_name_outside(self, at_desk, editor):
        article = factories.article(editor, status="published", headline="Out")
        answer = at_desk.get(url(article, "outside", "binder-pdf"))
        assert answer["Content-Disposition"] == 'attachment; filename="binder-out-outside.pdf"'
