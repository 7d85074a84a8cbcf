"""Records as Beam rows: what Beam YAML, SQL and other languages understand.

Our own steps hand on record classes, which Beam pickles. At the edge to other people's pipelines every record
becomes a NamedTuple with a schema of portable types; dates and times become ISO 8601 text, as in the lake's
JSON. The types are derived from the record classes, so that no field can be forgotten.
"""

import dataclasses
import datetime as dt
import types
import typing
from collections.abc import Sequence
from typing import Any, NamedTuple, Optional

from apache_beam import coders

from schemas.arrow import to_json
from schemas.event import Dyad, Event, Participant, Place

_TEXTS = (dt.date, dt.datetime)


def row_type(name: str, record: type, nested: dict[type, type]) -> type:
    """Return the NamedTuple of a record class, with Beam's row coder registered for it.

    Args:
        name: of the type; it must be a name of this module, because Beam pickles it by reference.
        record: a dataclass of `schemas`.
        nested: the NamedTuples of the record classes that stand in its fields.
    """
    hints = typing.get_type_hints(record)
    fields = [(field.name, _portable(hints[field.name], nested)) for field in dataclasses.fields(record)]
    made: Any = NamedTuple(name, fields)  # type: ignore[misc]
    made.__module__ = __name__
    coders.registry.register_coder(made, coders.RowCoder)
    return made


def _portable(hint: Any, nested: dict[type, type]) -> Any:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        [inner] = [part for part in typing.get_args(hint) if part is not type(None)]
        return Optional[_portable(inner, nested)]  # noqa: UP045 - Beam reads this form
    if typing.get_origin(hint) is tuple:
        return Sequence[_portable(typing.get_args(hint)[0], nested)]  # type: ignore[misc]
    return str if hint in _TEXTS else nested.get(hint, hint)


PartyRow: Any = row_type("PartyRow", Participant, {})
PlaceRow: Any = row_type("PlaceRow", Place, {})
EventRow: Any = row_type("EventRow", Event, {Participant: PartyRow, Place: PlaceRow})
DyadRow: Any = row_type("DyadRow", Dyad, {})

ROWS = {Participant: PartyRow, Place: PlaceRow, Event: EventRow, Dyad: DyadRow}


def to_beam_row(record: Any) -> Any:
    """Return a record of `ROWS` as its NamedTuple."""
    return _converted(record)


def _converted(value: Any) -> Any:
    kind = ROWS.get(type(value))
    if kind is not None:
        return kind(*(_converted(getattr(value, name)) for name in kind._fields))
    if isinstance(value, (tuple, list)):
        return [_converted(item) for item in value]
    return to_json(value) if isinstance(value, _TEXTS) else value


# No `from __future__ import annotations` here: Beam reads the types themselves, not their text.
class ArticleRow(NamedTuple):
    """An article as `ReadFeeds` gives it and `ExtractEvents` takes it; `published` is ISO 8601, UTC."""

    id: str
    published: Optional[str]  # noqa: UP045
    title: str
    text: str
    url: str
    language: Optional[str]  # noqa: UP045
    feed: str


class ErrorRow(NamedTuple):
    """What could not be used: the element as text, step, reason (docs/errors.md) and words of the error."""

    element: str
    stage: str
    reason: str
    msg: str


for _row in (ArticleRow, ErrorRow):
    coders.registry.register_coder(_row, coders.RowCoder)
