"""Publishers that change what they said, move it, repeat it, and take from each other."""

from __future__ import annotations

from forms import stories
from net import Reply, Visit
from world import NOT_ASKED, Answer, World
from writing import Story, atom, page, rss

LATER = "Wed, 02 Apr 2025 09:30:00 GMT"
LATEST = "Thu, 03 Apr 2025 09:30:00 GMT"


def add_changes(world: World) -> None:
    """Add them all."""
    _new_versions(world)
    _same_articles(world)
    _other_articles(world)
    _across_feeds(world)
    _through_redirectors(world)
    _at_one_address(world)
    _pages(world)


def _new_versions(world: World) -> None:
    def grown(name: str, first: Story, *later: Story, version: int) -> None:
        world.news(name, *([one] for one in (first, *later)), kept=[((later or (first,))[-1], version)])

    a = Story("newtext0x", guid="nt-1001")
    grown("newtext", a, a.but(revision=2), a.but(revision=3), version=3)
    a = Story("newtitle0x", guid="nt-1002")
    grown("newtitle", a, a.but(title="Corrected newtitle0x"), version=2)
    a = Story("newboth0x")
    grown("newboth", a, a.but(title="Corrected newboth0x", revision=2), version=2)
    a = Story("slugtext0x", guid="urn:wire:55501")
    grown("slugtext", a, a.but(link="/better-slug-1.html", revision=2), version=2)
    a = Story("slugtitle0x", guid="urn:wire:55502")
    grown(
        "slugtitle", a, a.but(link="/better-slug-2.html", title="Better slugtitle0x", revision=2), version=2
    )
    a = Story("slugtwice0x", guid="https://wire.example/?p=4711")
    b = a.but(link="/second.html", revision=2)
    grown("slugtwice", a, b, b.but(link="/third.html", revision=3), version=3)
    a = Story("slugdate0x", guid="urn:wire:55503")
    grown("slugdate", a, a.but(link="/better-slug-3.html", date=LATER, revision=2), version=2)
    a = Story("slugback0x", guid="urn:wire:55504")
    grown("slugback", a, a.but(link="/elsewhere.html", revision=2), a.but(revision=3), version=3)
    a = Story("tohttps0x", link="http://wire.example/tohttps0x", guid="th-1")
    grown("tohttps", a, a.but(link="https://www.wire.example/tohttps0x", revision=2), version=2)
    a = Story("atomnews0x")
    world.news("atomnews", [a], [a.but(revision=2)], write=atom, kept=[(a.but(revision=2), 2)])
    a = Story("redated0x", guid="rd-77")
    grown("redated", a, a.but(date=LATER), version=1)


def _same_articles(world: World) -> None:
    def still(name: str, *rounds: list[Story]) -> None:
        world.news(name, *rounds)

    a, b, c = stories("drops", 3)
    still("drops", [a, b, c], [c], [a, b, c])
    a, b, c = stories("shuffled", 3)
    still("shuffled", [a, b, c], [c, a, b], [b, c, a])
    a = Story("sameguid0x", guid="https://wire.example/?p=99120")
    still("sameguid", [a], [a.but(link="/moved/away.html")], [a])
    a = Story("sameurl0x", guid="first-guid")
    still("sameurl", [a], [a.but(guid="second-guid")], [a.but(guid=None)])
    a = Story("tracked0x", link="/tracked?id=7&utm_source=rss")
    still(
        "tracked",
        [a],
        [a.but(link="/tracked?id=7&utm_source=feed&fbclid=xyz")],
        [a.but(link="/tracked?id=7")],
    )
    a = Story("schemes0x", link="http://papers.example/schemes0x")
    still(
        "schemes",
        [a],
        [a.but(link="https://www.papers.example/schemes0x")],
        [a.but(link="https://papers.example/schemes0x/")],
    )
    a = Story("fragment0x", link="/fragment0x.html#top")
    still("fragment", [a], [a.but(link="/fragment0x.html#comments")], [a.but(link="/fragment0x.html")])
    a = Story("twicelisted0x")
    world.news("twicelisted", [a, a], kept=[(a, 1)])
    a = Story("nolinksame0x", link=None, date=LATER)
    still("nolinksame", [a], [a])


