"""The feeds of a site: those its page names, else those in the usual places."""

from __future__ import annotations

from urllib.parse import urljoin

from transforms.feeds.discover import COMMON_PATHS, FoundFeed, find_feeds
from transforms.feeds.errors import FetchError
from transforms.feeds.http import PAGE_ACCEPT, Client
from transforms.feeds.sandbox import shared_sandbox
from transforms.feeds.settings import FetchSettings

MAX_TRIES = 8
PARSE_S = 10.0


def find_site_feeds(url: str, settings: FetchSettings) -> list[FoundFeed]:
    """Return the feeds of a site, each checked to be one; announced ones come before guesses.

    Raises:
        FetchError: the page itself cannot be had.
    """
    client = Client(settings)
    try:
        reply = client.get(url, headers={"Accept": PAGE_ACCEPT})
        if title := _feed_title(reply.body, reply.headers, settings):
            return [FoundFeed(reply.final_url, title[0], "itself")]
        named = find_feeds(reply.body, reply.final_url)
        announced = [feed for feed in named if feed.how == "link"]
        if announced:
            return announced
        guesses = [feed for feed in named if feed.how == "anchor"]
        usual = [FoundFeed(urljoin(reply.final_url, path), None, "guess") for path in COMMON_PATHS]
        seen = {feed.url for feed in guesses}
        guesses += [feed for feed in usual if feed.url not in seen]
        return [feed for feed in guesses[:MAX_TRIES] if _is_feed(feed.url, client, settings)]
    finally:
        client.close()


def _is_feed(url: str, client: Client, settings: FetchSettings) -> bool:
    try:
        reply = client.get(url)
    except FetchError:
        return False
    return _feed_title(reply.body, reply.headers, settings) is not None


def _feed_title(body: bytes, headers: dict[str, str], settings: FetchSettings) -> tuple[str | None] | None:
    """The title of a feed in a tuple, None where the body is no feed."""
    sandbox = shared_sandbox(settings.parser_processes, settings.parse_memory_bytes)
    job = {"headers": headers, "truncated": False, "max_entries": 1}
    try:
        return (sandbox.call("feed", job, body, PARSE_S)["title"],)
    except FetchError:
        return None
