"""Cases of the rules on anonymous sources, for all copy and for our own conduct."""

from claims.domain.vocabulary import (
    ApprovalKind,
    ClaimKind,
    Quotation,
    Rank,
    Stance,
    Terms,
)
from sources.domain.vocabulary import Naming, SourceKind
from tests.domain.policy.builders import (
    AGENCY,
    ATTESTED,
    anchor,
    anonymous,
    approval,
    of,
    row,
    shifted,
    source,
    veiled,
)
from tests.domain.policy.cases import CLAIM, Case, Edge, row_of, source_of

A, B = anonymous("a"), anonymous("b")
LEAD = {"is_lead": True}
LEAD_OK = approval(ApprovalKind.ANONYMOUS_LEAD)
QUOTED = {"quotation": Quotation.DIRECT, "quote": "He will go."}
QUOTE_OK = approval(ApprovalKind.ANONYMOUS_QUOTATION)
OPINION = {"kind": ClaimKind.OPINION}
CROWD = source("two officials", Naming.COLLECTIVE, SourceKind.GROUP, headcount=2)

CASES = {
    "anonymous-lead": Case(
        passes=of(veiled("a"), row("Ann"), sources=[A], **LEAD),
        fails=of(veiled("a"), veiled("b"), sources=[A, B], **LEAD),
        at=CLAIM,
        message="The lead rests on anonymous sources.",
        remedy="Get somebody on the record for it, or have the lead approved (senior editor or "
        "above).",
        edges=(
            Edge("approved", of(veiled("a"), sources=[A], approvals=(LEAD_OK,), **LEAD)),
            Edge(
                "an approval helps no agency's lead",
                of(veiled("a"), sources=[A], approvals=(LEAD_OK,), about=AGENCY, **LEAD),
                1,
            ),
            Edge(
                "not approved highly enough",
                of(veiled("a"), sources=[A], approvals=(LEAD_OK,), **LEAD),
                1,
                {"rank": "editor-in-chief"},
            ),
            Edge("not of the lead", of(veiled("a"), sources=[A])),
            Edge(
                "by office is identified",
                of(
                    veiled("a"),
                    row("envoy"),
                    sources=[A, source("envoy", Naming.BY_OFFICE)],
                    **LEAD,
                ),
            ),
        ),
    ),
    "anonymous-quotation": Case(
        passes=of(veiled("a"), row("Ann", **QUOTED), sources=[A]),
        fails=of(veiled("a", **QUOTED), sources=[A]),
        at=row_of("a"),
        message="An anonymous source is quoted word for word.",
        remedy="Paraphrase it, or have it approved (editor or above).",
        edges=(
            Edge("approved", of(veiled("a", **QUOTED | {"approvals": (QUOTE_OK,)}), sources=[A])),
            Edge(
                "forbidden",
                of(veiled("a", **QUOTED | {"approvals": (QUOTE_OK,)}), sources=[A]),
                1,
                {"forbidden": True},
            ),
            Edge("partial", of(veiled("a", quotation=Quotation.PARTIAL), sources=[A])),
            Edge(
                "partial, judged too",
                of(veiled("a", quotation=Quotation.PARTIAL), sources=[A]),
                1,
                {"partial": True},
            ),
            Edge("a denial is quoted", of(veiled("a", Stance.DENIES, **QUOTED), sources=[A]), 1),
        ),
    ),
    "anonymity-unexplained": Case(
        passes=of(veiled("a"), sources=[A]),
        fails=of(veiled("a"), sources=[anonymous("a", anonymity_reason="")]),
        at=source_of("a"),
        message="“a”: no reason for anonymity is given.",
        remedy="Say in the copy why, and put the reason on the source.",
        edges=(
            Edge(
                "once for several rows",
                of(
                    veiled("a"),
                    veiled("a", Stance.CONFIRMS),
                    sources=[anonymous("a", anonymity_reason=" ")],
                ),
                1,
            ),
            Edge(
                "deep background: the reader is told of nobody",
                of(
                    veiled("a", terms=Terms.DEEP_BACKGROUND),
                    sources=[anonymous("a", anonymity_reason="")],
                ),
            ),
            Edge("a collective that set no terms", of(row(CROWD.id), sources=[CROWD])),
            Edge(
                "a collective on background",
                of(row(CROWD.id, terms=Terms.BACKGROUND), sources=[CROWD]),
                1,
            ),
            Edge(
                "whoever relays is anonymous",
                of(row("Ann", via="a"), sources=[anonymous("a", anonymity_reason="")]),
                1,
            ),
        ),
    ),
    "anonymous-opinion": Case(
        passes=of(veiled("a"), row("Ann"), sources=[A], **OPINION),
        fails=of(veiled("a"), sources=[A], **OPINION),
        at=CLAIM,
        message="An opinion rests on anonymous sources.",
        remedy="Get somebody to say it on the record, or cut it and withdraw the claim.",
        edges=(
            Edge("a forecast is none", of(veiled("a"), sources=[A], kind=ClaimKind.FORECAST)),
            Edge("of a collective", of(row(CROWD.id), sources=[CROWD], **OPINION)),
        ),
    ),
    "anonymous-attack": Case(
        passes=of(veiled("a", says="an aide said"), sources=[A]),
        fails=of(veiled("a", quote="He is a clown."), sources=[A]),
        at=CLAIM,
        message="An anonymous source uses abusive words: clown.",
        remedy="Get it on the record, or report the facts behind it and drop the words.",
        edges=(
            Edge("by name", of(row("Ann", quote="He is a clown."))),
            Edge(
                "in the copy of the claim",
                of(veiled("a"), sources=[A], anchors=(anchor("the minister is Incompetent"),)),
                1,
            ),
            Edge("inside another word", of(veiled("a", quote="the clownfish"), sources=[A])),
            Edge("a charge is no epithet", of(veiled("a", quote="He is corrupt."), sources=[A])),
            Edge(
                "a word let pass",
                of(veiled("a", quote="He is a clown."), sources=[A]),
                parameters={"fewer_words": ("Clown",)},
            ),
            Edge(
                "a word of the house",
                of(veiled("a", quote="He is a Muppet."), sources=[A]),
                1,
                {"more_words": ("muppet",)},
            ),
            Edge(
                "not English",
                of(veiled("a", quote="clown"), sources=[A], about={"language": "de-CH"}),
            ),
        ),
    ),
    "identity-unknown": Case(
        passes=of(veiled("a"), sources=[A]),
        fails=of(veiled("a"), sources=[anonymous("a", known_to=frozenset({Rank.REPORTER}))]),
        at=source_of("a"),
        message="“a”: nobody of the rank of editor or above knows who that is.",
        remedy="Tell somebody of that rank in person, and add them to those who know. Write no "
        "name down.",
        edges=(
            Edge("of too low a rank", of(veiled("a"), sources=[A]), 1, {"rank": "desk head"}),
            Edge(
                "withheld is anonymous",
                of(row("w"), sources=[source("w", Naming.WITHHELD)]),
                1,
            ),
            Edge("agency copy", of(row("w"), sources=[source("w", Naming.WITHHELD)], about=AGENCY)),
            Edge(
                "only off the record",
                of(row("w", terms=Terms.OFF_THE_RECORD), sources=[source("w", Naming.WITHHELD)]),
            ),
        ),
    ),
    "motive-unrecorded": Case(
        passes=of(veiled("a"), sources=[A]),
        fails=of(veiled("a"), sources=[anonymous("a", has_motive=False)]),
        at=source_of("a"),
        message="“a”: no motive is recorded.",
        remedy="Put on the source, in a few words, why they tell us.",
        edges=(
            Edge(
                "agency copy",
                of(veiled("a"), sources=[anonymous("a", has_motive=False)], about=AGENCY),
            ),
            Edge(
                "once for two rows",
                of(
                    veiled("a"),
                    veiled("a", Stance.CONFIRMS),
                    sources=[anonymous("a", has_motive=False)],
                ),
                1,
            ),
        ),
    ),
    "handler-missing": Case(
        passes=of(veiled("a"), sources=[A]),
        fails=of(veiled("a"), sources=[anonymous("a", has_handler=False)]),
        at=source_of("a"),
        message="“a”: nobody is named as dealing with them.",
        remedy="Name the reporter who deals with them as handler.",
        edges=(Edge("a named source needs none", of(row("Ann"))),),
    ),
    "anonymity-unapproved": Case(
        passes=of(veiled("a"), sources=[A]),
        fails=of(veiled("a", approvals=()), sources=[A]),
        at=source_of("a"),
        message="“a”: no approval by somebody of the rank of editor or above is on file.",
        remedy="Have somebody of that rank approve the anonymity, on the claim or on the "
        "attribution.",
        edges=(
            Edge(
                "approved on the claim, as a lead",
                of(veiled("a", approvals=()), sources=[A], approvals=(LEAD_OK,)),
            ),
            Edge(
                "one of two rows is not approved",
                of(veiled("a"), veiled("a", Stance.CONFIRMS, approvals=()), sources=[A]),
                1,
            ),
            Edge(
                "the rank was not recorded",
                of(veiled("a", approvals=(approval(ApprovalKind.ANONYMITY, None),)), sources=[A]),
                1,
            ),
            Edge(
                "an approval of something else",
                of(veiled("a", approvals=(approval(ApprovalKind.PUBLICATION),)), sources=[A]),
                1,
            ),
            Edge("agency copy", of(veiled("a", approvals=()), sources=[A], about=AGENCY)),
        ),
    ),
    "conditions-unattested": Case(
        passes=of(veiled("a"), sources=[A]),
        fails=of(
            veiled("a", conditions=shifted(ATTESTED, unavailable_on_record=None)), sources=[A]
        ),
        at=row_of("a"),
        message="Nobody attests that it cannot be had on the record.",
        remedy="Tick on the attribution what holds, and sign it.",
        edges=(
            Edge(
                "all ticked, nobody signed",
                of(veiled("a", conditions=shifted(ATTESTED, attested=False)), sources=[A]),
                1,
            ),
            Edge(
                "attested that it does not hold",
                of(
                    veiled("a", conditions=shifted(ATTESTED, reliable_and_placed=False)),
                    sources=[A],
                ),
                1,
            ),
            Edge("agency copy", of(row("a"), sources=[A], about=AGENCY)),
        ),
    ),
    "terms-not-recorded": Case(
        passes=of(veiled("a"), sources=[A]),
        fails=of(veiled("a", terms=Terms.NOT_STATED), sources=[A]),
        at=row_of("a"),
        message="The source is not named, and the terms are not recorded.",
        remedy="Record the terms on the attribution; ask the source if they were left open.",
        edges=(
            Edge("a named source", of(row("Ann"))),
            Edge("a collective", of(row(CROWD.id), sources=[CROWD])),
            Edge("agency copy", of(row("a"), sources=[A], about=AGENCY)),
        ),
    ),
}
