"""The program of a parsing process: jobs on standard input, results on standard output, limits on itself.

A frame is a 4-byte length, a JSON object of that length, an 8-byte length and bytes of that length. Results
are
JSON as well: what parsed hostile input does not get to send pickles.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import struct
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from transforms.feeds.errors import FetchError

Job = Callable[[dict[str, Any], bytes], dict[str, Any]]

# After a job that made it grow past this the process is replaced: freed memory rarely returns to the system.
RECYCLE_RSS_BYTES = 220 << 20


def write_frame(stream: BinaryIO, header: dict[str, Any], body: bytes = b"") -> None:
    """Write one frame and flush."""
    head = json.dumps(header).encode("ascii")
    stream.write(struct.pack(">I", len(head)) + head + struct.pack(">Q", len(body)))
    stream.write(body)
    stream.flush()


def read_frame(stream: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """Read one frame; None at the end of the stream."""
    size = stream.read(4)
    if len(size) < 4:
        return None
    header = json.loads(stream.read(struct.unpack(">I", size)[0]))
    length = struct.unpack(">Q", stream.read(8))[0]
    return header, stream.read(length)


def feed_job(header: dict[str, Any], body: bytes) -> dict[str, Any]:
    """Parse a feed."""
    from transforms.feeds.parse import parse_feed

    return parse_feed(
        body,
        header["headers"],
        truncated=header["truncated"],
        max_entries=header["max_entries"],
        url=header.get("url", ""),
    )


def page_job(header: dict[str, Any], body: bytes) -> dict[str, Any]:
    """Extract the text of an article page."""
    from transforms.articles.pages import extract_page

    return extract_page(body, header["url"], header["headers"])


def spin_job(header: dict[str, Any], body: bytes) -> dict[str, Any]:
    """Never end, or grow without end: for the tests of the limits."""
    hoard = []
    while True:
        if header["grow"]:
            hoard.append(bytearray(1 << 20))


JOBS: dict[str, Job] = {"feed": feed_job, "page": page_job, "spin": spin_job}


def run_job(header: dict[str, Any], body: bytes) -> dict[str, Any]:
    """Return `{ok: result}` or `{error: class, message}`."""
    try:
        return {"ok": JOBS[header["job"]](header, body)}
    except FetchError as error:
        return {"error": error.kind, "message": error.message}
    except MemoryError:
        return {"error": "parse_memory", "message": "parsing needed more memory than its limit"}
    except RecursionError:
        return {"error": "not_a_feed", "message": "nested too deeply to be read"}
    except Exception as error:  # noqa: BLE001 - a parser's surprise costs this feed only; it is reported as such
        return {"error": "parse_crash", "message": f"{type(error).__name__}: {error}"}


def peak_bytes() -> int:
    """Return the peak resident memory of this program.

    Not `ru_maxrss` where it can be avoided: that starts at the size of the process that forked us.
    """
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) << 10
    except OSError:
        pass
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


def serve(memory_bytes: int) -> None:
    """Answer jobs until standard input ends."""
    jobs, results = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not end up between frames
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import transforms.feeds.parse  # noqa: F401 - before the limit: its import must not fail

    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    while (frame := read_frame(jobs)) is not None:
        header, body = frame
        # Should the parent die while a job runs, nobody would stop it: an alarm does.
        signal.alarm(int(header["seconds"]) + 10)
        outcome = run_job(header, body)
        signal.alarm(0)
        outcome["retire"] = peak_bytes() > RECYCLE_RSS_BYTES
        try:
            payload = json.dumps(outcome).encode("ascii")
        except MemoryError:
            payload = json.dumps(
                {
                    "error": "parse_memory",
                    "message": "the result did not fit into the memory limit",
                    "retire": True,
                }
            ).encode("ascii")
        write_frame(results, {"bytes": len(payload)}, payload)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
