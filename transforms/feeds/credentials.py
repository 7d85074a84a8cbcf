"""Credentials by reference: the feed list names environment variables, their values exist on the wire
only."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Mapping

from schemas.feed import Feed
from transforms.feeds.errors import FetchError

_REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
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
        """Return a text with every secret replaced by `${NAME}`."""
        for name, value in self._values.items():
            if len(value) < 3:
                continue
            for form in {value, value.split(":", 1)[-1].strip(), value.removeprefix("Bearer ").strip()}:
                if len(form) >= 3:
                    text = text.replace(form, f"${{{name}}}")
        return text


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
