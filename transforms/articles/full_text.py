"""The full text of one article: its page where it can be had, the feed's text otherwise."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass

from schemas.article import Article
from transforms.articles.dedupe import NO_LINK, SHARED_LINK
from transforms.articles.pages import related
from transforms.articles.robots import RobotsCache
from transforms.feeds.errors import FetchError
from transforms.feeds.http import PAGE_ACCEPT, Client
from transforms.feeds.politeness import Lease
from transforms.feeds.redirects import host_key
from transforms.feeds.sandbox import Sandbox
from transforms.feeds.settings import FetchSettings

PAGE_PARSE_S = 15.0


@dataclass(frozen=True, slots=True)
class FullText:
    """An article with the best text that could be had.

    Attributes:
        outcome: page, or why the feed's text was kept: an error class of docs/errors.md, or robots, paywall,
            consent, wall, empty, not_html, unrelated, shorter, budget.
        problem: set where something went wrong that is worth a report.
    """

    article: Article
    outcome: str
    problem: FetchError | None = None


def has_page(article: Article) -> bool:
    """Whether an article has a page of its own to fetch."""
    if not article.url.startswith(("http://", "https://")):
        return False
    flags = json.loads(article.extra_json) if article.extra_json else {}
    return not flags.get(NO_LINK) and not flags.get(SHARED_LINK)


def fetch_full_text(
    article: Article,
    lease: Lease,
    client: Client,
    sandbox: Sandbox,
    robots: RobotsCache,
    settings: FetchSettings,
) -> FullText:
    """Fetch the page of an article and take its text if it says more than the feed's."""
    try:
        if settings.respect_robots:
            rules = robots.rules(article.url, client, lease)
            if not rules.allows(article.url):
                return kept(article, "robots")
            if rules.delay_s > settings.min_gap_s:
                client.gate.pause(host_key(article.url), rules.delay_s)
        reply = client.get(
            article.url,
            headers={"Accept": PAGE_ACCEPT},
            lease=lease,
            max_wire_bytes=settings.max_page_bytes,
            max_decoded_bytes=settings.max_page_bytes,
        )
        lease.release()
        page = sandbox.call(
            "page", {"url": reply.final_url, "headers": reply.headers}, reply.body, PAGE_PARSE_S
        )
    except FetchError as error:
        crashed = error.kind in ("parse_timeout", "parse_memory", "parse_crash")
        return kept(article, error.kind, error if crashed else None)
    if page["kind"] != "article":
        return kept(article, page["kind"])
    text = page["text"]
    if not related(text, article.title, article.text):
        return kept(article, "unrelated")
    if len(text) < len(article.text):
        return kept(article, "shorter")
    return FullText(dataclasses.replace(article, text=text, text_source="page"), "page")


def kept(article: Article, outcome: str, problem: FetchError | None = None) -> FullText:
    """Return the article with the feed's text and the reason in `extra_json`."""
    extra = json.loads(article.extra_json) if article.extra_json else {}
    extra["page"] = outcome
    article = dataclasses.replace(article, extra_json=json.dumps(extra, ensure_ascii=False, sort_keys=True))
    return FullText(article, outcome, problem)
