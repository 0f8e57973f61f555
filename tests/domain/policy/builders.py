"""Small builders: an article's facts in a line or two, all that is not said being in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from claims.domain.counting import AttributionFact, SourceFact, count, count_public
from claims.domain.policy.evaluation import evaluate
from claims.domain.policy.facts import (
    AnchorFacts,
    ApprovalFacts,
    ArticleFacts,
    AttemptFacts,
    AttributionFacts,
    ClaimFacts,
    CommentRequestFacts,
    ConditionFacts,
    EvidenceFacts,
    LegalReadFacts,
    LinkFacts,
    SourceFacts,
    VersionFacts,
)
from claims.domain.policy.findings import Severity
from claims.domain.policy.profiles import Profile, Setting
from claims.domain.policy.registry import REGISTRY
from claims.domain.vocabulary import (
    ApprovalKind,
    CommentOutcome,
    LegalOutcome,
    LinkKind,
    Provenance,
    Rank,
    Stance,
    Status,
    Terms,
)
from sources.domain.vocabulary import Naming, SourceKind

NOW = datetime(2024, 3, 19, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AGENCY = {"provenance": Provenance.AGENCY}
COUNTED = {field for field in AttributionFact.__slots__ if field not in ("id", "source", "stance")}


def source(id, naming=Naming.NAMED, kind=SourceKind.PERSON, *, headcount=None, **more):
    """A source called `id`; `speaks_for` goes to counting, `more` beside it."""
    principal = more.pop("speaks_for", None)
    given = {"description": id} | more
    return SourceFacts(SourceFact(id, kind, naming, headcount, principal), **given)


def anonymous(id, **more):
    """An anonymous person of whom all that may be asked is on record."""
    given = {
        "naming": Naming.ANONYMOUS,
        "anonymity_reason": "fears for the job",
        "has_motive": True,
        "has_handler": True,
        "known_to": frozenset({Rank.EDITOR}),
    }
    return source(id, **given | more)


def anchor(exact, start=0):
    return AnchorFacts(exact, start, start + len(exact))


def orphan(exact):
    return AnchorFacts(exact, None, None)


def approval(kind, rank=Rank.SENIOR_EDITOR, at=NOW - HOUR, version=None):
    return ApprovalFacts(f"{kind} by {rank}", kind, rank, at, version)


ATTESTED = ConditionFacts(
    information_vital=True, unavailable_on_record=True, reliable_and_placed=True, attested=True
)


def row(speaker, stance=Stance.ASSERTS, *, id=None, says=(), **more):
    """A row of `speaker`, with the words `says` of the copy."""
    counting = {name: more.pop(name) for name in COUNTED & more.keys()}
    texts = [says] if isinstance(says, str) else says
    return AttributionFacts(
        AttributionFact(id or f"{speaker} {stance}", speaker, stance, **counting),
        anchors=tuple(map(anchor, texts)),
        **more,
    )


def veiled(speaker, stance=Stance.ASSERTS, **more):
    """A row of an anonymous speaker, everything in order."""
    given = {
        "terms": Terms.ANONYMITY,
        "conditions": ATTESTED,
        "approvals": (approval(ApprovalKind.ANONYMITY, Rank.EDITOR),),
    }
    return row(speaker, stance, **given | more)


def claim(*rows, id="claim", sources=(), **more):
    """A claim with `rows`, counted; sources that are not given are named people called so."""
    given = {"statement": "The trip takes place in May"} | more
    known = cast_of(rows, sources)
    facts = [one.counting for one in rows]
    counting = {one.id: one.counting for one in known.values()}
    return ClaimFacts(
        id=id,
        internal=count(facts, counting),
        public=count_public(facts, counting),
        attributions=tuple(rows),
        **given,
    )


def cast_of(rows, sources):
    named = {i for one in rows for i in (one.source, one.via, one.counting.knows_from) if i}
    return {one: source(one) for one in named} | {one.id: one for one in sources}


def request(outcome=CommentOutcome.DECLINED, *, about=("claim",), party="The Kremlin", **more):
    return CommentRequestFacts("request", party, frozenset(about), outcome, **more)


def attempts(*channels, before=DAY, reached=False):
    return tuple(AttemptFacts(NOW - before, one, reached) for one in channels)


def link(kind=LinkKind.REPEATS, status=Status.VERIFIED, corrected_at=None):
    return LinkFacts("link", kind, status, corrected_at)


def evidence(locator="page 3"):
    return EvidenceFacts("evidence", locator)


def legal(outcome=LegalOutcome.CLEARED, version="v2", at=NOW - HOUR):
    return LegalReadFacts(version, outcome, at)


def article(*claims, sources=(), requests=(), headline="A trip in May", text="Text.", **more):
    """An article at its second version, written a day ago, approved for publication."""
    rows = [one for each in claims for one in each.attributions]
    known = cast_of(rows, sources)
    for one in requests:
        known.setdefault(one.party, source(one.party))
    given = {
        "outlet": "Reuters",
        "language": "en",
        "approvals": (approval(ApprovalKind.PUBLICATION, version="v2"),),
    }
    return ArticleFacts(
        id="article",
        version=VersionFacts("v2", headline, text, NOW - DAY),
        claims=claims,
        sources=known,
        comment_requests=tuple(requests),
        **given | more,
    )


def of(*rows, sources=(), requests=(), about=None, **more):
    """An article of one claim with `rows`; `about` are facts of the article."""
    one = claim(*rows, sources=sources, **more)
    return article(one, sources=sources, requests=requests, **about or {})


def only(code, severity=None, **parameters):
    """A profile in which nothing is on but one rule."""
    setting = Setting(code, severity or REGISTRY[code].severity, parameters=parameters)
    return Profile("only", 1, {code: setting})


def found_by(code, facts, now=NOW, **parameters):
    return evaluate(facts, only(code, **parameters), now).findings


def everything(severity=Severity.BLOCK):
    """A profile with every rule on at one severity."""
    return Profile("everything", 1, {code: Setting(code, severity) for code in REGISTRY})


def shifted(facts, **changes):
    return replace(facts, **changes)
