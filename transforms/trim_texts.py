"""TrimTexts: of a text, keep what the operator may store."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass

import apache_beam as beam

from schemas.article import Article
from transforms.articles.text import stored_text


@dataclass
class TrimTexts(beam.PTransform):
    """Cut article texts to what is stored; extraction has read all of them before.

    A cut article says so in `extra_json` (`"stored_text": "lead"` or `"none"`), because the offsets of its
    events count in the text as it was.

    Attributes:
        policy: full, lead (the first paragraph) or none.
    """

    policy: str

    def expand(self, articles: beam.PCollection[Article]) -> beam.PCollection[Article]:
        """Wire the cut."""
        return articles | "Trim" >> beam.Map(trim, self.policy).with_output_types(Article)


def trim(article: Article, policy: str) -> Article:
    """Return an article as it is stored.

    Args:
        article: the article with all of its text.
        policy: full, lead or none.
    """
    if policy == "full":
        return article
    extra = json.loads(article.extra_json) if article.extra_json else {}
    extra["stored_text"] = policy
    return dataclasses.replace(
        article,
        text=stored_text(article.text, policy),
        extra_json=json.dumps(extra, ensure_ascii=False, sort_keys=True),
    )
