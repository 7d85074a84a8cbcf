"""Parsed feeds to `Entry` records, with what only the whole answer can tell: shared links and guids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from schemas.feed import Entry, Response
from transforms.articles.dedupe import title_key
from transforms.articles.urls import UrlError, absolute_url, canonical_url, unwrap
from transforms.feeds.feedlist import is_local


def base_url(response: Response, parsed: Mapping[str, Any]) -> str:
    """Return the address relative links resolve against: the feed's own; for local files the site's."""
    site = parsed.get("site") or response.feed.site or ""
    if not is_local(response.feed):
        return response.final_url
    return site if str(site).startswith(("http://", "https://")) else response.final_url


def make_entries(response: Response, parsed: Mapping[str, Any]) -> tuple[list[Entry], list[tuple[int, str]]]:
    """Return the entries of an answer, and position and reason of those that could not be read."""
    base = base_url(response, parsed)
    rows: Sequence[Mapping[str, Any]] = parsed["entries"]
    shared_links, shared_guids = _shared(rows, base)
    shared_titles = _shared_titles(rows, base)
    entries, broken = [], []
    for position, row in enumerate(rows):
        if "broken" in row:
            broken.append((position, str(row["broken"])))
            continue
        entries.append(
            Entry(
                feed=response.feed,
                feed_url=base,
                fetched_at=response.fetched_at,
                position=position,
                guid=row["guid"],
                link=row["link"],
                original_link=row.get("original_link"),
                title=row["title"],
                summary=row["summary"],
                content=row["content"],
                published=row["published"],
                updated=row["updated"],
                author=row["author"],
                language=row["language"] or parsed.get("language"),
                categories=tuple(row["categories"]),
                shared_link=position in shared_links,
                shared_guid=position in shared_guids,
                shared_title=position in shared_titles,
            )
        )
    return entries, broken


def _shared(rows: Sequence[Mapping[str, Any]], base: str) -> tuple[set[int], set[int]]:
    """Positions of entries whose link, and whose guid, also stands in entries that are other articles.

    Same title: the same article listed twice. Same link with guids made from it (`…#1`): a revised article.
    Otherwise a link that several entries share is the page of the feed, not of an article.
    """
    by_link: dict[str, list[int]] = defaultdict(list)
    by_guid: dict[str, list[int]] = defaultdict(list)
    for position, row in enumerate(rows):
        link = row.get("original_link") or row.get("link")
        if link:
            by_link[link.partition("?")[0].partition("#")[0]].append(position)
        if row.get("guid"):
            by_guid[row["guid"]].append(position)
    shared_links: set[int] = set()
    for positions in by_link.values():
        if len(positions) > 1:
            exact: dict[str, list[int]] = defaultdict(list)
            for position in positions:
                exact[_canonical(rows[position], base)].append(position)
            for link, same in exact.items():
                guids = {rows[p].get("guid") for p in same}
                derived = all(
                    g and (g.startswith(link) or g == rows[p].get("link"))
                    for p in same
                    for g in [rows[p].get("guid")]
                )
                if (
                    len(same) > 1
                    and _titles(rows, same) > 1
                    and (len(guids) > 1 or guids == {None})
                    and not derived
                ):
                    shared_links.update(same)
    shared_guids: set[int] = set()
    for positions in by_guid.values():
        dates = {rows[p].get("published") for p in positions}
        if len(positions) > 1 and (_titles(rows, positions) > 1 or len(dates) > 1):
            links = {_canonical(rows[p], base) for p in positions}
            if len(links) > 1:
                shared_guids.update(positions)
    return shared_links, shared_guids


def _shared_titles(rows: Sequence[Mapping[str, Any]], base: str) -> set[int]:
    """Positions of entries with title and date of another one that has another link: "Statement" is many."""
    by_title: dict[tuple[str, str], list[int]] = defaultdict(list)
    for position, row in enumerate(rows):
        if row.get("title"):
            by_title[title_key(row["title"]), row.get("published") or ""].append(position)
    return {
        position
        for same in by_title.values()
        if len(same) > 1 and len({_canonical(rows[p], base) for p in same}) > 1
        for position in same
    }


def _titles(rows: Sequence[Mapping[str, Any]], positions: Sequence[int]) -> int:
    return len({title_key(rows[p].get("title") or str(p)) for p in positions})


def _canonical(row: Mapping[str, Any], base: str) -> str:
    link = row.get("original_link") or row.get("link") or ""
    try:
        return canonical_url(unwrap(absolute_url(link, base)))
    except UrlError:
        return link
