"""Writers at once, in transactions of random length, and readers who follow the feed meanwhile."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass, field

from django.db import connection
from rest_framework.test import APIClient

from claims.services.claims import claim_create, claim_update
from newsroom.common.transactions import whole
from tests import factories

PAUSE = 0.05  # seconds that a transaction sleeps at most, between its writes


@dataclass(frozen=True)
class Done:
    """A transaction as its writer saw it: the claim it made, those it changed, and when."""

    made: str
    changed: frozenset[str]
    began: float
    ended: float


@dataclass
class Seen:
    """What a reader was told, in order: number, kind, act, id."""

    told: list[tuple[int, str, str, str]] = field(default_factory=list)
    pages: int = 0


class Load:
    def __init__(self, by, reader, articles):
        self.by, self.reader, self.articles = by, reader, articles
        self.claims = [factories.claim(by, one) for one in articles for _ in range(2)]
        self.done, self.problems = [], []
        self.is_over = threading.Event()

    def run(self, *, writers, readers, seconds):
        """Returns what each reader saw, once all have read to the end."""
        seen = [Seen() for _ in range(readers)]
        writing = [
            threading.Thread(target=self._guard, args=[self._write, n]) for n in range(writers)
        ]
        reading = [threading.Thread(target=self._guard, args=[self._read, one]) for one in seen]
        for one in (*writing, *reading):
            one.start()
        time.sleep(seconds)
        self.stop = True
        for one in writing:
            one.join()
        self.is_over.set()
        for one in reading:
            one.join()
        assert self.problems == []
        return seen

    stop = False

    def _guard(self, work, given):
        try:
            work(given)
        except Exception as problem:
            self.problems.append(problem)
        finally:
            connection.close()

    def _write(self, seed):
        dice = random.Random(seed)
        while not self.stop:
            article = dice.choice(self.articles)
            changed = dice.sample(self.claims, dice.randint(0, 2))
            name = f"{seed} {dice.random()}"

            def work(article=article, changed=changed, name=name):
                made = claim_create(
                    by=self.by, article_id=article.pk, fields={"statement": name, "kind": "fact"}
                )
                for one in sorted(changed, key=lambda one: one.pk):
                    time.sleep(dice.random() * PAUSE)
                    claim_update(by=self.by, claim_id=one.pk, changes={"statement": name})
                return made

            began = time.monotonic()
            made = whole(work)
            ids = frozenset(str(one.pk) for one in changed)
            self.done.append(Done(str(made.pk), ids, began, time.monotonic()))

    def _read(self, seen):
        client, cursor = APIClient(), "0"
        client.force_authenticate(self.reader)
        while True:
            was_over = self.is_over.is_set()
            answer = client.get(f"/api/v1/changes/?cursor={cursor}&limit=50")
            assert answer.status_code == 200, answer.content
            page = answer.json()
            seen.pages += 1
            seen.told += [
                (int(one["cursor"]), one["kind"], one["change"], one["id"])
                for one in page["changes"]
            ]
            cursor = page["cursor"]
            if not page["changes"] and was_over:
                return
            time.sleep(random.random() * PAUSE)


def judge(load, seen):
    """Each change once, to everybody alike, in an order that agrees with the commits."""
    first = seen[0].told
    assert all(one.told == first for one in seen)
    assert [number for number, *_ in first] == list(range(1, len(first) + 1))
    at = {pk: number for number, _, act, pk in first if act == "created"}
    changes = {}
    for number, _, act, pk in first:
        if act == "changed":
            changes.setdefault(pk, []).append(number)
    expected = {}
    for one in load.done:
        for pk in one.changed:
            expected[pk] = expected.get(pk, 0) + 1
    assert {pk: len(numbers) for pk, numbers in changes.items()} == expected
    assert {one.made for one in load.done} <= at.keys()
    # whoever began after another had ended comes after it
    latest = 0
    events = [(one.ended, 1, at[one.made]) for one in load.done]
    events += [(one.began, 0, at[one.made]) for one in load.done]
    for _, is_end, number in sorted(events):
        if is_end:
            latest = max(latest, number)
        else:
            assert number > latest
