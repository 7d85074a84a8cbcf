"""Faults of servers and connections."""

from __future__ import annotations

import gzip
import time
import zlib
from email.utils import formatdate

import brotli
import zstandard
from fault_kinds import NOT_ASKED, always, fault, steps
from fault_server import CLOSE, HANG, RESET, Request, Step, http, item, rss

GOOD = rss(item("One"), item("Two")).encode()
TITLES = ("One", "Two")
BIG = b"<!-- " + b"x" * (3 << 20) + b" -->"

# --- statuses
# ---------------------------------------------------------------------------------------------------
for code, words, kind in (
    (400, "Bad Request", "bad_request"),
    (401, "Unauthorized", "unauthorized"),
    (402, "Payment Required", "unauthorized"),
    (403, "Forbidden", "forbidden"),
    (404, "Not Found", "not_found"),
    (418, "Teapot", "bad_request"),
    (451, "Unavailable For Legal Reasons", "forbidden"),
    (204, "No Content", "bad_status"),
    (206, "Partial Content", "bad_status"),
    (300, "Multiple Choices", "bad_status"),
    (304, "Not Modified", "bad_status"),
):
    steps(f"status-{code}", http(status=f"{code} {words}"), errors=always(kind), status=code)

steps("status-500", http(status="500 Oops"), errors=always("server_error"), status=500, requests=(2, 2, 2))
steps("status-503", http(status="503 Busy"), errors=always("unavailable"), status=503, requests=(2, 2, 2))
steps("gone", http(status="410 Gone"), errors=("gone", NOT_ASKED, NOT_ASKED), status=410, requests=(1, 0, 0))
steps(
    "retry-after-seconds",
    http("", "Retry-After: 3600", status="429 Slow Down"),
    errors=("rate_limited", NOT_ASKED, NOT_ASKED),
    status=429,
    requests=(1, 0, 0),
)
steps(
    "retry-after-date",
    http(
        "",
        f"Date: {formatdate(0, usegmt=True)}",
        f"Retry-After: {formatdate(7200, usegmt=True)}",
        status="503 Busy",
    ),
    errors=("unavailable", NOT_ASKED, NOT_ASKED),
    status=503,
    requests=(1, 0, 0),
)
steps(
    "retry-after-nonsense",
    http("", "Retry-After: soon", status="429 Slow Down"),
    errors=always("rate_limited"),
    status=429,
)
steps(
    "retry-after-for-ever",
    http("", "Retry-After: 99999999999", status="503 Busy"),
    errors=("unavailable", NOT_ASKED, NOT_ASKED),
    requests=(1, 0, 0),
)
steps(
    "cloudflare",
    http("<title>Just a moment...</title>", "cf-mitigated: challenge", status="403 Forbidden"),
    errors=always("bot_wall"),
    status=403,
)


@fault("gone-and-back", errors=("gone", NOT_ASKED, NOT_ASKED), requests=(1, 0, 0))
def gone_and_back(request: Request) -> list[Step]:
    """Who says 410 is not asked again, so nobody hears of the change of mind; the operator may list it anew."""
    return [http(status="410 Gone")] if request.round == 1 else [http(GOOD)]


@fault("well-then-gone", errors=(None, "gone", NOT_ASKED), titles=TITLES, requests=(1, 1, 0))
def well_then_gone(request: Request) -> list[Step]:
    return [http(GOOD)] if request.round == 1 else [http(status="410 Gone")]


@fault("recovers-at-once", titles=TITLES, requests=(2, 1, 1))
def recovers_at_once(request: Request) -> list[Step]:
    """500 at the very first request, well after."""
    recovers_at_once.count = getattr(recovers_at_once, "count", 0) + 1
    return [http(status="500 Oops")] if recovers_at_once.count == 1 else [http(GOOD)]


@fault("recovers-next-run", errors=("not_found", None, None), titles=TITLES)
def recovers_next_run(request: Request) -> list[Step]:
    return [http(status="404 Not Found")] if request.round == 1 else [http(GOOD)]


# --- redirects
# --------------------------------------------------------------------------------------------------
def _to(target: str, status: str = "301 Moved") -> bytes:
    return http("", f"Location: {target}", status=status, kind=None)


@fault("moved-for-good", titles=TITLES, requests=(2, 1, 1))
def moved_for_good(request: Request) -> list[Step]:
    return [_to("/new.xml")] if request.path == "/feed.xml" else [http(GOOD)]


