"""The way in: open a lake, ask it what is known, add a run, publish."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from schemas.operations import Fetch
from schemas.tables import SCHEMA_VERSION, TABLES
from transforms.tables import feedstate, paths, periods, summary, wal
from transforms.tables.description import FORMAT_VERSION, check_versions, read_description, refused
from transforms.tables.errors import LakeError, NotALake
from transforms.tables.known import KnownArticles
from transforms.tables.parquet import empty, encode
from transforms.tables.publisher import Clock, publish_pending
from transforms.tables.readme import descriptions
from transforms.tables.repair import repair
from transforms.tables.store import Store, read_text
from transforms.tables.summary import RunSummary
from transforms.tables.wal import RunInfo, Shard


def utc_now() -> dt.datetime:
    """Return the time, aware, in UTC."""
    return dt.datetime.now(dt.timezone.utc)


def init(store: Store, clock: Clock = utc_now, *, period: str = periods.DAY) -> bool:
    """Make an empty lake: a zero-row file per table, so that no glob ever fails.

    Args:
        store: where.
        clock: tells the time, aware.
        period: how long a partition lasts, one of `periods.PERIODS`; fixed for ever.

    Returns:
        False if there was a lake already; it stays as it is.

    Raises:
        LakeError: the place is not writable, or holds something that is not a lake.
    """
    if read_description(store) is not None:
        return False
    try:
        foreign = [name for name in TABLES if store.files(name) and store.size(paths.anchor(name)) is None]
        if foreign:
            raise LakeError(
                f"{store.root}: holds a folder {foreign[0]!r} that is not of a lake; choose another place"
            )
        for table in TABLES.values():
            # Staged and moved like everything else: nothing half-written is ever below a table's folder.
            staged = f"{paths.STAGING}/00000000-{uuid.uuid4().hex[:12]}/{table.name}.parquet"
            store.write(staged, encode(table, empty(table)))
            store.move(staged, paths.anchor(table.name))
        store.delete_folder(paths.STAGING)
        for path, text in descriptions().items():
            store.replace(path, text)
        for name in TABLES:
            store.settle(paths.anchor(name).rpartition("/")[0])
        description = {
            "format_version": FORMAT_VERSION,
            "schema_version": SCHEMA_VERSION,
            "lake_id": uuid.uuid4().hex,
            "created_at": clock().isoformat(),
            **periods.described(period),
        }
        return store.create(paths.LAKE_FILE, json.dumps(description, indent=1).encode("utf-8"))
    except OSError as error:
        raise refused(store, error) from error


@dataclass
class Lake:
    """An open lake."""

    store: Store
    description: dict[str, Any]
    clock: Clock = utc_now
    repairs: list[str] = field(default_factory=list)
    """What had to be repaired when it was opened, in words."""

    @property
    def period(self) -> str:
        """How long its partitions last."""
        return periods.period_of(self.description)

    @property
    def root(self) -> str:
        """Where it lies."""
        return self.store.root

    def known_articles(self) -> KnownArticles:
        """Return the index of published articles as of now."""
        return KnownArticles.open(self.store)

    def feed_states(self) -> dict[str, Fetch]:
        """Return the newest published fetch of every feed, by feed id."""
        return feedstate.read_states(self.store)

    def summary(self, run_id: str) -> RunSummary | None:
        """Return the summary of a published run, None if it is not published."""
        try:
            return summary.from_json(json.loads(read_text(self.store, paths.run_marker(run_id))))
        except FileNotFoundError:
            return None

    def add_run(
        self,
        run: RunInfo,
        records: Mapping[str, Sequence[Any]],
        *,
        known: int = 0,
        ingest_date: dt.date | None = None,
    ) -> RunSummary:
        """Write, commit and publish a run from records at hand, without Beam.

        Args:
            run: the run.
            records: instances of the record classes, by table name.
            known: how many articles were known already.
            ingest_date: partition to publish into instead of the day of publication.
        """
        shards = [Shard(table="articles", known=known)]
        try:
            for name, rows in records.items():
                if rows:
                    shards.append(wal.write_shard(self.store, run.run_id, TABLES[name], rows))
        except OSError as error:
            for shard in shards[1:]:
                self.store.delete(shard.path)  # nobody will ever commit them
            raise refused(self.store, error) from error
        return self.commit_run(run, shards, ingest_date=ingest_date)

    def commit_run(
        self, run: RunInfo, shards: Iterable[Shard], *, ingest_date: dt.date | None = None
    ) -> RunSummary:
        """Commit a run whose shards are written and publish it; the same summary for every retry.

        Raises:
            LakeError: the storage refused or a shard is gone; nothing of the run is visible then.
        """
        try:
            wal.commit(
                self.store,
                run,
                shards,
                finished_at=run.finished_at or self.clock(),
                ingest_date=ingest_date or run.ingest_date,
            )
            publish_pending(self.store, self.clock, self.repairs.append)
        except OSError as error:
            raise refused(self.store, error) from error
        found = self.summary(run.run_id)
        if found is None:
            raise LakeError(f"lake {self.root}: run {run.run_id} was set aside: " + "; ".join(self.repairs))
        return found


def want_exchange(lake: Lake, what: str, *, offline: bool) -> None:
    """Raise unless a folder can be exchanged at one instant, or nobody is reading.

    Args:
        lake: the lake.
        what: what is to be done, for the message.
        offline: nobody is reading.

    Raises:
        LakeError: readers could meet rows twice; or the storage refused to let it be tried.
    """
    try:
        if offline or lake.store.swaps_folders:
            return
    except OSError as error:
        raise refused(lake.store, error) from error
    raise LakeError(
        f"{lake.root}: this storage cannot exchange a folder at one instant, so readers could meet rows "
        f"twice during {what}; when nobody reads, add --offline"
    )


def open_lake(
    store: Store, *, create: bool = False, clock: Clock = utc_now, mend: bool = True, any_schema: bool = False
) -> Lake:
    """Open a lake, finishing what a crash left unfinished; `Lake.repairs` tells what that was.

    Args:
        store: where it lies.
        create: make an empty lake if there is none.
        clock: tells the time, aware.
        mend: repair; a worker that only reads does not.
        any_schema: accept an older schema, to upgrade it or to compare.

    Raises:
        NotALake: there is none and `create` is false.
        SchemaMismatch: another version of the code wrote it.
        LakeError: it cannot be read, or not be repaired.
    """
    if create and not init(store, clock):
        try:
            store.probe()
        except OSError as error:
            raise refused(store, error) from error
    description = read_description(store)
    if description is None:
        raise NotALake(f"{store.root}: no lake here; make one with `communique lake init {store.root}`")
    if not any_schema:
        check_versions(store, description)
    lake = Lake(store, description, clock)
    if mend:
        try:
            repair(store, clock, lake.repairs.append)
        except OSError as error:
            raise refused(store, error) from error
    return lake
