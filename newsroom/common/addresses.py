"""From which network address a request comes: what limits, lockouts and the security log go by."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest

IPV6_OF_ONE = 64  # bits: who has one such address has them all


def client_address(request: HttpRequest) -> str | None:
    """The client's address; None where it is not known, as on a socket of this machine.

    `X-Forwarded-For` counts only where TRUST_PROXY says so, and of it only what the PROXIES in
    front have added, at its end: anybody may send a beginning. One that is too short, or no
    address, counts as none: then it is the proxy's own.
    """
    seen = request.META.get("REMOTE_ADDR", "")
    if settings.PROXIES:
        hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        said = hops[-settings.PROXIES].strip() if len(hops) >= settings.PROXIES else ""
        return _read(said) or _read(seen)
    return _read(seen)


def client_network(request: HttpRequest) -> str | None:
    """The address that limits count by: of IPv6 the network that one customer gets."""
    address = client_address(request)
    if address is None or ":" not in address:
        return address
    return str(ipaddress.ip_network(f"{address}/{IPV6_OF_ONE}", strict=False).network_address)


def _read(text: str) -> str | None:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)
