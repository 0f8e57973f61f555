"""Random articles: a small cast, a few claims, everything that a rule looks at."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st

from claims.domain.policy.facts import (
    AttemptFacts,
    ConditionFacts,
    LegalReadFacts,
)
from claims.domain.vocabulary import (
    ApprovalKind,
    Basis,
    ClaimKind,
    CommentOutcome,
    Exemption,
    Knowledge,
    LegalOutcome,
    LinkKind,
    Medium,
    Occasion,
    Provenance,
    Quotation,
    Rank,
    Recorded,
    Scope,
    Stance,
    Status,
    Terms,
)
from sources.domain.vocabulary import Naming, SourceKind
from tests.domain.policy.builders import (
    NOW,
    anchor,
    approval,
    article,
    claim,
    evidence,
    link,
    orphan,
    request,
    row,
    shifted,
    source,
)

NAMES = ("Ann", "Bob", "Cy", "Di", "Eve")
names, rarely = st.sampled_from(NAMES), st.sampled_from([None, None, None, *NAMES])
moments = st.integers(-90, 90).map(lambda days: NOW + timedelta(days=days, hours=days % 7))
maybe_moment = st.none() | moments
descriptions = st.sampled_from(
    ["a source", "sources", "five sources", "the minister's driver", "a Kremlin aide", ""]
)
copy = st.sampled_from(
    ["two sources said", "sources said", "an aide said", "He is a clown", "it could be in 2024"]
)
anchors = st.lists(copy.map(anchor) | copy.map(orphan), max_size=2).map(tuple)
approvals = st.lists(
    st.builds(approval, st.sampled_from(ApprovalKind), st.sampled_from([None, *Rank]), moments),
    max_size=2,
).map(tuple)


@st.composite
def sources(draw, name):
    kind = draw(st.sampled_from([*SourceKind, SourceKind.PERSON, SourceKind.GROUP]))
    principal = draw(rarely)
    return source(
        name,
        draw(st.sampled_from([*Naming, Naming.ANONYMOUS, Naming.ANONYMOUS])),
        kind,
        headcount=draw(st.none() | st.integers(1, 6)) if kind is SourceKind.GROUP else None,
        description=draw(descriptions),
        speaks_for=None if principal == name else principal,
        has_motive=draw(st.booleans()),
        anonymity_reason=draw(st.sampled_from(["", "fears for the job"])),
        known_to=frozenset(draw(st.lists(st.sampled_from(Rank), max_size=1))),
        compromised=draw(st.integers(0, 9)) == 0,
        same_person=frozenset(draw(st.lists(names, max_size=1))) - {name},
        uncompared=draw(st.integers(0, 9)) == 0,
    )


@st.composite
def rows(draw, cast, id):
    speaker, via, knows = draw(names), draw(rarely), draw(rarely)
    group = cast[speaker].kind is SourceKind.GROUP
    documented = draw(st.booleans())
    found = row(
        speaker,
        draw(st.sampled_from([*Stance, Stance.CONFIRMS, Stance.CONFIRMS])),
        id=id,
        headcount=draw(st.none() | st.integers(1, 3)) if group else None,
        others=draw(st.booleans()),
        terms=draw(st.sampled_from(Terms)),
        via=None if via == speaker else via,
        knows_from=None if knows == speaker else knows,
        independent=draw(st.sampled_from([True, True, None])),
        basis=Basis.DOCUMENTED if documented else Basis.ASSERTED_IN_COPY,
        withdrawn=draw(st.integers(0, 5)) == 0,
        basis_note="asked apart" if documented else "",
        medium=draw(st.sampled_from(Medium)),
        knowledge=draw(st.sampled_from(Knowledge)),
        scope=draw(st.sampled_from(Scope)),
        quotation=draw(st.sampled_from(Quotation)),
        quote=draw(st.sampled_from(["", "He is a clown"])),
        occasion=draw(st.sampled_from(Occasion)),
        conditions=ConditionFacts(True, draw(st.booleans()), True, attested=draw(st.booleans())),
        approvals=draw(approvals),
    )
    return shifted(found, anchors=draw(anchors))


@st.composite
def claims(draw, cast, number):
    label = f"S{number}"
    size = draw(st.integers(0, 4))
    return claim(
        *[draw(rows(cast, f"{label}.{place}")) for place in range(size)],
        id=label,
        sources=cast.values(),
        kind=draw(st.sampled_from(ClaimKind)),
        is_lead=draw(st.booleans()),
        hedge=draw(st.sampled_from(["", "probably"])),
        exemption=draw(st.sampled_from([*[Exemption.NONE] * 4, *Exemption])),
        status=draw(st.sampled_from(Status)),
        decided_at=draw(maybe_moment),
        changed_at=draw(maybe_moment),
        anchors=draw(anchors),
        evidence=tuple(map(evidence, draw(st.lists(st.sampled_from(["", "p. 3"]), max_size=1)))),
        approvals=draw(approvals),
        links=tuple(
            draw(
                st.lists(
                    st.builds(
                        link, st.sampled_from(LinkKind), st.sampled_from(Status), maybe_moment
                    ),
                    max_size=1,
                )
            )
        ),
    )


@st.composite
def requests(draw, number):
    about = draw(st.lists(st.sampled_from(["S0", "S1", "S2"]), max_size=2))
    attempts = st.builds(AttemptFacts, moments, st.sampled_from(["e-mail", "phone"]), st.booleans())
    found = request(
        draw(st.sampled_from(CommentOutcome)),
        about=about,
        party=draw(names),
        recorded=draw(st.sampled_from(Recorded)),
        reached_sources=frozenset(draw(st.lists(names, max_size=1))),
        not_asked_reason=draw(st.sampled_from(["", "danger"])),
        deadline=draw(maybe_moment),
        responded_at=draw(maybe_moment),
        attempts=tuple(draw(st.lists(attempts, max_size=3))),
    )
    return shifted(found, id=f"R{number}")


@st.composite
def articles(draw):
    cast = {name: draw(sources(name)) for name in NAMES}
    reads = st.builds(
        LegalReadFacts, st.sampled_from(["v1", "v2"]), st.sampled_from(LegalOutcome), moments
    )
    return article(
        *[draw(claims(cast, number)) for number in range(draw(st.integers(0, 3)))],
        sources=cast.values(),
        requests=[draw(requests(number)) for number in range(draw(st.integers(0, 3)))],
        headline=draw(st.sampled_from(["Sources: he will go", "He will go"])),
        provenance=draw(st.sampled_from([Provenance.OWN, *Provenance])),
        embargo_until=draw(maybe_moment),
        language=draw(st.sampled_from(["en", "en-GB", "", "de"])),
        legal_reads=tuple(draw(st.lists(reads, max_size=2))),
    )
