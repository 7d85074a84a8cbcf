"""docs/errors.md, made from the closed list, so that neither can drift."""

from __future__ import annotations

from collections.abc import Mapping

from transforms.feeds.errors import ENTRY_REASONS, FETCH_ERRORS, STEP_REASONS, ErrorClass

PAGE_OUTCOMES: dict[str, str] = {
    "robots": "robots.txt does not let us fetch the page, or could not be had.",
    "paywall": "The page shows a lead and asks for a subscription.",
    "consent": "A consent dialogue came instead of the article.",
    "wall": "A bot check or a demand for JavaScript came instead of the article.",
    "empty": "No text could be found on the page.",
    "not_html": "The link leads to a PDF, picture or the like.",
    "unrelated": "The page is about something else: a soft 404, a front page, a wrong redirect.",
    "shorter": "The page says less than the feed.",
    "budget": "The time for pages of this run was used up.",
    "not_archived": "A replay found no page of the article in the raw archive.",
}
"""Why an article kept the feed's text, besides the fetch errors; stands in `articles.extra_json` as
`page`."""

_HEAD = """\
<!-- Made from transforms/feeds/errors.py by `python -m transforms.feeds.reference > docs/errors.md`. -->
# Errors: the closed lists

Everything that can go wrong between a publisher and the lake has a class. A poll that failed is a row of
`fetches` with the class in `error`, and a row of `rejects` with the same class as `reason`. "Again" says
whether a later poll may succeed without anybody doing anything. Whatever the class, the feed's other
entries, the other feeds and the run go on.
"""


def errors_page() -> str:
    """Return docs/errors.md."""
    parts = [
        _HEAD,
        "## Polls (`fetches.error`, `rejects.reason`)\n",
        _table(FETCH_ERRORS),
        "## Entries and articles (`rejects.reason`)\n",
        _table(ENTRY_REASONS),
        "## Later steps (`rejects.reason`)\n",
        _table(STEP_REASONS),
        "## Pages (`articles.extra_json`, key `page`)\n",
        "An article whose page could not be used keeps the feed's text; that is no reject. The key"
        " holds one of the\n"
        "classes of polls above, or:\n",
        "| value | meaning |\n|---|---|\n" + "".join(f"| `{k}` | {v} |\n" for k, v in PAGE_OUTCOMES.items()),
        "## Dates (`articles.extra_json`, key `flags`)\n",
        "`date_missing`, `date_unreadable`, `date_absurd` (before 1980 or more than two years ahead):"
        " `published_at` is\n"
        "null, `raw_date` holds what the feed said. `date_future`, `date_zone_missing` and"
        " `date_zone_unknown` (both\n"
        "read as UTC), `date_ambiguous` (day before month assumed), `date_from_update`: the date is"
        " used all the same.\n",
    ]
    return "\n".join(parts)


def _table(classes: Mapping[str, ErrorClass]) -> str:
    rows = [
        f"| `{c.name}` | {'yes' if c.retryable else 'no'} | {c.meaning} | {c.advice} |\n"
        for c in classes.values()
    ]
    return "| class | again | what happened | what to do |\n|---|---|---|---|\n" + "".join(rows)


if __name__ == "__main__":
    import sys

    sys.stdout.write(errors_page())
