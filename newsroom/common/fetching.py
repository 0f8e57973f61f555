"""Fetching a page that somebody names, without becoming their way into the house's network.

A server that fetches what it is told reaches what its visitors cannot: other machines of the
house, services on this one, a cloud's metadata. So each address on the way, redirects included,
is looked up here, refused unless it is public, and connected to as it was looked up: a name that
answers differently the second time (DNS rebinding) is never asked twice. FETCH_HOSTS names hosts
inside the house whose pages may be fetched all the same.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

import certifi
import urllib3
from django.conf import settings
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

PORTS = {"http": 80, "https": 443}
MOST_BYTES = 5 * 1024**2
HOPS = 5
WAITS = 5.0  # seconds for each step
WHOLE = 15.0  # seconds for all of it, however slowly it drips
CHUNK = 64 * 1024
_REDIRECTS = (301, 302, 303, 307, 308)


class Refused(Exception):
    """Nothing was fetched; the message says why, for the person who named the address."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came, and the address at which it was in the end."""

    url: str
    content: bytes
    media_type: str
    charset: str


def fetch(url: str) -> Fetched:
    """What stands at `url`, at most MOST_BYTES, within WHOLE seconds. Raises Refused."""
    ends = time.monotonic() + WHOLE
    for _hop in range(HOPS + 1):
        parts = _parts(url)
        answer = _Request(parts, _address(parts), ends).get()
        if isinstance(answer, Fetched):
            return answer
        url = urljoin(url, answer)
    raise Refused("It sends from one address to the next without an end.")


def _parts(url: str) -> SplitResult:
    """`url` in its parts. Raises Refused where it is none that is fetched."""
    if any(one.isspace() or not one.isprintable() for one in url):
        raise Refused("That is no address of a page.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Refused("That is no address of a page.") from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise Refused("Only addresses that begin with http:// or https:// are fetched.")
    if parts.username is not None or parts.password is not None:
        raise Refused("Leave out the user name: pages are fetched as anybody sees them.")
    if port not in (None, PORTS[parts.scheme]) and not _is_ours(parts):
        raise Refused("Only the usual ports are fetched.")
    return parts


def _is_ours(parts: SplitResult) -> bool:
    port = parts.port or PORTS[parts.scheme]
    return f"{parts.hostname}:{port}" in settings.FETCH_HOSTS


def _address(parts: SplitResult) -> str:
    """Where to connect to. Raises Refused unless all that the name stands for is public."""
    try:
        host = str(parts.hostname).encode("idna").decode("ascii")
        found = socket.getaddrinfo(host, parts.port or PORTS[parts.scheme], type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Refused(f"There is no {parts.hostname}. Correct the address.") from error
    addresses = [str(row[4][0]) for row in found]
    if not addresses or not (_is_ours(parts) or all(map(is_public, addresses))):
        raise Refused("That address is not on the public internet.")
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether anybody on the internet can reach `address`, and it means no other behind it."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner: Any = None
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and any(ip in net for net in _TRANSLATED):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if inner is not None and not is_public(str(inner)):
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        return True  # what it means was looked at
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


_TRANSLATED = [ipaddress.IPv6Network(one) for one in ("64:ff9b::/96", "64:ff9b:1::/48", "::/96")]


class _Request:
    """One hop. A watch closes the connection when the time is over, whatever it waits for."""

    def __init__(self, parts: SplitResult, address: str, ends: float) -> None:
        self.parts, self.address, self.ends = parts, address, ends
        self.port = parts.port or PORTS[parts.scheme]
        self._socket: socket.socket | None = None

    def get(self) -> Fetched | str:
        """The page, or the address to which it sends. Raises Refused."""
        watch = threading.Timer(max(0.0, self.ends - time.monotonic()), self._cut)
        watch.daemon = True
        watch.start()
        try:
            with self._pool() as pool:
                return self._answer(pool)
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as problem:
            raise Refused(_in_words(problem)) from problem
        finally:
            watch.cancel()

    def _answer(self, pool: HTTPConnectionPool) -> Fetched | str:
        path = self.parts.path or "/"
        if self.parts.query:
            path += f"?{self.parts.query}"
        response = pool.urlopen(
            "GET",
            urllib3.util.parse_url(path).request_uri,
            headers={
                "Host": self.parts.netloc,
                "User-Agent": "Newsroom",
                "Accept": "text/html, application/xhtml+xml, text/plain, application/json",
                "Accept-Encoding": "gzip, deflate",
            },
            redirect=False,
            retries=False,
            preload_content=False,
            assert_same_host=False,
        )
        try:
            where = response.headers.get("Location")
            if response.status in _REDIRECTS and where:
                return where
            if response.status != 200:
                raise Refused(f"The page answers with {response.status}: not there, or not open.")
            return Fetched(self.parts.geturl(), self._body(response), *_kind(response))
        finally:
            response.close()

    def _body(self, response: Any) -> bytes:
        content = b""
        while some := response.read1(CHUNK, decode_content=True):
            content += some
            if len(content) > MOST_BYTES:
                raise Refused(f"The page is larger than {MOST_BYTES // 1024**2} MB.")
            if time.monotonic() > self.ends:
                break
        if time.monotonic() > self.ends:  # what was cut off looks like an end
            raise TimeoutError
        return content

    def _pool(self) -> HTTPConnectionPool:
        host, waits = str(self.parts.hostname), urllib3.Timeout(connect=WAITS, read=WAITS)
        pool: HTTPConnectionPool
        if self.parts.scheme == "https":
            context = ssl.create_default_context(cafile=certifi.where())
            pool = HTTPSConnectionPool(host, self.port, timeout=waits, ssl_context=context)
            pool.ConnectionCls = _pinned(HTTPSConnection, self._connect)
        else:
            pool = HTTPConnectionPool(host, self.port, timeout=waits)
            pool.ConnectionCls = _pinned(HTTPConnection, self._connect)
        return pool

    def _connect(self) -> socket.socket:
        self._socket = socket.create_connection((self.address, self.port), timeout=WAITS)
        return self._socket

    def _cut(self) -> None:
        if self._socket is not None:
            try:
                self._socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it has ended by itself


def _pinned(kind: Any, connect: Callable[[], socket.socket]) -> Any:
    """A connection of `kind` whose name is not looked up again."""
    return type("Pinned", (kind,), {"_new_conn": lambda self: connect()})


def _kind(response: Any) -> tuple[str, str]:
    """Media type and charset, as the page's server says."""
    media_type, _, rest = response.headers.get("Content-Type", "").partition(";")
    charset = rest.partition("charset=")[2].partition(";")[0].strip(" \"'")
    return media_type.strip().lower(), charset[:40]


def _in_words(problem: Exception) -> str:
    if isinstance(problem, (urllib3.exceptions.TimeoutError, TimeoutError)):
        return "The page takes too long to answer. Try again, or paste the text."
    if isinstance(problem, (urllib3.exceptions.SSLError, ssl.SSLError)):
        return "The page's certificate is not in order."
    return "The page cannot be reached. Try again, or paste the text."
