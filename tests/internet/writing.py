"""What publishers publish: stories, and the many ways to write them down as a feed."""

from __future__ import annotations

import dataclasses
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_PLACES = (
    "Dakar Lima Oslo Hanoi Quito Amman Tunis Seoul Accra Riga Muscat Lusaka Bogota Minsk Nairobi".split()
)
_THINGS = "fishing rights|border crossings|grain exports|a rail link|visa rules|water shares|air routes|customs".split(
    "|"
)
_VERBS = "discussed postponed welcomed examined rejected signed reviewed debated".split()
_TAILS = (
    "Officials said the text would be published next week",
    "Neither side wanted to comment on the details",
    "The talks had begun in the spring and were interrupted twice",
    "A further round is planned before the end of the year",
    "Observers called the outcome modest but useful",
    "The delegations left without a joint statement",
    "Parliament will hear the minister on Thursday",
    "Traders in the region had waited for months",
)


@dataclass(frozen=True)
class Story:
    """One article as its publisher knows it.

    Attributes:
        mark: a word that no other story has; stands in title and text.
        revision: which text of it; stands in the text as `rev1`.
        date: RFC 822, None for none.
    """

    mark: str
    revision: int = 1
    title: str = ""
    link: str | None = ""
    guid: str | None = None
    date: str | None = "Tue, 01 Apr 2025 09:30:00 GMT"
    permalink: bool = False
    wording: str = ""

    @property
    def headline(self) -> str:
        return self.title or f"Report {self.mark}"

    @property
    def text(self) -> str:
        """Some 70 words that depend on mark (or `wording`) and revision."""
        chance = random.Random(f"{self.wording or self.mark}")
        one, two = chance.sample(_PLACES, 2)
        lines = [
            f"The governments of {one} and {two} {chance.choice(_VERBS)} {chance.choice(_THINGS)} on Monday",
            *chance.sample(_TAILS, 4),
            f"This is {self.mark} rev{self.revision}",
        ]
        if self.revision > 1:
            lines.insert(2, f"In correction {self.revision} the desk adds what the envoy said later")
        return ". ".join(lines) + "."

    def but(self, **changes: object) -> Story:
        """Return the story with changes."""
        return dataclasses.replace(self, **changes)  # type: ignore[arg-type]


def address(story: Story) -> str | None:
    """Return its link: given, or made from the mark."""
    return f"/{story.mark}.html" if story.link == "" else story.link


def rss_item(story: Story) -> str:
    """Return an RSS item."""
    link, guid = address(story), story.guid
    return (
        f"<item><title>{escape(story.headline)}</title>"
        + (f"<link>{escape(link)}</link>" if link else "")
        + f"<description>{escape(f'<p>{story.text}</p>')}</description>"
        + (f'<guid isPermaLink="{str(story.permalink).lower()}">{escape(guid)}</guid>' if guid else "")
        + (f"<pubDate>{story.date}</pubDate>" if story.date else "")
        + "</item>"
    )


def rss(stories: Sequence[Story], head: str = "", version: str = "2.0", declared: str = "utf-8") -> bytes:
    """Return RSS 0.91 to 2.0."""
    items = "".join(map(rss_item, stories))
    text = (
        f'<?xml version="1.0" encoding="{declared}"?>\n<rss version="{version}"><channel><title>Wire</title>'
        f"<link>https://wire.example/</link><description>d</description>{head}{items}</channel></rss>"
    )
    return text.encode("utf-8")


def rdf(stories: Sequence[Story]) -> bytes:
    """Return RSS 1.0."""
    items = "".join(
        f'<item rdf:about="{address(s)}"><title>{s.headline}</title><link>{address(s)}</link>'
        f"<description>{s.text}</description><dc:date>2025-04-01T09:30:00Z</dc:date></item>"
        for s in stories
    )
    return (
        '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<channel rdf:about="x"><title>Wire</title><link>/</link></channel>{items}</rdf:RDF>'
    ).encode()


def atom(stories: Sequence[Story], base: str = "", kind: str = "html") -> bytes:
    """Return Atom 1.0; `kind` html or xhtml."""
    entries = []
    for s in stories:
        content = (
            f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{s.text}</p></div></content>'
            if kind == "xhtml"
            else f'<content type="html">{escape(f"<p>{s.text}</p>")}</content>'
        )
        entries.append(
            f"<entry><id>{s.guid or f'urn:x:{s.mark}'}</id><title>{s.headline}</title>"
            f'<link rel="alternate" href="{address(s)}"/><published>2025-04-01T09:30:00Z</published>'
            f"<updated>2025-04-01T0{s.revision}:30:00Z</updated>{content}</entry>"
        )
    spot = f' xml:base="{base}"' if base else ""
    return (
        f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"{spot}><title>Wire</title>'
        f"<id>urn:x</id><updated>2025-04-01T10:00:00Z</updated>{''.join(entries)}</feed>"
    ).encode()


def json_feed(stories: Sequence[Story]) -> bytes:
    """Return JSON Feed 1.1."""
    items = [
        {
            "id": s.guid or s.mark,
            "url": address(s),
            "title": s.headline,
            "content_text": s.text,
            "date_published": "2025-04-01T09:30:00Z",
        }
        for s in stories
    ]
    document = {"version": "https://jsonfeed.org/version/1.1", "title": "Wire", "items": items}
    return json.dumps(document).encode()


def page(story: Story, extra: str = "") -> bytes:
    """Return the page of a story: its text, a second paragraph of its own, and what surrounds an article."""
    return (
        f"<!doctype html><html><head><title>{story.headline} - Wire</title></head><body>"
        "<nav><a href='/'>Home</a> <a href='/world'>World</a></nav>"
        f"<article><h1>{story.headline}</h1><p>{story.text}</p><p>On its page {story.mark} has more to say: "
        "the ministers stayed for dinner, the interpreters did not, and the communique was read out twice "
        f"before it was handed round.</p></article>{extra}<footer>All rights reserved</footer></body></html>"
    ).encode()
