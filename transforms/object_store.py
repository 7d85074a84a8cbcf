"""A lake in an object store: Beam's access to S3 and GCS, and what that lacks, create if absent."""

from __future__ import annotations

import contextlib
import errno
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

import pyarrow as pa
from apache_beam.options.pipeline_options import PipelineOptions

from transforms.tables.errors import LakeError
from transforms.tables.store import Bytes, StoredFile, only_bytes

ABSENT = ""
"""In place of a version: there must be no object."""

Put = Callable[[str, bytes, "str | None"], bool]
"""Write an object in one request; with a version (or ABSENT) only over that one, which the server judges at the
instant of writing. Return whether it was written."""

VersionOf = Callable[[str], str]
"""Return what the server changes with every write of an object: its ETag in S3, its generation in GCS."""


class ObjectAccess(Protocol):
    """What `apache_beam.io.aws.s3io.S3IO` and `apache_beam.io.gcp.gcsio.GcsIO` have in common.

    Beam's FileSystems do the same through these classes, but connect anew for every call, which takes longer
    than the call.
    """

    def open(self, path: str, mode: str) -> Any:
        """Open an object for reading."""

    def delete(self, path: str) -> None:
        """Delete an object."""

    def list_files(self, path: str, with_metadata: bool = False) -> Iterator[tuple[str, Any]]:
        """List the objects whose address begins so, each with (size, time of last change)."""

    def size(self, path: str) -> int:
        """Return an object's size."""


class ObjectStore:
    """A lake under a prefix of a bucket.

    Objects appear whole and listings are current (S3 since 2020, GCS always). There are no folders to exchange, so
    `swap` does not exist, and no lock: publishers meet in `create`, and in `move`, which names what it writes over.
    """

    swaps_folders = False

    def __init__(self, address: str, access: ObjectAccess, put: Put, version_of: VersionOf) -> None:
        """Take the address of the lake and the ways to reach it.

        Args:
            address: `scheme://bucket/prefix`.
            access: Beam's access to this kind of store.
            put: how to write.
            version_of: how to tell one content of an object from another.
        """
        self.root = address.rstrip("/")
        self._access = access
        self._put = put
        self._version_of = version_of

    def __repr__(self) -> str:
        return f"ObjectStore({self.root!r})"

    def _at(self, path: str) -> str:
        return f"{self.root}/{path}"

    def probe(self) -> None:
        """Write and delete an object."""
        self.write(".probe", b"")
        self.delete(".probe")

    def read(self, path: str) -> pa.Buffer:
        """Return an object's bytes."""
        with _as_os_error(self._at(path)), self._access.open(self._at(path), "rb") as source:
            return pa.py_buffer(source.read())

    def map(self, path: str) -> pa.Buffer:
        """Return an object's bytes; they come over the network at once."""
        return self.read(path)

    def size(self, path: str) -> int | None:
        """Return an object's size, None if it is not there."""
        try:
            with _as_os_error(self._at(path)):
                return self._access.size(self._at(path))
        except FileNotFoundError:
            return None

    def files(self, folder: str) -> list[StoredFile]:
        """Return all objects below a folder, sorted by path."""
        prefix = f"{self._at(folder)}/" if folder else f"{self.root}/"
        start = len(self.root) + 1
        with _as_os_error(prefix):
            found = [
                StoredFile(address[start:], size, changed, used=size)
                for address, (size, changed) in self._access.list_files(prefix, with_metadata=True)
            ]
        return sorted(found, key=_path_of)

    def write(self, path: str, data: Bytes) -> None:
        """Write an object; readers see it whole or not at all."""
        with _as_os_error(self._at(path)):
            self._put(self._at(path), only_bytes(data), None)

    def replace(self, path: str, data: Bytes) -> None:
        """Write an object over the old one."""
        self.write(path, data)

    def create(self, path: str, data: Bytes) -> bool:
        """Write an object if there is none.

        A client that loses the answer tries again and is then refused by its own first try: so a refusal
        counts as success when what is there is what we wrote.
        """
        content = only_bytes(data)
        with _as_os_error(self._at(path)):
            if self._put(self._at(path), content, ABSENT):
                return True
        return bool(content) and self.read(path).to_pybytes() == content

    def link(self, source: str, target: str) -> None:
        """Copy an object."""
        self.move(source, target)

    def version(self, path: str) -> str:
        """Return the object's ETag or generation."""
        with _as_os_error(self._at(path)):
            return self._version_of(self._at(path))

    def move(self, source: str, target: str, over: str | None = None) -> None:
        """Write the content of an object into place; the source goes with its folder.

        A copy made by the server would not do: between the moment it finds the source and the moment it writes,
        others may finish the entry, go on, and write newer content, which it would then replace; so would a request
        whose sender was killed. A write that names what it replaces is refused then.
        """
        data = only_bytes(self.read(source))
        with _as_os_error(self._at(target)):
            if not self._put(self._at(target), data, over):
                raise FileExistsError(errno.EEXIST, "another publisher was here first", self._at(target))

    def swap(self, first: str, second: str) -> None:
        """Not to be had here; `swaps_folders` says so."""
        raise OSError(errno.ENOTSUP, "object stores cannot exchange folders", self._at(second))

    def retire(self, folder: str, aside: str, files: Sequence[str]) -> None:
        """Delete these objects of a folder one by one; there is no instant for all of them.

        Whatever else is there was published since, by somebody for whom this is done already.
        """
        for path in files:
            self.delete(path)

    def settle(self, folder: str) -> None:
        """Objects are durable once written."""

    def note(self, path: str, data: Bytes) -> None:
        """Write an object."""
        self.write(path, data)

    def delete(self, path: str) -> None:
        """Delete an object."""
        with contextlib.suppress(FileNotFoundError), _as_os_error(self._at(path)):
            self._access.delete(self._at(path))

    def delete_folder(self, folder: str) -> None:
        """Delete all objects below a folder."""
        for file in self.files(folder):
            self.delete(file.path)

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """There is no lock: the number of the log entry decides."""
        yield


