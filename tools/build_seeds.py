"""Write the sample feeds of ``seeds/`` from the annotated articles of ``tests/data/eval/dev.jsonl``.

The feeds show what a reader meets in the wild – four formats, HTML in several disguises, time zones,
tracking links, cross-posts, an entry that is no article – and yet carry texts whose right answers are
known. So the same files serve a first run, the tests and the documentation. ``seeds_plan.json`` beside
this script says which article stands in which feed, and how.

Run ``python tools/build_seeds.py`` after a change of the articles or the plan, and commit the result;
``--check`` writes nothing and exits with 1 when a committed file differs. The output depends on nothing
but the articles and the plan: no clock, no locale, no order of a set.
"""

from __future__ import annotations

import argparse
import html
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from lxml import etree

ROOT = Path(__file__).resolve().parent.parent
PLAN = ROOT / "tools" / "seeds_plan.json"
ARTICLES = ROOT / "tests" / "data" / "eval" / "dev.jsonl"
SEEDS = ROOT / "seeds"

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
FEEDBURNER = "http://rssnamespace.org/feedburner/ext/1.0"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RSS1 = "http://purl.org/rss/1.0/"
SYNDICATION = "http://purl.org/rss/1.0/modules/syndication/"
XHTML = "http://www.w3.org/1999/xhtml"
XML = "http://www.w3.org/XML/1998/namespace"

RIGHTS = "Sample text written for Communiqué; Apache-2.0"
SUMMARY_CHARACTERS = 180
# How long after publication a revised entry says it was updated.
REVISED_AFTER = timedelta(minutes=25)

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """How one article appears in one feed.

    ``article`` is an id of dev.jsonl; ``link`` an absolute address, or one relative to the feed's site;
    ``zone`` the offset the time is written in, e.g. ``+0300``, or a name RFC 822 knows (``GMT``, ``EST``);
    ``form`` the disguise of the text: in RSS ``cdata``, ``entities`` (numeric ones, in CDATA) or
    ``description``, in Atom ``html`` or ``xhtml``, in JSON ``html``, ``breaks`` (line breaks in place of
    paragraphs) or ``text``; ``topic`` a phrase that becomes a link; ``origin`` the address behind a
    redirecting ``link``; ``revised`` adds a later time of update.
    """

    article: str
    link: str
    zone: str = "GMT"
    form: str = "cdata"
    author: str | None = None
    categories: tuple[str, ...] = ()
    topic: str | None = None
    origin: str | None = None
    revised: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed of the plan: its file in ``seeds/``, its host under .example, its heading and its posts.

    ``group`` is the heading it stands under in ``sample.opml``; ``broken`` the description of an RSS item
    that has nothing else: no title, no link, no guid, no date.
    """

    file: str
    site: str
    title: str
    description: str
    group: str
    posts: tuple[Post, ...]
    broken: str | None = None

    @property
    def link(self) -> str:
        return f"https://{self.site}/"

    @property
    def address(self) -> str:
        return self.link + self.file


def read_plan(path: Path = PLAN) -> list[Feed]:
    """Return the feeds of the plan; a field that neither class has raises TypeError."""
    feeds = []
    for entry in json.loads(path.read_text(encoding="utf-8")):
        posts = [Post(**{**post, "categories": tuple(post.get("categories", ()))}) for post in entry["posts"]]
        posts.sort(key=lambda post: post.article)
        feeds.append(Feed(**{**entry, "posts": tuple(posts)}))
    return feeds


class Article(dict[str, Any]):
    """One line of dev.jsonl: ``id``, ``published`` (UTC), ``title``, ``text`` (paragraphs by newline)."""

    @property
    def published(self) -> datetime:
        return datetime.fromisoformat(self["published"].replace("Z", "+00:00"))

    @property
    def paragraphs(self) -> list[str]:
        return self["text"].split("\n")


def read_articles(path: Path = ARTICLES) -> dict[str, Article]:
    """Return the articles of ``path`` by id, in file order; ValueError names a line without a field."""
    articles: dict[str, Article] = {}
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            article = Article(json.loads(line))
            missing = [field for field in ("id", "published", "title", "text") if not article.get(field)]
            if missing:
                raise ValueError(f"{path}:{number}: no {', '.join(missing)}")
            articles[article["id"]] = article
    return articles


def in_zone(moment: datetime, zone: str) -> datetime:
    """Return the same moment on the clock of ``zone``."""
    if zone in ("Z", "GMT"):
        return moment.astimezone(timezone.utc)
    if zone == "EST":
        return moment.astimezone(timezone(timedelta(hours=-5)))
    sign = -1 if zone[0] == "-" else 1
    return moment.astimezone(timezone(sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[3:5]))))


def rfc822(moment: datetime, zone: str) -> str:
    """Write a time as RSS 2.0 wants it, e.g. ``Sun, 30 Mar 2025 11:00:00 +0300``; English in every locale."""
    local = in_zone(moment, zone)
    day = f"{WEEKDAYS[local.weekday()]}, {local.day:02} {MONTHS[local.month - 1]} {local.year}"
    return f"{day} {local:%H:%M:%S} {zone}"


def rfc3339(moment: datetime, zone: str) -> str:
    """Write a time as Atom, RSS 1.0 and JSON Feed want it, e.g. ``2025-03-30T11:00:00+03:00``."""
    local = in_zone(moment, zone)
    return f"{local:%Y-%m-%dT%H:%M:%S}" + ("Z" if zone in ("Z", "GMT") else f"{zone[:3]}:{zone[3:]}")


def shorten(text: str) -> str:
    """Return the head of a paragraph, cut between words, as publishers put it in a summary."""
    if len(text) <= SUMMARY_CHARACTERS:
        return text
    return text[:SUMMARY_CHARACTERS].rsplit(" ", 1)[0] + "…"


def to_html(feed: Feed, article: Article, post: Post) -> str:
    """Return the text as HTML that reads back as exactly the article's text, one line per paragraph."""
    escaped = [html.escape(paragraph, quote=False) for paragraph in article.paragraphs]
    if post.form == "entities":
        escaped = ["".join(f"&#{ord(c)};" if ord(c) > 127 else c for c in p) for p in escaped]
    if post.topic:
        link = f'<a href="{feed.link}topics/{slug(post.topic)}">{html.escape(post.topic)}</a>'
        escaped[0] = escaped[0].replace(post.topic, link, 1)
    if post.form == "breaks":
        return "<p>" + "<br />\n".join(escaped) + "</p>"
    return "\n".join(f"<p>{paragraph}</p>" for paragraph in escaped)


