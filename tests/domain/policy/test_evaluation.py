"""One finding a root cause, severities, what is sealed, and when findings change by themselves."""

import pytest

from claims.domain.policy import (
    VEILED,
    RecordKind,
    Severity,
    evaluate,
    next_moment,
    seen_by,
)
from claims.domain.policy.profiles import Profile, Setting
from claims.domain.policy.registry import REGISTRY, Register
from claims.domain.vocabulary import (
    ApprovalKind,
    ClaimKind,
    CommentOutcome,
    Quotation,
    Stance,
    Status,
)
from sources.domain.vocabulary import Naming, SourceKind
from tests.domain.policy.builders import (
    AGENCY,
    DAY,
    HOUR,
    NOW,
    anonymous,
    approval,
    article,
    attempts,
    claim,
    everything,
    of,
    only,
    request,
    row,
    shifted,
    source,
    veiled,
)

ALL = everything()
CROWD = source("crowd", Naming.ANONYMOUS, SourceKind.GROUP, anonymity_reason="danger")
LINKED = anonymous("a", same_person=frozenset({"Ann"}))


def rules_of(facts, profile=ALL):
    return {one.rule for one in evaluate(facts, profile, NOW).findings}


def setting(*settings):
    return Profile("own", 1, {one.rule: one for one in settings})


@pytest.mark.parametrize(
    ("facts", "speaks", "silent"),
    [
        (of(kind=ClaimKind.OPINION), "unattributed-evaluation", "unsourced"),
        (of(kind=ClaimKind.STATISTIC), "unsourced", "statistic-undated"),
        (of(), "unsourced", "claim-not-verified"),
        (of(row("crowd"), sources=[CROWD]), "single-anonymous-source", "uncounted-collective"),
        (
            of(veiled("a", approvals=()), sources=[anonymous("a")]),
            "single-anonymous-source",
            "anonymity-unapproved",
        ),
        (
            of(veiled("a"), sources=[anonymous("a")], kind=ClaimKind.OPINION),
            "anonymous-opinion",
            "single-anonymous-source",
        ),
        (
            of(
                row("Ann", via="local"),
                sources=[source("local", Naming.COLLECTIVE, SourceKind.MEDIA)],
            ),
            "second-hand-unnamed-outlet",
            "second-hand-unsubstantiated",
        ),
        (
            of(status=Status.VERIFIED, decided_at=NOW - 90 * DAY, changed_at=NOW),
            "decided-before-change",
            "stale-check",
        ),
    ],
)
def test_one_finding_a_root_cause(facts, speaks, silent):
    found = rules_of(facts)
    assert speaks in found
    assert silent not in found


def test_a_milder_finding_silences_no_graver_one():
    profile = setting(
        Setting("unattributed-evaluation", Severity.INFO), Setting("unsourced", Severity.BLOCK)
    )
    assert rules_of(of(kind=ClaimKind.OPINION), profile) == {"unattributed-evaluation", "unsourced"}


def test_a_rule_that_is_off_silences_nobody():
    profile = setting(
        Setting("unattributed-evaluation", Severity.BLOCK, enabled=False),
        Setting("unsourced", Severity.BLOCK),
    )
    assert rules_of(of(kind=ClaimKind.OPINION), profile) == {"unsourced"}


def test_another_claim_s_finding_silences_nothing():
    facts = article(
        claim(kind=ClaimKind.OPINION), claim(row("Ann"), id="other", kind=ClaimKind.STATISTIC)
    )
    found = evaluate(facts, ALL, NOW)
    assert "statistic-undated" in {one.rule for one in found.by_claim["other"]}


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("anonymous-lead", {"is_lead": True}),
        ("anonymous-quotation", {}),
    ],
)
def test_what_nobody_here_could_approve_never_blocks(code, more):
    quoted = veiled("a", quotation=Quotation.DIRECT)
    profile = only(code, Severity.BLOCK)
    for about, severity in (({}, Severity.BLOCK), (AGENCY, Severity.WARN)):
        facts = of(quoted, sources=[anonymous("a")], about=about, **more)
        (found,) = evaluate(facts, profile, NOW).findings
        assert found.severity is severity
    (mild,) = evaluate(facts, only(code, Severity.INFO), NOW).findings
    assert mild.severity is Severity.INFO


def test_findings_come_gravest_first_and_by_claim():
    facts = article(
        claim(id="S2", evidence=()),
        claim(row("Ann", Stance.CONFIRMS, independent=True), id="S1"),
        approvals=(),
    )
    found = evaluate(facts, ALL, NOW)
    orders = [one.severity.order for one in found.findings]
    assert orders == sorted(orders)
    assert set(found.by_claim) == {"S1", "S2"}
    assert [one.rule for one in found.of_article] == ["version-unapproved"]
    assert len(found.findings) == len(found.of_article) + sum(map(len, found.by_claim.values()))
    assert {one.severity for one in found.of_severity(Severity.BLOCK)} == {Severity.BLOCK}
    assert (found.article, found.version) == ("article", "v2")
    assert (found.profile, found.profile_version) == ("everything", 1)


