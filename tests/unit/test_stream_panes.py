"""Panes as runs: the same content is the same run, and what was published once is left out."""

from __future__ import annotations

import dataclasses
import datetime as dt

from schemas.article import Article
from schemas.operations import Fetch, Reject
from transforms.tables.panes import (
    CodedArticle,
    Pane,
    pane_run_id,
    reject_key,
    without_published,
    without_validators,
)

T0 = dt.datetime(2025, 3, 30, 8, 0, tzinfo=dt.timezone.utc)


def coded(name: str, text: str = "One met two.") -> CodedArticle:
    article = Article(
        article_id=name, story_id=name, version=1, feed_id="f", url=f"https://x.example/{name}",
        canonical_url=f"https://x.example/{name}", title="T", text=text, source_domain="x.example",
        fetched_at=T0, content_hash=f"hash of {text}",
    )  # fmt: skip
    return CodedArticle(article=article)


def fetch(feed: str, minute: int) -> Fetch:
    at = T0 + dt.timedelta(minutes=minute)
    return Fetch(
        feed_id=feed, url="https://x.example", fetched_at=at, etag='"1"', last_modified="x", body_hash="y"
    )


def reject(error: str = "no link", minute: int = 0) -> Reject:
    return Reject(
        stage="normalise_articles", reason="no_link", retryable=False, error=error,
        created_at=T0 + dt.timedelta(minutes=minute),
    )  # fmt: skip


PANE = Pane(coded=[coded("a"), coded("b")], fetches=[fetch("f", 1)], rejects=[reject()], known=3)


def test_the_same_content_in_any_order_is_the_same_run():
    turned = dataclasses.replace(PANE, coded=PANE.coded[::-1], known=7)
    assert pane_run_id(T0, PANE) == pane_run_id(T0, turned)
    assert pane_run_id(T0, PANE).startswith("20250330T080000Z-")


def test_other_content_and_other_windows_are_other_runs():
    others = [
        pane_run_id(T0 + dt.timedelta(hours=1), PANE),
        pane_run_id(T0, dataclasses.replace(PANE, coded=[coded("a")])),
        pane_run_id(T0, dataclasses.replace(PANE, coded=[coded("a"), coded("b", "Another text.")])),
        pane_run_id(T0, dataclasses.replace(PANE, fetches=[fetch("f", 2)])),
        pane_run_id(T0, dataclasses.replace(PANE, rejects=[reject(minute=1)])),
    ]
    assert len({pane_run_id(T0, PANE), *others}) == 6


def test_polls_and_rejects_the_lake_has_are_left_out():
    pane = Pane(fetches=[fetch("f", 1), fetch("f", 2), fetch("g", 1)], rejects=[reject(), reject(minute=5)])
    left = without_published(pane, {"f": fetch("f", 1)}, {reject_key(reject())})
    assert left.fetches == [fetch("f", 2), fetch("g", 1)]
    assert left.rejects == [reject(minute=5)]
    assert without_published(
        left, {"f": fetch("f", 2), "g": fetch("g", 1)}, {reject_key(reject(minute=5))}
    ).empty


def test_a_published_poll_never_leads_to_not_modified():
    (published,) = without_validators([fetch("f", 1)])
    assert (published.etag, published.last_modified, published.body_hash) == (None, None, None)
    assert published.fetched_at == fetch("f", 1).fetched_at
