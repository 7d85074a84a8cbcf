"""From an address to storage: a directory, or an object store through Beam's file systems."""

from __future__ import annotations

from transforms.tables import lake
from transforms.tables.filesystem import LocalStore, local_root
from transforms.tables.lake import Lake
from transforms.tables.store import Store


def open_store(address: str) -> Store:
    """Return the storage an address names: a directory, `s3://bucket/prefix` or `gs://bucket/prefix`.

    Raises:
        LakeError: no storage is known for the scheme, or what it needs is not installed.
    """
    scheme = address.partition("://")[0] if "://" in address else ""
    # Beam's file systems take seconds to import; commands on a local lake do not wait for them.
    if scheme == "s3":
        from transforms.object_store import s3_store

        return s3_store(address)
    if scheme == "gs":
        from transforms.object_store import gcs_store

        return gcs_store(address)
    return LocalStore(local_root(address))


def open_lake(address: str, *, create: bool = False, mend: bool = True, any_schema: bool = False) -> Lake:
    """Open the lake at an address; see `transforms.tables.lake.open_lake`.

    Raises:
        LakeError: there is no lake, it cannot be used, or another version of the code wrote it.
    """
    return lake.open_lake(open_store(address), create=create, mend=mend, any_schema=any_schema)