def slug(phrase: str) -> str:
    return phrase.lower().replace(" ", "-")


def element(
    parent: etree._Element, tag: str, content: str | None = None, /, **attributes: str
) -> etree._Element:
    """Append ``tag`` (plain, or with its namespace in braces) to ``parent`` and return it."""
    child = etree.SubElement(parent, tag, attributes)
    child.text = content
    return child


def newest_first(feed: Feed, articles: Mapping[str, Article]) -> list[tuple[Post, Article]]:
    pairs = [(post, articles[post.article]) for post in feed.posts]
    return sorted(pairs, key=lambda pair: pair[1].published, reverse=True)


def serialise(root: etree._Element) -> bytes:
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def rss(feed: Feed, articles: Mapping[str, Article]) -> bytes:
    """Write RSS 2.0."""
    root = etree.Element(
        "rss", version="2.0", nsmap={"atom": ATOM, "content": CONTENT, "dc": DC, "feedburner": FEEDBURNER}
    )
    head = element(root, "channel")
    element(head, "title", feed.title)
    element(head, "link", feed.link)
    element(head, "description", feed.description)
    element(head, "language", "en")
    element(head, "copyright", RIGHTS)
    pairs = newest_first(feed, articles)
    element(head, "lastBuildDate", rfc822(pairs[0][1].published, "GMT"))
    element(head, "ttl", "30")
    element(head, f"{{{ATOM}}}link", href=feed.address, rel="self", type="application/rss+xml")
    for post, article in pairs:
        item = element(head, "item")
        element(item, "title", article["title"])
        element(item, "link", post.link)
        element(item, "guid", f"urn:{feed.site}:{post.article}", isPermaLink="false")
        element(item, "pubDate", rfc822(article.published, post.zone))
        if post.author:
            element(item, f"{{{DC}}}creator", post.author)
        for category in post.categories:
            element(item, "category", category)
        if post.origin:
            element(item, f"{{{FEEDBURNER}}}origLink", post.origin)
        if post.form == "description":
            element(item, "description", to_html(feed, article, post))
        else:
            element(item, "description", shorten(article.paragraphs[0]))
            element(item, f"{{{CONTENT}}}encoded").text = etree.CDATA(to_html(feed, article, post))
    if feed.broken:
        item = element(head, "item")
        element(item, "category", "Advisory")
        element(item, "description", feed.broken)
    return serialise(root)