@fault("moved-308", titles=TITLES, requests=(2, 1, 1))
def moved_308(request: Request) -> list[Step]:
    return [_to("/new.xml", "308 Moved")] if request.path == "/feed.xml" else [http(GOOD)]


@fault("moved-for-now", titles=TITLES, requests=(2, 2, 2))
def moved_for_now(request: Request) -> list[Step]:
    return [_to("/new.xml", "302 Found")] if request.path == "/feed.xml" else [http(GOOD)]


@fault("moved-mixed", titles=TITLES, requests=(3, 3, 3))
def moved_mixed(request: Request) -> list[Step]:
    """301 to a 302: the chain is not wholly permanent."""
    hops = {"/feed.xml": _to("/a.xml"), "/a.xml": _to("/b.xml", "307 Temporary")}
    return [hops.get(request.path, http(GOOD))]


@fault("moved-then-gone", errors=(None, "gone", None), titles=TITLES, requests=(2, 1, 2))
def moved_then_gone(request: Request) -> list[Step]:
    """The new address ends: the listed one is asked again instead of giving up."""
    if request.path == "/feed.xml":
        return [_to("/new.xml" if request.round < 3 else "/newer.xml")]
    return [http(status="410 Gone")] if request.round == 2 else [http(GOOD)]


steps("redirect-loop", _to("/feed.xml"), errors=always("too_many_redirects"))
steps("redirect-nowhere", http(status="302 Found", kind=None), errors=always("bad_redirect"))
steps("redirect-file", _to("file:///etc/passwd"), errors=always("bad_redirect"))
steps("redirect-ftp", _to("ftp://127.0.0.1/feed"), errors=always("bad_redirect"))
steps("redirect-metadata", _to("http://169.254.169.254/latest"), errors=always("blocked_address"))
steps("redirect-private", _to("http://10.0.0.1/feed"), errors=always("blocked_address"))
steps("redirect-mapped", _to("http://[::ffff:192.168.0.1]/feed"), errors=always("blocked_address"))
steps("redirect-decimal", _to("http://3232235521/feed"), errors=always("blocked_address"))


@fault("redirect-private-later", errors=always("blocked_address"), requests=(2, 2, 2))
def redirect_private_later(request: Request) -> list[Step]:
    """The first hop is harmless, and remembered for good by those who look no further."""
    return [_to("/next.xml" if request.path == "/feed.xml" else "http://192.168.1.1/feed")]


for name, host in (
    ("loopback-mapped", "[::ffff:127.0.0.2]"),
    ("nat64", "[64:ff9b::a00:1]"),
    ("6to4", "[2002:a00:1::]"),
    ("teredo", "[2001:0:0:0:0:0:f5ff:fffe]"),
    ("unique-local", "[fd12:3456::1]"),
    ("link-local", "[fe80::1]"),
    ("hex", "0x7f.0.0.2"),
    ("octal", "0177.0.0.2"),
    ("short", "127.2"),
    ("nothing", "0.0.0.0"),
):
    steps(f"redirect-{name}", _to(f"http://{host}/feed"), errors=always("blocked_address"))


@fault("redirect-endless", errors=always("too_many_redirects"), requests=(5, 5, 5))
def redirect_endless(request: Request) -> list[Step]:
    number = int(request.path.rsplit("-", 1)[1]) if "-" in request.path else 0
    return [_to(f"/hop-{number + 1}")]


