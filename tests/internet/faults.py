"""Publishers that are not well: every one fails in its own way and must cost nobody else anything."""

from __future__ import annotations

import gzip
from email.utils import formatdate
from functools import partial
from time import time

import brotli
import zstandard
from forms import stories
from net import FORBIDDEN, Reply, Visit
from world import NOT_ASKED, World
from writing import Story, rss

LONG = 3_600


def add_faults(world: World) -> None:
    """Add them all."""
    _statuses(world)
    _connections(world)
    _bodies(world)
    _redirects(world)
    _forbidden(world)


def _statuses(world: World) -> None:
    for status, error in (
        ("404 Not Found", "not_found"),
        ("403 Forbidden", "forbidden"),
        ("401 Unauthorized", "unauthorized"),
        ("451 Unavailable", "forbidden"),
        ("418 Teapot", "bad_request"),
        ("500 Oops", "server_error"),
        ("502 Bad Gateway", "server_error"),
    ):
        world.feed(f"status{status[:3]}", Reply(b"<html>no</html>", status, kind="text/html"), errors=error)
    world.feed("s410", Reply(b"", "410 Gone"), errors=("gone", NOT_ASKED, NOT_ASKED, NOT_ASKED))
    for name, status, error in (("s429", "429 Slow", "rate_limited"), ("s503", "503 Busy", "unavailable")):
        seconds = Reply(b"", status, headers=(f"Retry-After: {LONG}",))
        world.feed(f"{name}secs", seconds, errors=(error, NOT_ASKED, NOT_ASKED, NOT_ASKED))
        world.feed(f"{name}date", partial(_until, status), errors=(error, NOT_ASKED, NOT_ASKED, NOT_ASKED))
        world.feed(f"{name}bare", Reply(b"", status), errors=error)
    short = stories("shortwait")
    world.feed(
        "shortwait",
        lambda v: Reply(b"", "503 Busy", headers=("Retry-After: 2",)) if v.round == 1 else Reply(rss(short)),
        errors=("unavailable", None, None, None),
    )
    for story in short:
        world.expect(story)
    wall = Reply(b"<title>Just a moment...</title>", "403 Forbidden", headers=("cf-mitigated: challenge",))
    world.feed("botwall", wall, errors="bot_wall")
    world.feed("s204", Reply(b"", "204 No Content"), errors="bad_status")
    world.feed("s304", Reply(b"", "304 Not Modified"), errors="bad_status")
    for name, kind in (("flaky500", "500 Oops"), ("flakyreset", "")):
        well = stories(name)
        seen: list[int] = []
        world.feed(name, partial(_second_time, seen, kind, rss(well)))
        for story in well:
            world.expect(story)


def _until(status: str, visit: Visit) -> Reply:
    return Reply(b"", status, headers=(f"Retry-After: {formatdate(time() + LONG, usegmt=True)}",))


def _second_time(seen: list[int], status: str, body: bytes, visit: Visit) -> Reply:
    seen.append(visit.round)
    if len(seen) > 1:
        return Reply(body)
    return Reply(b"", status) if status else Reply(drop=True)


def _connections(world: World) -> None:
    world.feed("reset", Reply(drop=True), errors="reset")
    world.feed("hang", Reply(raw=(60.0,)), errors="read_timeout")
    drip = tuple(part for byte in b"HTTP/1.1 200 OK\r\nX-A: bcdefghijklmnop" for part in (bytes([byte]), 0.3))
    world.feed("dripheader", Reply(raw=drip), errors="total_timeout")
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"
    drops = tuple(part for byte in rss(stories("drip"))[:100] for part in (bytes([byte]), 0.3))
    world.feed("dripbody", Reply(raw=(head, *drops)), errors="total_timeout")
    world.feed("nonsense", Reply(raw=(b"SSH-2.0-OpenSSH_9.6\r\n\r\n",)), errors="bad_http")
    world.feed(
        "endless", Reply(raw=(b"HTTP/1.1 200 OK\r\n\r\n", *([b"<item>" * 60_000] * 40))), errors="too_large"
    )
    world.feed("hundred", Reply(raw=(b"HTTP/1.1 100 Continue\r\n\r\n", 0.2) * 40), errors="total_timeout")


