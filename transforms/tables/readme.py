"""The page that lies in every lake and tells a newcomer what the folders are."""

README = """\
# A Communiqué lake

Tables, each a folder of Parquet files partitioned by the day of publication:

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

Folders that begin with `_` are the machinery, not data. Nothing in them needs care, and `communique lake
status` explains their state: `_log` is the numbered list of commits, `_wal` holds runs not yet published,
`_staging` files about to be moved into place, `_index` what can be rebuilt from the tables.
Do not change files by hand; `communique lake verify` finds out if somebody did.
"""
