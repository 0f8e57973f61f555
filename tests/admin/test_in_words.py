"""Values as people read them."""

from datetime import UTC, date, datetime

import pytest

from claims.models import Article, Attribution, Claim
from newsroom.common import in_words
from tests import factories


@pytest.mark.parametrize(
    ("model", "name", "value", "words"),
    [
        (Claim, "statement", "He will go.", "He will go."),
        (Claim, "statement", "", "empty"),
        (Claim, "is_lead", True, "yes"),
        (Claim, "is_lead", False, "no"),
        (Claim, "outcome_on", date(2024, 3, 18), "18 March 2024"),
        (Claim, "due_at", datetime(2024, 3, 18, 10, 5, tzinfo=UTC), "18 March 2024, 10:05"),
        (Claim, "due_at", None, "empty"),
        (Claim, "status", "in_review", "in review"),
        (Claim, "anchors", "He will go.", "He will go."),
        (Attribution, "independent", None, "unknown"),
        (Attribution, "basis", "", "not stated"),
        (Attribution, "headcount", 4, "4"),
        (Article, "topics", ["Russia", "China"], "Russia, China"),
        (Article, "topics", [], "empty"),
    ],
)
def test_values(model, name, value, words):
    assert in_words.value(model, name, value) == words


@pytest.mark.django_db
def test_records_by_their_names(editor):
    source = factories.source(editor, description="a readout")
    assert in_words.value(Attribution, "via", source.pk) == "a readout"
    assert in_words.value(Article, "readers", [str(editor.pk)]) == "editor"
    for gone in (editor.pk, "no id"):
        assert in_words.value(Attribution, "via", gone) == "empty"


def test_labels():
    assert in_words.label(Claim, "due_at") == "due at"
    assert in_words.label(Claim, "anchors") == "anchors"
