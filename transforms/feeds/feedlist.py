"""The feed list: OPML, or plain text with one address a line.

Plain text::

    # a comment
    https://wire.example/world.xml
    https://wire.example/paid.xml  title="Paid desk" group=Wires credentials=WIRE_LOGIN
    https://wire.example/feed?key=${WIRE_KEY}
    samples/local.xml

Local files are relative to the list. `credentials` names an environment variable with `user:password`,
`Bearer TOKEN` or `Header-Name: value`; `${NAME}` in an address is filled in on the wire only.
"""

from __future__ import annotations

import hashlib
import re
import shlex
from pathlib import Path
from urllib.parse import unquote, urlsplit

from schemas.feed import Feed
from transforms.feeds.errors import FetchError
from transforms.feeds.opml import OpmlError, read_outlines
from transforms.feeds.redirects import check_url
from transforms.feeds.sharing import address_key

OPTIONS = ("title", "site", "group", "credentials")
FILE_SUFFIXES = (".xml", ".rss", ".atom", ".rdf", ".json", ".gz", ".feed", ".txt")
"""Endings by which a local feed is known even while the file is missing (it may come back)."""
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class FeedListError(ValueError):
    """The feed list cannot be used; the message names file, line and what to do."""


def feed_id(url: str) -> str:
    """Return the stable id of a feed: 16 hex digits of the SHA-256 of its address."""
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def read_feeds(path: str | Path) -> tuple[Feed, ...]:
    """Read a feed list; an address that stands in it twice, however it is spelled, counts once.

    Raises:
        FeedListError: the file cannot be read, is no feed list, or a line is wrong.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise FeedListError(f"{path}: no such feed list") from None
    except OSError as error:
        raise FeedListError(f"{path}: cannot be read: {error.strerror}") from None
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<") or path.suffix.lower() == ".opml":
        feeds = _from_opml(path, data)
    else:
        feeds = _from_text(path, data)
    if not feeds:
        raise FeedListError(f"{path}: names no feed; write one address a line, or OPML outlines with xmlUrl")
    once: dict[str, Feed] = {}
    for feed in feeds:
        once.setdefault(address_key(feed.url), feed)
    return tuple(once.values())


def _from_opml(path: Path, data: bytes) -> list[Feed]:
    try:
        outlines = read_outlines(data)
    except OpmlError as error:
        raise FeedListError(
            f"{path}: {error}; a feed list is OPML or plain text, one address a line"
        ) from None
    return [
        make_feed(
            line.url,
            f"{path}: line {line.line}",
            path.parent,
            title=line.title,
            site=line.site,
            group=line.group,
            credentials=line.credentials,
        )
        for line in outlines
    ]


def _from_text(path: Path, data: bytes) -> list[Feed]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = data[: error.start].count(b"\n") + 1
        raise FeedListError(f"{path}: line {number}: not UTF-8; save the list as UTF-8") from None
    feeds = []
    for number, raw in enumerate(text.replace("\r", "\n").split("\n"), 1):
        where = f"{path}: line {number}"
        line = _without_comment(raw).strip()
        if not line:
            continue
        try:
            url, *rest = shlex.split(line)
        except ValueError as error:
            raise FeedListError(f"{where}: {error}") from None
        options: dict[str, str | None] = {}
        for option in rest:
            name, equals, value = option.partition("=")
            if not equals or name not in OPTIONS:
                raise FeedListError(
                    f"{where}: {option!r} is no option; known are {', '.join(OPTIONS)} as name=value"
                )
            options[name] = value or None
        feeds.append(make_feed(url, where, path.parent, **options))
    return feeds


def _one_line(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text else None


def _without_comment(line: str) -> str:
    """Cut a line at the first `#` at the start of a word; one inside quotes or in the middle of a word stays."""
    quote, before = "", " "
    for position, character in enumerate(line):
        if quote:
            quote = "" if character == quote else quote
        elif character == "#" and before.isspace():
            return line[:position]
        elif character in "'\"":
            quote = character
        before = character
    return line


def make_feed(
    address: str,
    where: str,
    folder: Path,
    *,
    title: str | None = None,
    site: str | None = None,
    group: str | None = None,
    credentials: str | None = None,
) -> Feed:
    """Return the feed of one line of a list.

    Args:
        address: URL, `file:` URL or path relative to `folder`.
        where: file and line, for messages.

    Raises:
        FeedListError: the address or the name of the credentials cannot be used.
    """
    address = address.strip()
    title, site, group = (_one_line(text) for text in (title, site, group))
    levels = [level.strip() for level in (group or "").split("/")]
    group = "/".join(level for level in levels if level) or None
    if address.lower().startswith("feed:"):
        rest = address[5:]
        address = rest if _SCHEME.match(rest) else f"https:{rest}" if rest.startswith("//") else rest
    if credentials and not _VARIABLE.fullmatch(credentials):
        raise FeedListError(
            f"{where}: credentials={credentials[:3]}… is not the name of an environment variable; "
            "put the credentials into one and write its name"
        )
    try:
        parts = urlsplit(address)
    except ValueError:  # whose words may repeat a password
        raise FeedListError(f"{where}: not an address; one is written as https://host/path") from None
    scheme = parts.scheme.lower() if _SCHEME.match(address) else ""
    if scheme == "file":
        url = str(Path(unquote(parts.path)).resolve())
    elif scheme in ("http", "https"):
        if "@" in parts.netloc:
            raise FeedListError(
                f"{where}: the address holds a password; put `user:password` into an environment variable "
                "and write credentials=ITS_NAME"
            )
        try:
            check_url(re.sub(r"\$\{\w+\}", "x", address))
        except FetchError as error:
            raise FeedListError(f"{where}: {error}") from None
        url = address
    elif scheme and "://" in address:
        raise FeedListError(
            f"{where}: {scheme}: addresses are not supported; use http, https or a local file"
        )
    elif address.startswith("<") or len(address) > 1024 or not address.isprintable():
        raise FeedListError(f"{where}: {address[:60]!r} is neither an address nor a file name")
    else:
        path = (folder / address).resolve()
        if not path.exists() and path.suffix.lower() not in FILE_SUFFIXES:
            raise FeedListError(
                f"{where}: {address[:200]!r} is no file; write web addresses with https:// in front"
            )
        url = str(path)
    return Feed(feed_id=feed_id(url), url=url, title=title, site=site, group=group, credentials=credentials)


def write_line(feed: Feed) -> str:
    """Return the line of a plain-text list that reads back as this feed."""
    options = [f"{name}={shlex.quote(value)}" for name in OPTIONS if (value := getattr(feed, name))]
    return " ".join([shlex.quote(feed.url), *options])


def is_local(feed: Feed) -> bool:
    """Whether the feed is a local file the operator lists."""
    return not feed.url.lower().startswith(("http://", "https://"))
