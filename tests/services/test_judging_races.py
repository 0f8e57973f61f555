"""Two writers at once: what is stored is what both together left."""

from functools import partial

import pytest
from django.db import transaction

from claims.models import StoredFinding
from claims.services import judging
from claims.services.attributions import attribution_create
from claims.services.claims import claim_update
from claims.services.links import claim_link
from claims.services.sources import source_update
from claims.services.verification import claim_transition
from newsroom.common.roles import Role
from tests import factories
from tests.judged import drift
from tests.racing import Writer, uncommitted

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_claim_of_one_article_is_refuted_while_the_other_article_changes(editor):
    """Neither locks the other's article: each judges with what it can see of the other."""
    first, second = factories.claim(editor), factories.claim(editor)
    factories.attribution(editor, first)
    claim_link(by=editor, from_claim=second, to_claim=first, kind="repeats")
    checker = factories.person(Role.FACT_CHECKER)
    claim_transition(by=checker, claim_id=first.pk, to="in_review")
    refute = partial(
        claim_transition, by=checker, claim_id=first.pk, to="refuted", reason="it is not so"
    )
    with uncommitted(refute):
        change = Writer(
            partial(claim_update, by=editor, claim_id=second.pk, changes={"kind": "opinion"})
        )
        assert change.waits()  # to judge the article that the other is judging
    change.result()
    found = StoredFinding.objects.filter(claim=second).values_list("rule", flat=True)
    assert set(found) >= {"correction-outstanding", "unattributed-evaluation"}
    assert drift() == []


def test_a_source_changes_while_it_comes_to_stand_elsewhere(editor):
    source = factories.source(editor, naming="anonymous", description="an aide")
    claims = [factories.claim(editor) for _ in range(2)]
    factories.attribution(editor, claims[0], source=source)
    fields = {"source": source, "stance": "asserts"}
    with uncommitted(partial(attribution_create, by=editor, claim_id=claims[1].pk, fields=fields)):
        change = Writer(
            partial(source_update, by=editor, source_id=source.pk, changes={"motive": "a quarrel"})
        )
        assert change.waits()
    change.result()
    assert not StoredFinding.objects.filter(rule="motive-unrecorded").exists()
    assert drift() == []
    assert not judging.due().exists()


def test_many_at_one_article(editor):
    article = factories.article(editor)
    claims = [factories.claim(editor, article) for _ in range(4)]
    writers = [Writer(partial(factories.attribution, editor, claim)) for claim in claims]
    for writer in writers:
        writer.result()
    assert not StoredFinding.objects.filter(rule="unsourced").exists()
    assert drift() == []


def test_a_link_is_made_to_a_claim_that_is_being_refuted(editor):
    first, second = factories.claim(editor), factories.claim(editor)
    factories.attribution(editor, first)
    checker = factories.person(Role.FACT_CHECKER)
    claim_transition(by=checker, claim_id=first.pk, to="in_review")
    link = partial(claim_link, by=editor, from_claim=second, to_claim=first, kind="repeats")
    refute = partial(
        claim_transition, by=checker, claim_id=first.pk, to="refuted", reason="it is not so"
    )
    with uncommitted(link):
        move = Writer(refute)
        assert move.waits()
    move.result()
    assert StoredFinding.objects.filter(claim=second, rule="correction-outstanding").exists()
    assert drift() == []


def test_what_is_rolled_back_was_never_found(editor):
    claim = factories.claim(editor)

    def comes_to_nothing():
        factories.attribution(editor, claim)
        assert not StoredFinding.objects.filter(rule="unsourced").exists()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        comes_to_nothing()
    assert StoredFinding.objects.filter(rule="unsourced").exists()
    assert drift() == []
