"""The sample feeds carry the annotated articles word for word; the world list is a list one can poll."""

from __future__ import annotations

import json
import subprocess
import sys
from calendar import timegm
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timezone
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser
import pytest

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT / "seeds"
DEV = ROOT / "tests" / "data" / "eval" / "dev.jsonl"

XML_FEEDS = {
    "wire.rss.xml": "rss20",
    "courier.atom.xml": "atom10",
    "chronicle.rdf": "rss10",
    "partner.rss.xml": "rss20",
}
JSON_FEED = "observer.json"
CONTINENTS = {"Africa", "Americas", "Asia", "Europe", "Middle East", "Oceania"}


class PlainText(HTMLParser):
    """Read HTML the way any reader does: blocks and breaks end a line, other white space is one space."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("p", "div", "br"):
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("p", "div"):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data.replace("\n", " "))


def plain(markup: str) -> str:
    parser = PlainText()
    parser.feed(markup)
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.parts).split("\n"))
    return "\n".join(line for line in lines if line)


@dataclass(frozen=True)
class Entry:
    feed: str
    title: str
    link: str
    published: datetime
    text: str


def read_xml(name: str) -> feedparser.FeedParserDict:
    return feedparser.parse((SEEDS / name).read_bytes())


def is_broken(entry: feedparser.FeedParserDict) -> bool:
    return not (entry.get("title") or entry.get("link") or entry.get("id") or entry.get("published"))


def entries() -> list[Entry]:
    found = []
    for name in XML_FEEDS:
        for entry in read_xml(name).entries:
            if is_broken(entry):
                continue
            markup = entry.content[0].value if "content" in entry else entry.summary
            seconds = timegm(entry.get("published_parsed") or entry.updated_parsed)
            published = datetime.fromtimestamp(seconds, tz=timezone.utc)
            found.append(Entry(name, entry.title, entry.link, published, plain(markup)))
    for item in json.loads((SEEDS / JSON_FEED).read_text(encoding="utf-8"))["items"]:
        text = item.get("content_text") or plain(item["content_html"])
        published = datetime.fromisoformat(item["date_published"].replace("Z", "+00:00"))
        found.append(Entry(JSON_FEED, item["title"], item["url"], published.astimezone(timezone.utc), text))
    return found


def articles() -> list[dict[str, str]]:
    return [json.loads(line) for line in DEV.read_text(encoding="utf-8").splitlines()]


def outlines(name: str) -> list[tuple[tuple[str, ...], dict[str, str]]]:
    """Return (names of the groups around it, attributes) for every feed of an OPML file."""
    found: list[tuple[tuple[str, ...], dict[str, str]]] = []

    def walk(node: ElementTree.Element, groups: tuple[str, ...]) -> None:
        for outline in node.findall("outline"):
            if "xmlUrl" in outline.attrib:
                found.append((groups, dict(outline.attrib)))
            else:
                walk(outline, (*groups, outline.attrib["text"]))

    root = ElementTree.parse(SEEDS / name).getroot()
    assert root.tag == "opml"
    assert root.attrib["version"] == "2.0"
    assert root.findtext("head/title")
    body = root.find("body")
    assert body is not None
    walk(body, ())
    return found


def test_files_are_what_the_script_writes() -> None:
    command = [sys.executable, str(ROOT / "tools" / "build_seeds.py"), "--check"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(("name", "version"), XML_FEEDS.items())
def test_xml_feeds_are_well_formed_and_of_their_format(name: str, version: str) -> None:
    parsed = read_xml(name)
    assert not parsed.bozo, parsed.get("bozo_exception")
    assert parsed.version == version
    assert parsed.feed.title
    assert parsed.feed.link.endswith(".example/")


def test_json_feed_is_of_its_format() -> None:
    feed = json.loads((SEEDS / JSON_FEED).read_text(encoding="utf-8"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert len({item["id"] for item in feed["items"]}) == len(feed["items"])
    assert {"content_html" in item for item in feed["items"]} == {True, False}


@pytest.mark.parametrize("article", articles(), ids=lambda article: article["id"])
def test_every_article_is_carried_word_for_word(article: dict[str, str]) -> None:
    carried = [entry for entry in entries() if entry.title == article["title"]]
    assert carried
    for entry in carried:
        assert entry.text == article["text"]
        assert entry.published == datetime.fromisoformat(article["published"].replace("Z", "+00:00"))


def test_nothing_else_is_carried() -> None:
    assert len(articles()) == 25
    titles = Counter(entry.title for entry in entries())
    assert set(titles) == {article["title"] for article in articles()}
    twice = {title for title, count in titles.items() if count > 1}
    assert twice == {"Wang Yi to visit Russia for talks on Ukraine", "EU, Tunisia seal migration memorandum"}


def test_cross_posts_differ_in_query_or_in_host_only() -> None:
    links = {}
    for entry in entries():
        links.setdefault(entry.title, []).append(urlsplit(entry.link))
    first, second = links["Wang Yi to visit Russia for talks on Ukraine"]
    assert first.query != second.query
    assert (first.netloc, first.path) == (second.netloc, second.path)
    first, second = links["EU, Tunisia seal migration memorandum"]
    assert first.netloc != second.netloc


def test_articles_named_by_a_query_stay_apart() -> None:
    links = [urlsplit(entry.link) for entry in entries() if entry.feed == "chronicle.rdf"]
    assert len({(link.netloc, link.path) for link in links}) == 1
    assert len({link.query for link in links}) == len(links)


def test_one_entry_is_broken() -> None:
    broken = [entry for name in XML_FEEDS for entry in read_xml(name).entries if is_broken(entry)]
    assert len(broken) == 1
    assert broken[0].summary


def test_links_stay_on_reserved_hosts() -> None:
    for entry in entries():
        host = urlsplit(entry.link).hostname
        assert host is not None
        assert host.endswith(".example"), entry.link


def test_markup_comes_in_every_disguise() -> None:
    wire = (SEEDS / "wire.rss.xml").read_text(encoding="utf-8")
    courier = (SEEDS / "courier.atom.xml").read_text(encoding="utf-8")
    assert "<![CDATA[<p>" in wire
    assert "&#8217;" in wire
    assert "<description>&lt;p&gt;" in wire
    assert 'type="html">&lt;p&gt;' in courier
    assert 'type="xhtml">' in courier
    assert "’" in wire
    assert "<br />" in (SEEDS / JSON_FEED).read_text(encoding="utf-8")


def test_sample_list_names_every_sample_feed_by_its_path() -> None:
    listed = outlines("sample.opml")
    assert {feed["xmlUrl"] for _, feed in listed} == {*XML_FEEDS, JSON_FEED}
    for groups, feed in listed:
        assert groups
        assert feed["title"]
        assert feed["type"] == "rss"
        assert (SEEDS / feed["xmlUrl"]).is_file()
        assert urlsplit(feed["htmlUrl"]).scheme == "https"


def test_world_list_is_complete_and_without_duplicates() -> None:
    listed = outlines("world.opml")
    assert len(listed) >= 100
    assert f"{len(listed)} public feeds" in (SEEDS / "README.md").read_text(encoding="utf-8")
    addresses = Counter(
        urlsplit(feed["xmlUrl"])._replace(scheme="").geturl().rstrip("/") for _, feed in listed
    )
    assert [address for address, count in addresses.items() if count > 1] == []
    titles = Counter(feed["title"] for _, feed in listed)
    assert [title for title, count in titles.items() if count > 1] == []
    for groups, feed in listed:
        assert len(groups) == 2, feed
        assert feed["text"] == feed["title"].strip() != ""
        assert feed["type"] == "rss"
        for address in (feed["xmlUrl"], feed["htmlUrl"]):
            parts = urlsplit(address)
            assert parts.scheme in ("http", "https"), address
            assert parts.hostname and "." in parts.hostname, address
            assert not parts.fragment, address
            assert not any(character.isspace() for character in address), address


def test_world_list_covers_every_kind_and_continent() -> None:
    listed = outlines("world.opml")
    kinds = Counter(groups[0] for groups, _ in listed)
    assert kinds["Governments and foreign ministries"] >= 20
    assert kinds["United Nations"] >= 15
    assert kinds["Regional organisations"] >= 10
    assert kinds["Wires and broadcasters"] >= 80
    news = Counter(groups[1] for groups, _ in listed if groups[0] == "Wires and broadcasters")
    assert set(news) >= CONTINENTS
    assert min(news[continent] for continent in CONTINENTS) >= 8


def test_world_list_says_that_addresses_change() -> None:
    top = (SEEDS / "world.opml").read_text(encoding="utf-8")[:800]
    assert "<!--" in top
    assert "communique feeds check" in top
