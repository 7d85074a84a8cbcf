"""The full text of one article: its page where it can be had, the feed's text otherwise."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass

from schemas.article import Article
from transforms.articles.dedupe import NO_LINK, SHARED_LINK, flags_of, title_key
from transforms.articles.pages import related
from transforms.articles.robots import RobotsCache
from transforms.articles.text import TEXT_CUT, cut_text
from transforms.feeds.archive import RawPage
from transforms.feeds.archived import ArchivedPages
from transforms.feeds.errors import FetchError
from transforms.feeds.http import PAGE_ACCEPT, Client, Hop, Reply
from transforms.feeds.politeness import REST_S, Lease
from transforms.feeds.poll import KEPT_HEADERS
from transforms.feeds.redirects import host_key
from transforms.feeds.sandbox import Sandbox
from transforms.feeds.settings import FetchSettings

PAGE_PARSE_S = 15.0


@dataclass(frozen=True, slots=True)
class Rest:
    """A host that wants to be left alone, by what it answered and where."""

    host: str
    until: dt.datetime
    kind: str
    message: str
    url: str


@dataclass(frozen=True, slots=True)
class FullText:
    """An article with the best text that could be had.

    Attributes:
        outcome: page, or why the feed's text was kept: an error class of docs/errors.md, or robots, paywall,
            consent, wall, empty, not_html, unrelated, shorter, budget, not_archived.
        problem: set where something went wrong that is worth a report.
        rest: set where the host asked to be left alone.
        raw: what the raw archive keeps of the page.
    """

    article: Article
    outcome: str
    problem: FetchError | None = None
    rest: Rest | None = None
    raw: RawPage | None = None


class _Forbidden(Exception):
    """A redirect leads to where robots.txt does not let us."""


def has_page(article: Article) -> bool:
    """Whether an article has a page of its own to fetch."""
    if not article.url.startswith(("http://", "https://")):
        return False
    flags = flags_of(article)
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

    def ask_robots(hop: Hop) -> None:
        client.gate.check_rest(host_key(hop.url))
        lease.move(host_key(hop.url))
        if not robots.rules(hop.url, client, lease).allows(hop.url):
            raise _Forbidden

    try:
        client.gate.check_rest(host_key(article.url))
        if settings.respect_robots:
            rules = robots.rules(article.url, client, lease)
            if not rules.allows(article.url):
                return kept(article, "robots")
        reply = client.get(
            article.url,
            headers={"Accept": PAGE_ACCEPT},
            lease=lease,
            max_wire_bytes=settings.max_page_bytes,
            max_decoded_bytes=settings.max_page_bytes,
            before_hop=ask_robots if settings.respect_robots else None,
        )
        if settings.respect_robots:
            client.gate.pause(host_key(article.url), rules.delay_s)
        lease.release()
        full = read_page(article, reply.body, reply.final_url, reply.headers, sandbox)
        return dataclasses.replace(full, raw=_raw_page(article, reply))
    except _Forbidden:
        return kept(article, "robots")
    except FetchError as error:
        wait = error.retry_after_s or (REST_S if error.status == 429 else 0.0)
        full = kept(article, error.kind)
        if not wait:
            return full
        wait = min(wait, settings.retry_after_cap_s)
        url = error.url or article.url
        client.gate.rest(host_key(url), wait, error.message)
        until = _now() + dt.timedelta(seconds=wait)
        return dataclasses.replace(full, rest=Rest(host_key(url), until, error.kind, error.message, url))


def _now() -> dt.datetime:
    return dt.datetime.now(dt.timezone.utc)


def _raw_page(article: Article, reply: Reply) -> RawPage:
    return RawPage(
        article_id=article.article_id,
        url=article.url,
        final_url=reply.final_url,
        fetched_at=_now(),
        headers={name: value for name, value in reply.headers.items() if name in KEPT_HEADERS},
        body=reply.body,
    )


def raw_page(full: FullText) -> RawPage:
    """Return what the raw archive keeps: the page as it came, or why there is none."""
    if full.raw is not None:
        return full.raw
    rest = full.rest
    return RawPage(
        article_id=full.article.article_id,
        url=full.article.url,
        fetched_at=_now(),
        outcome=full.outcome,
        problem=full.problem.message if full.problem is not None else None,
        rest=None if rest is None else {**dataclasses.asdict(rest), "until": rest.until.isoformat()},
    )


def read_page(
    article: Article, body: bytes, final_url: str, headers: Mapping[str, str], sandbox: Sandbox
) -> FullText:
    """Take the text of a page if it is the article and says more than the feed's."""
    job = {"url": final_url, "headers": dict(headers)}
    try:
        page = sandbox.call("page", job, body, PAGE_PARSE_S)
    except FetchError as error:
        return kept(article, error.kind, error)
    if page["kind"] != "article":
        return kept(article, page["kind"])
    text, cut = cut_text(without_title(page["text"], article.title))
    if not related(text, article.title, article.text):
        return kept(article, "unrelated")
    if len(text) < len(article.text):
        return kept(article, "shorter")
    article = _with_extra(article, TEXT_CUT, cut) if cut else article
    return FullText(dataclasses.replace(article, text=text, text_source="page"), "page")


def without_title(text: str, title: str) -> str:
    """Return a text without a first line that only repeats the title."""
    first, _, rest = text.partition("\n")
    return rest if rest and title_key(first) == title_key(title) else text


def archived_full_text(article: Article, pages: ArchivedPages, sandbox: Sandbox) -> FullText:
    """The same from the raw archive, without any network."""
    page = pages.get(article.article_id)
    if page is None:
        return kept(article, "not_archived")
    if page.outcome is None:
        return read_page(article, page.body, page.final_url, page.headers, sandbox)
    full = kept(article, page.outcome)
    if page.problem is not None:
        full = dataclasses.replace(full, problem=FetchError(page.outcome, page.problem))
    if page.rest is not None:
        told = dict(page.rest)
        rest = Rest(until=dt.datetime.fromisoformat(told.pop("until")), **told)
        full = dataclasses.replace(full, rest=rest)
    return full


def kept(article: Article, outcome: str, problem: FetchError | None = None) -> FullText:
    """Return the article with the feed's text and the reason in `extra_json`."""
    return FullText(_with_extra(article, "page", outcome), outcome, problem)


def _with_extra(article: Article, key: str, value: str | int) -> Article:
    extra = json.loads(article.extra_json) if article.extra_json else {}
    extra[key] = value
    return dataclasses.replace(article, extra_json=json.dumps(extra, ensure_ascii=False, sort_keys=True))
