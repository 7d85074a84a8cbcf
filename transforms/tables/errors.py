"""What can be wrong with a lake, as errors whose message names the place and what to do."""

from __future__ import annotations


class LakeError(Exception):
    """The lake cannot be used as asked; the message is for the operator and needs no traceback."""


class NotALake(LakeError):
    """There is no lake at the address."""


class SchemaMismatch(LakeError):
    """The lake was written with another schema version than this code has."""


class DamagedLake(LakeError):
    """Something the log promises is missing: files were removed or changed by other hands."""


class IndexGap(LakeError):
    """The index of known articles does not speak of every log entry; it can be made anew from the tables."""
