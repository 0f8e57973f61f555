"""One listener of a worker: what it hears goes to everybody who has that article open.

Everything here runs in the worker's event loop; only `rights.standing` asks the database, in a
thread of its own, at most once a moment for each article, however many read it.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg
from django.db import Error as DatabaseError
from django.db import connection

from desk.domain.presence import Present
from desk.live import rights, telling
from desk.live.rights import Standing, Ticket
from newsroom.common.listening import PAUSES, Listener

GATHER = 0.2  # seconds: a write of many records is told at once
SWEEP = 60.0  # seconds: who lost the right to read is let go without a change, too
MOST_NAMED = 50  # claims that are told one by one; beyond, the page asks for all
WAITING = 64  # messages that a reader who takes none may have waiting

_log = logging.getLogger(__name__)


class Stream:
    """One reader's way out. Nothing is put on it before there is a ticket for it."""

    def __init__(self, article: UUID) -> None:
        self.article = article
        self.ticket: Ticket | None = None
        self.out: asyncio.Queue[bytes | None] = asyncio.Queue(WAITING)

    def put(self, message: bytes | None) -> None:
        """Hand on; a reader who takes nothing is let go, and asks anew when it comes back."""
        try:
            self.out.put_nowait(message)
        except asyncio.QueueFull:
            self.out.get_nowait()
            self.out.put_nowait(None)


@dataclass(slots=True)
class _News:
    """What is to be told of an article; `all` where nobody knows what has changed."""

    claims: dict[str, int] = field(default_factory=dict)
    all: bool = False
    more: bool = False  # the article itself, or a request
    present: bool = False


