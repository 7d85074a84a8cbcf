"""Content-Encoding undone piece by piece, so that a bomb is noticed before it has gone off."""

from __future__ import annotations

import zlib
from typing import Any, Protocol

import brotli
import zstandard

from transforms.feeds.errors import FetchError

GZIP_MAGIC = b"\x1f\x8b"
ACCEPT_ENCODING = "gzip, deflate, br, zstd"
# The most a zstd frame may ask for as its window: RFC 8878 asks decoders to support at least 8 MiB.
_ZSTD_WINDOW = 8 << 20
_STEP = 1 << 18
_LIKE_A_FEED = (
    b"<?xml",
    b"<rss",
    b"<feed",
    b"<rdf:rdf",
    b"<!doctype",
    b"<!--",
    b"<html",
    b'{"vers',
    b'{"items',
)


class _Decoder(Protocol):
    def feed(self, data: bytes, room: int) -> bytes: ...

    @property
    def complete(self) -> bool: ...


class _Zlib:
    """gzip (also several members in a row) and deflate (with or without its zlib header)."""

    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._inner: Any = zlib.decompressobj(wbits)
        self._started = False
        self._members = 0

    def feed(self, data: bytes, room: int) -> bytes:
        out = bytearray()
        while data and len(out) <= room:
            if self._inner.eof:
                if self._wbits != 31 or not data.startswith(GZIP_MAGIC):
                    break  # padding after the last member
                self._inner = zlib.decompressobj(self._wbits)
                self._members += 1
            try:
                out += self._inner.decompress(data, room + 1 - len(out))
            except zlib.error:
                if self._started or self._wbits != 15:
                    raise
                self._wbits = -15  # "deflate" without the zlib header, as some servers send it
                self._inner = zlib.decompressobj(-15)
                out += self._inner.decompress(data, room + 1 - len(out))
            self._started = True
            data = self._inner.unconsumed_tail or self._inner.unused_data
        return bytes(out)

    @property
    def complete(self) -> bool:
        return bool(self._inner.eof)


class _Brotli:
    def __init__(self) -> None:
        self._inner = brotli.Decompressor()

    def feed(self, data: bytes, room: int) -> bytes:
        out = bytearray(self._inner.process(data, output_buffer_limit=_STEP))
        while not self._inner.can_accept_more_data() and len(out) <= room:
            out += self._inner.process(b"", output_buffer_limit=_STEP)
        return bytes(out)

    @property
    def complete(self) -> bool:
        return bool(self._inner.is_finished())


class _Zstd:
    """zstd by small slices of input: one call may expand its input at most to the window per block."""

    def __init__(self) -> None:
        self._inner = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()

    def feed(self, data: bytes, room: int) -> bytes:
        out = bytearray()
        for start in range(0, len(data), 64):
            if self._inner.eof or len(out) > room:
                break
            out += self._inner.decompress(data[start : start + 64])
        return bytes(out)

    @property
    def complete(self) -> bool:
        return bool(self._inner.eof)


class BodyDecoder:
    """Undoes a Content-Encoding header, capped.

    Args:
        encoding: value of the header; several codings are undone from last to first.
        limit: decoded bytes after which `too_large_decoded` is raised.

    Raises:
        FetchError: `bad_encoding` for a coding that was never offered.
    """

    def __init__(self, encoding: str | None, limit: int) -> None:
        self._codings = [c.strip().lower() for c in (encoding or "").split(",")]
        self._codings = [c for c in self._codings if c and c != "identity"]
        self._limit = limit
        self._chain: list[_Decoder] | None = None
        self._size = 0
        if len(self._codings) > 3:
            raise FetchError("bad_encoding", f"{len(self._codings)} content encodings on top of each other")
        for coding in self._codings:
            _decoder(coding)

    def feed(self, data: bytes) -> bytes:
        """Return what `data` decodes to.

        Raises:
            FetchError: `too_large_decoded` or `bad_encoding`.
        """
        if not data:
            return b""
        if self._chain is None:
            self._chain = self._start(data)
        try:
            for decoder in self._chain:
                data = decoder.feed(data, self._limit - self._size)
        except (zlib.error, brotli.error, zstandard.ZstdError) as error:
            raise FetchError(
                "bad_encoding", f"the {', '.join(self._codings)} body is damaged: {error}"
            ) from None
        self._size += len(data)
        if self._size > self._limit:
            raise FetchError("too_large_decoded", f"more than {self._limit:,} bytes after decompression")
        return data

    def _start(self, first: bytes) -> list[_Decoder]:
        # A body that starts like a feed is not compressed, and one that starts like gzip is gzip, whatever the header
        # claims. A brotli stream may begin with any byte, so there it takes more of them.
        starts = _LIKE_A_FEED if "br" in self._codings[-1:] else (b"<", b"{")
        if self._codings and first.lstrip()[:9].lower().startswith(starts):
            self._codings = []
        elif self._codings and first.startswith(GZIP_MAGIC + b"\x08"):
            self._codings[-1] = "gzip"
        return [_decoder(coding) for coding in reversed(self._codings)]

    @property
    def complete(self) -> bool:
        """Whether every compressed stream came to its end mark."""
        return all(decoder.complete for decoder in self._chain or ())


def _decoder(coding: str) -> _Decoder:
    if coding in ("gzip", "x-gzip"):
        return _Zlib(31)
    if coding == "deflate":
        return _Zlib(15)
    if coding == "br":
        return _Brotli()
    if coding == "zstd":
        return _Zstd()
    raise FetchError("bad_encoding", f"content encoding {coding!r} was not asked for and is not known")


def gunzip_body(body: bytes, limit: int) -> bytes:
    """Undo gzip where the body itself is a .gz file, or one inside another; other bodies come back as they are.

    Raises:
        FetchError: `too_large_decoded` or `bad_encoding`.
    """
    for _ in range(2):
        if not body.startswith(GZIP_MAGIC):
            break
        body = BodyDecoder("gzip", limit).feed(body)
    return body
