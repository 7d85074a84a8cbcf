"""A lake recoded into another: the same articles, events made anew, and work that is not done twice."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from transforms.tables import recode
from transforms.tables.errors import LakeError
from transforms.tables.filesystem import LocalStore
from transforms.tables.lake import init
from transforms.tables.verify import verify

sys.path.insert(0, str(Path(__file__).parents[1] / "crash"))
from lake_workload import add, clock_at, make_article, make_dyads, make_events, opened, read  # noqa: E402


class CountingCoder:
    """Codes as the workload does, and knows what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def code(self, articles: Any) -> Any:
        for article in articles:
            self.asked.append(article.article_id)
            edition = int(article.text.split("edition ")[1].split(".")[0])
            yield tuple(make_events(make_article(article.article_id, edition=edition)))


def test_recode_makes_the_same_lake_and_goes_on_where_it_stopped(root: Path, tmp_path: Path) -> None:
    add(root, "r4", [make_article("a", edition=2)], day=1)
    init(LocalStore(tmp_path / "new"), clock_at(5))
    coder = CountingCoder()

    def again(version: str = "2") -> list[Any]:
        source, target = opened(root), opened(tmp_path / "new", 5)
        return list(recode.recode(source, target, coder, make_dyads, coder_version=version, code_version="t"))

    assert [day.articles for day in again()] == [3, 1]
    assert [day.already for day in again()] == [True, True]
    assert sorted(coder.asked) == ["a", "b", "c", "d"]
    for name, columns in (("articles", ("article_id", "version")), ("events", ("event_id", "rule"))):
        old, new = (
            [tuple(row[column] for column in columns) for row in read(at, name)]
            for at in (root, tmp_path / "new")
        )
        assert sorted(old) == sorted(new)
    assert (tmp_path / "new" / "articles" / "ingest_date=2025-03-31").is_dir()

    add(root, "r5", [make_article("b", edition=2), make_article("e")], day=1)
    assert [day.already for day in again()] == [False, False]
    assert sorted(coder.asked) == ["a", "b", "b", "c", "d", "e"]
    assert {row["article_id"]: row["version"] for row in read(tmp_path / "new", "articles")} == {
        "a": 2, "b": 2, "c": 1, "d": 1, "e": 1,
    }  # fmt: skip
    assert len(read(tmp_path / "new", "fetches")) == len(read(root, "fetches"))
    assert verify(opened(tmp_path / "new")).problems == ()
    with pytest.raises(LakeError, match="take a new directory"):
        again("3")
