"""A client that talks HTTP, and keeps account of what it was told."""

from __future__ import annotations

import http.client
import json
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.soak.load.web import HOST

SECONDS = 60
AWAY = (http.client.HTTPException, OSError)


class InDoubt(Exception):
    """No answer, or that the database is away: it may have been done or not."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: Any
    etag: str
    request: str  # empty of an answer that is repeated: the write was another request's

    @property
    def version(self) -> int:
        return int(self.etag.strip('"'))

    @property
    def accepted(self) -> bool:
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Accepted:
    """A write that was answered as done: the `version` of which record it made, with what token.

    `request` is empty where the answer was lost and the token was found later; `changes` is False
    for one that may have found everything as it wanted it.
    """

    act: str
    record: str
    id: str
    version: int
    request: str
    token: str
    changes: bool = True


@dataclass
class Account:
    """What all clients together were told. Lists and counters of one process, added to at will."""

    accepted: list[Accepted] = field(default_factory=list)
    pending: set[str] = field(default_factory=set)  # tokens under way
    tally: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def count(self, what: str) -> None:
        with _counting:
            self.tally[what] += 1


_counting = threading.Lock()


class Gate:
    """Requests pass while it is open; who closes it waits for those under way."""

    def __init__(self) -> None:
        self._open = threading.Event()
        self._under_way = 0
        self._changed = threading.Condition()

    def open(self) -> None:
        self._open.set()

    def close(self) -> None:
        self._open.clear()
        with self._changed:
            assert self._changed.wait_for(lambda: self._under_way == 0, SECONDS * 2)

    @contextmanager
    def passing(self) -> Iterator[None]:
        while True:
            assert self._open.wait(SECONDS * 5)
            with self._changed:
                if self._open.is_set():
                    self._under_way += 1
                    break
        try:
            yield
        finally:
            with self._changed:
                self._under_way -= 1
                self._changed.notify_all()


class Browser:
    """One person's connection to the API, kept open between requests."""

    def __init__(self, port: int, token: str, account: Account, gate: Gate) -> None:
        self._connection = http.client.HTTPConnection(HOST, port, timeout=SECONDS)
        self._headers = {"Authorization": f"Token {token}", "Content-Type": "application/json"}
        self._account = account
        self._gate = gate

    def get(self, path: str) -> Answer:
        """Read, however often that takes."""
        for _ in range(200):
            try:
                return self.send("GET", path)
            except InDoubt:
                time.sleep(0.05)
        raise AssertionError(f"No answer to GET {path}")

    def post(self, path: str, body: Any, etag: str = "") -> Answer:
        """Send, and after a break again with the same key, until there is an answer."""
        key = str(uuid.uuid4())
        for _ in range(200):
            try:
                return self.send("POST", path, body, etag, key)
            except InDoubt:
                self._account.count("sent again with the same key")
                time.sleep(0.05)
        raise AssertionError(f"No answer to POST {path}")

    def send(
        self, method: str, path: str, body: Any = None, etag: str = "", key: str = ""
    ) -> Answer:
        """One request. Raises InDoubt where it is not known what became of it."""
        headers = self._headers | ({"If-Match": etag} if etag else {})
        headers |= {"Idempotency-Key": key} if key else {}
        content = None if body is None else json.dumps(body)
        with self._gate.passing():
            started = time.perf_counter()
            try:
                self._connection.request(method, f"/api/v1/{path}", content, headers)
                raw = self._connection.getresponse()
                text = raw.read()
            except AWAY as problem:
                self._connection.close()
                self._account.count("broken connections")
                raise InDoubt from problem
            if method != "GET":
                self._account.seconds.append(time.perf_counter() - started)
        replayed = "Idempotent-Replayed" in raw.headers
        answer = Answer(
            raw.status,
            json.loads(text) if text[:1] in (b"{", b"[") else text.decode(errors="replace"),
            raw.headers.get("ETag", ""),
            "" if replayed else raw.headers.get("X-Request-Id", ""),
        )
        self._account.count(f"answers {answer.status}")
        if answer.status == 503:
            raise InDoubt
        if answer.status >= 500:
            self._account.failures.append(f"{method} {path}: {answer.status} {answer.body}")
        return answer
