"""Who is at an article just now, as far as their browsers have said of late."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

GONE_AFTER = 30.0  # seconds without a word
SAID_EVERY = 12  # seconds: how often a browser says that it is still there


@dataclass(frozen=True, slots=True)
class Here:
    """A person with one window (`tab`) at an article, maybe at one of its claims."""

    person: UUID
    tab: UUID
    article: UUID
    claim: UUID | None


@dataclass(slots=True)
class _Seen:
    here: Here
    since: float  # at this place
    last: float


class Present:
    """All who are there; times are seconds of one steady clock, passed in.

    Each method that changes something returns the articles at which the picture is another now.
    """

    def __init__(self) -> None:
        self._seen: dict[tuple[UUID, UUID], _Seen] = {}

    def at(self, article: UUID) -> tuple[tuple[UUID, UUID | None], ...]:
        """Each person there once, with the claim at which they last went, in a steady order."""
        newest: dict[UUID, _Seen] = {}
        for one in self._seen.values():
            if one.here.article != article:
                continue
            known = newest.get(one.here.person)
            if known is None or one.since > known.since:
                newest[one.here.person] = one
        return tuple(sorted(((pk, one.here.claim) for pk, one in newest.items()), key=str))

    def came(self, here: Here, now: float) -> set[UUID]:
        """`here` was said: somebody came, moved, or is still there."""
        key = (here.person, here.tab)
        known = self._seen.get(key)
        before = self._pictures(known.here.article if known else None, here.article)
        since = known.since if known and known.here == here else now
        self._seen[key] = _Seen(here, since, now)
        return self._changed(before)

    def left(self, person: UUID, tab: UUID) -> set[UUID]:
        known = self._seen.get((person, tab))
        before = self._pictures(known.here.article if known else None)
        self._seen.pop((person, tab), None)
        return self._changed(before)

    def expire(self, now: float) -> set[UUID]:
        """Forget whoever has said nothing for GONE_AFTER."""
        silent = [key for key, one in self._seen.items() if now - one.last > GONE_AFTER]
        before = self._pictures(*(self._seen[key].here.article for key in silent))
        for key in silent:
            del self._seen[key]
        return self._changed(before)

    def _pictures(self, *articles: UUID | None) -> dict[UUID, object]:
        return {one: self.at(one) for one in articles if one is not None}

    def _changed(self, before: dict[UUID, object]) -> set[UUID]:
        return {article for article, picture in before.items() if self.at(article) != picture}
