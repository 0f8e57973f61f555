"""Cases of the rules on what the copy says, and on what confirms a claim."""

from claims.domain.vocabulary import Basis, ClaimKind, Medium, Occasion, Scope, Stance, Terms
from sources.domain.vocabulary import Naming, SourceKind
from tests.domain.policy.builders import (
    anchor,
    anonymous,
    article,
    claim,
    evidence,
    of,
    orphan,
    row,
    source,
    veiled,
)
from tests.domain.policy.cases import ARTICLE, CLAIM, Case, Edge, row_of, source_of

CONFIRMS = {"stance": Stance.CONFIRMS, "independent": True}
PROVED = {"basis": Basis.DOCUMENTED, "basis_note": "asked apart, by the desk"}
GROUP = {"kind": SourceKind.GROUP}
PAPER = source("the paper", kind=SourceKind.MEDIA)
LOCAL = source("local media", Naming.COLLECTIVE, SourceKind.MEDIA)
PRIVATE = {"occasion": Occasion.PRIVATE}
FACT, FORECAST = {"kind": ClaimKind.FACT}, {"kind": ClaimKind.FORECAST}


def told(description, **more):
    """An article with one anonymous source of this description."""
    return of(veiled("a"), sources=[anonymous("a", description=description, **more)])


def says(words, headcount=None, **more):
    """An article with a row of an anonymous source, of which the copy has these words."""
    given = {"description": "", **more}
    return of(
        veiled("a", says=words, headcount=headcount),
        sources=[anonymous("a", **given)],
    )


def led(headline, *rows, sources=()):
    return article(claim(*rows, sources=sources, is_lead=True), sources=sources, headline=headline)


