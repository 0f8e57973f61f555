"""Pages are fetched from the public internet, and never from inside the house."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from newsroom.common import fetching
from newsroom.common.fetching import Refused, fetch, is_public

PAGE = b"<html><body><p>Hello</p></body></html>"


class Page(BaseHTTPRequestHandler):
    """Answers by path, and remembers that it was asked."""

    asked: list[str] = []

    def do_GET(self):
        self.asked.append(self.path)
        kind, _, rest = self.path[1:].partition("/")
        if kind == "to":
            self.send_response(302)
            self.send_header("Location", rest)
            self.end_headers()
        elif kind == "status":
            self.send_error(int(rest))
        elif kind == "drip":
            self.send_response(200)
            self.end_headers()
            for _ in range(100):
                self.wfile.write(b"x")
                time.sleep(0.05)
        elif kind == "slow-head":
            for _ in range(100):
                self.wfile.write(b"HTTP/1.0 200 OK\r\n"[:1])
                time.sleep(0.05)
        else:
            content = {"large": b"x" * 200_000, "bomb": gzip.compress(b"x" * 50_000_000)}
            self.send_response(200)
            if kind == "bomb":
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(content.get(kind, PAGE))

    def log_message(self, *given):
        pass


class Quiet(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *given):
        """Who asked has hung up, as some tests want it."""


@pytest.fixture
def server(settings):
    Page.asked.clear()
    with Quiet(("127.0.0.1", 0), Page) as one:
        threading.Thread(target=one.serve_forever, daemon=True).start()
        settings.FETCH_HOSTS = []
        yield f"127.0.0.1:{one.server_port}"
        one.shutdown()


@pytest.fixture
def ours(server, settings):
    """The same server, named as one of the house's."""
    settings.FETCH_HOSTS = [server]
    return server


def test_a_page(ours):
    page = fetch(f"http://{ours}/a?b=ü#part")
    assert (page.content, page.media_type, page.charset) == (PAGE, "text/html", "utf-8")
    assert Page.asked == ["/a?b=%C3%BC"]


def test_redirects_are_followed_each_looked_at(ours):
    assert fetch(f"http://{ours}/to//b").url == f"http://{ours}/b"
    # another name of the same machine is not the one that is allowed
    port = ours.rpartition(":")[2]
    Page.asked.clear()
    with pytest.raises(Refused):
        fetch(f"http://{ours}/to/http://localhost:{port}/secret")
    assert len(Page.asked) == 1
    with pytest.raises(Refused, match="without an end"):
        fetch(f"http://{ours}/to//to//to//to//to//to//to//to//to//x")
    for where in ("file:///etc/passwd", "gopher://x/", "ftp://x/"):
        with pytest.raises(Refused):
            fetch(f"http://{ours}/to/{where}")


@pytest.mark.parametrize(
    "name", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "127.1", "2130706433"]
)
def test_what_is_inside_is_never_asked(server, name, monkeypatch):
    port = server.rpartition(":")[2]
    monkeypatch.setattr(fetching, "PORTS", {"http": int(port), "https": 443})
    with pytest.raises(Refused):
        fetch(f"http://{name}:{port}/")
    assert Page.asked == []


def test_a_name_is_looked_up_once_and_all_it_stands_for_is_public(server, monkeypatch):
    """One that is public the first time and ours the second is not asked twice."""
    port = int(server.rpartition(":")[2])
    lookups = []

    def answers(*addresses):
        def getaddrinfo(host, *given, **more):
            lookups.append(host)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

        return getaddrinfo

    monkeypatch.setattr(fetching, "PORTS", {"http": port, "https": 443})
    monkeypatch.setattr(socket, "getaddrinfo", answers("93.184.216.34", "10.0.0.1"))
    with pytest.raises(Refused, match="not on the public internet"):
        fetch("http://rebind.example/")
    asked = []

    def create_connection(address, **more):
        asked.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", answers("93.184.216.34"))
    monkeypatch.setattr(socket, "create_connection", create_connection)
    lookups.clear()
    with pytest.raises(Refused, match="cannot be reached"):
        fetch("http://rebind.example/")
    assert (lookups, asked) == (["rebind.example"], [("93.184.216.34", port)])


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x",
        "//example.org/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "http://",
        "http://user:secret@example.org/",
        "http://example.org:22/",
        "http://example.org:99999/",
        "http://exa mple.org/",
        "http://example.org/\r\nHost: x",
        "http://[::1/",
        "javascript:alert(1)",
    ],
)
def test_what_is_no_address_of_a_page(url):
    with pytest.raises(Refused):
        fetch(url)


def test_limits(ours, monkeypatch):
    monkeypatch.setattr(fetching, "MOST_BYTES", 100_000)
    for kind in ("large", "bomb"):
        with pytest.raises(Refused, match="larger than"):
            fetch(f"http://{ours}/{kind}")
    monkeypatch.setattr(fetching, "WHOLE", 0.5)
    for kind in ("drip", "slow-head"):
        began = time.monotonic()
        with pytest.raises(Refused):
            fetch(f"http://{ours}/{kind}")
        assert time.monotonic() - began < 3
    with pytest.raises(Refused, match="answers with 404"):
        fetch(f"http://{ours}/status/404")


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("::ffff:93.184.216.34", True),
        *(
            (one, False)
            for one in (
                "10.0.0.1",
                "172.16.0.1",
                "192.168.1.1",
                "127.0.0.1",
                "169.254.169.254",
                "100.64.0.1",
                "0.0.0.0",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "::1",
                "::",
                "fe80::1%eth0",
                "fc00::1",
                "ff02::1",
                "::ffff:10.0.0.1",
                "::ffff:169.254.169.254",
                "::10.0.0.1",
                "2002:0a00:0001::1",
                "64:ff9b::10.0.0.1",
                "64:ff9b::7f00:1",
                "no address",
            )
        ),
    ],
)
def test_which_addresses_are_public(address, public):
    assert is_public(address) is public
