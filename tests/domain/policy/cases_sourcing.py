"""Cases of the rules on sourcing."""

from claims.domain.vocabulary import (
    ApprovalKind,
    ClaimKind,
    Exemption,
    Knowledge,
    Rank,
    Stance,
    Status,
    Terms,
)
from sources.domain.vocabulary import Naming, SourceKind
from tests.domain.policy.builders import (
    AGENCY,
    anchor,
    anonymous,
    approval,
    article,
    of,
    row,
    source,
    veiled,
)
from tests.domain.policy.cases import ARTICLE, CLAIM, Case, Edge, source_of

OPINION = {"kind": ClaimKind.OPINION}
FIGURE = {"kind": ClaimKind.STATISTIC}
RECORD = {"exemption": Exemption.PUBLIC_RECORD}
A, B = anonymous("a"), anonymous("b")
SINGLE = approval(ApprovalKind.SINGLE_ANONYMOUS_SOURCE)
BY_EDITOR = approval(ApprovalKind.SINGLE_ANONYMOUS_SOURCE, Rank.EDITOR)
DIRECT = {"knowledge": Knowledge.DIRECT}
CROWD = source("diplomats", Naming.COLLECTIVE, SourceKind.GROUP)
FIVE = source("five diplomats", Naming.COLLECTIVE, SourceKind.GROUP, headcount=5)
JURY = source("the jury", Naming.NAMED, SourceKind.GROUP)
DATA = source("customs data", kind=SourceKind.DATASET)