CASES = {
    "description-bare": Case(
        passes=told("a Kremlin aide"),
        fails=told("a source"),
        at=source_of("a"),
        message="“a source” does not tell the reader who that is.",
        remedy="Agree on a description with the source: which body, what rank, how they know.",
        edges=(
            Edge("familiar with it", told("a source familiar with the matter")),
            Edge(
                "where that is not enough",
                told("a source familiar with the matter"),
                1,
                {"familiar_suffices": False},
            ),
            Edge("a rank alone", told("two senior officials", **GROUP, headcount=2), 1),
            Edge("terms alone", told("a person who asked not to be named"), 1),
            Edge(
                "officials say",
                of(
                    row("officials"),
                    sources=[source("officials", Naming.COLLECTIVE, SourceKind.GROUP)],
                ),
                1,
            ),
            Edge("a named source may be an official", of(row("an official"))),
            Edge(
                "withdrawn",
                of(row("x", withdrawn=True), sources=[anonymous("x", description="a source")]),
            ),
        ),
    ),
    "description-too-narrow": Case(
        passes=told("a former aide to the minister"),
        fails=told("the minister’s driver"),
        at=source_of("a"),
        message="“the minister's driver” may fit one person only.",
        remedy="Widen it with the source's consent: “a” for “the”, the body for the office.",
        edges=(
            Edge("an office that several hold", told("a minister of the interior")),
            Edge("one of three", told("one of three people in the room"), 1),
            Edge("one of ten", told("one of the ten people in the room")),
            Edge("a wider circle", told("one of the ten members"), 1, {"smallest_circle": 11}),
            Edge("a superlative", told("the only guard on duty"), 1),
            Edge("an office of the house's list", told("the club's groundsman")),
            Edge(
                "listed",
                told("the club's groundsman"),
                1,
                {"more_offices": ("groundsman",)},
            ),
            Edge(
                "several people", told("the minister's secretary and aides", **GROUP, headcount=3)
            ),
            Edge("three people", told("the minister's driver", **GROUP, headcount=3)),
            Edge(
                "a collective hides behind nothing",
                of(
                    row("his brother"),
                    sources=[source("his brother", Naming.COLLECTIVE, SourceKind.GROUP)],
                ),
            ),
            Edge(
                "by office nobody hides",
                of(
                    row("China's ambassador to Bern"),
                    sources=[source("China's ambassador to Bern", Naming.BY_OFFICE)],
                ),
            ),
        ),
    ),
    "outlet-has-learned": Case(
        passes=of(row("Ann"), about={"text": "Germany has learned that lesson."}),
        fails=of(row("Ann"), about={"text": "He will go, Reuters has learned."}),
        at=ARTICLE,
        message="The copy says “Reuters has learned” and not from whom.",
        remedy="Write who said so, with a description that the source agrees to.",
        edges=(
            Edge("in the headline", of(row("Ann"), about={"headline": "We have learned that"}), 1),
            Edge("another outlet's words", of(row("Ann"), about={"text": "The BBC has learned."})),
            Edge("no outlet stated", of(row("Ann"), about={"outlet": "", "text": "has learned."})),
        ),
    ),
    "plural-sources": Case(
        passes=says("sources said", headcount=2, **GROUP),
        fails=says("sources close to him said"),
        at=row_of("a"),
        message="The copy speaks of “sources”; one person is logged.",
        remedy="Write it in the singular, or log the others.",
        edges=(
            Edge("one of the sources", says("one of the sources said")),
            Edge("nobody counted them", says("sources said", **GROUP)),
            Edge("people who do not speak", says("the aide, who fled when people came, said")),
            Edge("several", says("several officials said"), 1),
            Edge("in the description", told("sources close to the talks"), 1),
            Edge("in a quotation", says("“Officials said no,” he said")),
            Edge("an orphaned anchor", of(veiled("a", says="x"), sources=[anonymous("a")])),
        ),
    ),
    "stated-number-too-high": Case(
        passes=says("five sources said", headcount=5, **GROUP),
        fails=says("five sources said", headcount=4, **GROUP),
        at=row_of("a"),
        message="The copy says “five sources”; 4 recorded on the sheet.",
        remedy="Correct the number in the copy, or the headcount if it is wrong.",
        edges=(
            Edge("fewer than there are", says("three sources said", headcount=4, **GROUP)),
            Edge("twenty-one", says("twenty-one diplomats said", headcount=20, **GROUP), 1),
            Edge("a hundred", says("a hundred people said", headcount=99, **GROUP), 1),
            Edge("in figures", says("according to 12 officials", headcount=3, **GROUP), 1),
            Edge(
                "other things counted",
                says("five capitals, two sources said", headcount=2, **GROUP),
            ),
            Edge("two of the five", says("two of the five sources said", headcount=2, **GROUP)),
            Edge("the description", told("five sources", **GROUP, headcount=4), 1),
            Edge("an uncounted group", says("five sources said", **GROUP)),
            Edge(
                "not English",
                of(
                    veiled("a", says="five sources said"),
                    sources=[anonymous("a")],
                    about={"language": "fr"},
                ),
            ),
        ),
    ),
    "headline-plural-sources": Case(
        passes=led("Sources: Putin to go", row("Ann"), row("Bob")),
        fails=led("Reuters sources: Putin to go", row("Ann")),
        at=ARTICLE,
        message="The headline says “sources”; no claim of the lead has two.",
        remedy="Write “source”, name the source, or log the others.",
        edges=(
            Edge("resources", led("Water resources dwindle", row("Ann"))),
            Edge("no lead logged", article(claim(row("Ann")), headline="Sources say")),
            Edge(
                "nobody counted them",
                led(
                    "Sources say",
                    row("x"),
                    sources=[source("x", Naming.ANONYMOUS, SourceKind.GROUP)],
                ),
            ),
            Edge(
                "one claim of the lead has two",
                article(
                    claim(row("Ann"), is_lead=True),
                    claim(row("Ann"), row("Bob"), id="other", is_lead=True),
                    headline="Sources say",
                ),
            ),
            Edge("officials say", led("Putin to go, officials say", row("Ann")), 1),
        ),
    ),
    "hedged-as-fact": Case(
        passes=of(row("Ann"), hedge="probably", **FORECAST),
        fails=of(row("Ann"), hedge="probably", **FACT),
        at=CLAIM,
        message="The copy hedges it (“probably”), but it is logged as a fact.",
        remedy="Log it as a forecast, an allegation or reported speech, and keep the hedge.",
        edges=(
            Edge("only the copy hedges", of(row("Ann"), anchors=(anchor("he could go"),)), 1),
            Edge("the month of May", of(row("Ann"), anchors=(anchor("he goes in May"),))),
            Edge("military might", of(row("Ann"), anchors=(anchor("its might is great"),))),
            Edge("was not able to", of(row("Ann"), anchors=(anchor("he could not go"),))),
            Edge("in a quotation", of(row("Ann"), anchors=(anchor("he said “it may rain”"),))),
            Edge("gone from the copy", of(row("Ann"), anchors=(orphan("he could go"),))),
            Edge(
                "not English",
                of(row("Ann"), anchors=(anchor("he could go"),), about={"language": "nl"}),
            ),
            Edge(
                "not English, but noted",
                of(row("Ann"), hedge="vielleicht", about={"language": "de"}),
                1,
            ),
        ),
    ),
    "independence-undocumented": Case(
        passes=of(row("Ann"), row("Bob", **CONFIRMS, **PROVED)),
        fails=of(row("Ann"), row("Bob", **CONFIRMS, basis=Basis.ASSERTED_IN_COPY)),
        at=row_of("Bob", "confirms"),
        message="It counts as independent, and nobody has documented why.",
        remedy="Set the basis to documented and note by whom and how, or leave it as the copy's.",
        edges=(
            Edge(
                "documented, and nobody says how",
                of(row("Ann"), row("Bob", **CONFIRMS, basis=Basis.DOCUMENTED)),
                1,
            ),
            Edge("not marked independent", of(row("Ann"), row("Bob", Stance.CONFIRMS))),
            Edge(
                "documented in one of two interviews",
                of(
                    row("Ann"), row("Bob", **CONFIRMS, **PROVED), row("Bob", **CONFIRMS, id="again")
                ),
            ),
            Edge(
                "documented for some of a group, not for the others",
                of(
                    row("Ann"),
                    row("five", **CONFIRMS, **PROVED, headcount=2),
                    row("five", **CONFIRMS, headcount=3, others=True, id="rest"),
                    sources=[source("five", Naming.ANONYMOUS, SourceKind.GROUP, headcount=5)],
                ),
                1,
            ),
            Edge(
                "marked, but of one origin: another rule's",
                of(row("Ann"), row("Bob", **CONFIRMS, knows_from="Ann")),
            ),
        ),
    ),
    "confirmation-scope-unclear": Case(
        passes=of(row("Ann"), row("Bob", Stance.CONFIRMS, scope=Scope.CLEAR)),
        fails=of(row("Ann"), row("Bob", Stance.CONFIRMS, scope=Scope.UNCLEAR)),
        at=row_of("Bob", "confirms"),
        message="What exactly was confirmed here is unclear.",
        remedy="Ask what they confirmed and set the scope, or log it as partly confirmed.",
        edges=(
            Edge("not stated", of(row("Ann"), row("Bob", Stance.CONFIRMS))),
            Edge("only asserted", of(row("Ann", scope=Scope.UNCLEAR))),
        ),
    ),
    "confirmation-shares-origin": Case(
        passes=of(row("Ann"), row("Bob", **CONFIRMS)),
        fails=of(row("Ann"), row("Bob", **CONFIRMS, knows_from="Ann")),
        at=row_of("Bob", "confirms"),
        message="It is marked independent, but comes from where another row comes from.",
        remedy="Clear the mark, or find somebody who has it from elsewhere.",
        edges=(
            Edge(
                "a ministry and its spokesman",
                of(row("Ann"), row("Bob", **CONFIRMS), sources=[source("Bob", speaks_for="Ann")]),
                1,
            ),
            Edge(
                "two accounts of one readout",
                of(row("Ann", via="r"), row("Bob", **CONFIRMS, via="r")),
                1,
            ),
            Edge(
                "the same person twice",
                of(row("Ann"), row("Bob", **CONFIRMS), row("Bob", **CONFIRMS, id="again")),
            ),
            Edge("confirms its own word", of(row("Ann"), row("Ann", **CONFIRMS)), 1),
            Edge(
                "a circle is another rule's",
                of(row("Ann", via="Bob"), row("Bob", **CONFIRMS, via="Ann")),
            ),
        ),
    ),
    "circular-sourcing": Case(
        passes=of(row("Ann", via="Bob")),
        fails=of(row("Ann", via="Bob"), row("Bob", Stance.CONFIRMS, via="Ann")),
        at=CLAIM,
        message="Its sources cite each other in a circle.",
        remedy="Find who had it first and log that, or confirm it yourselves.",
        edges=(
            Edge(
                "a circle of those who deny is none for it",
                of(
                    row("Eve"),
                    row("Ann", Stance.DENIES, via="Bob"),
                    row("Bob", Stance.DENIES, via="Ann"),
                ),
            ),
        ),
    ),
    "second-hand-unnamed-outlet": Case(
        passes=of(row("Ann", via=PAPER.id), sources=[PAPER]),
        fails=of(row("Ann", via=LOCAL.id), sources=[LOCAL]),
        at=row_of("Ann"),
        message="We have it through an outlet that is not named.",
        remedy="Name the outlet under “via” and in the copy, or get it from the speaker.",
        edges=(
            Edge(
                "other media, and nobody says which", of(row("Ann", medium=Medium.OTHER_MEDIA)), 1
            ),
            Edge(
                "the outlet itself says so",
                of(row(PAPER.id, medium=Medium.OTHER_MEDIA), sources=[PAPER]),
            ),
            Edge(
                "through a document",
                of(row("Ann", via="r"), sources=[source("r", kind=SourceKind.DOCUMENT)]),
            ),
        ),
    ),
    "second-hand-unsubstantiated": Case(
        passes=of(row("Ann", via=PAPER.id), row("Bob"), sources=[PAPER]),
        fails=of(row("Ann", via=PAPER.id), sources=[PAPER]),
        at=CLAIM,
        message="We have it only from other outlets.",
        remedy="Confirm it with somebody, or add the recording, document or report as evidence.",
        edges=(
            Edge(
                "with evidence",
                of(row("Ann", via=PAPER.id), sources=[PAPER], evidence=(evidence(),)),
            ),
            Edge("the outlet's own word", of(row(PAPER.id), sources=[PAPER]), 1),
            Edge(
                "only a denial of our own",
                of(row("Ann", via=PAPER.id), row("Bob", Stance.DENIES), sources=[PAPER]),
                1,
            ),
        ),
    ),
    "access-not-stated": Case(
        passes=of(row("Ann", **PRIVATE, via="readout")),
        fails=of(row("Ann", **PRIVATE)),
        at=row_of("Ann"),
        message="These words were said in private, and how we have them is not stated.",
        remedy="Give the medium, or under “via” the readout or person we have them from.",
        edges=(
            Edge("told us", of(row("Ann", **PRIVATE, medium=Medium.TOLD_US))),
            Edge("in public", of(row("Ann", occasion=Occasion.PUBLIC))),
            Edge("off the record", of(row("Ann", **PRIVATE, terms=Terms.OFF_THE_RECORD))),
        ),
    ),
}
