"""The sourcing of claims as a graph: claim ← attribution ← source ← whoever they have it from.

Who is shown is what the person who looks may know: a conduit that is held back from them is a node
of its own on each row, *veiled*, which leads nowhere and joins nothing. Depth, circles and shared
origins are worked out after that, so that they tell no more than the nodes do.

Where the counting rules see one origin behind several rows of one side of a claim, these rows share
a letter. Of a group several people can be several origins: its own rows share a letter only where
somebody else has it from that group, or all of its people have it from one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from graphlib import TopologicalSorter

from claims.domain.counting import AttributionFact, Id, Line, SourceFact
from claims.domain.counting.origins import Origins
from claims.domain.vocabulary import Stance, Terms
from sources.domain.vocabulary import SourceKind

FOR = (Stance.ASSERTS, Stance.CONFIRMS)
AGAINST = (Stance.DENIES, Stance.DISPUTES)


class Kind(StrEnum):
    """What a node is."""

    CLAIM = "claim"
    ROW = "row"
    SOURCE = "source"
    VEILED = "veiled"


class Link(StrEnum):
    """How two nodes hang together, read from the one that is nearer to the claim."""

    ABOUT = "about"
    SAID_BY = "said by"
    VIA = "via"
    KNOWS_FROM = "knows from"
    SPEAKS_FOR = "speaks for"


@dataclass(frozen=True, slots=True)
class Row:
    """An attribution of `claim` with what became of it in the count."""

    claim: Id
    fact: AttributionFact
    line: Line

    @property
    def stands(self) -> bool:
        return not self.fact.withdrawn and self.fact.terms is not Terms.OFF_THE_RECORD


@dataclass(frozen=True, slots=True)
class Node:
    """`id` is that of the record, None of one that is veiled; `lane` how far from the claim.

    `origin` is the letter that a row shares with others, `roles` what a source is to others.
    """

    key: str
    kind: Kind
    lane: int
    id: Id | None = None
    origin: str = ""
    roles: frozenset[Link] = frozenset()


@dataclass(frozen=True, slots=True)
class Edge:
    """`near` is the end that is nearer to the claim.

    `stance` is that of the row, on edges to and from it; `counted` whether that row adds to a
    count; `shared` whether the way leads to an origin that several rows have.
    """

    near: str
    far: str
    link: Link
    stance: Stance | None = None
    counted: bool = True
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """Nodes that hang together: drawn by themselves. `circles` cite each other."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    circles: tuple[frozenset[str], ...] = ()


@dataclass(slots=True)
class _Draft:
    """The nodes by what they stand for, and the edges, as they are found."""

    keys: dict[tuple[str, Id], str] = field(default_factory=dict)
    ids: dict[str, tuple[Kind, Id | None]] = field(default_factory=dict)
    edges: dict[tuple[str, str, Link], Edge] = field(default_factory=dict)

    def node(self, kind: Kind, name: Id, own: Id | None = None) -> str:
        if (kind, name) not in self.keys:
            key = f"{kind[0]}{len(self.keys)}"
            self.keys[kind, name], self.ids[key] = key, (kind, own)
        return self.keys[kind, name]

    def edge(self, edge: Edge) -> None:
        at = (edge.near, edge.far, edge.link)
        was = self.edges.get(at)
        if was is None or (edge.shared and not was.shared):
            self.edges[at] = edge


def parts(
    claims: Sequence[Id],
    rows: Sequence[Row],
    sources: Mapping[Id, SourceFact],
    held_back: frozenset[Id] = frozenset(),
) -> list[Part]:
    """The graph of `claims`, cut into what hangs together, in the order of the claims.

    `rows` in the order in which they were logged, `sources` with everybody whom they refer to and
    those for whom these speak. `held_back` are those sources whose part behind others is not for
    whoever looks.
    """
    draft = _Draft()
    letters = shared_origins(rows, sources, held_back)
    for one in claims:
        draft.node(Kind.CLAIM, one, one)
    for row in rows:
        _add(draft, row, sources, held_back, row.fact.id in letters)
    return _cut(draft, letters)