def atom(feed: Feed, articles: Mapping[str, Article]) -> bytes:
    """Write Atom 1.0; ``form`` chooses between escaped HTML and inline XHTML."""
    root = etree.Element(
        f"{{{ATOM}}}feed", {f"{{{XML}}}lang": "en", f"{{{XML}}}base": feed.link}, nsmap={None: ATOM}
    )
    pairs = newest_first(feed, articles)
    element(root, f"{{{ATOM}}}id", f"tag:{feed.site},2006:feed")
    element(root, f"{{{ATOM}}}title", feed.title)
    element(root, f"{{{ATOM}}}subtitle", feed.description)
    element(root, f"{{{ATOM}}}updated", rfc3339(pairs[0][1].published + REVISED_AFTER, "Z"))
    element(root, f"{{{ATOM}}}link", href=feed.link, rel="alternate", type="text/html")
    element(root, f"{{{ATOM}}}link", href=feed.address, rel="self", type="application/atom+xml")
    element(root, f"{{{ATOM}}}rights", RIGHTS)
    element(element(root, f"{{{ATOM}}}author"), f"{{{ATOM}}}name", feed.title)
    for post, article in pairs:
        entry = element(root, f"{{{ATOM}}}entry")
        day = f"{article.published:%Y-%m-%d}"
        element(entry, f"{{{ATOM}}}id", f"tag:{feed.site},{day}:{post.article}")
        element(entry, f"{{{ATOM}}}title", article["title"])
        element(entry, f"{{{ATOM}}}link", href=post.link, rel="alternate", type="text/html")
        element(entry, f"{{{ATOM}}}published", rfc3339(article.published, post.zone))
        updated = article.published + (REVISED_AFTER if post.revised else timedelta())
        element(entry, f"{{{ATOM}}}updated", rfc3339(updated, post.zone))
        if post.author:
            element(element(entry, f"{{{ATOM}}}author"), f"{{{ATOM}}}name", post.author)
        for category in post.categories:
            element(entry, f"{{{ATOM}}}category", term=category)
        element(entry, f"{{{ATOM}}}summary", shorten(article.paragraphs[0]), type="text")
        content = element(entry, f"{{{ATOM}}}content", type=post.form)
        if post.form == "xhtml":
            content.append(etree.fromstring(f'<div xmlns="{XHTML}">{to_html(feed, article, post)}</div>'))
        else:
            content.text = to_html(feed, article, post)
    return serialise(root)


