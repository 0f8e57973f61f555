"""The client's address: what a proxy adds counts, what a client claims does not."""

import pytest

from newsroom.common.addresses import client_address, client_network

SEEN = "10.0.0.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.7", SEEN),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "6.6.6.6, 203.0.113.7", "203.0.113.7"),
        (2, "6.6.6.6, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        (2, "203.0.113.7", SEEN),  # did not come through both
        (1, "", SEEN),
        (1, "unknown", SEEN),
        (1, "<script>", SEEN),
        (1, "::ffff:203.0.113.7", "203.0.113.7"),
        (1, "2001:DB8::1", "2001:db8::1"),
        (1, "fe80::1%eth0", "fe80::1"),
    ],
)
def test_table(rf, settings, proxies, forwarded, expected):
    settings.PROXIES = proxies
    request = rf.get("/", REMOTE_ADDR=SEEN, HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == expected


def test_a_socket_has_none(rf):
    request = rf.get("/", REMOTE_ADDR="")
    assert client_address(request) is None
    assert client_network(request) is None


@pytest.mark.parametrize(
    ("address", "network"),
    [("203.0.113.7", "203.0.113.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")],
)
def test_limits_go_by_what_one_customer_has(rf, address, network):
    assert client_network(rf.get("/", REMOTE_ADDR=address)) == network
