"""Canonical addresses: what may go, what must stay, and that doing it twice changes nothing."""

from __future__ import annotations

import string

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from transforms.articles.dedupe import url_key
from transforms.articles.urls import (
    UrlError,
    absolute_url,
    canonical_url,
    is_opaque,
    is_tracking,
    names_article,
    source_domain,
    unwrap,
)


@pytest.mark.parametrize(
    ("given_url", "canonical"),
    [
        ("HTTPS://News.Example:443/a", "https://news.example/a"),
        ("http://news.example:80", "http://news.example/"),
        ("http://news.example:8080/a", "http://news.example:8080/a"),
        ("https://user:pw@news.example/a", "https://news.example/a"),
        ("https://news.example/a#comments", "https://news.example/a"),
        ("https://news.example/#!/story/7", "https://news.example/#!/story/7"),
        ("https://news.example/a?utm_source=rss&id=7&fbclid=x", "https://news.example/a?id=7"),
        ("https://news.example/a?UTM_Campaign=x", "https://news.example/a"),
        ("https://news.example/a?", "https://news.example/a"),
        ("https://news.example/a?b=2&a=1", "https://news.example/a?b=2&a=1"),
        ("https://news.example/a?x", "https://news.example/a?x"),
        ("https://news.example/a/../b/./c", "https://news.example/b/c"),
        ("https://news.example/a//b", "https://news.example/a//b"),
        ("https://news.example/%7euser/%c3%a9t%C3%A9", "https://news.example/~user/%C3%A9t%C3%A9"),
        ("https://news.example/été", "https://news.example/%C3%A9t%C3%A9"),
        ("https://news.example/100%", "https://news.example/100%25"),
        ("https://news.example/a b", "https://news.example/a%20b"),
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
        ("https://news.example/a;jsessionid=0F3?id=1", "https://news.example/a?id=1"),
        ("https://news.example./a", "https://news.example/a"),
        ("http://[2001:DB8::1]:8080/a", "http://[2001:db8::1]:8080/a"),
    ],
)
def test_canonical(given_url: str, canonical: str) -> None:
    assert canonical_url(given_url) == canonical


@pytest.mark.parametrize(
    "bad", ["", "mailto:a@b.example", "javascript:x", "https://", "/a", "http://[::1", "http://a b/"]
)
def test_no_web_address(bad: str) -> None:
    with pytest.raises(UrlError):
        canonical_url(bad)


PATHS = st.text(string.ascii_letters + string.digits + "/._-~%äß &=+;,@:!'()*", max_size=30)
NAMES = st.text(string.ascii_letters + string.digits + "_-.[]", min_size=1, max_size=8)
VALUES = st.text(string.printable + "éあ", max_size=8)
HOSTS = st.from_regex(r"[a-z][a-z0-9-]{0,8}[a-z0-9]\.example", fullmatch=True)


@st.composite
def urls(draw: st.DrawFn) -> str:
    query = "&".join(f"{n}={v}" for n, v in draw(st.lists(st.tuples(NAMES, VALUES), max_size=4)))
    return f"{draw(st.sampled_from(['http', 'https', 'HTTP']))}://{draw(HOSTS)}/{draw(PATHS)}?{query}"


@settings(max_examples=400, deadline=None)
@given(urls())
@example("https://a.example/..//../x/%2e%2E/y?%zz=%")
@example("https://a.example/;sid=;jsessionid=1")
def test_canonical_twice_is_canonical_once(url: str) -> None:
    try:
        once = canonical_url(url)
    except UrlError:
        return
    assert canonical_url(once) == once
    assert once.isascii() and " " not in once


@settings(max_examples=300, deadline=None)
@given(
    HOSTS,
    NAMES,
    st.text(string.ascii_letters + string.digits, min_size=1),
    st.text(string.ascii_letters, min_size=1),
)
def test_an_unknown_parameter_always_tells_articles_apart(host: str, name: str, one: str, two: str) -> None:
    assume(one != two and not is_tracking(name))
    first, second = (canonical_url(f"https://{host}/story?{name}={value}") for value in (one, two))
    assert first != second
    assert url_key(first) != url_key(second)
    assert first != canonical_url(f"https://{host}/story")


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_an_address_or_a_url_error(text: str) -> None:
    for base in ("", "https://news.example/feed.xml"):
        try:
            canonical_url(absolute_url(text, base))
        except UrlError:
            continue


def test_links_are_resolved_as_browsers_do() -> None:
    base = "https://news.example/feeds/world.xml"
    assert absolute_url("\n /a\tb ", base) == "https://news.example/ab"
    assert absolute_url("?id=3", base) == "https://news.example/feeds/world.xml?id=3"
    assert absolute_url("//cdn.example/x", base) == "https://cdn.example/x"


@pytest.mark.parametrize(
    ("wrapped", "target"),
    [
        (
            "https://www.google.com/url?rct=j&url=https://news.example/a%3Fid%3D1&ct=ga",
            "https://news.example/a?id=1",
        ),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fnews.example%2Fa&h=x", "https://news.example/a"),
        (
            "https://r.search.yahoo.com/_x/RV=2/RU=https%3a%2f%2fnews.example%2fa/RK=2/RS=y",
            "https://news.example/a",
        ),
        *(
            (f"https://www.google.com/url?url={target}",) * 2
            for target in (
                "javascript:alert(1)",
                "http://[",
                "http://a.example:99999/",
                "http://\u2100.example/",
            )
        ),
        ("https://r.search.yahoo.com/_x/RU=http%3a%2f%2f[/RK=2/RS=y",) * 2,
        (
            "https://news.example/url?url=https://other.example/",
            "https://news.example/url?url=https://other.example/",
        ),
    ],
)
def test_redirectors_that_name_their_target(wrapped: str, target: str) -> None:
    assert unwrap(wrapped) == target


def test_redirectors_that_do_not() -> None:
    assert is_opaque("https://t.co/x1") and is_opaque("http://feeds.wire.example/~r/world/~3/abc/")
    assert not is_opaque("https://news.example/~roger/")


def test_what_names_an_article() -> None:
    assert names_article("https://news.example/a") and names_article("https://news.example/?p=7")
    assert not names_article("https://news.example/")
    assert source_domain("https://www.news.example/a") == "news.example"
    assert url_key("http://www.news.example/a/") == url_key("https://news.example/a")
