"""Feed lists in and out, and what is said of bad ones."""

from __future__ import annotations

import tempfile
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from schemas.feed import Feed
from transforms.feeds.feedlist import FeedListError, read_feeds, write_line
from transforms.feeds.opml import read_outlines, write_opml


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_plain_text(tmp_path: Path) -> None:
    write(tmp_path / "local.xml", "<rss/>")
    feeds = read_feeds(
        write(
            tmp_path / "feeds.txt",
            "\ufeff# wires\nhttps://a.example/f.xml\n\nhttps://b.example/f#x title='B desk' group=Wires"
            " credentials=B_KEY # paid\n"
            "feed://c.example/f\nlocal.xml\nhttps://a.example/f.xml\nhttps://d.example/?k=${D_KEY}\n",
        )
    )
    assert [feed.url for feed in feeds] == [
        "https://a.example/f.xml",
        "https://b.example/f#x",
        "https://c.example/f",
        str(tmp_path / "local.xml"),
        "https://d.example/?k=${D_KEY}",
    ]
    assert (feeds[1].title, feeds[1].group, feeds[1].credentials) == ("B desk", "Wires", "B_KEY")
    assert len({feed.feed_id for feed in feeds}) == 5


def test_opml_goes_there_and_back(tmp_path: Path) -> None:
    text = """<?xml version="1.0"?><opml version="1.0"><body>
      <outline text="World"><outline text="Wires">
        <outline text="A &amp; B" type="rss" xmlUrl="https://a.example/f" htmlUrl="https://a.example/"
                 credentials="A_KEY"/>
      </outline></outline>
      <outline title="Lone" xmlUrl="https://b.example/f"/><outline text="empty group"/>
    </body></opml>"""
    feeds = read_feeds(write(tmp_path / "f.opml", text))
    assert [(feed.title, feed.group) for feed in feeds] == [("A & B", "World/Wires"), ("Lone", None)]
    (tmp_path / "g.opml").write_bytes(write_opml(feeds))
    assert read_feeds(tmp_path / "g.opml") == feeds
    assert read_feeds(write(tmp_path / "h.txt", "".join(f"{write_line(feed)}\n" for feed in feeds))) == feeds


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("f.opml", "<opml><body><outline>", ("f.opml", "line 1", "not XML")),
        ("f.opml", "https://a.example/", ("f.opml", "not XML")),
        ("f.opml", "<html><body/></html>", ("<html>", "not <opml>")),
        ("f.opml", "<opml/>", ("no <body>",)),
        ("f.opml", "<opml><body/></opml>", ("names no feed",)),
        ("f.txt", "# nothing\n", ("names no feed",)),
        ("f.txt", "\nwire.example/feed\n", ("line 2", "wire.example/feed", "https://")),
        ("f.txt", "https://a.example/f colour=red", ("line 1", "colour=red", "credentials")),
        ("f.txt", "https://a.example/f title='x", ("line 1",)),
        ("f.txt", "https://u:secret@a.example/f", ("line 1", "environment variable")),
        ("f.txt", "https://a.example/f credentials=my-password!", ("line 1", "environment variable")),
        ("f.txt", "ftp://a.example/f", ("line 1", "ftp")),
        ("f.txt", "https://", ("line 1", "no host")),
        ("f.txt", "https://a.example:99999/f", ("line 1",)),
        ("f.txt", "https://u:secret@[/f", ("line 1", "not an address")),
    ],
)
def test_bad_lists_are_named(tmp_path: Path, name: str, text: str, words: tuple[str, ...]) -> None:
    with pytest.raises(FeedListError) as caught:
        read_feeds(write(tmp_path / name, text))
    message = str(caught.value)
    assert all(word in message for word in words), message
    assert "\n" not in message
    assert "secret" not in message and "password!" not in message


def by_url(feed: Feed) -> str:
    return feed.url


LINES = st.tuples(
    st.sampled_from(
        ["https://a.example/f", "b.xml", "http://é.example/ü?q=1", "A://[", "feed:c.example/f", '"']
    )
    | st.text(max_size=20),
    st.sampled_from(["", " title='x y' group=G/H", " credentials=A_KEY", " site=", " # note", " colour=red"]),
).map("".join)
OPML = st.lists(
    st.dictionaries(
        st.sampled_from(["xmlUrl", "text", "title", "htmlUrl", "category", "credentials"]),
        st.sampled_from(["https://a.example/f", "http://[", "feed://b.example/f", "A_KEY", "", "G/H"])
        | st.text("abcäあ/:&<'\" \t\n#$[]", max_size=20),
    ),
    max_size=3,
).map(
    lambda outlines: (
        "<opml><body>"
        + "".join(
            "<outline " + " ".join(f"{name}={quoteattr(value)}" for name, value in outline.items()) + "/>"
            for outline in outlines
        )
        + "</body></opml>"
    )
)


@settings(max_examples=100, deadline=None)
@given(st.lists(LINES, max_size=4).map("\n".join) | OPML)
@example("A://[")
@example("https://a.example/f site=")
@example("https://a.example/f title='Desk #1, it\"s' # paid")
@example('<opml><body><outline text="a&#10;b #1 &#x2028; c" xmlUrl="https://a.example/f"/></body></opml>')
@example('<opml><body><outline text="x" xmlUrl="a&#10;b.xml"/></body></opml>')
def test_any_list_is_written_back_or_refused_in_words(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            feeds = read_feeds(write(Path(folder, "f.list"), text))
        except FeedListError:
            return
        Path(folder, "again.opml").write_bytes(write_opml(feeds))
        assert sorted(read_feeds(Path(folder, "again.opml")), key=by_url) == sorted(feeds, key=by_url)
        lines = "".join(f"{write_line(feed)}\n" for feed in feeds)
        assert read_feeds(write(Path(folder, "again.txt"), lines)) == feeds


def test_missing_and_unreadable(tmp_path: Path) -> None:
    with pytest.raises(FeedListError, match="no such feed list"):
        read_feeds(tmp_path / "nothing.opml")
    with pytest.raises(FeedListError, match="cannot be read"):
        read_feeds(tmp_path)
    (tmp_path / "latin.txt").write_bytes(b"https://a.example/\n# caf\xe9\n")
    with pytest.raises(FeedListError, match="line 2: not UTF-8"):
        read_feeds(tmp_path / "latin.txt")


def test_entities_of_an_opml_are_not_followed(tmp_path: Path) -> None:
    entity = '<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    bomb = f'{entity}<opml><body>&x;<outline xmlUrl="https://a.example/"/></body></opml>'
    assert [outline.url for outline in read_outlines(bomb.encode())] == ["https://a.example/"]