def _path_of(file: StoredFile) -> str:
    return file.path


@contextlib.contextmanager
def _as_os_error(address: str) -> Iterator[None]:
    """Say what went wrong in the terms of a file system; both libraries' errors have an HTTP `code`."""
    try:
        yield
    except OSError:
        raise
    except Exception as error:
        status = getattr(error, "code", None)
        if status == 404:
            raise FileNotFoundError(errno.ENOENT, "no such object", address) from error
        if status in (401, 403):
            raise PermissionError(errno.EACCES, "not permitted; check the credentials", address) from error
        if status is None:
            raise
        raise OSError(errno.EIO, str(error), address) from error


_CONNECTIONS = threading.local()


def _s3_access() -> Any:
    """Return this thread's connection: making one takes longer than most of what is done with it, and Beam's
    reader keeps state in it, so threads do not share one."""
    from apache_beam.io.aws.s3io import S3IO

    environment = tuple(sorted(item for item in os.environ.items() if item[0].startswith("AWS_")))
    if getattr(_CONNECTIONS, "environment", None) != environment:
        _CONNECTIONS.access = S3IO(options=PipelineOptions([]))
        _CONNECTIONS.environment = environment
    return _CONNECTIONS.access


def s3_store(address: str) -> ObjectStore:
    """Return the store for an `s3://` address; endpoint, region and credentials come from the environment.

    Create-if-absent is a PUT with `If-None-Match: *`, a write over a certain version one with `If-Match`; AWS has both
    since 2024, as have MinIO, Ceph and R2.

    Raises:
        LakeError: boto3 is not installed.
    """
    try:
        from botocore.exceptions import BotoCoreError, ClientError
    except ImportError as error:
        raise LakeError(f"{address}: a lake in s3:// needs boto3: pip install 'communique[s3]'") from error
    access = _s3_access()
    client = access.client.client

    def put(target: str, data: bytes, over: str | None) -> bool:
        bucket, _, key = target.removeprefix("s3://").partition("/")
        condition = {} if over is None else {"IfMatch": over} if over else {"IfNoneMatch": "*"}
        for _ in range(10):
            try:
                client.put_object(Bucket=bucket, Key=key, Body=data, **condition)
            except ClientError as error:
                status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
                if condition and status in (404, 412):  # 404: what was to be written over is gone
                    return False
                if condition and status == 409:  # another conditional write is under way: its end decides
                    continue
                kind = errno.EACCES if status in (401, 403) else errno.EIO
                raise OSError(kind, str(error), target) from error
            except BotoCoreError as error:
                raise OSError(errno.EIO, str(error), target) from error
            return True
        raise OSError(errno.EBUSY, "other writers kept the object busy", target)

    def version_of(target: str) -> str:
        bucket, _, key = target.removeprefix("s3://").partition("/")
        try:
            return str(client.head_object(Bucket=bucket, Key=key)["ETag"])
        except ClientError as error:
            missing = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 404
            raise OSError(errno.ENOENT if missing else errno.EIO, str(error), target) from error
        except BotoCoreError as error:
            raise OSError(errno.EIO, str(error), target) from error

    return ObjectStore(address, access, put, version_of)


def gcs_store(address: str) -> ObjectStore:
    """Return the store for a `gs://` address; project and credentials come from the environment.

    Create-if-absent is an upload that requires generation 0, a write over a certain version one that requires its
    generation.

    Raises:
        LakeError: Google's libraries are not installed.
    """
    try:
        from apache_beam.io.gcp.gcsio import GcsIO
        from google.api_core.exceptions import NotFound, PreconditionFailed
    except ImportError as error:
        raise LakeError(
            f"{address}: a lake in gs:// needs Google's libraries: pip install 'communique[gcs]'"
        ) from error
    access = GcsIO(pipeline_options=PipelineOptions([]))
    client = access.client

    def put(target: str, data: bytes, over: str | None) -> bool:
        bucket, _, key = target.removeprefix("gs://").partition("/")
        condition = {} if over is None else {"if_generation_match": int(over or 0)}
        try:
            client.bucket(bucket).blob(key).upload_from_string(
                data, content_type="application/octet-stream", **condition
            )
        except PreconditionFailed:
            return False
        return True

    def version_of(target: str) -> str:
        bucket, _, key = target.removeprefix("gs://").partition("/")
        blob = client.bucket(bucket).get_blob(key)
        if blob is None:
            raise NotFound(target)
        return str(blob.generation)

    return ObjectStore(address, access, put, version_of)