CASES = {
    "nothing-logged": Case(
        passes=of(row("Ann")),
        fails=article(),
        at=ARTICLE,
        message="No claim of this article is logged, so nothing about it has been judged.",
        remedy="Log its claims, those of the headline and the lead first.",
        edges=(
            Edge("an empty draft", article(text=" \n")),
            Edge("all withdrawn again", of(row("Ann"), status=Status.WITHDRAWN), 1),
        ),
    ),
    "unattributed-evaluation": Case(
        passes=of(row("Ann"), **OPINION),
        fails=of(**OPINION),
        at=CLAIM,
        message="This is an evaluation, and nobody is logged as holding it.",
        remedy="Attribute it to whoever holds it, or cut it and withdraw the claim. In a signed "
        "analysis, log the author as its source.",
        edges=(
            Edge("no exemption makes an opinion a fact", of(**OPINION, **RECORD), 1),
            Edge("it was attributed once", of(row("Ann", withdrawn=True), **OPINION), 1),
            Edge("held in part is held", of(row("Ann", Stance.PARTLY_CONFIRMS), **OPINION)),
        ),
    ),
    "unsourced": Case(
        passes=of(row("Ann")),
        fails=of(),
        at=CLAIM,
        message="Nobody is logged as saying so, and it is not exempt from sourcing.",
        remedy="Log who says so, or mark it as established fact, public record or "
        "staff-witnessed, with the reason.",
        edges=(
            Edge("public record", of(**RECORD)),
            Edge("only a denial", of(row("Ann", Stance.DENIES)), 1),
            Edge("only off the record", of(row("Ann", terms=Terms.OFF_THE_RECORD)), 1),
            Edge("confirmed in part", of(row("Ann", Stance.PARTLY_CONFIRMS))),
        ),
    ),
    "exemption-unexplained": Case(
        passes=of(**RECORD, exemption_reason="Land registry, folio 12"),
        fails=of(**RECORD),
        at=CLAIM,
        message="It is exempt as public record, and nobody has said why.",
        remedy="Say in a few words which fact, which record or who of the staff.",
        edges=(
            Edge("blanks are no reason", of(**RECORD, exemption_reason="  "), 1),
            Edge("another newsroom's copy", of(**RECORD, about=AGENCY)),
        ),
    ),
    "single-anonymous-source": Case(
        passes=of(veiled("a"), veiled("b"), sources=[A, B]),
        fails=of(veiled("a"), sources=[A]),
        at=CLAIM,
        message="It rests on anonymous sources of 1 origin, where 2 are asked for, without "
        "direct knowledge and an approval (senior editor or above).",
        remedy="Find another source who has it from elsewhere, or somebody on the record. "
        "Otherwise record how the source knows it, and have the single source approved.",
        edges=(
            Edge(
                "direct knowledge, approved",
                of(veiled("a", **DIRECT), sources=[A], approvals=(SINGLE,)),
            ),
            Edge("approved only", of(veiled("a"), sources=[A], approvals=(SINGLE,)), 1),
            Edge("known directly only", of(veiled("a", **DIRECT), sources=[A]), 1),
            Edge(
                "approved too low",
                of(veiled("a", **DIRECT), sources=[A], approvals=(BY_EDITOR,)),
                1,
            ),
            Edge(
                "direct knowledge not asked for",
                of(veiled("a"), sources=[A], approvals=(SINGLE,)),
                parameters={"direct_knowledge": False},
            ),
            Edge(
                "approvals are not asked of agency copy",
                of(veiled("a", **DIRECT), sources=[A], about=AGENCY),
            ),
            Edge(
                "two voices of one origin",
                of(veiled("a", knows_from="m"), veiled("b", knows_from="m"), sources=[A, B]),
                1,
            ),
            Edge(
                "one of two knows it directly, of one origin, approved",
                of(
                    veiled("a", knows_from="m"),
                    veiled("b", knows_from="m", **DIRECT),
                    sources=[A, B],
                    approvals=(SINGLE,),
                ),
            ),
            Edge("somebody on the record beside", of(veiled("a"), row("Ann"), sources=[A])),
            Edge(
                "a collective beside is nobody", of(veiled("a"), row(CROWD.id), sources=[A, CROWD])
            ),
            Edge(
                "a minister, through somebody anonymous",
                of(row("minister", via="a"), sources=[A]),
                1,
            ),
            Edge(
                "three asked for",
                of(veiled("a"), veiled("b"), sources=[A, B]),
                1,
                {"origins": 3},
            ),
            Edge("an exempt claim", of(veiled("a"), sources=[A], **RECORD)),
        ),
    ),
    "single-source": Case(
        passes=of(row("Ann"), row("Bob")),
        fails=of(row("Ann")),
        at=CLAIM,
        message="It has 1 origin, where 2 are asked for.",
        remedy="Log a second source who has it from elsewhere, or the document that shows it.",
        edges=(
            Edge("the document itself", of(row(DATA.id), sources=[DATA])),
            Edge(
                "somebody and the document they have it from",
                of(row("Ann", knows_from=DATA.id), row(DATA.id), sources=[DATA]),
            ),
            Edge("what somebody said", of(row("Ann"), kind=ClaimKind.REPORTED_SPEECH)),
            Edge(
                "a ministry and its spokesman",
                of(row("Ann"), row("Bob"), sources=[source("Bob", speaks_for="Ann")]),
                1,
            ),
            Edge("no source at all is another matter", of()),
        ),
    ),
    "uncounted-collective": Case(
        passes=of(row(FIVE.id), sources=[FIVE]),
        fails=of(row(CROWD.id), sources=[CROWD]),
        at=source_of("diplomats"),
        message="Nobody has said how many people “diplomats” are.",
        remedy="Give the headcount, here or on the source, or name somebody of them.",
        edges=(
            Edge("counted on the row", of(row(CROWD.id, headcount=3), sources=[CROWD])),
            Edge("a named body", of(row(JURY.id), sources=[JURY])),
            Edge(
                "once for two rows of one group",
                of(row(CROWD.id), row(CROWD.id, Stance.CONFIRMS), sources=[CROWD]),
                1,
            ),
        ),
    ),
    "statistic-undated": Case(
        passes=of(row("Ann"), **FIGURE, as_of="2023"),
        fails=of(row("Ann"), **FIGURE),
        at=CLAIM,
        message="Neither the copy nor the sheet says of which year this figure speaks.",
        remedy="Give the year in the copy, or put it under “as of”.",
        edges=(
            Edge("months are no year", of(row("Ann"), **FIGURE, as_of="January-November"), 1),
            Edge("a financial year", of(row("Ann"), **FIGURE, as_of="FY24")),
            Edge(
                "the copy says it",
                of(row("Ann"), **FIGURE, anchors=(anchor("$2 billion in 2022"),)),
            ),
            Edge("a price is no year", of(row("Ann"), **FIGURE, as_of="$20245"), 1),
        ),
    ),
    "source-compromised": Case(
        passes=of(row("Ann")),
        fails=of(row("Ann"), sources=[source("Ann", compromised=True)]),
        at=source_of("Ann"),
        message="A source behind this claim is marked as compromised.",
        remedy="Withdraw its attribution, and find another source for the claim.",
        edges=(
            Edge(
                "withdrawn already",
                of(row("Ann", withdrawn=True), sources=[source("Ann", compromised=True)]),
            ),
            Edge(
                "the conduit is",
                of(row("Ann", via="Bob"), sources=[source("Bob", compromised=True)]),
                1,
            ),
            Edge(
                "who denies is",
                of(row("Ann", Stance.DENIES), sources=[source("Ann", compromised=True)]),
            ),
        ),
    ),
}
