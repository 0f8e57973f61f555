"""Cases of the rules on one person who stands in an article twice."""

from claims.domain.vocabulary import CommentOutcome, Status, Terms
from sources.domain.vocabulary import Naming
from tests.domain.policy.builders import (
    AGENCY,
    anonymous,
    article,
    claim,
    of,
    request,
    row,
    shifted,
    source,
    veiled,
)
from tests.domain.policy.cases import Case, Edge, source_of

A = anonymous("a")
DECLINED = request(party="Ann")
LINKED = anonymous("a", same_person=frozenset({"Ann"}))
UNREAD = anonymous("a", uncompared=True)
REACHED = shifted(request(party="The Kremlin"), reached_sources=frozenset({"a"}))
ANSWERED = shifted(REACHED, outcome=CommentOutcome.RESPONDED)

CASES = {
    "anonymous-and-declined": Case(
        passes=of(veiled("a"), sources=[A], requests=[DECLINED]),
        fails=of(veiled("a"), sources=[LINKED], requests=[DECLINED]),
        at=source_of("a"),
        message="This anonymous source is also said in the article not to have commented.",
        remedy="Drop the sentence about the comment, or agree with the source to be named.",
        edges=(
            Edge(
                "linked from the other side",
                of(
                    veiled("a"),
                    sources=[A, source("Ann", same_person=frozenset({"a"}))],
                    requests=[DECLINED],
                ),
                1,
            ),
            Edge(
                "linked through a third",
                of(
                    veiled("a"),
                    sources=[
                        anonymous("a", same_person=frozenset({"alias"})),
                        source("alias", merged_into="Ann"),
                    ],
                    requests=[DECLINED],
                ),
                1,
            ),
            Edge(
                "asked under the same source",
                of(veiled("a"), sources=[A], requests=[request(party="a")]),
                1,
            ),
            Edge(
                "answered",
                of(
                    veiled("a"),
                    sources=[LINKED],
                    requests=[request(CommentOutcome.RESPONDED, party="Ann")],
                ),
            ),
            Edge("spoke on the record", of(row("Ann"), requests=[DECLINED])),
            Edge(
                "reached at an office that declined",
                of(veiled("a"), sources=[A], requests=[REACHED]),
                1,
            ),
            Edge(
                "off the record",
                of(veiled("a", terms=Terms.OFF_THE_RECORD), sources=[LINKED], requests=[DECLINED]),
            ),
        ),
    ),
    "anonymous-and-named": Case(
        passes=of(veiled("a"), row("Ann"), sources=[A]),
        fails=of(veiled("a"), row("Ann"), sources=[LINKED]),
        at=source_of("a"),
        message="This anonymous source also stands in the article by name.",
        remedy="Quote the person in one way only: agree with the source to be named, or take out "
        "what stands under the name.",
        edges=(
            Edge(
                "on another claim of the article",
                article(
                    claim(veiled("a"), id="one", sources=[LINKED]),
                    claim(row("Ann"), id="two"),
                    sources=[LINKED],
                ),
                1,
            ),
            Edge(
                "on a claim that was withdrawn",
                article(
                    claim(veiled("a"), id="one", sources=[LINKED]),
                    claim(row("Ann"), id="two", status=Status.WITHDRAWN),
                    sources=[LINKED],
                ),
            ),
            Edge(
                "by office",
                of(
                    veiled("a"),
                    row("envoy"),
                    sources=[
                        anonymous("a", same_person=frozenset({"envoy"})),
                        source("envoy", Naming.BY_OFFICE),
                    ],
                ),
                1,
            ),
            Edge("agency copy", of(veiled("a"), row("Ann"), sources=[LINKED], about=AGENCY), 1),
            Edge(
                "the named row is withdrawn",
                of(veiled("a"), row("Ann", withdrawn=True), sources=[LINKED]),
            ),
            Edge(
                "the named row is on deep background",
                of(veiled("a"), row("Ann", terms=Terms.DEEP_BACKGROUND), sources=[LINKED]),
            ),
            Edge(
                "answered a request by name",
                of(
                    veiled("a"),
                    sources=[LINKED],
                    requests=[request(CommentOutcome.RESPONDED, party="Ann")],
                ),
                1,
            ),
            Edge(
                "answered for an office",
                of(veiled("a"), sources=[A], requests=[ANSWERED]),
                1,
            ),
            Edge(
                "answered as the anonymous source",
                of(
                    veiled("a"),
                    sources=[A],
                    requests=[request(CommentOutcome.RESPONDED, party="a")],
                ),
            ),
            Edge(
                "declined to comment, which is another finding",
                of(veiled("a"), sources=[LINKED], requests=[DECLINED]),
            ),
            Edge(
                "both anonymous",
                of(
                    veiled("a"),
                    veiled("b"),
                    sources=[anonymous("a", same_person=frozenset({"b"})), anonymous("b")],
                ),
            ),
        ),
    ),
    "identity-not-compared": Case(
        passes=of(veiled("a"), sources=[A]),
        fails=of(veiled("a"), sources=[UNREAD]),
        at=source_of("a"),
        message="The sealed identity of this source cannot be compared: its key is missing.",
        remedy="Have the key put back (IDENTITY_KEYS, the identity store), or shred the identity.",
        edges=(
            Edge("agency copy", of(veiled("a"), sources=[UNREAD], about=AGENCY), 1),
            Edge(
                "only off the record", of(veiled("a", terms=Terms.OFF_THE_RECORD), sources=[UNREAD])
            ),
        ),
    ),
}