# --- connections
# ------------------------------------------------------------------------------------------------
steps("reset-at-once", RESET, errors=always("reset"), requests=(2, 2, 2))
steps("closed-at-once", CLOSE, errors=always("reset"), requests=(2, 2, 2))
steps(
    "reset-in-body",
    http(GOOD[:200], length=len(GOOD)),
    0.05,
    RESET,
    errors=always("reset"),
    requests=(2, 2, 2),
)
steps("hang-before-status", HANG, errors=always("read_timeout"))
steps("hang-in-headers", b"HTTP/1.1 200 OK\r\nContent-", HANG, errors=always("read_timeout"))
steps("hang-in-body", http(GOOD[:120], length=len(GOOD)), HANG, errors=always("read_timeout"))
steps(
    "drip-headers",
    *[b"HTTP/1.1 200 OK\r\n", *(s for _ in range(40) for s in (b"X-A: b\r\n", 0.2))],
    errors=always("total_timeout"),
)
steps(
    "drip-body",
    http(GOOD, length=9999),
    *[s for _ in range(40) for s in (b" ", 0.2)],
    errors=always("total_timeout"),
)
steps("slow-but-fine", http(GOOD[:50], length=len(GOOD)), 0.4, GOOD[50:], titles=TITLES)
steps("no-length", http(GOOD, "Connection: close", length=None), CLOSE, titles=TITLES)
steps(
    "short-length",
    http(GOOD[: GOOD.index(b"<item><title>Two")], length=len(GOOD)),
    CLOSE,
    errors=always("truncated"),
    titles=("One",),
)
steps(
    "cut-in-entry",
    http(GOOD[: GOOD.index(b"Two") + 2], "Connection: close", length=None),
    CLOSE,
    errors=always("truncated"),
    titles=("One",),
)
CHUNK = b"%x\r\n%s\r\n" % (len(GOOD), GOOD)
CHUNKED = ("Transfer-Encoding: chunked",)
steps("chunked", http(b"", *CHUNKED, length=None) + CHUNK + b"0\r\n\r\n", titles=TITLES)
steps(
    "chunked-without-end",
    http(b"", *CHUNKED, length=None) + CHUNK,
    CLOSE,
    errors=always("truncated"),
    titles=TITLES,
)
steps(
    "chunked-garbage",
    http(b"", *CHUNKED, length=None) + b"zz\r\nnonsense",
    CLOSE,
    errors=always("empty_body"),
)
HALF = GOOD[: GOOD.index(b"Two") + 2]
steps(
    "chunked-cut",
    http(b"", *CHUNKED, length=None) + b"%x\r\n%s" % (len(GOOD), HALF),
    CLOSE,
    errors=always("truncated"),
    titles=("One",),
)
steps("length-too-small", http(GOOD, length=len(HALF)), CLOSE, errors=always("truncated"), titles=("One",))
steps(
    "length-twice",
    http(GOOD, f"Content-Length: {len(GOOD) + 9}"),
    CLOSE,
    errors=always("bad_http"),
    requests=(2, 2, 2),
)
steps("length-nonsense", http(GOOD, "Content-Length: many", length=None), CLOSE, titles=TITLES)
steps("not-http", b"SSH-2.0-OpenSSH_9.6\r\n\r\n", CLOSE, errors=always("bad_http"), requests=(2, 2, 2))
steps("body-without-headers", GOOD, CLOSE, errors=always("bad_http"), requests=(2, 2, 2))
steps(
    "endless-header",
    b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000,
    CLOSE,
    errors=always("bad_http"),
    requests=(2, 2, 2),
)
steps(
    "many-headers",
    b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % i for i in range(500)) + b"\r\n",
    CLOSE,
    errors=always("bad_http"),
    requests=(2, 2, 2),
)
steps("plain-for-tls", http(GOOD), errors=always("tls"), scheme="https", requests=(0, 0, 0))

# --- sizes and encodings
# ----------------------------------------------------------------------------------------
steps("large-announced", http(BIG), errors=always("too_large"))
steps("large-unannounced", http(BIG, "Connection: close", length=None), CLOSE, errors=always("too_large"))


def _zeros(compress: object) -> bytes:
    return compress(b"<rss>" + b" " * (64 << 20))  # type: ignore[operator]


steps("gzip-bomb", http(_zeros(gzip.compress), "Content-Encoding: gzip"), errors=always("too_large_decoded"))
steps(
    "brotli-bomb",
    http(_zeros(lambda b: brotli.compress(b, quality=3)), "Content-Encoding: br"),
    errors=always("too_large_decoded"),
)
steps(
    "zstd-bomb",
    http(_zeros(zstandard.compress), "Content-Encoding: zstd"),
    errors=always("too_large_decoded"),
)
steps(
    "gzip-twice-bomb",
    http(gzip.compress(_zeros(gzip.compress)), "Content-Encoding: gzip, gzip"),
    errors=always("too_large_decoded"),
)
RAW = zlib.compressobj(wbits=-15)
for name, body in (
    ("gzip", gzip.compress(GOOD)),
    ("deflate", zlib.compress(GOOD)),
    ("br", brotli.compress(GOOD)),
    ("zstd", zstandard.compress(GOOD)),
):
    steps(f"encoded-{name}", http(body, f"Content-Encoding: {name}"), titles=TITLES)
steps(
    "encoded-raw-deflate", http(RAW.compress(GOOD) + RAW.flush(), "Content-Encoding: deflate"), titles=TITLES
)
for name in ("gzip", "deflate", "br", "zstd"):
    steps(f"{name}-claimed-only", http(GOOD, f"Content-Encoding: {name}"), titles=TITLES)