def _other_articles(world: World) -> None:
    days = [
        Story(f"briefing{day}x", title="Morning briefing", date=date, link=f"/briefing/{day}")
        for day, date in enumerate(("Tue, 01 Apr 2025 06:00:00 GMT", LATER, LATEST))
    ]
    world.news("briefing", [days[0]], [days[1], days[0]], [days[2], days[1]], kept=[(day, 1) for day in days])
    numbers = [
        Story(f"numbered{n}x", guid=str(1 + n % 2), date=d) for n, d in enumerate((None, None, LATER, LATER))
    ]
    world.news("numbered", numbers[:2], numbers[2:], kept=[(one, 1) for one in numbers])
    daily = [
        Story(f"daily{n}x", guid="1", title="Daily bulletin", date=date, link=f"/daily/{n}")
        for n, date in enumerate(("Tue, 01 Apr 2025 06:00:00 GMT", LATER))
    ]
    world.news("daily", daily[:1], daily[1:], kept=[(one, 1) for one in daily])
    column = [
        Story(f"column{n}x", guid="the-column", title="The column", date=date, link=f"/column/{n}")
        for n, date in enumerate(("Tue, 01 Apr 2025 06:00:00 GMT", LATER))
    ]
    world.news("column", column)
    ids = [Story(f"byquery{n}x", link=f"/article.php?id={n}&lang=en") for n in range(3)]
    world.news("byquery", ids)
    front = [Story(f"front{n}x", link="/", guid=f"front-guid-{n}-{n}") for n in range(3)]
    world.news("front", front)
    onelink = [Story(f"onelink{n}x", link="/all-news.html", guid=f"ol-{n}") for n in range(3)]
    world.news("onelink", onelink[:2], onelink[1:], kept=[(one, 1) for one in onelink])
    statements = [Story(f"statement{n}x", title="Statement", guid=None) for n in range(3)]
    world.news("statement", statements)
    sizes = [
        Story(f"bycase{n}x", link=link) for n, link in enumerate(("/Path/A", "/path/a", "/path/a?page=2"))
    ]
    world.news("bycase", sizes)


def _across_feeds(world: World) -> None:
    shared = stories("shared", 2, link=None)
    shared = [s.but(link=f"https://agency.example/{s.mark}") for s in shared]
    world.news("sharedone", shared)
    world.news(
        "sharedtwo",
        [s.but(link=f"http://www.agency.example/{s.mark}?utm_campaign=b", guid="x") for s in shared],
        kept=[],
    )
    for name in ("guidone", "guidtwo"):
        world.news(name, [s.but(guid=str(n)) for n, s in enumerate(stories(name))])
    # The same wire copy in two papers: two articles, one story, also when the second comes a round later.
    copies = [
        Story(f"copy{n}x", wording="the same wire copy", link=f"https://paper{n}.example/story-{n}")
        for n in range(3)
    ]
    world.news("paperone", copies[:1])
    world.news("papertwo", copies[1:2])
    world.news("paperthree", [Story("opener0x")], [copies[2]], kept=[(Story("opener0x"), 1), (copies[2], 1)])
    # One publisher, two sections with the same articles; the second has shorter texts.
    host = world.new_host()
    both = stories("section", 2)
    world.news("sectionone", both, host=host, path="/one")
    world.news("sectiontwo", both[::-1], host=host, path="/two", kept=[])


def _through_redirectors(world: World) -> None:
    """Links like those of feed proxies: only following them tells which article it is."""
    home = world.new_host()

    def follow(host: str, story: Story, *, well_from: int = 1) -> Story:
        target = world.url(home, f"/{story.mark}.html") + "?utm_source=proxy"
        moved = Reply(b"", "302 Found", headers=(f"Location: {target}",))
        link = f"/~r/{story.mark}"
        world.serve(host, link, lambda v: moved if v.round >= well_from else Reply(b"", "404 Not Found"))
        return story.but(link=link)

    host = world.new_host()
    told = [follow(host, story) for story in stories("proxied", 3)]
    changed = told[0].but(revision=2)
    kept = [(changed, 2), (told[1], 1), (told[2], 1)]
    world.news("proxied", told, [changed, *told[1:]], host=host, kept=kept)
    for story in told:
        plain = story.but(link=f"/{story.mark}.html", revision=changed.revision if story is told[0] else 1)
        world.serve(home, f"/{story.mark}.html", Reply(page(plain), kind="text/html"))
    # The same article in the publisher's own feed, without the proxy.
    world.news("unproxied", [told[1].but(link=f"/{told[1].mark}.html")], host=home, kept=[])
    host = world.new_host()
    late = [follow(host, story, well_from=2) for story in stories("latelink", 1)]
    world.news("latelink", late, host=host)


