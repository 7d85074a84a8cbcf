"""Publishers that are well but each in a way of its own: formats, charsets, encodings, broken markup."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable
from functools import partial

import brotli
import zstandard
from net import Reply, Visit
from world import World
from writing import Story, atom, json_feed, rdf, rss


def stories(name: str, count: int = 2, **changes: object) -> list[Story]:
    """Return that many new stories."""
    return [Story(f"{name}{number}x").but(**changes) for number in range(count)]


def add_forms(world: World) -> None:
    """Add them all."""
    _formats(world)
    _charsets(world)
    _transfers(world)
    _markup(world)


def _formats(world: World) -> None:
    for version in ("0.91", "0.92", "2.0"):
        name = f"rss{version.replace('.', '')}"
        world.news(name, stories(name), write=partial(rss, version=version))
    netscape = b'<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://127.0.200.1/rss-0.91.dtd">'
    world.news("doctype", stories("doctype"), write=lambda s: rss(s).replace(b"?>\n", b"?>\n" + netscape))
    world.news("rdf", stories("rdf"), write=rdf)
    world.news("atom", stories("atom"), write=atom)
    world.news("atomxhtml", stories("atomxhtml"), write=partial(atom, kind="xhtml"))
    world.news("atombase", stories("atombase"), write=partial(atom, base="/deep/er/"))
    world.news("jsonfeed", stories("jsonfeed"), write=json_feed, send=_as("application/feed+json"))
    world.news("jsonwide", stories("jsonwide"), write=lambda s: json_feed(s).decode().encode("utf-16"))
    told = [s.but(title=f"Höchstädt {s.mark}") for s in stories("jsonlatin")]
    world.news(
        "jsonlatin", told,
        write=lambda s: json.dumps(json.loads(json_feed(s)), ensure_ascii=False).encode("latin-1"),
        send=_as("application/json; charset=iso-8859-1"),
    )  # fmt: skip
    world.news("jsonplain", stories("jsonplain"), write=json_feed, send=_as("text/plain"))
    world.news("nodates", stories("nodates", date=None))
    world.news("nolinks", stories("nolinks", link=None))
    guids = [
        s.but(link=None, guid=f"http://elsewhere.example/{s.mark}", permalink=True)
        for s in stories("permalink")
    ]
    world.news("permalink", guids)
    bare = [s.but(title=" ", guid=f"g-{s.mark}") for s in stories("untitled")]
    world.news("untitled", bare)
    world.news("oneitem", stories("oneitem", 1))
    world.news(
        "fortyitems",
        [s.but(date=f"Tue, 01 Apr 2025 09:{n:02}:00 GMT") for n, s in enumerate(stories("forty", 40))],
    )
    for n, date in enumerate(
        ("0000-00-00T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT", "31 Avr 2025", "9999-12-31", "1743499800")
    ):
        world.news(f"date{n}", stories(f"dateno{n}", 1, date=date))


def _as(kind: str) -> Callable[[bytes, Visit], Reply]:
    return lambda body, visit: Reply(body, kind=kind)


def _charsets(world: World) -> None:
    for codec, word in (
        ("utf-16", "Ünïcode"),
        ("iso-8859-1", "Höchstädt"),
        ("windows-1251", "Москва"),
        ("koi8-r", "Самара"),
        ("shift_jis", "東京"),
        ("gb18030", "北京"),
        ("windows-1252", "“quoted” – dash"),
    ):
        name = "cs" + codec.replace("-", "").replace("_", "")
        written = [s.but(title=f"{word} {s.mark}") for s in stories(name)]
        world.news(name, written, write=partial(_in_codec, codec))
        if codec == "windows-1251":
            by_header = [s.but(title=f"{word} {s.mark}") for s in stories("csheader")]
            world.news(
                "csheader", by_header,
                write=lambda s: rss(s).decode().replace(' encoding="utf-8"', "").encode("windows-1251"),
                send=_as("application/rss+xml; charset=windows-1251"),
            )  # fmt: skip
    wrong = [s.but(title=f"Zürich {s.mark}") for s in stories("csliar")]
    world.news(
        "csliar", wrong, write=partial(rss, declared="iso-8859-1"), send=_as("text/xml; charset=us-ascii")
    )
    world.news("bom", stories("bom"), write=lambda s: b"\xef\xbb\xbf" + rss(s))


def _in_codec(codec: str, written: list[Story]) -> bytes:
    return rss(written, declared=codec).decode("utf-8").encode(codec)


def _transfers(world: World) -> None:
    packers: dict[str, Callable[[bytes], bytes]] = {
        "gzip": gzip.compress,
        "deflate": zlib.compress,
        "br": brotli.compress,
        "zstd": zstandard.ZstdCompressor().compress,
    }
    for coding, pack in packers.items():
        world.news(f"by{coding}", stories(f"by{coding}"), send=partial(_packed, coding, pack))
    raw_deflate = lambda body: (z := zlib.compressobj(wbits=-15)).compress(body) + z.flush()  # noqa: E731
    world.news("rawdeflate", stories("rawdeflate"), send=partial(_packed, "deflate", raw_deflate))
    world.news(
        "gzfile", stories("gzfile"), send=lambda body, v: Reply(gzip.compress(body), kind="application/gzip")
    )
    world.news(
        "gzgzfile", stories("gzgzfile"), send=lambda body, v: Reply(gzip.compress(gzip.compress(body)))
    )
    world.news(
        "gzlie", stories("gzlie"), send=lambda body, v: Reply(body, headers=("Content-Encoding: gzip",))
    )
    world.news("chunked", stories("chunked"), send=_chunked)
    world.news(
        "http10", stories("httpten"), send=lambda body, v: Reply(raw=(b"HTTP/1.0 200 OK\r\n\r\n", body))
    )
    world.news("slowish", stories("slowish"), send=_in_pieces)
    world.news("ashtml", stories("ashtml"), send=_as("text/html"))
    world.news("nokind", stories("nokind"), send=lambda body, v: Reply(body, kind=None))


def _packed(coding: str, pack: Callable[[bytes], bytes], body: bytes, visit: Visit) -> Reply:
    return Reply(pack(body), headers=(f"Content-Encoding: {coding}",))


def _chunked(body: bytes, visit: Visit) -> Reply:
    pieces = [body[at : at + 700] for at in range(0, len(body), 700)]
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    return Reply(raw=(head, chunks + b"0\r\n\r\n"))


def _in_pieces(body: bytes, visit: Visit) -> Reply:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(body)
    half = len(body) // 2
    return Reply(raw=(head, 0.2, body[:half], 0.3, body[half:]))


def _markup(world: World) -> None:
    changes: dict[str, Callable[[bytes], bytes]] = {
        "blankfirst": lambda body: b"\n\n  " + body,
        "warning": lambda body: b"<br />\n<b>Warning</b>: mysql_connect() in /var/www/x.php on line 3<br />\n" + body,
        "trailer": lambda body: body + b"<!-- cached --><script>x()</script>",
        "ampersand": lambda body: body.replace(b"Report ", b"Smith & Sons report ", 1),
        "entity": lambda body: body.replace(b"Report ", b"Caf&eacute;&nbsp;report ", 1),
        "nul": lambda body: body.replace(b"Report ", b"Re\x00port ", 1),
        "control": lambda body: body.replace(b"Report ", b"Re\x0bport ", 1),
        "surrogate": lambda body: body.replace(b"Report ", b"&#xD83D;&#xDE00; report ", 1),
        "unclosed": lambda body: body.replace(b"</item><item>", b"<item>", 1),
        "emptyitem": lambda body: body.replace(b"<item>", b"<item></item><item>", 1),
        "comment": lambda body: body.replace(b"<item>", b"<!-- <item><title>ghost</title></item> --><item>", 1),
    }  # fmt: skip
    for name, change in changes.items():
        world.news(f"mk{name}", stories(f"mk{name}"), write=partial(_changed, change))
    script = [s.but(title=f"<script>alert(1)</script>Clean {s.mark}") for s in stories("mkscript")]
    world.news("mkscript", script)


def _changed(change: Callable[[bytes], bytes], written: list[Story]) -> bytes:
    return change(rss(written))
