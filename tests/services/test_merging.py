"""What a merge is said to do is what it does."""

import random

import pytest

from claims import facts
from claims.models import Claim
from claims.services.merging import merge_preview
from claims.services.sources import source_merge
from newsroom.common.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db


def counts_of(preview):
    return {one.claim.pk: (one.before, one.after) for one in preview.moved}


def test_two_records_of_one_person_are_one_source(editor):
    gone, stays = (factories.source(editor) for _ in range(2))
    claim = factories.claim(editor)
    factories.attribution(editor, claim, source=gone)
    factories.attribution(editor, claim, "confirms", source=stays, independent=True)
    preview = merge_preview(editor, gone, stays)
    (moved,) = preview.moved
    assert (preview.refusal, preview.more, moved.differs) == ("", False, True)
    assert (moved.before.source_count, moved.after.source_count) == (2, 1)
    assert moved.after.independent_confirmations == 0


@pytest.mark.parametrize("seed", range(12))
def test_what_is_said_is_what_comes(editor, seed):
    choose = random.Random(seed)
    sources = [factories.source(editor) for _ in range(5)]
    # whoever speaks for the one that goes speaks then for the one that stays
    sources.append(factories.source(editor, speaks_for=sources[0]))
    for _ in range(4):
        claim = factories.claim(editor)
        for _ in range(4):
            speaker, behind = choose.sample(sources, 2)
            if {speaker, behind} == set(sources[:2]):  # of one, after the merge: refused
                continue
            role = choose.choice(["via", "knows_from", None])
            factories.attribution(
                editor,
                claim,
                choose.choice(["asserts", "confirms", "denies"]),
                source=speaker,
                independent=choose.choice([True, None]),
                **({role: behind} if role else {}),
            )
    gone, stays = sources[:2]
    preview = merge_preview(editor, gone, stays)
    told = {pk: after for pk, (_, after) in counts_of(preview).items()}
    before = facts.counts_of(Claim.objects.values_list("pk", flat=True))
    assert preview.refusal == ""
    source_merge(by=editor, source_id=gone.pk, into_id=stays.pk)
    after = facts.counts_of(Claim.objects.values_list("pk", flat=True))
    assert told == {pk: after[pk].internal.counts for pk in told}
    assert all(after[pk] == before[pk] for pk in set(after) - set(told))


def test_why_it_would_be_refused(editor):
    person, group = factories.source(editor), factories.group(editor)
    assert "cannot be one" in merge_preview(editor, person, group).refusal


def test_only_what_one_may_read(editor):
    gone, stays = (factories.source(editor) for _ in range(2))
    mara = factories.person()
    closed = factories.claim(mara, factories.article(mara, access="named people"))
    factories.attribution(mara, closed, source=gone)
    assert merge_preview(editor, gone, stays).moved == ()


def test_of_confidential_sources_the_counts_are_for_those_who_know_both(editor):
    mara = factories.person(Role.EDITOR)
    gone = factories.source(mara, naming="anonymous", handler=mara)
    stays = factories.source(mara, naming="anonymous", handler=mara)
    spoken, relayed = factories.claim(mara), factories.claim(mara)
    factories.attribution(mara, spoken, source=gone)
    factories.attribution(mara, relayed, via=gone)
    (moved,) = merge_preview(editor, gone, stays).moved
    assert (moved.claim, moved.before, moved.after) == (spoken, None, None)
    known = merge_preview(mara, gone, stays).moved
    assert {one.claim for one in known} == {spoken, relayed}
    assert all(one.before and one.after for one in known)


def test_as_many_queries_for_many_claims(editor, django_assert_num_queries):
    gone, stays = (factories.source(editor) for _ in range(2))
    factories.attribution(editor, factories.claim(editor), source=gone)
    editor.roles  # noqa: B018  # read once
    with django_assert_num_queries(8):
        merge_preview(editor, gone, stays)
    for _ in range(9):
        factories.attribution(editor, factories.claim(editor), source=gone)
    with django_assert_num_queries(8):
        merge_preview(editor, gone, stays)