def rdf(feed: Feed, articles: Mapping[str, Article]) -> bytes:
    """Write RSS 1.0 (RDF) with Dublin Core, content and syndication modules."""
    root = etree.Element(
        f"{{{RDF}}}RDF", nsmap={None: RSS1, "rdf": RDF, "dc": DC, "content": CONTENT, "sy": SYNDICATION}
    )
    pairs = newest_first(feed, articles)
    head = element(root, f"{{{RSS1}}}channel", **{f"{{{RDF}}}about": feed.address})
    element(head, f"{{{RSS1}}}title", feed.title)
    element(head, f"{{{RSS1}}}link", feed.link)
    element(head, f"{{{RSS1}}}description", feed.description)
    element(head, f"{{{DC}}}language", "en")
    element(head, f"{{{DC}}}rights", RIGHTS)
    element(head, f"{{{DC}}}date", rfc3339(pairs[0][1].published, "Z"))
    element(head, f"{{{SYNDICATION}}}updatePeriod", "hourly")
    element(head, f"{{{SYNDICATION}}}updateFrequency", "2")
    sequence = element(element(head, f"{{{RSS1}}}items"), f"{{{RDF}}}Seq")
    for post, _ in pairs:
        element(sequence, f"{{{RDF}}}li", **{f"{{{RDF}}}resource": post.link})
    for post, article in pairs:
        item = element(root, f"{{{RSS1}}}item", **{f"{{{RDF}}}about": post.link})
        element(item, f"{{{RSS1}}}title", article["title"])
        element(item, f"{{{RSS1}}}link", post.link)
        element(item, f"{{{RSS1}}}description", shorten(article.paragraphs[0]))
        if post.author:
            element(item, f"{{{DC}}}creator", post.author)
        for category in post.categories:
            element(item, f"{{{DC}}}subject", category)
        element(item, f"{{{DC}}}date", rfc3339(article.published, post.zone))
        element(item, f"{{{CONTENT}}}encoded").text = etree.CDATA(to_html(feed, article, post))
    return serialise(root)


def json_feed(feed: Feed, articles: Mapping[str, Article]) -> bytes:
    """Write JSON Feed 1.1; ``form`` ``text`` chooses ``content_text``, every other one ``content_html``."""
    items = []
    for post, article in newest_first(feed, articles):
        item: dict[str, Any] = {
            "id": f"{feed.link}#{post.article}",
            "url": post.link,
            "title": article["title"],
            "summary": shorten(article.paragraphs[0]),
            "date_published": rfc3339(article.published, post.zone),
        }
        if post.form == "text":
            item["content_text"] = article["text"]
        else:
            item["content_html"] = to_html(feed, article, post)
        if post.author:
            item["authors"] = [{"name": post.author}]
        if post.categories:
            item["tags"] = list(post.categories)
        items.append(item)
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.link,
        "feed_url": feed.address,
        "description": feed.description,
        "language": "en",
        "items": items,
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def opml(feeds: Iterable[Feed]) -> bytes:
    """Write the list that names the sample feeds by their paths relative to itself."""
    root = etree.Element("opml", version="2.0")
    head = element(root, "head")
    element(head, "title", "Communiqué sample feeds")
    element(head, "docs", "http://opml.org/spec2.opml")
    body = element(root, "body")
    groups: dict[str, etree._Element] = {}
    for feed in feeds:
        if feed.group not in groups:
            groups[feed.group] = element(body, "outline", text=feed.group, title=feed.group)
        names = {"text": feed.title, "title": feed.title, "description": feed.description}
        addresses = {"xmlUrl": feed.file, "htmlUrl": feed.link}
        element(groups[feed.group], "outline", **names, type="rss", **addresses, language="en")
    return serialise(root)


WRITERS = {".rss.xml": rss, ".atom.xml": atom, ".rdf": rdf, ".json": json_feed}


def build(feeds: Sequence[Feed], articles: Mapping[str, Article]) -> dict[str, bytes]:
    """Return the content of every generated file by its name in ``seeds/``."""
    files = {feed.file: WRITERS[feed.file[feed.file.index(".") :]](feed, articles) for feed in feeds}
    return {**files, "sample.opml": opml(feeds)}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Write the sample feeds of seeds/ from dev.jsonl.")
    parser.add_argument("--plan", type=Path, default=PLAN, help="which article stands in which feed, and how")
    parser.add_argument("--articles", type=Path, default=ARTICLES, help="annotated articles, one JSON a line")
    parser.add_argument("--to", type=Path, default=SEEDS, help="folder to write to (default: seeds)")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file differs")
    options = parser.parse_args(arguments)
    stale = []
    for name, content in build(read_plan(options.plan), read_articles(options.articles)).items():
        path = options.to / name
        if path.exists() and path.read_bytes() == content:
            continue
        stale.append(name)
        if not options.check:
            path.write_bytes(content)
    if stale:
        print(("differs: " if options.check else "written: ") + ", ".join(stale))
    return 1 if stale and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
