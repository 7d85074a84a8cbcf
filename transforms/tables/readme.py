"""What lies in every lake for people and catalogues: a page about the folders, and two descriptions."""

from __future__ import annotations

import json

from schemas.describe import croissant, datapackage

README = """\
# A Communiqué lake

Tables, each a folder of Parquet files partitioned by the day of publication (or month, or year):

- `articles`  one row per article, the newest version of its text
- `events`    one row per diplomatic event: who did what to whom, when, where, in which words
- `dyads`     one flat row per actor-recipient pair of an event
- `fetches`   one row per poll of a feed
- `rejects`   one row per thing that could not be used, with the reason
- `runs`      one row per committed run

Read a table with a plain glob, in any tool and at any moment:

    SELECT event_type, count(*)
    FROM read_parquet('events/**/*.parquet', hive_partitioning = true)
    GROUP BY ALL;

`ingest_date=1970-01-01/schema.parquet` has no rows: it sorts first and shows readers the columns.

`datapackage.json` (Frictionless) and `croissant.json` (MLCommons) describe every column for catalogues.

Folders that begin with `_` are the machinery, not data. Nothing in them needs care, and `communique lake
status` explains their state: `_log` is the numbered list of commits, `_wal` holds runs not yet published,
`_staging` files about to be moved into place, `_index` what can be rebuilt from the tables.
Do not change files by hand; `communique lake verify` finds out if somebody did.
"""


def descriptions() -> dict[str, bytes]:
    """Return the files that describe a lake, by path."""
    return {
        "README.md": README.encode("utf-8"),
        "datapackage.json": json.dumps(datapackage(), indent=1, ensure_ascii=False).encode("utf-8"),
        "croissant.json": json.dumps(croissant(), indent=1, ensure_ascii=False).encode("utf-8"),
    }
