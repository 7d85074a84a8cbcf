"""The whole log, read entry by entry: what it promises, and what of it is missing or contradicts itself."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from transforms.tables import paths
from transforms.tables.errors import DamagedLake
from transforms.tables.manifest import CHECKPOINT_EVERY, DataFile, files_after, lost_after, read_entry
from transforms.tables.store import Store, read_text

_NUMBERED = re.compile(rf"{paths.LOG}/(\d{{8}})\.(json|done|checkpoint\.json)")


@dataclass
class ReadLog:
    """What the log says."""

    files: dict[str, DataFile] = field(default_factory=dict)
    """The final files it promises, by path."""
    runs: set[str] = field(default_factory=set)
    """The runs it published."""
    problems: list[str] = field(default_factory=list)
    whole: bool = True
    """Whether every entry could be read."""


def read_log(store: Store, head: int) -> ReadLog:
    """Read entries 1 to `head` and compare checkpoints and markers with them.

    After an entry that cannot be read the next checkpoint tells what there is.

    Args:
        store: the lake.
        head: number of the newest entry.
    """
    log = ReadLog()
    there = _numbers(store)
    known = True
    for seq in range(1, head + 1):
        try:
            entry = read_entry(store, seq)
        except DamagedLake as error:
            log.problems.append(str(error).removeprefix(f"{store.root}: "))
            log.whole = known = False
        else:
            log.files = files_after(log.files, entry)
            if entry.run_id is not None:
                log.runs.add(entry.run_id)
            if entry.seq != seq:
                log.problems.append(f"{paths.log_entry(seq)}: says that it is entry {entry.seq}")
        if seq < head and seq not in there["done"]:
            log.problems.append(f"{paths.log_done(seq)}: missing, though later entries are there")
        if seq % CHECKPOINT_EVERY == 0 and seq in there["checkpoint.json"]:
            known = _compare(store, seq, log, known=known)
    for kind, numbers in there.items():
        for seq in sorted(number for number in numbers if number > head):
            log.problems.append(f"{paths.LOG}/{seq:08d}.{kind}: there is no such log entry")
    lost = lost_after(store, head)
    if lost is not None:
        log.problems.append(
            f"{paths.log_entry(lost)}: gone, though it was carried out; put it back from a copy"
        )
    return log


def _numbers(store: Store) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {"json": set(), "done": set(), "checkpoint.json": set()}
    for file in store.files(paths.LOG):
        match = _NUMBERED.fullmatch(file.path)
        if match:
            found[match[2]].add(int(match[1]))
    return found


def _compare(store: Store, seq: int, log: ReadLog, *, known: bool) -> bool:
    """Compare a checkpoint with the entries, or go on from it; return whether it is known what there is."""
    path = paths.log_checkpoint(seq)
    try:
        summed = {item["path"]: DataFile(**item) for item in json.loads(read_text(store, path))["files"]}
    except (ValueError, KeyError, TypeError) as error:
        log.problems.append(f"{path}: cannot be read ({error}); delete it, the entries have what it sums up")
        return known
    if known and summed != log.files:
        log.problems.append(f"{path}: does not agree with the entries; delete it, they have what it sums up")
    elif not known:
        log.files = summed
    return True