TWICE = gzip.compress(gzip.compress(GOOD))
steps("gzip-twice", http(TWICE, "Content-Encoding: gzip, gzip"), titles=TITLES)
steps("gzip-twice-claimed-once", http(TWICE, "Content-Encoding: gzip"), titles=TITLES)
steps("gzip-as-br", http(gzip.compress(GOOD), "Content-Encoding: br"), titles=TITLES)
steps("gzip-unclaimed", http(gzip.compress(GOOD)), titles=TITLES)
steps(
    "gzip-members",
    http(gzip.compress(GOOD[:99]) + gzip.compress(GOOD[99:]), "Content-Encoding: gzip"),
    titles=TITLES,
)
steps(
    "gzip-cut",
    http(gzip.compress(GOOD)[:-20], "Content-Encoding: gzip"),
    errors=always("truncated"),
    titles=("One",),
)
steps(
    "gzip-damaged",
    http(b"\x1f\x8b\x08\x00" + b"\xff" * 80, "Content-Encoding: gzip"),
    errors=always("bad_encoding"),
)
steps("encoding-unknown", http(GOOD, "Content-Encoding: lzma"), errors=always("bad_encoding"))


# --- validators
# -------------------------------------------------------------------------------------------------
@fault("etag", titles=TITLES)
def etag(request: Request) -> list[Step]:
    """An ETag of an odd spelling comes back to the letter, else the feed would say 400."""
    sent = request.headers.get("if-none-match")
    if request.round == 1:
        return [http(GOOD, 'ETag: W/"a,b c"')]
    return [http(status="304 Not Modified", kind=None) if sent == 'W/"a,b c"' else http(status="400 No")]


@fault("etag-renewed-in-304", titles=TITLES)
def etag_renewed_in_304(request: Request) -> list[Step]:
    """A 304 with another ETag speaks of another body than ours: sending that ETag would hide the body for ever."""
    if request.round == 1:
        return [http(rss(item("One")), 'ETag: "a"')]
    if request.headers.get("if-none-match"):
        return [http("", 'ETag: "b"', status="304 Not Modified", kind=None)]
    return [http(GOOD, 'ETag: "b"')]


@fault("last-modified", titles=TITLES)
def last_modified(request: Request) -> list[Step]:
    sent = request.headers.get("if-modified-since")
    if request.round == 1:
        return [http(GOOD, "Last-Modified: Tue, 1 Apr 2025 08:00:00 +0000")]
    right = sent == "Tue, 1 Apr 2025 08:00:00 +0000"
    return [http(status="304 Not Modified", kind=None) if right else http(status="400 No")]


@fault("cut-with-etag", errors=("truncated", None, None), titles=("One", "Two"))
def cut_with_etag(request: Request) -> list[Step]:
    """A cut body with an ETag: had the ETag been kept, the second entry would be lost to a 304 for ever."""
    if request.headers.get("if-none-match") == '"v1"' and request.round == 2:
        return [http(status="304 Not Modified", kind=None)]
    if request.round == 1:
        return [http(GOOD[: GOOD.index(b"<item><title>Two")], 'ETag: "v1"', length=len(GOOD)), CLOSE]
    return [http(GOOD, 'ETag: "v1"')]


@fault("held-by-cache", titles=TITLES, errors=(None, NOT_ASKED, NOT_ASKED), requests=(1, 0, 0))
def held_by_cache(request: Request) -> list[Step]:
    return [http(GOOD, "Cache-Control: public, max-age=1800", "Age: 10")]


@fault("held-by-ttl", titles=TITLES, errors=(None, NOT_ASKED, NOT_ASKED), requests=(1, 0, 0))
def held_by_ttl(request: Request) -> list[Step]:
    return [http(GOOD.replace(b"<item>", b"<ttl>60</ttl><item>", 1))]


@fault("held-by-period", titles=TITLES, errors=(None, NOT_ASKED, NOT_ASKED), requests=(1, 0, 0))
def held_by_period(request: Request) -> list[Step]:
    period = b"<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency><item>"
    return [http(GOOD.replace(b"<item>", period, 1))]


@fault("held-by-skip-hours", titles=TITLES, errors=(None, NOT_ASKED, NOT_ASKED), requests=(1, 0, 0))
def held_by_skip_hours(request: Request) -> list[Step]:
    hour = time.gmtime().tm_hour
    hours = b"".join(b"<hour>%d</hour>" % (h % 24) for h in (hour, hour + 1))
    return [http(GOOD.replace(b"<item>", b"<skipHours>" + hours + b"</skipHours><item>", 1))]
