"""What clients do, each at random: they change what they read, and read again when overtaken.

Every write carries a token of its own. Where text is changed, the token is added to what was read,
so that a token missing from the end shows a lost update.
"""

from __future__ import annotations

import random
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.soak.load.browser import Accepted, Account, Answer, Browser, Gate, InDoubt
from tests.soak.load.scene import Scene

MOST_TRIES = 1000
NEXT = {
    "unverified": ["in_review"],
    "in_review": ["verified", "refuted", "disputed", "unverifiable"],
    **{key: ["in_review"] for key in ["verified", "refuted", "disputed", "unverifiable"]},
}


@dataclass
class Pool:
    """Ids of what clients made, for all of them to work on."""

    attributions: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@dataclass
class World:
    """What the clients of one run share."""

    scene: Scene
    port: int
    account: Account = field(default_factory=Account)
    gate: Gate = field(default_factory=Gate)
    pool: Pool = field(default_factory=Pool)
    stop: threading.Event = field(default_factory=threading.Event)


class Client(threading.Thread):
    """Makes `updates` accepted changes, or as many as it can until it is told to stop."""

    def __init__(self, world: World, number: int, seed: int, updates: int) -> None:
        super().__init__(daemon=True)
        self.world, self.account, self.scene = world, world.account, world.scene
        self.random = random.Random(seed * 1000 + number)
        self.updates = updates
        self.done = 0
        checks = number % 10 in (3, 6, 9)
        people = self.scene.checkers if checks else self.scene.editors
        token = people[number % len(people)]
        self.browser = Browser(world.port, token, world.account, world.gate)
        self.acts: dict[Callable[[], None], int] = (
            {self.move: 45, self.add_evidence: 13, self.assign: 42}
            if checks
            else {
                self.note: 18,
                self.attribute: 5,
                self.amend: 25,
                self.withdraw: 4,
                self.ask: 3,
                self.ask_more: 20,
                self.attempt: 8,
                self.answer: 4,
                self.resize: 8,
                self.merge: 1,
                self.edit: 3,
            }
        )

    def run(self) -> None:
        acts, weights = list(self.acts), list(self.acts.values())
        try:
            for _ in range(self.updates * 10):
                if self.done >= self.updates or self.world.stop.is_set():
                    return
                self.random.choices(acts, weights)[0]()
            self.account.failures.append(f"{self.done} of {self.updates} updates came through")
        except Exception as problem:  # shown at the end: a thread's own error is seen by nobody
            self.account.failures.append(f"{type(problem).__name__}: {problem}")
            raise

    # --- changes of what was read -------------------------------------------------------

    def note(self) -> None:
        self._add_to("note", "claim", f"claims/{self._claim()}/", "note")

    def amend(self) -> None:
        if row := self._one(self.world.pool.attributions):
            more = {"stance": self.random.choice(["asserts", "confirms", "denies"])}
            self._add_to("amend", "attribution", f"attributions/{row}/", "note", more)

    def ask_more(self) -> None:
        if row := self._one(self.world.pool.requests):
            self._add_to("ask more", "comment request", f"comment-requests/{row}/", "question")

    def answer(self) -> None:
        if row := self._one(self.world.pool.requests):
            outcome = self.random.choice(["denied", "confirmed", "declined to comment"])
            more = {"outcome": outcome, "recorded": "as reported in copy"}
            self._add_to("answer", "comment request", f"comment-requests/{row}/", "question", more)

    def resize(self) -> None:
        more = {"headcount": self.random.randint(3, 8)}
        group = self.random.choice(self.scene.groups)
        self._add_to("resize", "source", f"sources/{group}/", "notes", more)

    def edit(self) -> None:
        article = self.random.choice(self.scene.articles)
        self._add_to("edit", "article", f"articles/{article}/", "body")

    def _add_to(
        self, act: str, record: str, path: str, name: str, more: dict[str, Any] | None = None
    ) -> None:
        token, base = self._token(), self.browser.get(path)
        for _ in range(MOST_TRIES):
            text = base.body[name]
            if token in text:  # it was done, and the answer lost
                return self._settle(act, token, None, record, base.body["id"])
            # before the text of an article, so that all that is anchored in it moves
            with_token = f"{token} {text}" if name == "body" else f"{text} {token}".strip()
            try:
                answer = self.browser.send(
                    "PATCH", path, {name: with_token, **(more or {})}, base.etag
                )
            except InDoubt:
                self.account.count("read again after a break")
                base = self.browser.get(path)
                continue
            if answer.status != 412:
                return self._settle(act, token, answer, record)
            base = self._overtaken(answer)
        raise AssertionError(f"Overtaken {MOST_TRIES} times at {path}")

    # --- records of their own ------------------------------------------------------------

    def attribute(self) -> None:
        token = self._token()
        source = self.random.choice(self.scene.groups + self.scene.people)
        body: dict[str, Any] = {"claim": self._claim(), "source": source, "note": token}
        if source in self.scene.groups:
            body["headcount"] = self.random.randint(1, 4)
        body["stance"] = self.random.choice(["asserts", "confirms", "denies"])
        answer = self.browser.post("attributions/", body)
        self._settle("attribute", token, answer, "attribution")
        if answer.accepted:
            self.world.pool.attributions.append(answer.body["id"])

    def ask(self) -> None:
        token, claim = self._token(), self._claim()
        body = {
            "article": self.scene.claims[claim],
            "source": self.random.choice(self.scene.people),
            "claims": [claim],
            "question": token,
        }
        answer = self.browser.post("comment-requests/", body)
        self._settle("ask", token, answer, "comment request")
        if answer.accepted:
            self.world.pool.requests.append(answer.body["id"])

    def attempt(self) -> None:
        if row := self._one(self.world.pool.requests):
            token = self._token()
            body = {"at": datetime.now(tz=UTC).isoformat(), "channel": "telephone", "note": token}
            answer = self.browser.post(f"comment-requests/{row}/attempts/", body)
            self._settle("attempt", token, answer, "comment request")

    def add_evidence(self) -> None:
        token = self._token()
        body = {"claim": self._claim(), "url": f"https://example.org/{token}"}
        self._settle("evidence", token, self.browser.post("evidence/", body), "evidence")

    def merge(self) -> None:
        """A source, a row of it, and then it turns out to be one that is there already."""
        token, row_token = self._token(), self._token()
        fields = {"naming": "named", "description": "an official", "notes": token}
        made = self.browser.post("sources/", fields)
        self._settle("source", token, made, "source")
        row = {"claim": self._claim(), "source": made.body["id"], "stance": "confirms"}
        logged = self.browser.post("attributions/", {**row, "note": row_token})
        self._settle("attribute", row_token, logged, "attribution")
        body = {"into": self.random.choice(self.scene.people)}
        merged = self.browser.post(f"sources/{made.body['id']}/merge/", body, made.etag)
        self._settle("merge", "", merged, "source")

    # --- moves ---------------------------------------------------------------------------

    def withdraw(self) -> None:
        if row := self._one(self.world.pool.attributions, take=True):
            path = f"attributions/{row}/"
            self._move(
                "withdraw", "attribution", path, "withdraw/", lambda token, _: {"reason": token}
            )

    def move(self) -> None:
        def body(token: str, claim: Any) -> dict[str, Any]:
            return {"to": self.random.choice(NEXT[claim["status"]]), "reason": token}

        self._move("transition", "claim", f"claims/{self._claim()}/", "transitions/", body)

    def assign(self) -> None:
        body = {"to": self.random.choice(["me", None])}
        answer = self.browser.post(f"claims/{self._claim()}/assign/", body)
        self._settle("assign", "", answer, "claim", changes=False)

    def _move(
        self, act: str, record: str, path: str, step: str, body: Callable[[str, Any], Any]
    ) -> None:
        base = self.browser.get(path)
        for _ in range(MOST_TRIES):
            token = self._token()
            answer = self.browser.post(path + step, body(token, base.body), base.etag)
            self._settle(act, token, answer, record)
            if answer.status != 412:
                return
            base = self._overtaken(answer)
        raise AssertionError(f"Overtaken {MOST_TRIES} times at {path}")

    # --- account -------------------------------------------------------------------------

    def _settle(
        self,
        act: str,
        token: str,
        answer: Answer | None,
        record: str,
        found: str = "",
        *,
        changes: bool = True,
    ) -> None:
        """Enter what came of a write; without an answer it was `found` done."""
        if answer is None:
            self.account.count("found done after a break")
            self.account.accepted.append(Accepted(act, record, found, 0, "", token))
        elif answer.accepted:
            entry = Accepted(
                act, record, answer.body["id"], answer.version, answer.request, token, changes
            )
            self.account.accepted.append(entry)
        elif answer.status != 412:
            self.account.count(f"refused: {act}")
        self.account.pending.discard(token)
        if answer is None or answer.accepted:
            self.done += 1
            self.account.count(f"done: {act}")

    def _overtaken(self, answer: Answer) -> Answer:
        """What stands now, which came with the refusal."""
        self.account.count("overtaken (412), read again")
        return Answer(200, answer.body["current"], answer.etag, "")

    def _token(self) -> str:
        token = f"{self.scene.mark}-{uuid.UUID(int=self.random.getrandbits(128)).hex[:14]}"
        self.account.pending.add(token)
        return token

    def _claim(self) -> str:
        return self.random.choice(list(self.scene.claims))

    def _one(self, ids: list[str], *, take: bool = False) -> str:
        """One of the `ids`, the latest more often; empty where there is none."""
        recent = ids[-30:]
        if not recent:
            return ""
        one = self.random.choice(recent)
        if take:
            try:
                ids.remove(one)
            except ValueError:  # somebody else was quicker
                return ""
        return one