def _bodies(world: World) -> None:
    world.feed("empty", Reply(b""), errors="empty_body")
    world.feed("blank", Reply(b" \n "), errors="empty_body")
    world.feed("noentries", Reply(rss([])))
    home = b'<!doctype html><html><head><link rel="alternate" type="application/rss+xml" href="/real.xml"></head></html>'
    world.feed("htmlpage", Reply(home, kind="text/html"), errors="html_page")
    world.feed("garbage", Reply(bytes(range(256)) * 40, kind="application/octet-stream"), errors="not_a_feed")
    world.feed("jsonother", Reply(b'{"ok": true}', kind="application/json"), errors="not_a_feed")
    spaces = b" " * (40 << 20)
    for coding, bomb in (
        ("gzip", gzip.compress(spaces)),
        ("br", brotli.compress(spaces, quality=5)),
        ("zstd", zstandard.ZstdCompressor().compress(spaces)),
    ):
        world.feed(
            f"bomb{coding}", Reply(bomb, headers=(f"Content-Encoding: {coding}",)), errors="too_large_decoded"
        )
    world.feed("nocoding", Reply(b"x" * 99, headers=("Content-Encoding: lzma",)), errors="bad_encoding")
    damaged = bytearray(gzip.compress(rss(stories("damaged"))))
    damaged[60:80] = b"\x00" * 20
    world.feed("damaged", Reply(bytes(damaged), headers=("Content-Encoding: gzip",)), errors="bad_encoding")
    laughs = '<!DOCTYPE rss [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    ) + "]>"  # fmt: skip
    world.expect(Story("laughs0x"))
    world.feed(
        "laughs", Reply(rss(stories("laughs", 1, title="T &j;")).replace(b"?>\n", f"?>\n{laughs}".encode()))
    )
    deep = b"<rss version='2.0'><channel>" + b"<a>" * 20_000
    world.feed("deep", Reply(deep), errors="truncated")
    # Cut in the middle of the second story: the first is whole. In round 2 everything is there.
    cut = stories("cut", 3)
    whole = rss(cut)
    world.feed(
        "cut",
        lambda v: Reply(
            whole if v.round > 1 else whole[: whole.index(b"cut1x") + 40],
            length=len(whole), headers=('ETag: "whole"',), raw=(),
        ) if v.round > 1 else Reply(raw=(
            b"HTTP/1.1 200 OK\r\nETag: \"whole\"\r\nContent-Length: %d\r\n\r\n" % len(whole),
            whole[: whole.index(b"cut1x") + 40],
        )),
        errors=("truncated", None, None, None),
    )  # fmt: skip
    for story in cut:
        world.expect(story)


def _redirects(world: World) -> None:
    def moved(status: str, target: str) -> Reply:
        return Reply(b"", status, headers=(f"Location: {target}",))

    for name, statuses in (
        ("moved301", ["301 Moved"]),
        ("moved308", ["301 Moved", "308 Moved"]),
        ("moved302", ["302 Found"]),
        ("movedmixed", ["301 Moved", "302 Found"]),
    ):
        told = stories(name)
        last = world.new_host()
        target = world.serve(last, "/new/feed", Reply(rss(told)))
        for number, status in enumerate(reversed(statuses[1:])):
            target = world.serve(world.new_host(), f"/hop{number}", moved(status, target))
        world.feed(name, moved(statuses[0], target))
        for story in told:
            world.expect(story)
    host = world.new_host()
    world.serve(host, "/b", moved("302 Found", "/loop"))
    world.feed("loop", moved("302 Found", "/b"), host=host, path="/loop", errors="too_many_redirects")
    host = world.new_host()
    for number in range(12):
        world.serve(host, f"/{number}", moved("302 Found", f"/{number + 1}"))
    world.feed("chain", moved("302 Found", "/0"), host=host, path="/chain", errors="too_many_redirects")
    world.feed("nowhere", Reply(b"", "302 Found"), errors="bad_redirect")
    for name, target in (
        ("tofile", "file:///etc/passwd"),
        ("toftp", "ftp://wire.example/feed"),
        ("todata", "data:text/xml,<rss/>"),
    ):
        world.feed(name, moved("301 Moved", target), errors="bad_redirect")


def _forbidden(world: World) -> None:
    """Redirects, pages, robots.txt and links that lead inside: nothing may knock there."""
    inside = world.net.port
    for name, target in (
        ("insideplain", f"http://{FORBIDDEN[0]}:{inside}/secret"),
        ("insidemapped", f"http://[::ffff:127.0.200.1]:{inside}/secret"),
        ("insidesix", f"http://[::1]:{inside}/secret"),
        ("insidedecimal", f"http://2130757633:{inside}/secret"),
        ("insidehex", f"http://0x7f00c801:{inside}/secret"),
        ("insideoctal", f"http://0177.0.0310.1:{inside}/secret"),
        ("insidezero", f"http://0.0.0.0:{inside}/secret"),
        ("insidemeta", "http://169.254.169.254/latest/meta-data/"),
    ):
        world.feed(name, Reply(b"", "302 Found", headers=(f"Location: {target}",)), errors="blocked_address")
    lured = [Story("lured0x", link=f"http://{FORBIDDEN[0]}:{inside}/lured0x"), Story("lured1x")]
    host = world.news("lured", lured)
    world.serve(
        host,
        "/lured1x.html",
        Reply(b"", "302 Found", headers=(f"Location: http://{FORBIDDEN[1]}:{inside}/",)),
    )
    host = world.news("robotsinside", stories("robotsinside"))
    world.serve(
        host, "/robots.txt", Reply(b"", "301 Moved", headers=(f"Location: http://{FORBIDDEN[0]}:{inside}/",))
    )
    short = [Story("shortened0x", link="/~r/wire/1")]
    host = world.news("shortened", short)
    world.serve(
        host, "/~r/wire/1", Reply(b"", "302 Found", headers=(f"Location: http://{FORBIDDEN[1]}:{inside}/a",))
    )
