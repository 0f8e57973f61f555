"""What the picture of sourcing shows of claims, and the table that says the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims import facts
from claims.domain.counting import Line
from claims.domain.vocabulary import Terms
from claims.models import Attribution, Claim
from desk.domain.picture import AGAINST, Kind, Link, Node, Part, Row, parts, shared_origins
from desk.drawing import Drawing, Label, Sheet, Words, drawing
from desk.reading import SIGNS
from sources.access import may_see_confidential
from sources.models import Source

if TYPE_CHECKING:
    from newsroom.common.models import User

# One claim has room for the reasons; where chains are long, everything is narrower.
ONE = Sheet("wide", widths=(226, 290, 214, 200), gaps=(46, 46, 62))
MANY = Sheet("wide", widths=(262, 226, 246, 214), gaps=(44, 44, 50))
DEEP = Sheet("wide", widths=(216, 160, 190, 180), gaps=(34, 34, 44))
LANES = 3  # behind the claims, for which there is room
NARROW = Sheet("narrow", widths=(358, 98, 122, 104), gaps=(0, 10, 16), on_top=True)


@dataclass(frozen=True, slots=True)
class Named:
    """A source as a row of the table names it; one that is held back has no address."""

    words: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A row of the table: what the picture says of one attribution, in words."""

    number: int
    row: Attribution
    line: Line
    sign: str
    source: Named
    behind: tuple[tuple[str, Named], ...]
    origin: str

    @property
    def terms(self) -> str:
        return terms_of(self.row)


@dataclass(frozen=True, slots=True)
class Shown:
    """A part of the picture, for wide and for narrow screens, with the claims in it."""

    claims: tuple[Claim, ...]
    wide: Drawing
    narrow: Drawing


@dataclass(frozen=True, slots=True)
class Picture:
    """All that the page shows. `bare` are claims behind which nobody stands."""

    shown: tuple[Shown, ...]
    table: tuple[tuple[Claim, str, tuple[Told, ...]], ...]
    bare: tuple[Claim, ...]
    links: frozenset[str]

    @property
    def shares(self) -> bool:
        """Whether any two attributions have one origin."""
        return any(one.origin for _claim, _name, rows in self.table for one in rows)


@dataclass(slots=True)
class _Material:
    """What is read of the database, once."""

    claims: Mapping[UUID, Claim]
    names: Mapping[UUID, str]
    rows: Mapping[UUID, Attribution]
    numbers: Mapping[UUID, int]
    lines: Mapping[UUID, Line]
    sources: Mapping[UUID, Source]
    held_back: frozenset[UUID]


def picture(claims: Sequence[Claim], user: User) -> Picture:
    """Of `claims`, which `user` may read, in the order given; in a constant number of queries."""
    got = _material(claims, user)
    graph = [
        Row(row.claim_id, facts.attribution_fact(row), got.lines[row.pk])
        for row in got.rows.values()
    ]
    sources = {pk: facts.source_fact(one) for pk, one in got.sources.items()}
    found = parts([one.pk for one in claims], graph, sources, got.held_back)
    drawn = [one for one in found if one.edges]
    sheet = _sheet(drawn, len(claims))
    shown = tuple(_shown(number, one, got, sheet) for number, one in enumerate(drawn, 1))
    letters = shared_origins(graph, sources, got.held_back)
    told = [_told(row, got, letters.get(row.pk, "")) for row in got.rows.values()]
    table = tuple(
        (claim, got.names[claim.pk], tuple(one for one in told if one.row.claim_id == claim.pk))
        for claim in claims
    )
    bare = tuple(claim for claim, _name, rows in table if not rows)
    edges = [edge for one in drawn for edge in one.edges]
    links = frozenset(edge.link.value for edge in edges)
    if any(edge.stance in AGAINST for edge in edges):
        links |= {"against"}
    return Picture(shown, tuple(one for one in table if one[2]), bare, links)


