"""Who stands in an article twice: sealed identities compared with those who stand there by name.

In memory alone, with the keys that this process has: what comes out is pairs of ids. A sealed name
is not opened for it; its tag is compared with that of each name that stands in the article.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from claims.models import CommentRequest
from sources import vault
from sources.domain.identity import names_in
from sources.domain.sealing import SealingError, has_tag
from sources.domain.vocabulary import CONFIDENTIAL_NAMINGS, Naming, SourceKind, TagKind
from sources.models import SamePersonTag, SealedIdentity, Source

_log = logging.getLogger(__name__)
_BY_NAME = frozenset({Naming.NAMED, Naming.BY_OFFICE})


@dataclass(frozen=True, slots=True)
class Same:
    """Of one article: which sources are one person, whom requests reached, and who is unknown."""

    sources: Mapping[UUID, frozenset[UUID]] = field(default_factory=dict)
    requests: Mapping[UUID, frozenset[UUID]] = field(default_factory=dict)
    uncompared: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Sealed:
    """The tags of sealed sources, and which sources became which by a merge; the keys, read once.

    A key that does not open is None.
    """

    names: Mapping[UUID, bytes]
    links: Mapping[UUID, list[bytes]]
    former: Mapping[UUID, list[UUID]]
    keys: dict[UUID, bytes | None] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, sources: Iterable[Source]) -> Sealed:
        """What is sealed of the confidential ones among `sources`."""
        ids = [one.pk for one in sources if one.is_confidential]
        newest = SealedIdentity.objects.filter(source__in=ids).order_by("source_id", "-version")
        names = {
            pk: bytes(tag)
            for pk, tag in newest.distinct("source_id").values_list("source_id", "name_tag")
        }
        links: dict[UUID, list[bytes]] = defaultdict(list)
        if names:
            rows = SamePersonTag.objects.filter(source__in=names)
            for pk, tag in rows.values_list("source_id", "tag"):
                links[pk].append(bytes(tag))
        return cls(names, links, _former([one.pk for one in sources]) if links else {})

    def key(self, source: UUID) -> bytes | None:
        if source not in self.keys:
            try:
                self.keys[source] = vault.data_key(source)
            except SealingError as problem:
                _log.error("A sealed identity cannot be compared: %s", type(problem).__name__)
                self.keys[source] = None
        return self.keys[source]


def _former(ids: Iterable[UUID]) -> Mapping[UUID, list[UUID]]:
    """By the id of each source the ids of those that were merged into it."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    into = {pk: pk for pk in ids}
    while into:
        rows = Source.objects.filter(merged_into__in=into).values_list("pk", "merged_into_id")
        into = {gone: into[stays] for gone, stays in rows}
        for gone, stays in into.items():
            found[stays].append(gone)
    return found


def same_people(
    sources: Mapping[UUID, Source], requests: Iterable[CommentRequest], sealed: Sealed
) -> Same:
    """Compare the sealed ones of an article's `sources` with the others, and with whom its
    `requests` reached.
    """
    mine = [pk for pk in sources if pk in sealed.names]
    if not mine:
        return Same()
    names = {
        pk: names_in(one.name) | names_in(one.description)
        for pk, one in sources.items()
        if one.naming in _BY_NAME and one.kind == SourceKind.PERSON
    }
    reached = {
        one.pk: names_in(one.reached)
        for one in requests
        if one.reached and sources[one.source_id].naming not in CONFIDENTIAL_NAMINGS
    }
    pairs: dict[UUID, frozenset[UUID]] = {}
    met: dict[UUID, set[UUID]] = defaultdict(set)
    unread = set()
    for pk in mine:
        key = sealed.key(pk)
        if key is None:
            unread.add(pk)
            continue
        pairs[pk] = frozenset(
            other
            for other in sources
            if other != pk and _is_same(pk, other, names.get(other, ()), sealed, key)
        )
        for request, said in reached.items():
            if _is_named(said, sealed.names[pk], key):
                met[request].add(pk)
    return Same(pairs, {pk: frozenset(who) for pk, who in met.items()}, frozenset(unread))


def _is_named(names: Iterable[str], tag: bytes, key: bytes) -> bool:
    return bool(tag) and any(has_tag([tag], key, TagKind.NAME, one) for one in names)


def _is_same(source: UUID, other: UUID, names: Iterable[str], sealed: Sealed, key: bytes) -> bool:
    """What a custodian has said of the two; else whether their names are alike."""
    ids, tags = [other, *sealed.former.get(other, ())], sealed.links.get(source, [])
    for said, kind in ((True, TagKind.SOURCE), (False, TagKind.OTHER)):
        if tags and any(has_tag(tags, key, kind, str(one)) for one in ids):
            return said
    return _is_named(names, sealed.names[source], key)