class Hub:
    def __init__(self) -> None:
        self._streams: dict[UUID, set[Stream]] = defaultdict(set)
        self._news: dict[UUID, _News] = {}
        self._marks: dict[UUID, str] = {}
        self._present = Present()
        self._tasks: set[asyncio.Task[None]] = set()
        self._listener = Listener(
            (telling.CHANGES, telling.HERE), self._heard, began=self._missed, ticked=self._tick
        )
        self._asking = ThreadPoolExecutor(1, thread_name_prefix="desk-live")
        self._swept = 0.0

    # --- Readers ---

    async def open(self, article: UUID) -> Stream:
        """A stream that gathers what happens from now on; `admit` lets its reader hear of it."""
        await self._listener.begin()
        stream = Stream(article)
        self._streams[article].add(stream)
        return stream

    def admit(self, stream: Stream, ticket: Ticket) -> None:
        stream.ticket = ticket
        self._marks.setdefault(stream.article, ticket.mark)
        stream.put(b"retry: 2000\n\n")
        if ticket.seen != ticket.mark:
            stream.put(_event("changed", {"all": True}, ticket.mark))
        else:
            stream.put(f"id: {ticket.mark}\n\n".encode())
        self._tell_soon(stream.article).present = True

    def close(self, stream: Stream) -> None:
        self._streams[stream.article].discard(stream)
        if not self._streams[stream.article]:
            del self._streams[stream.article]
            self._marks.pop(stream.article, None)
        if stream.ticket is not None:
            self._start(self._say_left(stream.ticket))

    def count(self) -> int:
        return sum(map(len, self._streams.values()))

    async def stop(self) -> None:
        """Listen no longer, and let everybody go."""
        await self._listener.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for streams in self._streams.values():
            for one in streams:
                one.put(None)
        self._asking.shutdown(wait=False)

    # --- Listening ---

    def _heard(self, channel: str, payload: str) -> None:
        try:
            said = json.loads(payload)
            if channel == telling.CHANGES:
                self._changed(said)
            else:
                self._moved(said)
        except (
            AttributeError,
            KeyError,
            TypeError,
            ValueError,
        ):  # anybody in the database can say anything
            _log.warning("Passed over what nobody of ours says on %s.", channel)

    def _changed(self, said: dict[str, Any]) -> None:
        article = UUID(said["article"])
        if article not in self._streams:
            return
        news = self._tell_soon(article)
        if "claim" not in said:
            news.more = True
        elif len(news.claims) < MOST_NAMED:
            news.claims[str(UUID(said["claim"]))] = int(said["version"])
        else:
            news.all = True

    def _moved(self, said: dict[str, str]) -> None:
        here = telling.here_in(said)
        if here is None:
            articles = self._present.left(UUID(said["person"]), UUID(said["tab"]))
        else:
            articles = self._present.came(here, _now())
        self._tell_present(articles)

    def _tick(self) -> None:
        self._tell_present(self._present.expire(_now()))
        if _now() - self._swept > SWEEP:
            self._swept = _now()
            for article in self._streams:
                self._tell_soon(article)

    def _missed(self, again: bool) -> None:
        """Nobody knows what was said while nobody listened: look whether anything was."""
        for article in self._streams if again else ():
            self._tell_soon(article).more = True

    def _tell_present(self, articles: set[UUID]) -> None:
        for article in articles & self._streams.keys():
            self._tell_soon(article).present = True

    # --- Telling ---

    def _tell_soon(self, article: UUID) -> _News:
        """What is to be told of `article` in a moment, to be added to."""
        if article not in self._news:
            self._news[article] = _News()
            self._start(self._tell(article))
        return self._news[article]

    async def _tell(self, article: UUID) -> None:
        pause = GATHER
        while True:
            await asyncio.sleep(pause)
            tickets = [one.ticket for one in self._streams.get(article, ()) if one.ticket]
            present = self._present.at(article)
            try:
                stands = await self._ask(rights.standing, article, tickets, [p for p, _ in present])
                break
            except (DatabaseError, psycopg.Error, OSError):
                pause = min(pause * 2, PAUSES[-1])  # nothing is told on the word of yesterday
        self._hand_on(article, self._news.pop(article), stands, tickets)

    def _hand_on(self, article: UUID, news: _News, now: Standing, asked: list[Ticket]) -> None:
        differs = self._marks.get(article) != now.mark
        self._marks[article] = now.mark
        told = news.all or news.more or bool(news.claims)
        changed = None
        if differs or told:
            named = {} if news.all or not told else {"claims": news.claims}
            said = named | {"all": news.all or not told}
            changed = _event("changed", said, now.mark) if differs or news.claims else None
        for stream in self._streams.get(article, set()).copy():
            ticket = stream.ticket
            if ticket is None or ticket not in asked:
                self._again(article, news, stream)
                continue
            if ticket not in now.allowed:
                stream.put(None)
                continue
            if changed:
                stream.put(changed)
            if news.present:
                stream.put(_event("here", self._others(article, ticket.person, now), None))

    def _again(self, article: UUID, news: _News, stream: Stream) -> None:
        """Who came while the others were looked at is told with the next round."""
        if stream.ticket is None:
            return  # its page is being made, and will say what it shows
        later = self._tell_soon(article)
        later.claims |= news.claims
        later.all |= news.all or news.more
        later.present |= news.present

    def _others(self, article: UUID, person: UUID, now: Standing) -> list[dict[str, str | None]]:
        return [
            {"who": now.names[pk], "claim": str(claim) if claim else None}
            for pk, claim in self._present.at(article)
            if pk != person and pk in now.names
        ]

    async def _say_left(self, ticket: Ticket) -> None:
        def say() -> None:
            try:
                telling.has_left(ticket.person, ticket.tab)
            finally:
                connection.close()

        with suppress(DatabaseError, psycopg.Error, OSError, RuntimeError):  # else it expires
            await self._ask(say)

    async def _ask(self, work: Callable[..., Any], *given: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._asking, work, *given)

    def _start(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _event(name: str, said: Any, mark: str | None) -> bytes:
    ident = f"id: {mark}\n" if mark else ""
    return f"{ident}event: {name}\ndata: {json.dumps(said)}\n\n".encode()


def _now() -> float:
    return asyncio.get_running_loop().time()