def _at_one_address(world: World) -> None:
    """Feeds that have become one, in every way it happens; the publisher holds its copy for an hour."""
    twin = ("duplicate_feed", NOT_ASKED, NOT_ASKED, NOT_ASKED)
    hour = ("Cache-Control: max-age=3600",)

    def leads(to: str, status: str = "301 Moved") -> Reply:
        return Reply(b"", status, headers=(f"Location: {to}",))

    held = (None, NOT_ASKED, NOT_ASKED, None)
    told = [Story(f"merged{n}x", link=None, guid=f"urn:merged:{n}") for n in range(2)]
    home = world.feed("merged", Reply(rss(told), headers=hour), errors=held)
    for story in told:
        world.expect(story)
    address = world.url(home, "/feed")
    world.feed("mergedbefore", leads(address), errors=twin)
    world.feed("mergedfornow", leads(address, "302 Found"), errors="duplicate_feed")
    middle = world.serve(world.new_host(), "/hop", leads(address, "308 Moved"))
    world.feed("mergedbyhop", leads(middle), errors=twin)
    later = Reply(rss([Story("mergedown0x")]))
    world.feed(
        "mergedlater",
        lambda v: later if v.round == 1 else leads(address),
        errors=(None, "duplicate_feed", NOT_ASKED, NOT_ASKED),
    )
    world.expect(Story("mergedown0x"))
    # What the one brought under its old address, the other corrects.
    story = Story("inherited0x", link="https://wire.example/inherited.html")
    heir = world.news("heir", [], [story], [story.but(revision=2)], kept=[(story.but(revision=2), 2)])
    first = Reply(rss([story]))
    world.feed(
        "testator",
        lambda v: first if v.round == 1 else leads(world.url(heir, "/feed")),
        errors=(None, "duplicate_feed", NOT_ASKED, NOT_ASKED),
    )


def _pages(world: World) -> None:
    told = stories("paged", 3)
    host = world.news("paged", told)
    for story in told:
        world.serve(host, f"/{story.mark}.html", Reply(page(story), kind="text/html; charset=utf-8"))
    closed = stories("closed", 2)
    host = world.news("closed", closed)
    world.serve(host, "/robots.txt", Reply(b"User-agent: *\nDisallow: /closed0x.html\n", kind="text/plain"))
    for story in closed:
        world.serve(host, f"/{story.mark}.html", Reply(page(story), kind="text/html"))
    limited = stories("limited", 4)
    host = world.news("limited", limited)

    def slow_down(visit: Visit) -> Reply:
        return Reply(b"", "429 Slow", headers=("Retry-After: 120",))

    for story in limited:
        world.serve(host, f"/{story.mark}.html", slow_down)
    walled = Story("walled0x")
    host = world.news("walled", [walled])
    wall = b"<html><body><article><p>Subscribe to continue reading this article. Already a subscriber? Log in.</p></article></body></html>"
    world.serve(host, "/walled0x.html", Reply(wall, kind="text/html"))


def add_manners(world: World) -> None:
    """Publishers whose way of being asked is looked at."""
    host = world.new_host()
    for number in range(5):
        world.news(f"crowd{number}", stories(f"crowd{number}n"), host=host, path=f"/crowd/{number}.xml")
    for name, etag, modified in (
        ("weak", 'W/"a:1,b"', None),
        ("bare", "no-quotes at all", None),
        ("dated", None, "Tue, 1 Apr 2025 9:30:00 +0200"),
        ("oddboth", '"x"', "yesterday around noon"),
    ):
        told = stories(f"valid{name}")
        lines = tuple(
            f"{header}: {value}" for header, value in (("ETag", etag), ("Last-Modified", modified)) if value
        )
        world.feed(f"valid{name}", _conditional(rss(told), lines, etag, modified))
        for story in told:
            world.expect(story)
    for name, head, header in (
        ("ttl", "<ttl>60</ttl>", ()),
        ("maxage", "", ("Cache-Control: public, max-age=900",)),
        ("syndication", '<x:updatePeriod xmlns:x="http://purl.org/rss/1.0/modules/syndication/">daily</x:updatePeriod>', ()),
    ):  # fmt: skip
        told = stories(f"held{name}")
        world.feed(
            f"held{name}",
            Reply(rss(told, head), headers=header),
            errors=(None, "not asked", "not asked", None),
        )
        for story in told:
            world.expect(story)


def _conditional(body: bytes, lines: tuple[str, ...], etag: str | None, modified: str | None) -> Answer:
    fresh = "".join(f"{line}\r\n" for line in ("HTTP/1.1 304 Not Modified", *lines, ""))

    def answer(visit: Visit) -> Reply:
        asked = (visit.headers.get("if-none-match"), visit.headers.get("if-modified-since"))
        if asked == (etag, modified):
            return Reply(headers=lines, raw=(fresh.encode(),))
        return Reply(body, headers=lines)

    return answer
