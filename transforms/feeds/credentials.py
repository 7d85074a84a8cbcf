"""Credentials by reference: the feed list names environment variables, their values exist on the wire
only."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote, quote_plus, unquote, urlsplit, urlunsplit

from schemas.feed import Feed
from transforms.feeds.errors import FetchError
from transforms.feeds.redirects import WIRE_SAFE

_REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_SCHEME = re.compile(r"(?:Bearer|Basic|Token) +")
MIN_SECRET = 3
MIN_SECRET_IN_TEXT = 8
_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]*):\s*(\S.*)")


class Secrets:
    """The secrets of one feed: fills them in for the wire and takes them out of everything else.

    Args:
        feed: its `credentials` and the `${NAME}` references of its address are looked up.
        environment: where; the process environment by default.

    Raises:
        FetchError: `credentials_missing`, naming the variable (never its value).
    """

    def __init__(self, feed: Feed, environment: Mapping[str, str] | None = None) -> None:
        environment = os.environ if environment is None else environment
        self._values: dict[str, str] = {}
        for name in _REFERENCE.findall(feed.url):
            self._values[name] = _look_up(name, environment)
        self.headers: dict[str, str] = {}
        if feed.credentials:
            value = _look_up(feed.credentials, environment)
            self._values[feed.credentials] = value
            self.headers = credential_headers(value, feed.credentials)

    def fill(self, url: str) -> str:
        """Return the address for the wire."""
        return _REFERENCE.sub(lambda match: self._values.get(match[1], match[0]), url)

    def redact(self, text: str) -> str:
        """Return a text with every secret replaced by `${NAME}`, however it is spelled in an address or a
        header."""
        for form, name in self._forms():
            if len(form) >= MIN_SECRET:
                text = text.replace(form, f"${{{name}}}")
        return text

    def redact_body(self, body: bytes) -> bytes:
        """The same for what a publisher sends: feeds like to repeat the address they were asked at.

        Short secrets stay: they are words of articles, too."""
        for form, name in self._forms():
            if len(form) >= MIN_SECRET_IN_TEXT and (raw := form.encode("utf-8")) in body:
                body = body.replace(raw, f"${{{name}}}".encode("ascii"))
        return body

    def _forms(self) -> Iterator[tuple[str, str]]:
        """Every spelling of every secret, longest first, with the name of its variable."""
        forms: dict[str, str] = {}
        for name, value in self._values.items():
            bare = _SCHEME.sub("", value)
            for part in (value, bare, bare.split(":", 1)[-1].strip()):
                if not part:
                    continue
                encoded = base64.b64encode(part.encode("utf-8")).decode("ascii")
                spelled = (quote(part, WIRE_SAFE), quote(part), quote(part, ""), quote_plus(part))
                for form in (part, *spelled, encoded):
                    forms.setdefault(form, name)
        yield from sorted(forms.items(), key=_longest_first)


def _longest_first(form: tuple[str, str]) -> int:
    return -len(form[0])


def proxy_login(url: str, environment: Mapping[str, str] | None = None) -> tuple[str, dict[str, str]]:
    """Return the address of a proxy without its login, and the headers that carry the login.

    Args:
        url: `http://proxy:3128`, `http://user:password@proxy:3128`, or with `${NAME}` for any part of it.
        environment: where references are looked up; the process environment by default.

    Raises:
        FetchError: `credentials_missing`, naming the variable.
    """
    environment = os.environ if environment is None else environment
    for name in _REFERENCE.findall(url):
        url = url.replace(f"${{{name}}}", _look_up(name, environment))
    parts = urlsplit(url)
    login, at, place = parts.netloc.rpartition("@")
    if not at:
        return url, {}
    encoded = base64.b64encode(unquote(login).encode("utf-8")).decode("ascii")
    return urlunsplit((parts.scheme, place, "", "", "")), {"proxy-authorization": f"Basic {encoded}"}


def _look_up(name: str, environment: Mapping[str, str]) -> str:
    value = environment.get(name, "")
    if not value:
        raise FetchError("credentials_missing", f"environment variable {name} is not set")
    if "\n" in value or "\r" in value:
        raise FetchError("credentials_missing", f"environment variable {name} holds a line break")
    return value


def credential_headers(value: str, name: str) -> dict[str, str]:
    """Return the headers of `user:password`, `Bearer TOKEN`, `Basic …` or `Header-Name: value`.

    Raises:
        FetchError: `credentials_missing`: none of these forms.
    """
    if value.startswith(("Bearer ", "Basic ", "Token ")):
        return {"Authorization": value}
    if (match := _HEADER.fullmatch(value)) and "-" in match[1]:
        return {match[1]: match[2]}
    if ":" in value:
        encoded = base64.b64encode(value.encode("utf-8")).decode("ascii")
        return {"Authorization": f"Basic {encoded}"}
    raise FetchError(
        "credentials_missing",
        f"environment variable {name} is none of `user:password`, `Bearer TOKEN`, `Header-Name: value`",
    )
