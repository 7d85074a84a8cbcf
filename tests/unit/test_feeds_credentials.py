"""Secrets exist on the wire only, however they are spelled."""

from __future__ import annotations

import base64
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from transforms.feeds.credentials import Secrets, proxy_login
from transforms.feeds.errors import FetchError
from transforms.feeds.feedlist import make_feed
from transforms.feeds.redirects import check_url
from transforms.feeds.settings import FetchSettings

PASSWORD = "pä ss%/w+ord&x"
ENVIRONMENT = {
    "KEY": PASSWORD,
    "LOGIN": f"desk:{PASSWORD}",
    "BEARER": "Bearer abc.def-ghi",
    "OWN": "X-Key: topsecret",
}


def secrets(credentials: str | None = "LOGIN") -> Secrets:
    feed = make_feed("https://wire.example/feed?key=${KEY}", "f", Path(), credentials=credentials)
    return Secrets(feed, ENVIRONMENT)


def test_an_address_is_filled_for_the_wire_and_comes_back_with_names() -> None:
    wire = check_url(secrets().fill("https://wire.example/feed?key=${KEY}"))
    assert quote(PASSWORD.encode(), "!#$%&'()*+,/:;=?@[]~-._|") in wire
    assert secrets().redact(f"HTTP 500 at {wire}") == "HTTP 500 at https://wire.example/feed?key=${KEY}"


@pytest.mark.parametrize(
    "spelled",
    [
        PASSWORD,
        quote(PASSWORD),
        quote(PASSWORD, ""),
        quote_plus(PASSWORD),
        base64.b64encode(f"desk:{PASSWORD}".encode()).decode(),
    ],
)
def test_every_spelling_is_taken_out(spelled: str) -> None:
    told = secrets().redact(f"see {spelled} there")
    assert spelled not in told and "${" in told
    assert spelled.encode() not in secrets().redact_body(f"<a href='?k={spelled}'>".encode())


def test_schemes_and_own_headers() -> None:
    assert secrets("BEARER").headers == {"Authorization": "Bearer abc.def-ghi"}
    assert "abc.def-ghi" not in secrets("BEARER").redact("token abc.def-ghi refused")
    assert secrets("OWN").headers == {"X-Key": "topsecret"}
    assert "topsecret" not in secrets("OWN").redact("topsecret refused")
    with pytest.raises(FetchError, match="NOWHERE is not set"):
        secrets("NOWHERE")


def test_short_secrets_do_not_eat_words_of_articles() -> None:
    feed = make_feed("https://wire.example/", "f", Path(), credentials="SHORT")
    assert Secrets(feed, {"SHORT": "desk:news"}).redact_body(b"the news of today") == b"the news of today"


def test_a_proxy_gets_its_login_as_a_header() -> None:
    assert proxy_login("http://proxy.example:3128") == ("http://proxy.example:3128", {})
    url, headers = proxy_login("http://${LOGIN}@proxy.example:3128", {"LOGIN": "desk:pass"})
    assert url == "http://proxy.example:3128"
    assert headers == {"proxy-authorization": "Basic ZGVzazpwYXNz"}
    with pytest.raises(FetchError, match="LOGIN is not set"):
        proxy_login("http://${LOGIN}@proxy.example:3128", {})
    with pytest.raises(ValueError, match="--proxy"):
        FetchSettings(proxy="socks5://proxy.example")
