"""An anchor that lost its place, put somewhere by hand."""

import pytest
from django.core.exceptions import ValidationError

from claims.models import Anchor
from claims.services.articles import article_update
from claims.services.attributions import attribution_withdraw
from claims.services.comments import comment_request_update
from claims.services.placing import anchor_drop, anchor_place
from claims.services.verification import claim_transition
from newsroom.common.records import Refused, Stale
from newsroom.common.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db
BEFORE = "He travels in May. She stays. They wait in Bern."
AFTER = "He travels in June. She stays, she stays. They wait in Bern."


@pytest.fixture
def article(editor):
    return factories.article(editor, body=BEFORE)


@pytest.fixture
def claim(editor, article):
    """One anchor will be gone, one ambiguous, one is kept."""
    quotes = ("in May", "he stays", "wait in Bern")
    return factories.claim(editor, article, anchors=[{"exact": one} for one in quotes])


def rewrite(editor, article, body=AFTER):
    article_update(by=editor, article_id=article.pk, changes={"body": body})
    article.refresh_from_db()
    return article.current_version


def on(version, **of):
    return list(version.anchors.filter(**of).order_by("position"))


def words(version, claim):
    return [(one.exact, one.start is None) for one in on(version, claim=claim)]


def test_one_is_placed_and_the_others_stay_as_they_are(editor, article, claim):
    version = rewrite(editor, article)
    gone, *_ = on(version, claim=claim)
    claim.refresh_from_db()
    anchor_place(by=editor, anchor_id=gone.pk, given={"exact": "in June"}, seen=claim.version)
    expected = [("in June", False), ("he stays", True), ("wait in Bern", False)]
    assert words(version, claim) == expected
    gone.refresh_from_db()
    assert (version.text[gone.start : gone.end], gone.fate) == ("in June", "moved")
    seen = claim.version
    claim.refresh_from_db()
    assert claim.version == seen + 1
    # and it is found again from there
    later = rewrite(editor, article, f"New. {AFTER}")
    assert words(later, claim)[0] == ("in June", False)


def test_a_decided_claim_is_looked_at_again(editor, article):
    checker = factories.person(Role.FACT_CHECKER)
    claim = factories.claim(editor, article, anchors=[{"exact": "in May"}])
    factories.attribution(editor, claim)
    version = rewrite(editor, article)
    for to in ("in_review", "verified"):
        claim_transition(by=checker, claim_id=claim.pk, to=to, reason="seen")
    (gone,) = on(version, claim=claim)
    anchor_place(by=editor, anchor_id=gone.pk, given={"exact": "in June"})
    claim.refresh_from_db()
    assert (claim.status, claim.events.last().cause) == ("in_review", "its anchors were changed")


def test_words_of_an_attribution_and_of_a_request(editor, article):
    claim = factories.claim(editor, article)
    row = factories.attribution(editor, claim, anchor={"exact": "in May"})
    asked = factories.comment_request(editor, claim)
    comment_request_update(by=editor, request_id=asked.pk, changes={}, anchor={"exact": "May. She"})
    version = rewrite(editor, article)
    for of, exact in (({"attribution": row}, "in June"), ({"comment_request": asked}, "June")):
        (gone,) = on(version, **of)
        assert gone.is_orphaned
        anchor_place(by=editor, anchor_id=gone.pk, given={"exact": exact})
        (placed,) = on(version, **of)
        assert version.text[placed.start : placed.end] == exact


def test_what_is_refused(editor, article, claim):
    row = factories.attribution(editor, claim, anchor={"exact": "in May"})
    old = on(article.current_version, claim=claim)[0]
    version = rewrite(editor, article)
    gone = on(version, claim=claim)[0]
    claim.refresh_from_db()
    with pytest.raises(ValidationError) as caught:
        anchor_place(by=editor, anchor_id=gone.pk, given={"exact": "nowhere"})
    assert "anchor" in caught.value.message_dict
    with pytest.raises(Stale):
        anchor_place(by=editor, anchor_id=gone.pk, given={"exact": "June"}, seen=claim.version - 1)
    with pytest.raises(Refused):
        anchor_place(by=editor, anchor_id=old.pk, given={"exact": "June"})
    (of_row,) = on(version, attribution=row)
    attribution_withdraw(by=editor, attribution_id=row.pk, reason="wrong")
    with pytest.raises(Refused):
        anchor_place(by=editor, anchor_id=of_row.pk, given={"exact": "June"})
    Anchor.objects.filter(pk=gone.pk).delete()
    with pytest.raises(ValidationError):
        anchor_place(by=editor, anchor_id=gone.pk, given={"exact": "June"})
    assert words(version, claim)[0] == ("he stays", True)


def test_one_whose_words_are_gone_for_good_is_taken_away(editor, article, claim):
    version = rewrite(editor, article)
    gone, ambiguous, _kept = on(version, claim=claim)
    claim.refresh_from_db()
    anchor_drop(by=editor, anchor_id=gone.pk, seen=claim.version)
    assert words(version, claim) == [("he stays", True), ("wait in Bern", False)]
    seen = claim.version
    claim.refresh_from_db()
    assert claim.version == seen + 1
    # it does not come back with its words, and the others still do
    later = rewrite(editor, article, BEFORE)
    assert words(later, claim) == [("he stays", False), ("wait in Bern", False)]
    with pytest.raises(Refused, match="newer version"):
        anchor_drop(by=editor, anchor_id=ambiguous.pk)
    with pytest.raises(Refused, match="has its place"):
        anchor_drop(by=editor, anchor_id=on(later, claim=claim)[0].pk)


def test_words_of_an_attribution_and_of_a_request_are_taken_away(editor, article):
    claim = factories.claim(editor, article)
    row = factories.attribution(editor, claim, anchor={"exact": "in May"})
    asked = factories.comment_request(editor, claim)
    comment_request_update(by=editor, request_id=asked.pk, changes={}, anchor={"exact": "May. She"})
    version = rewrite(editor, article)
    for record, of in ((row, "attribution"), (asked, "comment_request")):
        record.refresh_from_db()
        (gone,) = on(version, **{of: record})
        with pytest.raises(Stale):
            anchor_drop(by=editor, anchor_id=gone.pk, seen=record.version - 1)
        anchor_drop(by=editor, anchor_id=gone.pk, seen=record.version)
        assert on(version, **{of: record}) == []
        seen = record.version
        record.refresh_from_db()
        assert record.version == seen + 1
