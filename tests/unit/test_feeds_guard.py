"""Which addresses may be connected to."""

from __future__ import annotations

import pytest

from transforms.feeds.errors import FetchError
from transforms.feeds.guard import AddressGuard
from transforms.feeds.redirects import check_url, host_key, next_hop, same_origin
from transforms.feeds.settings import FetchSettings


@pytest.mark.parametrize(
    "address",
    """
    127.0.0.1 127.255.0.1 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1
    0.0.0.0 0.1.2.3 224.0.0.1 255.255.255.255 192.0.2.1 198.18.0.1 198.51.100.7 203.0.113.9 240.0.0.1
    192.88.99.1 :: ::1 fe80::1 fe80::1%eth0 fc00::1 fd12:3456::1 fec0::1 ff02::1 2001:db8::1
    ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::127.0.0.1 64:ff9b::a00:1 64:ff9b::7f00:1 2002:7f00:1::
    2002:c0a8:101::1 2001:0:a00:1::1 nonsense 1.2.3
    """.split(),  # noqa: SIM905
)
def test_refused(address: str) -> None:
    assert not AddressGuard().allows(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public(address: str) -> None:
    assert AddressGuard().allows(address)


def test_allowed_by_name_only() -> None:
    guard = AddressGuard(["127.0.0.0/8", "fd00::/8"])
    assert guard.allows("127.0.0.1") and guard.allows("::ffff:127.0.0.1") and guard.allows("fd00::1")
    assert not guard.allows("10.0.0.1") and not guard.allows("::1")
    with pytest.raises(ValueError, match="--allow-network 'home'"):
        FetchSettings(allow_networks=("home",))


def test_redirect_targets() -> None:
    base = "https://a.example/x/feed"
    assert next_hop(base, 302, {"location": "../y#z"}) == "https://a.example/y"
    assert (
        next_hop(base, 302, {"location": "//b.example/ä".encode().decode("latin-1")})
        == "https://b.example/%C3%A4"
    )
    for bad in ("", "file:///etc/passwd", "javascript:1", "http://", "http://[::1"):
        with pytest.raises(FetchError) as caught:
            next_hop(base, 302, {"location": bad})
        assert caught.value.kind == "bad_redirect"


def test_hosts_and_origins() -> None:
    assert host_key("http://A.example:80/") == host_key("https://a.example/") == "a.example"
    assert host_key("http://a.example:8080/") == "a.example:8080"
    assert same_origin("https://a.example/x", "https://a.example/y")
    assert same_origin("http://a.example/x", "https://a.example/y")
    assert not same_origin("https://a.example/x", "http://a.example/y"), "no credentials in the clear"
    assert not same_origin("https://a.example/", "https://b.example/")
    with pytest.raises(FetchError):
        check_url("http://a.example/\r\nHost: b.example")
