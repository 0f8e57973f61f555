"""The text at the desk: changed, compared, and its anchors placed by hand."""

import pytest
from django.urls import reverse

from claims.services.articles import article_update
from tests import factories

HTMX = {"HX-Request": "true"}
BEFORE = "He travels in May. She stays.\n\nThey wait in Bern."
AFTER = "He travels in June. She stays, she stays.\n\nThey wait in Bern."


@pytest.fixture
def article(editor):
    return factories.article(editor, body=BEFORE)


@pytest.fixture
def claim(editor, article):
    quotes = ("in May", "he stays", "wait in Bern")
    anchors = [{"exact": one} for one in quotes]
    return factories.claim(editor, article, label="S1", anchors=anchors)


def address(name, article):
    return reverse(f"desk:{name}", args=[article.pk])


def typed(client, article, **changes):
    form = client.get(address("edit-text", article)).context["form"]
    return {bound.html_name: bound.value() or "" for bound in form} | changes


class TestEditing:
    def test_a_new_version_and_what_became_of_each_anchor(self, at_desk, article, claim):
        data = typed(at_desk, article, body=AFTER.replace("\n", "\r\n"), note="a new date")
        answer = at_desk.post(address("edit-text", article), data, follow=True)
        page = answer.content.decode()
        assert answer.redirect_chain[-1][0] == address("versions", article)
        article.refresh_from_db()
        version = article.current_version
        assert (version.number, version.text, version.note) == (2, AFTER, "a new date")
        assert "<del>May</del><ins>June</ins>" in page
        assert [one.fate for one in answer.context["fates"].rows] == [
            "lost: its words are gone",
            "lost: its words stand at several places",
            "moved with its words",
        ]
        assert "Place 2 by hand" in page

    def test_unchanged_is_no_version(self, at_desk, article):
        answer = at_desk.post(address("edit-text", article), typed(at_desk, article, note="x"))
        assert answer["Location"] == address("article", article)
        assert article.versions.count() == 1

    def test_white_space_is_text(self, at_desk, article):
        body = "\n  A  \u2028 text \n\n"
        at_desk.post(address("edit-text", article), typed(at_desk, article, body=body))
        article.refresh_from_db()
        assert article.current_version.text == body

    def test_two_at_once_side_by_side(self, at_desk, editor, article):
        data = typed(at_desk, article, body=f"{BEFORE} Mine.")
        article_update(by=editor, article_id=article.pk, changes={"body": f"{BEFORE} Theirs."})
        answer = at_desk.post(address("edit-text", article), data)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "<ins> Theirs.</ins>" in page
        assert "<ins> Mine.</ins>" in page
        assert "Nothing was saved yet." in page
        again = {one.html_name: one.value() or "" for one in answer.context["form"]}
        assert again["body"].endswith("Mine.")
        assert at_desk.post(address("edit-text", article), again).status_code == 302
        article.refresh_from_db()
        assert article.current_version.number == 3

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"headline": ""}, "This field is required."),
            ({"headline": "x" * 501}, "at most 500 characters"),
            ({"body": "a\x00"}, "Null characters are not allowed."),
            ({"note": "x" * 301}, "at most 300 characters"),
        ],
    )
    def test_what_is_refused_comes_back(self, at_desk, article, changes, said):
        data = typed(at_desk, article, body="typed with care") | changes
        answer = at_desk.post(address("edit-text", article), data)
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert "body" in changes or "typed with care" in answer.content.decode()
        assert article.versions.count() == 1

    def test_who_only_checks_may_not(self, as_checker, article):
        assert as_checker.get(address("edit-text", article)).status_code == 403
        assert as_checker.get(address("versions", article)).status_code == 200


