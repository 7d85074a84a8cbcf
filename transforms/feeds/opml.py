"""OPML in and out: the format in which readers exchange feed lists (opml.org, versions 1 and 2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from schemas.feed import Feed

MAX_DEPTH = 64


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of an OPML document, as written."""

    url: str
    line: int
    title: str | None
    site: str | None
    group: str | None
    credentials: str | None


class OpmlError(ValueError):
    """The document is not OPML; the message says why and at which line."""


def read_outlines(data: bytes) -> list[Outline]:
    """Return the feeds of an OPML document in order.

    Raises:
        OpmlError: not XML, or no OPML.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise OpmlError(f"line {line}: not XML: {error.msg}") from None
    if etree.QName(root).localname.lower() != "opml":
        raise OpmlError(
            f"line {root.sourceline}: the root element is <{etree.QName(root).localname}>, not <opml>"
        )
    body = root.find("body")
    if body is None:
        raise OpmlError(f"line {root.sourceline}: <opml> has no <body>")
    return list(_walk(body, ()))


def _walk(parent: etree._Element, groups: tuple[str, ...]) -> Iterator[Outline]:
    if len(groups) > MAX_DEPTH:
        raise OpmlError(f"line {parent.sourceline}: groups are nested more than {MAX_DEPTH} deep")
    for node in parent.iterchildren("outline"):
        attributes = {str(name).lower(): str(value).strip() for name, value in node.attrib.items()}
        title = attributes.get("title") or attributes.get("text") or None
        url = attributes.get("xmlurl")
        if url:
            yield Outline(
                url=url,
                line=node.sourceline or 0,
                title=title if title != url else None,  # as we write feeds without one
                site=attributes.get("htmlurl") or None,
                group="/".join(groups) or attributes.get("category") or None,
                credentials=attributes.get("credentials") or None,
            )
            yield from _walk(node, groups)
        else:
            yield from _walk(node, (*groups, title) if title else groups)


def write_opml(feeds: Iterable[Feed], title: str = "Communiqué feeds") -> bytes:
    """Return an OPML 2.0 document of `feeds`, grouped as they are; credentials stay names of variables."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    groups: dict[tuple[str, ...], etree._Element] = {(): body}
    for feed in feeds:
        path = tuple(part for part in (feed.group or "").split("/") if part)
        for depth in range(1, len(path) + 1):
            if path[:depth] not in groups:
                name = path[depth - 1]
                groups[path[:depth]] = etree.SubElement(
                    groups[path[: depth - 1]], "outline", text=name, title=name
                )
        label = feed.title or feed.url
        attributes = {"text": label, "title": label, "type": "rss", "xmlUrl": feed.url}
        if feed.site:
            attributes["htmlUrl"] = feed.site
        if feed.credentials:
            attributes["credentials"] = feed.credentials
        etree.SubElement(groups[path], "outline", attributes)
    etree.indent(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8")) + b"\n"