def shared_origins(
    rows: Iterable[Row], sources: Mapping[Id, SourceFact], held_back: frozenset[Id] = frozenset()
) -> dict[Id, str]:
    """By the id of each row that has its origin in common with another of its side: a letter.

    Letters begin anew with each claim.
    """
    by_claim: dict[Id, dict[int, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row.stands:
            by_claim[row.claim][_side(row)].append(row)
    letters: dict[Id, str] = {}
    for sides in by_claim.values():
        groups = [
            one for _, side in sorted(sides.items()) for one in _together(side, sources, held_back)
        ]
        for number, group in enumerate(groups):
            letters.update((row.fact.id, _letter(number)) for row in group)
    return letters


def _side(row: Row) -> int:
    return 0 if row.fact.stance in FOR else 1 if row.fact.stance in AGAINST else 2


def _letter(number: int) -> str:
    return chr(ord("A") + number) if number < 26 else f"A{number - 25}"


def _together(
    rows: list[Row], sources: Mapping[Id, SourceFact], held_back: frozenset[Id]
) -> list[list[Row]]:
    """Those of `rows`, of one side of a claim, that several speakers have from one origin."""
    origins, tokens = Origins(), {row.fact.id: _token(row.fact, sources) for row in rows}
    for row in rows:
        own = tokens[row.fact.id]
        for near, link, far in _behind(row.fact, sources, held_back):
            is_own = near == row.fact.source
            # what a row says of its people holds of these; for whom a group speaks, of all of it
            origins.join((own if is_own else near, far))
            if is_own and link is Link.SPEAKS_FOR:
                origins.join((near, far))
    given = {far for row in rows for _, _, far in _behind(row.fact, sources, held_back)}
    for row in rows:
        if row.fact.source in given:
            origins.join((tokens[row.fact.id], row.fact.source))
    found: dict[Id, list[Row]] = defaultdict(list)
    for row in rows:
        found[origins.at(tokens[row.fact.id])].append(row)
    return [one for one in found.values() if len({tokens[row.fact.id] for row in one}) > 1]


def _token(fact: AttributionFact, sources: Mapping[Id, SourceFact]) -> Id:
    """Who speaks in a row: of a group, people of whom nobody says that they are those of another
    row.
    """
    is_group = sources[fact.source].kind is SourceKind.GROUP
    return ("people of", fact.id) if is_group and fact.via is None else fact.source


def _behind(
    fact: AttributionFact, sources: Mapping[Id, SourceFact], held_back: frozenset[Id]
) -> Iterator[tuple[Id, Link, Id]]:
    """What leads from the speaker of a row to whoever stands behind, as far as it may be known."""
    for near, link, far in _as_far_as_the_veil(fact, sources, held_back):
        if not _is_veiled(near, link, far, held_back):
            yield near, link, far


def _as_far_as_the_veil(
    fact: AttributionFact, sources: Mapping[Id, SourceFact], held_back: frozenset[Id]
) -> Iterator[tuple[Id, Link, Id]]:
    """Also to whoever is held back, and no further: nothing leads on from there."""
    direct = ((Link.VIA, fact.via), (Link.KNOWS_FROM, fact.knows_from))
    reached = [fact.source]
    for link, far in direct:
        if far not in (None, fact.source):
            yield fact.source, link, far
            if far not in held_back:
                reached.append(far)
    for near in reached:  # which grows
        far = sources[near].speaks_for
        if far is None:
            continue
        yield near, Link.SPEAKS_FOR, far
        if far not in reached and not _is_veiled(near, Link.SPEAKS_FOR, far, held_back):
            reached.append(far)


def _is_veiled(near: Id, link: Link, far: Id, held_back: frozenset[Id]) -> bool:
    """For whom a confidential source speaks is as much its secret as whom it stands behind."""
    return far in held_back or (link is Link.SPEAKS_FOR and near in held_back)


def _add(
    draft: _Draft,
    row: Row,
    sources: Mapping[Id, SourceFact],
    held_back: frozenset[Id],
    is_shared: bool,
) -> None:
    fact, counted = row.fact, row.line.counted
    about = draft.node(Kind.CLAIM, row.claim, row.claim)
    own = draft.node(Kind.ROW, fact.id, fact.id)
    speaker = draft.node(Kind.SOURCE, fact.source, fact.source)
    draft.edge(Edge(about, own, Link.ABOUT, fact.stance, counted))
    draft.edge(Edge(own, speaker, Link.SAID_BY, fact.stance, counted, is_shared))
    for near, link, far in _as_far_as_the_veil(fact, sources, held_back):
        start = draft.node(Kind.SOURCE, near, near)
        if _is_veiled(near, link, far, held_back):
            # of a row, or of a spokesman, by itself: that two have the same one is not said
            owner = near if link is Link.SPEAKS_FOR else fact.id
            end = draft.node(Kind.VEILED, (owner, link))
            draft.edge(Edge(start, end, link, counted=counted))
        else:
            end = draft.node(Kind.SOURCE, far, far)
            draft.edge(Edge(start, end, link, counted=counted, shared=is_shared))


def _cut(draft: _Draft, letters: Mapping[Id, str]) -> list[Part]:
    """Into what hangs together; each node with its lane."""
    union, edges = Origins(), list(draft.edges.values())
    for edge in edges:
        union.join((edge.near, edge.far))
    roles: dict[str, set[Link]] = defaultdict(set)
    for edge in edges:
        roles[edge.far].add(edge.link)
    members: dict[Id, list[str]] = defaultdict(list)
    for key in draft.ids:
        members[union.at(key)].append(key)
    within: dict[Id, list[Edge]] = defaultdict(list)
    for edge in edges:
        within[union.at(edge.near)].append(edge)
    found = []
    for root, keys in members.items():
        rings, depth = _depths(keys, within[root], draft)
        nodes = tuple(
            Node(
                key,
                kind,
                depth.get(key, 0 if kind is Kind.CLAIM else 1),
                own,
                letters.get(own, "") if kind is Kind.ROW else "",
                frozenset(roles[key] - {Link.ABOUT, Link.SAID_BY}),
            )
            for key, (kind, own) in ((key, draft.ids[key]) for key in keys)
        )
        found.append(Part(nodes, tuple(within[root]), tuple(one for one in rings if len(one) > 1)))
    return found


def _depths(
    keys: list[str], edges: list[Edge], draft: _Draft
) -> tuple[list[frozenset[str]], dict[str, int]]:
    """The rings of sources that lead to each other, a lone source being one, and the lane of each.

    A source stands behind everybody who has it from there.
    """
    own = [one for one in keys if draft.ids[one][0] in (Kind.SOURCE, Kind.VEILED)]
    onward: dict[str, set[str]] = {one: set() for one in own}
    for edge in edges:
        if edge.near in onward:
            onward[edge.near].add(edge.far)
    reach = {one: _reach(one, onward) for one in own}
    ring = {one: frozenset(two for two in reach[one] if one in reach[two]) for one in own}
    before: dict[frozenset[str], set[frozenset[str]]] = {ring[one]: set() for one in own}
    for near, fars in onward.items():
        for far in fars:
            if ring[near] != ring[far]:
                before[ring[far]].add(ring[near])
    depth: dict[frozenset[str], int] = {}
    for one in TopologicalSorter(before).static_order():
        depth[one] = max((depth[two] + 1 for two in before[one]), default=2)
    return list(before), {one: depth[ring[one]] for one in own}


def _reach(start: str, onward: Mapping[str, set[str]]) -> set[str]:
    seen, fresh = {start}, [start]
    while fresh:
        for one in onward[fresh.pop()] - seen:
            seen.add(one)
            fresh.append(one)
    return seen
