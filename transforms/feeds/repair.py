"""Bytes made fit for a parser: one encoding, nothing that no parser survives, no half entries. Works on bytes
by regular expressions: it has to cope with what is no XML."""

from __future__ import annotations

import re

from lxml import etree

_ITEM = re.compile(rb"<(?:[A-Za-z]\w*:)?(?:item|entry)[\s>]")
_ITEM_END = re.compile(rb"</(?:[A-Za-z]\w*:)?(?:item|entry)\s*>")
_ROOT_END = re.compile(rb"</(?:[A-Za-z]\w*:)?(?:rss|feed|RDF|rdf|channel)\s*>")
_SURROGATE = re.compile(
    rb"&#(?:x0*[dD][89a-fA-F][0-9a-fA-F]{2}|0*5(?:5(?:29[6-9]|[3-9]\d\d)|6\d{3}|7(?:[0-2]\d\d|3[0-3]\d|34[0-3])));"
)
_DECLARATION = re.compile(rb"\A\s*<\?xml[^>]*\?>")


def to_utf8(body: bytes) -> tuple[bytes, str | None]:
    """Return the body, and "utf-8" where it is valid UTF-8: that beats any header or declaration, because
    other encodings hardly ever are valid UTF-8 by chance, while wrong labels are common."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in body[:4]:
        body = _from_wide(body)
    body = body.removeprefix(b"\xef\xbb\xbf")
    body = body.replace(b"\x00", b"")
    if b"&#" in body:
        body = _SURROGATE.sub(b"&#xFFFD;", body)
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return body, None
    return _DECLARATION.sub(b'<?xml version="1.0" encoding="utf-8"?>', body, count=1).lstrip(), "utf-8"


def _from_wide(body: bytes) -> bytes:
    """UTF-16 and UTF-32, told by their mark or by where the zeros of the first "<" are, as UTF-8."""
    if body.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        encoding = "utf-32"
    elif body.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif body[1:2] == b"\x00":
        encoding = "utf-32-le" if body[2:4] == b"\x00\x00" else "utf-16-le"
    else:
        encoding = "utf-32-be" if body[:3] == b"\x00\x00\x00" else "utf-16-be"
    return body.decode(encoding, "replace").encode("utf-8", "replace")


def whole_entries(body: bytes, *, truncated: bool, max_entries: int) -> tuple[bytes, int, bool]:
    """Return what of a body is safe to parse, the number of entries in it, and whether it ended early.

    Entries beyond `max_entries` are cut off, and so is a last entry that the end of the transfer may have
    cut: its text would pass for the whole. Entries that were never closed are closed, so that they do not
    swallow the next one.
    """
    starts = [match.start() for match in _ITEM.finditer(body)]
    total = len(starts)
    whole = bool(_ROOT_END.search(body[-4096:]))
    if total > max_entries:
        return body[: starts[max_entries]], total, truncated or not whole
    closed = len(_ITEM_END.findall(body))
    if truncated or not whole:
        if closed < total:
            ends = [match.end() for match in _ITEM_END.finditer(body)]
            body = body[: ends[-1]] if ends else body[: starts[0]]
        return body, total, True
    return (_close_entries(body, starts) if closed < total else body), total, False


def _close_entries(body: bytes, starts: list[int]) -> bytes:
    pieces = [body[: starts[0]]]
    for start, end in zip(starts, [*starts[1:], len(body)], strict=True):
        piece = body[start:end]
        if _ITEM_END.search(piece):
            pieces.append(piece)
            continue
        parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, encoding="utf-8")
        try:
            root = etree.fromstring(piece, parser)
        except (etree.XMLSyntaxError, ValueError):
            root = None
        pieces.append(piece if root is None else etree.tostring(root, encoding="utf-8"))
    return b"".join(pieces)
