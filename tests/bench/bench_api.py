"""What a consumer's reads cost: the product, a bare psycopg application whose SQL builds the same
JSON, and idiomatic views, one after another in each round; run by `make bench`.

`wrk` (Debian's package of that name) loads each with 8 connections; figures are medians of rounds.
The limit of requests is off: it would end the run.
"""

from __future__ import annotations

import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack, contextmanager, suppress

import pytest
from django.db import connection

from newsroom.common.roles import Role, Scope
from newsroom.common.services import token_create
from newsroom.demo import sample
from tests import factories
from tests.embedded import ROOT, clean_environment
from tests.soak.measurements import record

ROUNDS, SECONDS, CONNECTIONS = 5, 4, 8
HOST = "127.0.0.1"
APPLICATIONS = {
    "the product": ("asgi", "newsroom.demo.serving:application", "newsroom.settings"),
    "bare psycopg": ("wsgi", "tests.bench.bare:application", "newsroom.settings"),
    "idiomatic views": ("wsgi", "newsroom.wsgi:application", "tests.bench.settings"),
}


@contextmanager
def served(name, database_url, log):
    """One worker of `name`; gives its address."""
    interface, target, settings = APPLICATIONS[name]
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    environment = clean_environment(
        DATABASE_URL=database_url,
        DJANGO_SETTINGS_MODULE=settings,
        API_LIMIT="0",
        DATABASE_POOL_SIZE="8",
    )
    command = [
        *(sys.executable, "-m", "granian", "--interface", interface, "--no-ws", "--host", HOST),
        *("--port", str(port), "--workers", "1", "--log-level", "warning", target),
    ]
    if interface == "wsgi":
        command[-1:-1] = ["--blocking-threads", "8"]
    with log.open("ab") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
        try:
            yield f"http://{HOST}:{port}"
        finally:
            process.terminate()
            process.wait(20)


def answers(url, token):
    """The bytes of one answer, once there is one."""
    ends = time.monotonic() + 60
    while True:
        request = urllib.request.Request(url, headers={"Authorization": f"Token {token}"})
        with suppress(OSError), urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read(), answer.headers
        assert time.monotonic() < ends, url
        time.sleep(0.2)


def load(url, token, **headers):
    """Requests a second, and milliseconds at p50 and p99."""
    given = {"Authorization": f"Token {token}", **headers}
    lines = [word for name, value in given.items() for word in ("-H", f"{name}: {value}")]
    wrk = shutil.which("wrk")
    assert wrk, "The load generator is missing: apt-get install wrk."
    command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", *lines, url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    assert not refused, said
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])
    return rate, *(milliseconds(re.search(rf"^ +{n}% +(\S+)", said, re.M)[1]) for n in (50, 99))


def milliseconds(said):
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", said).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


@pytest.mark.django_db(transaction=True)
def test_reads(tmp_path):
    editor = factories.person()
    article = sample.load(editor)
    claim = article.claims.order_by("created_at").first()
    token = token_create(person=factories.person(Role.CONSUMER), scope=Scope.READ)
    given = connection.get_connection_params()
    database = f"postgresql:///{given['dbname']}?host={given['host']}&user={given['user']}"
    paths = {
        "the product": ("/api/v1/articles/{}/sheet/", "/api/v1/claims/{}/"),
        "bare psycopg": ("/sheet/{}/", "/claim/{}/"),
        "idiomatic views": ("/sheet/{}/", "/claim/{}/"),
    }
    with ExitStack() as stack:
        urls = {}
        for name, (sheet, one) in paths.items():
            url = stack.enter_context(served(name, database, tmp_path / "log"))
            urls[name, "sheet"] = url + sheet.format(article.pk)
            urls[name, "claim"] = url + one.format(claim.pk)
        sizes = {key: len(answers(url, token)[0]) for key, url in urls.items()}
        known = answers(urls["the product", "sheet"], token)[1]["ETag"]
        runs = {(key, ""): [] for key in urls} | {(("the product", "sheet"), "304"): []}
        for _ in range(ROUNDS):
            for key, more in runs:
                headers = {"If-None-Match": known} if more else {}
                runs[key, more].append(load(urls[key], token, **headers))
    medians = {
        key: [statistics.median(row) for row in zip(*found, strict=True)]
        for key, found in runs.items()
    }
    rate = {(*key, more): found[0] for (key, more), found in medians.items()}
    figures = {}
    for ((name, what), more), (a_second, usual, slow) in medians.items():
        size = 0 if more else sizes[name, what]
        row = f"{name}, {what}{', known (304)' if more else ''}"
        figures[row] = f"{a_second:.0f} a second; {usual:.1f} ms, p99 {slow:.1f} ms; {size} bytes"
    for what in ("sheet", "claim"):
        own = rate["the product", what, ""]
        for other in ("bare psycopg", "idiomatic views"):
            ratio = own / rate[other, what, ""]
            figures[f"{what}: the product to {other}"] = f"{ratio:.2f} ×"
    own = rate["the product", "sheet", "304"] / rate["the product", "sheet", ""]
    figures["sheet: 304 to its own 200"] = f"{own:.2f} ×"
    record("A consumer's reads of the sample article, 8 connections, one worker each", figures)