class TestComparing:
    def test_any_two(self, at_desk, editor, article):
        for n in range(3):
            article_update(by=editor, article_id=article.pk, changes={"body": f"{BEFORE} {n}"})
        answer = at_desk.get(address("versions", article), {"old": 1, "new": 4})
        assert "<ins> 2</ins>" in answer.content.decode()
        first = at_desk.get(address("versions", article), {"old": 1, "new": 1})
        assert "nothing to compare yet" in first.content.decode()

    @pytest.mark.parametrize("which", [{"old": "x"}, {"old": 9}, {"old": 2, "new": 1}, {"new": 0}])
    def test_none_such(self, at_desk, article, which):
        answer = at_desk.get(address("versions", article), which)
        assert answer.status_code == 400
        assert 'class="error"' in answer.content.decode()

    def test_markup_in_a_text_is_text(self, at_desk, editor, article):
        article_update(by=editor, article_id=article.pk, changes={"body": "<script>x</script>"})
        page = at_desk.get(address("versions", article)).content.decode()
        assert "&lt;script&gt;" in page
        assert "<script>x" not in page


class TestPlacing:
    @pytest.fixture
    def lost(self, editor, article, claim):
        """Anchors that lost their place: one gone, one ambiguous."""
        article_update(by=editor, article_id=article.pk, changes={"body": AFTER})
        article.refresh_from_db()
        claim.refresh_from_db()
        return article.current_version.anchors.filter(claim=claim).order_by("position")

    def place(self, client, article, claim, anchor, **more):
        number = article.current_version.number
        data = {"anchor": anchor.pk, "seen": claim.version, "version": number, **more}
        return client.post(address("places", article), data, headers=HTMX)

    def test_each_is_offered_its_places(self, at_desk, article, lost):
        answer = at_desk.get(address("places", article))
        found = {
            one.placed.anchor.exact: [place.exact for place in one.candidates]
            for one in answer.context["orphans"]
        }
        assert found == {"in May": ["in June"], "he stays": ["he stays", "he stays"]}
        page = at_desk.get(reverse("desk:list", args=[article.pk])).content.decode()
        assert "2 lost their place" in page

    @pytest.mark.parametrize(
        "chosen",
        [{"place": "11-18"}, {"chosen": "11-18", "exact": "in June"}, {"exact": "in June"}],
    )
    def test_one_click_a_selection_or_the_words(self, at_desk, article, claim, lost, chosen):
        answer = self.place(at_desk, article, claim, lost[0], **chosen)
        assert (answer.status_code, answer["HX-Trigger"]) == (200, "desk:changed")
        assert [one.placed.anchor.exact for one in answer.context["orphans"]] == ["he stays"]
        placed = lost[0]
        assert article.current_version.text[placed.start : placed.end] == "in June"
        assert [one.is_orphaned for one in lost] == [False, True, False]

    @pytest.mark.parametrize(
        ("chosen", "said"),
        [
            ({}, "Select the words in the text, or type them."),
            ({"exact": "in July"}, "is not in the text"),
            ({"exact": "he stays"}, "occurs 2 times"),
            ({"place": "11-11"}, "must be greater"),
            ({"place": "1-999999"}, "Give at most that"),
            ({"place": "x"}, "That was not understood."),
            ({"exact": "in June", "version": 1}, "The text was changed meanwhile"),
            ({"exact": "in June", "seen": 1}, "You saw version 1"),
        ],
    )
    def test_what_is_refused_is_said_there(self, at_desk, article, claim, lost, chosen, said):
        answer = self.place(at_desk, article, claim, lost[0], **chosen)
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert lost[0].is_orphaned

    def test_one_whose_words_are_gone_is_taken_away(self, at_desk, article, claim, lost):
        answer = self.place(at_desk, article, claim, lost[0], drop="1")
        assert (answer.status_code, answer["HX-Trigger"]) == (200, "desk:changed")
        assert [one.placed.anchor.exact for one in answer.context["orphans"]] == ["he stays"]
        answer = self.place(at_desk, article, claim, lost[1], drop="1")
        assert answer.status_code == 422  # it has its place
        assert lost.count() == 2

    def test_of_another_article_nothing_is_placed(self, at_desk, editor, article, claim, lost):
        other = factories.article(editor, body=AFTER)
        answer = self.place(at_desk, other, claim, lost[0], exact="in June", version=1)
        assert answer.status_code == 422
        assert lost[0].is_orphaned

    def test_who_only_checks_looks(self, as_checker, article, claim, lost):
        page = as_checker.get(address("places", article)).content.decode()
        assert "in May" in page
        assert "data-places" not in page
        assert self.place(as_checker, article, claim, lost[0], exact="in June").status_code == 403
