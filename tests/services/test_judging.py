"""Findings stored with each write, equal to judging afresh."""

import pytest

from claims.models import ArticleEvaluation, DueArticle, PolicyProfile, StoredFinding
from newsroom.demo import sample
from tests.domain.policy.sample_facts import expected

pytestmark = pytest.mark.django_db


def test_the_sample_under_wire_has_exactly_the_expected_findings(editor):
    article = sample.load(editor)
    found = [
        (
            one.claim.label if one.claim else f"comment: {party(one, article)}",
            one.rule,
            one.severity,
        )
        for one in StoredFinding.objects.filter(article=article)
    ]
    assert sorted(found) == expected()
    assert ArticleEvaluation.objects.get().profile_version.profile.name == "wire"
    assert not DueArticle.objects.exists()


def party(finding, article):
    return article.comment_requests.get(pk=finding.record_id).source.description


def test_shipped():
    assert PolicyProfile.objects.count() == 7
