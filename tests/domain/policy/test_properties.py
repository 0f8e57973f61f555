"""What holds of every article under every profile."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from claims.domain.policy import REGISTRY, SHIPPED, Severity, evaluate, next_moment
from claims.domain.policy.findings import RecordKind
from claims.domain.vocabulary import Basis, Provenance, Stance, Terms
from tests.domain.policy.builders import NOW, article, claim, everything, row, shifted, source
from tests.domain.policy.random_facts import articles

PROFILES = {**SHIPPED, "everything": everything()}
profiles = st.sampled_from(sorted(PROFILES))
SOLID = {
    "independent": True,
    "basis": Basis.DOCUMENTED,
    "basis_note": "asked apart, by the desk",
    "terms": Terms.ON_THE_RECORD,
}


def judged(facts, profile, now=NOW):
    return evaluate(facts, PROFILES[profile], now)


def shuffled(facts, random):
    """The same facts in another order, save the rows, whose order of logging is a fact."""

    def mixed(items):
        listed = list(items)
        random.shuffle(listed)
        return tuple(listed)

    claims = mixed(
        shifted(
            one,
            anchors=mixed(one.anchors),
            approvals=mixed(one.approvals),
            evidence=mixed(one.evidence),
            links=mixed(one.links),
        )
        for one in facts.claims
    )
    return shifted(
        facts,
        claims=claims,
        sources=dict(mixed(facts.sources.items())),
        comment_requests=mixed(facts.comment_requests),
        legal_reads=mixed(facts.legal_reads),
    )


def with_rows(facts, number, *rows):
    """`facts` with claim `number` of these rows, counted afresh."""
    old = facts.claims[number]
    known = {**facts.sources, "Zoe": source("Zoe")}
    counted = claim(*rows, sources=known.values())
    new = shifted(old, attributions=rows, internal=counted.internal, public=counted.public)
    claims = (*facts.claims[:number], new, *facts.claims[number + 1 :])
    return shifted(facts, claims=claims, sources=known)


@given(articles(), profiles, st.randoms())
def test_the_order_of_what_is_handed_in_changes_nothing(facts, profile, random):
    first = judged(facts, profile).findings
    assert judged(facts, profile).findings == first
    again = judged(shuffled(facts, random), profile).findings
    # An anchor's words may be quoted from either of two, so messages are left out.
    assert [(one.key, one.severity) for one in again] == [(one.key, one.severity) for one in first]


@given(articles(), profiles, st.randoms())
def test_the_order_of_logging_changes_no_rule_that_a_claim_breaks(facts, profile, random):
    found = {(one.claim, one.rule, one.severity) for one in judged(facts, profile).findings}
    for number, one in enumerate(facts.claims):
        rows = list(one.attributions)
        random.shuffle(rows)
        facts = with_rows(facts, number, *rows)
    again = {(one.claim, one.rule, one.severity) for one in judged(facts, profile).findings}
    assert again == found


def _spoken_for(rules):
    """What `rules` replace, and what that would have replaced in turn."""
    for rule in rules:
        yield from REGISTRY[rule].replaces
        yield from _spoken_for(REGISTRY[rule].replaces)


@given(articles(), profiles, st.sampled_from([Stance.ASSERTS, Stance.CONFIRMS]))
def test_a_solid_source_more_adds_no_finding(facts, profile, stance):
    before = judged(facts, profile).findings
    for number, one in enumerate(facts.claims):
        solid = row("Zoe", stance, id=f"{one.id}.zoe", **SOLID)
        after = judged(with_rows(facts, number, *one.attributions, solid), profile).findings
        # What had been spoken for may come to light: an attack stands for the opinion in it, that
        # for its single source, that for the approval; the two in between are mended now.
        allowed = set(_spoken_for({each.rule for each in before if each.claim == one.id}))
        if not one.supporting:
            allowed.add("single-source")  # one is better than none, and still one
        new = {each.key for each in after} - {each.key for each in before}
        assert {rule for rule, *_ in new} <= allowed
        of_claim = {each.rule for each in after if each.claim == one.id}
        assert not of_claim & {"unsourced", "unattributed-evaluation", "anonymous-lead"}


@given(articles(), profiles, st.integers(0, 60 * 24 * 200))
def test_nothing_changes_before_the_next_moment(facts, profile, minutes):
    first = judged(facts, profile)
    moment = next_moment(facts, PROFILES[profile], NOW)
    later = NOW + timedelta(minutes=minutes)
    if moment is not None:
        assert moment > NOW
        later = min(later, moment - timedelta(seconds=1))
    assert judged(facts, profile, max(later, NOW)) == first


@given(articles(), profiles)
def test_agency_copy_is_not_asked_about_our_conduct(facts, profile):
    theirs = shifted(facts, provenance=Provenance.AGENCY)
    for one in judged(theirs, profile).findings:
        assert not REGISTRY[one.rule].own_copy_only


@given(articles(), profiles)
def test_findings_name_records_that_exist_once_and_no_graver_than_the_profile(facts, profile):
    found = judged(facts, profile).findings
    assert len({one.key for one in found}) == len(found)
    known = {
        RecordKind.ARTICLE: {facts.id},
        RecordKind.CLAIM: {one.id for one in facts.claims},
        RecordKind.ATTRIBUTION: {row.id for one in facts.claims for row in one.attributions},
        RecordKind.SOURCE: set(facts.sources),
        RecordKind.COMMENT_REQUEST: {one.id for one in facts.comment_requests},
        RecordKind.EVIDENCE: {e.id for one in facts.claims for e in one.evidence},
    }
    for one in found:
        assert one.record.id in known[one.record.kind]
        assert one.claim is None or one.claim in known[RecordKind.CLAIM]
        assert one.severity.order >= PROFILES[profile].settings[one.rule].severity.order
        assert one.sealed <= set(facts.sources)
        assert one.message
        assert one.remedy


@given(articles(), profiles)
def test_one_finding_a_root_cause(facts, profile):
    found = judged(facts, profile).findings
    for one in found:
        for other in found:
            if one.claim == other.claim and other.rule in REGISTRY[one.rule].replaces:
                assert other.severity.order < one.severity.order


@given(articles())
def test_a_rule_that_is_off_finds_nothing_and_silences_nobody(facts):
    full = {one.rule for one in evaluate(facts, everything(), NOW).findings}
    breaking = {one.rule for one in evaluate(facts, SHIPPED["breaking"], NOW).findings}
    assert breaking <= {code for code, one in SHIPPED["breaking"].settings.items() if one.enabled}
    replaced = {code for rule in full for code in REGISTRY[rule].replaces}
    assert breaking <= full | replaced | {"single-anonymous-source"}
    assert evaluate(article(text=""), everything(Severity.INFO), NOW).findings == ()
