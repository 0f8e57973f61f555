"""The two runs: clients alone, and clients while everything is killed and started again."""

from __future__ import annotations

import random
import statistics
import time
from functools import partial
from pathlib import Path

from django.db import connection

from newsroom.database import Layout
from tests.embedded import eventually
from tests.soak.load import proofs, scene
from tests.soak.load.acts import Client, World
from tests.soak.load.browser import Account
from tests.soak.load.kills import Killer
from tests.soak.load.web import Web

Figures = dict[str, object]
LONGEST_SECONDS = 7000
LOADED_SECONDS = 15


class Broken(Exception):
    """What must hold does not."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems[:50]))


def concurrency(url: str, log: Path, *, clients: int, updates: int, seed: int) -> Figures:
    """All clients make their updates. Raises Broken; returns what was measured."""
    world, web = _begin(url, log)
    since, before = proofs.ground(world.scene.mark), _deadlocks()
    connection.close()
    world.gate.open()
    started = time.monotonic()
    try:
        _wait(_start(world, clients, updates, seed))
        seconds = time.monotonic() - started
    finally:
        web.stop()
    called_off = _deadlocks() - before
    account = world.account
    found = [*account.failures, *proofs.problems(account, since, every_answer_came=True)]
    found += [f"{n} {what}" for what, n in account.tally.items() if what.startswith("answers 5")]
    if found:
        raise Broken(found)
    return {
        "clients": clients,
        "updates accepted, each in history exactly once": len(account.accepted),
        "of them lost": 0,
        "claims with drift": 0,
        "5xx answers": 0,
        "deadlocks called off by the database, unseen by clients": called_off,
        **_speed(account, seconds),
        **_told(account),
    }


def kills(url: str, log: Path, layout: Layout, *, clients: int, number: int, seed: int) -> Figures:
    """Kill at random points under load, and look at everything after each restart.

    Raises Broken; returns what was measured.
    """
    world, web = _begin(url, log)
    killer, since = Killer(web, layout), proofs.ground(world.scene.mark)
    chance = random.Random(seed)
    account = world.account
    connection.close()
    world.gate.open()
    started = time.monotonic()
    threads = _start(world, clients, 10_000, seed)
    away: list[float] = []
    try:
        for _ in range(number):
            # Some are accepted first, unless the machine is too slow for that; then at any moment.
            enough = len(account.accepted) + chance.randrange(2 * clients)
            eventually(partial(_has, account, enough), LOADED_SECONDS)
            time.sleep(chance.uniform(0, 0.5))
            struck = time.monotonic()
            killer.strike(chance)
            world.gate.close()
            killer.recover()
            away.append(time.monotonic() - struck)
            found = [*account.failures, *proofs.problems(account, since, every_answer_came=False)]
            if found:
                raise Broken(found)
            assert time.monotonic() - started < LONGEST_SECONDS
            world.gate.open()
        world.stop.set()
        _wait(threads)
    finally:
        web.stop()
    found = [*account.failures, *proofs.problems(account, since, every_answer_came=False)]
    if account.pending:
        found.append(f"Never settled: {account.pending}")
    if found:
        raise Broken(found)
    return {
        "kill -9": number,
        **{f"of them {what}": n for what, n in sorted(killer.tally.items())},
        "clients": clients,
        "updates answered as accepted": len(account.accepted),
        "of them missing after a restart": 0,
        "half-written records, broken links, drift": 0,
        "seconds until served again, median and longest": (
            f"{statistics.median(away):.1f}, {max(away):.1f}"
        ),
        **_told(account),
        "seconds": f"{time.monotonic() - started:.0f}",
    }


def _has(account: Account, accepted: int) -> bool:
    return len(account.accepted) >= accepted


def _begin(url: str, log: Path) -> tuple[World, Web]:
    web = Web(url, log)
    world = World(scene.make(), web.port)
    web.start()
    return world, web


def _start(world: World, clients: int, updates: int, seed: int) -> list[Client]:
    threads = [Client(world, number, seed, updates) for number in range(clients)]
    for thread in threads:
        thread.start()
    return threads


def _wait(threads: list[Client]) -> None:
    deadline = time.monotonic() + LONGEST_SECONDS
    for thread in threads:
        thread.join(max(0, deadline - time.monotonic()))
        assert not thread.is_alive()


def _deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def _speed(account: Account, seconds: float) -> Figures:
    cuts = statistics.quantiles(account.seconds, n=100)
    milliseconds = ", ".join(f"{1000 * cuts[at - 1]:.0f}" for at in (50, 95, 99))
    return {
        "seconds": f"{seconds:.0f}",
        "accepted updates a second": f"{len(account.accepted) / seconds:.0f}",
        "milliseconds to an answer to a write, p50, p95, p99": milliseconds,
    }


def _told(account: Account) -> Figures:
    tally = account.tally
    done = [
        f"{n} {what.removeprefix('done: ')}" for what, n in tally.most_common() if "done:" in what
    ]
    refused = sum(n for what, n in tally.items() if what.startswith("refused"))
    names = (
        "overtaken (412), read again",
        "broken connections",
        "answers 503",
        "sent again with the same key",
        "found done after a break",
    )
    return {
        "what was done": ", ".join(done),
        **{name: tally[name] for name in names if tally[name]},
        "refused by a rule, nothing written": refused,
    }