def _material(claims: Sequence[Claim], user: User) -> _Material:
    ids = [one.pk for one in claims]
    rows = list(Attribution.objects.filter(claim__in=ids).order_by("claim_id", "position"))
    place = {pk: number for number, pk in enumerate(ids)}
    rows.sort(key=lambda row: (place[row.claim_id], row.position))
    wanted = {pk for row in rows for pk in (row.source_id, row.via_id, row.knows_from_id) if pk}
    sources = facts.sources_behind(wanted)
    secret = Source.objects.filter(
        pk__in=[pk for pk, one in sources.items() if one.is_confidential]
    )
    held_back = frozenset(
        one.pk for one in secret.prefetch_related("known_to") if not may_see_confidential(user, one)
    )
    counted = facts.counts_of(ids)
    return _Material(
        claims={one.pk: one for one in claims},
        names={one.pk: one.label or str(number) for number, one in enumerate(claims, 1)},
        rows={row.pk: row for row in rows},
        numbers={row.pk: number for number, row in enumerate(rows, 1)},
        lines={line.attribution: line for one in counted.values() for line in one.internal.lines},
        sources=sources,
        held_back=held_back,
    )


def _sheet(drawn: Iterable[Part], claims: int) -> Sheet:
    """The one for wide screens, the same for all parts of a page."""
    if max((node.lane for part in drawn for node in part.nodes), default=0) > LANES:
        return DEEP
    return ONE if claims == 1 else MANY


def _shown(number: int, part: Part, got: _Material, wide: Sheet) -> Shown:
    claims = tuple(
        got.claims[node.id]
        for node in part.nodes
        if node.kind is Kind.CLAIM and node.id is not None
    )
    return Shown(
        claims,
        drawing(part, _labels(part.nodes, got, brief=wide is not ONE), wide, f"p{number}"),
        drawing(part, _labels(part.nodes, got, brief=True), NARROW, f"p{number}"),
    )


def _labels(nodes: Iterable[Node], got: _Material, brief: bool) -> dict[str, Label]:
    made = {
        Kind.CLAIM: lambda node: _of_claim(got.claims[node.id], got),
        Kind.ROW: lambda node: _of_row(got.rows[node.id], node, got, brief),
        Kind.SOURCE: lambda node: _of_source(got.sources[node.id], node),
        Kind.VEILED: _of_veiled,
    }
    return {node.key: made[node.kind](node) for node in nodes}


def _of_claim(claim: Claim, got: _Material) -> Label:
    head = f"{SIGNS[claim.status]} {got.names[claim.pk]} · {_(str(claim.get_status_display()))}"
    return Label(
        (Words(head, "kicker", 2), Words(claim.statement, "strong", 7)),
        said=_("Claim %(name)s, %(status)s: %(statement)s")
        % {
            "name": got.names[claim.pk],
            "status": _(str(claim.get_status_display())),
            "statement": claim.statement,
        },
        look=f"claim s-{claim.status}",
        url=reverse("desk:claim", args=[claim.article_id, claim.pk]),
    )


def _of_row(row: Attribution, node: Node, got: _Material, brief: bool) -> Label:
    line, number = got.lines[row.pk], got.numbers[row.pk]
    words = [
        Words(f"{sign_of(row, line)} {number}", "kicker", 1),
        Words(stance_of(row), "strong", 2),
        Words(terms_of(row), "plain", 2),
        Words(adds(line, row.stance) if brief else line.text, "plain", 7),
    ]
    said = _("Attribution %(number)s, %(stance)s: %(why)s") % {
        "number": number,
        "stance": stance_of(row),
        "why": line.text,
    }
    gone = " gone" if row.withdrawn_at else ""
    look = f"row {'counted' if line.counted else 'left-out'}{gone}"
    return Label(tuple(words), said, look, url=f"#row-{number}", tag=node.origin)