def test_a_withdrawn_claim_is_not_judged():
    facts = article(claim(row("Ann")), claim(id="gone", status=Status.WITHDRAWN))
    assert "gone" not in evaluate(facts, ALL, NOW).by_claim


def test_a_source_that_is_not_given_is_an_error():
    with pytest.raises(KeyError):
        evaluate(shifted(of(row("Ann")), sources={}), ALL, NOW)


def test_claims_that_one_person_has_checked_are_kept_for_the_next_shift():
    check = (approval(ApprovalKind.CHECKED_BY_ONE),)
    facts = article(
        claim(row("Ann"), id="once", approvals=check),
        claim(row("Ann"), id="changed", approvals=check, changed_at=NOW),
        claim(row("Ann"), id="twice", approvals=check, status=Status.VERIFIED),
        claim(row("Ann"), id="never"),
    )
    assert evaluate(facts, ALL, NOW).unverified == ("once",)


# --- What only some may read ----------------------------------------------------------------


def declined(*sources):
    return of(
        veiled("a"),
        sources=sources,
        requests=[request(party="Ann", attempts=attempts("telephone", reached=True))],
    )


def test_who_spoke_anonymously_and_declined_is_told_only_to_who_may_read_of_the_source():
    (found,) = evaluate(declined(LINKED), only("anonymous-and-declined"), NOW).findings
    assert found.sealed == {"a"}
    assert seen_by([found], "article", {"a"}) == [found]
    (veil,) = seen_by([found], "article", {"b"})
    assert veil.rule == VEILED
    assert veil.rule not in REGISTRY
    assert (veil.record.kind, veil.record.id) == (RecordKind.ARTICLE, "article")
    assert (veil.severity, veil.claim, veil.sealed) == (Severity.BLOCK, None, frozenset())
    text = f"{veil.message} {veil.remedy}"
    assert "comment" not in text
    assert "Ann" not in text


def test_neither_says_the_open_text_who_it_is():
    (found,) = evaluate(declined(LINKED), only("anonymous-and-declined"), NOW).findings
    assert "Ann" not in f"{found.message} {found.remedy}"


def test_an_origin_that_is_confidential_is_sealed():
    facts = of(
        row("Ann", knows_from="deep"),
        row("Bob", Stance.CONFIRMS, independent=True, knows_from="deep"),
        sources=[anonymous("deep")],
    )
    (found,) = evaluate(facts, only("confirmation-shares-origin"), NOW).findings
    assert found.sealed == {"deep"}


def test_an_open_finding_is_seen_by_all_and_several_veils_are_one():
    (open_one,) = evaluate(of(), only("unsourced"), NOW).findings
    assert seen_by([open_one], "article", ()) == [open_one]
    facts = article(
        claim(veiled("a"), veiled("b"), sources=[LINKED]),
        sources=[LINKED, anonymous("b", same_person=frozenset({"Ann"}))],
        requests=[request(party="Ann")],
    )
    sealed = evaluate(facts, only("anonymous-and-declined"), NOW).findings
    assert len(sealed) == 2
    assert len(seen_by(sealed, "article", ())) == 1


# --- Time -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "facts", "moment"),
    [
        ("embargo-running", of(row("Ann"), about={"embargo_until": NOW + HOUR}), NOW + HOUR),
        ("embargo-running", of(row("Ann"), about={"embargo_until": NOW}), None),
        ("embargo-running", of(row("Ann")), None),
        (
            "stale-check",
            of(row("Ann"), status=Status.VERIFIED, decided_at=NOW),
            NOW + 30 * DAY,
        ),
        (
            "comment-outcome-unrecorded",
            of(row("Ann"), requests=[request(CommentOutcome.PENDING, deadline=NOW + DAY)]),
            NOW + DAY,
        ),
        (
            "deadline-unfair",
            of(row("Ann"), requests=[request(attempts=attempts("telephone", before=HOUR))]),
            NOW + 3 * HOUR,
        ),
        ("deadline-unfair", of(row("Ann"), requests=[request()]), None),
        ("unsourced", of(), None),
    ],
)
def test_when_findings_change_though_nothing_else_does(code, facts, moment):
    assert next_moment(facts, only(code), NOW) == moment


def test_of_several_moments_the_first_is_waited_for():
    facts = of(
        row("Ann"), status=Status.VERIFIED, decided_at=NOW, about={"embargo_until": NOW + DAY}
    )
    assert next_moment(facts, ALL, NOW) == NOW + DAY


def test_a_rule_that_is_off_is_waited_for_by_nobody():
    facts = of(row("Ann"), about={"embargo_until": NOW + HOUR})
    profile = setting(Setting("embargo-running", Severity.BLOCK, enabled=False))
    assert next_moment(facts, profile, NOW) is None


def test_two_rules_of_one_code_are_refused():
    register = Register(
        code="unsourced", title="", asks="", why="", practice=(), severity=Severity.INFO
    )
    with pytest.raises(ValueError, match="Two rules are called unsourced"):
        register.claim(lambda *_: ())
