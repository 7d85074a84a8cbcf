"""`_lake.json`: which versions a lake has, and the errors that a lake of another version or place ends in."""

from __future__ import annotations

import errno
import json
from typing import Any

from schemas.tables import SCHEMA_VERSION
from transforms.tables import paths
from transforms.tables.errors import LakeError, NotALake, SchemaMismatch
from transforms.tables.store import Store, read_text

FORMAT_VERSION = 1
"""Version of layout and log; SCHEMA_VERSION is that of the tables."""


def read_description(store: Store) -> dict[str, Any] | None:
    """Return what `_lake.json` says, None if there is no lake.

    Raises:
        NotALake: it is not JSON.
        LakeError: it cannot be read.
    """
    try:
        return json.loads(read_text(store, paths.LAKE_FILE))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except ValueError as error:
        raise NotALake(
            f"{store.root}/{paths.LAKE_FILE} is not JSON ({error}); restore it or choose another lake"
        ) from error
    except OSError as error:
        raise refused(store, error) from error


def refused(store: Store, error: OSError) -> LakeError:
    """Return what the storage refused as an error for the operator."""
    hints = {
        errno.EACCES: "not permitted; choose a directory you may write to",
        errno.EPERM: "not permitted; choose a directory you may write to",
        errno.EROFS: "the file system is read-only; choose another place",
        errno.ENOSPC: "no space left; make room and run the same command again, nothing is lost",
        errno.EDQUOT: "the quota is used up; make room and run the same command again, nothing is lost",
        errno.ENOTDIR: "a file stands where a directory is needed; choose another place",
        errno.EEXIST: "a file stands where a directory is needed; choose another place",
    }
    what = hints.get(error.errno or 0, error.strerror or str(error))
    return LakeError(f"lake {store.root}: {what}")


def check_versions(store: Store, description: dict[str, Any]) -> None:
    """Raise unless a lake has the versions of this code.

    Raises:
        SchemaMismatch: it has others; the message says what to do.
        NotALake: it names none.
    """
    found = description.get("format_version"), description.get("schema_version")
    wanted = FORMAT_VERSION, SCHEMA_VERSION
    if found == wanted:
        return
    if any(not isinstance(have, int) for have in found):
        raise NotALake(
            f"{store.root}/{paths.LAKE_FILE} lacks its versions; restore it or choose another lake"
        )
    if found > wanted:
        raise SchemaMismatch(
            f"{store.root}: the lake has format {found[0]} and schema {found[1]}, this code {wanted[0]} and "
            f"{wanted[1]}; update communique"
        )
    raise SchemaMismatch(
        f"{store.root}: the lake has schema {found[1]}, this code {wanted[1]}; "
        f"run `communique lake schema --upgrade {store.root}`"
    )