def _of_source(source: Source, node: Node) -> Label:
    how = f"{_(str(source.get_kind_display()))} · {_(str(source.get_naming_display()))}"
    words = [Words(source.label, "strong", 5), Words(how, "plain", 3), *_roles(node)]
    if source.compromised_at:
        words.append(Words(_("compromised"), "plain", 2))
    said = ", ".join(one.text for one in words)
    return Label(tuple(words), said, "source", url=source_page(source))


def _of_veiled(node: Node) -> Label:
    words = (Words(veiled(), "strong", 4), *_roles(node))
    return Label(words, ", ".join(one.text for one in words), "veiled")


def _roles(node: Node) -> list[Words]:
    said = {
        Link.VIA: _("we have it through them"),
        Link.KNOWS_FROM: _("they have it from here"),
        Link.SPEAKS_FOR: _("they speak for it"),
    }
    return [Words(f"← {said[one]}", "kicker", 3) for one in Link if one in node.roles]


def veiled() -> str:
    """What stands for a source that is held back."""
    return _("a confidential source")


def source_page(source: Source) -> str:
    """Where more is said of a source."""
    try:
        return reverse("desk:source", args=[source.pk])
    except NoReverseMatch:
        return reverse("admin:sources_source_change", args=[source.pk])


def stance_of(row: Attribution) -> str:
    """Who of a group speaks, and how."""
    stance = _(str(row.get_stance_display()))
    if row.headcount is None:
        return stance
    told = ngettext("%(n)s of them: %(stance)s", "%(n)s of them: %(stance)s", row.headcount)
    return told % {"n": row.headcount, "stance": stance}


def terms_of(row: Attribution) -> str:
    """On what terms, or that nobody said."""
    said = _(str(row.get_terms_display()))
    return _("terms not stated") if row.terms == Terms.NOT_STATED else said


def sign_of(row: Attribution, line: Line) -> str:
    """A mark that says without colour on which side a row stands, and whether it counts."""
    if row.withdrawn_at or not line.counted:
        return "○"
    return "✗" if row.stance in ("denies", "disputes") else "●"


def adds(line: Line, stance: str) -> str:
    """What a row adds to the counts, in short."""
    if stance in ("denies", "disputes"):
        against = ngettext("%(n)s voice against", "%(n)s voices against", line.voices)
        return against % {"n": line.voices} if line.voices else _("adds nothing")
    said = []
    if line.voices:
        said.append(ngettext("+%(n)s voice", "+%(n)s voices", line.voices) % {"n": line.voices})
    if line.origins:
        said.append(ngettext("+%(n)s origin", "+%(n)s origins", line.origins) % {"n": line.origins})
    if line.independent:
        said.append(_("+%(n)s independent") % {"n": line.independent})
    together = (one.replace(" ", "\u00a0") for one in said)  # a number and what it counts
    return " ".join(together) or _("adds nothing")


def _told(row: Attribution, got: _Material, origin: str) -> Told:
    line = got.lines[row.pk]
    source = got.sources[row.source_id]
    behind: list[tuple[str, Named]] = []
    for name, other in ((_("via"), row.via_id), (_("knows from"), row.knows_from_id)):
        if other is not None:
            behind.append((name, _named(other, got)))
    if source.speaks_for_id is not None:
        is_held_back = source.pk in got.held_back
        principal = Named(veiled()) if is_held_back else _named(source.speaks_for_id, got)
        behind.append((_("speaks for"), principal))
    return Told(
        number=got.numbers[row.pk],
        row=row,
        line=line,
        sign=sign_of(row, line),
        source=Named(source.label, source_page(source)),
        behind=tuple(behind),
        origin=origin,
    )


def _named(pk: UUID, got: _Material) -> Named:
    if pk in got.held_back:
        return Named(veiled())
    return Named(got.sources[pk].label, source_page(got.sources[pk]))


def context(claims: Sequence[Claim], user: User) -> dict[str, Any]:
    """Template context of the page."""
    found = picture(claims, user)
    return {"picture": found, "links": found.links}
