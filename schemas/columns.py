"""The one way to declare a field of a record: its meaning stands beside its type."""

from __future__ import annotations

import dataclasses
import operator
from typing import Any, TypeVar

DOC = "doc"
EXAMPLE = "example"


def column(doc: str, *, example: Any = None, default: Any = dataclasses.MISSING) -> Any:
    """Declare a record field.

    Args:
        doc: what the value means, its unit and what null means; it becomes Arrow field metadata
            and the data dictionary.
        example: a value as it may stand in the lake, for the data dictionary.
        default: default value of the field; tuples (never lists) for repeated values.
    """
    return dataclasses.field(default=default, metadata={DOC: doc, EXAMPLE: example})


Record = TypeVar("Record")


def quickly_pickled(record: type[Record]) -> type[Record]:
    """Give a frozen, slotted dataclass a `__reduce__` of its own; below `@dataclass` would be too early.

    The one dataclasses make walks over `fields()` in Python for every object. Records cross from step to step
    as pickles, some ten times an article, which was a sixth of the time of a run.
    """
    names = [field.name for field in dataclasses.fields(record)]  # type: ignore[arg-type]
    values = operator.attrgetter(*names)
    _SETTERS[record] = tuple(record.__dict__[name].__set__ for name in names)

    def reduce(self: Any) -> tuple[Any, ...]:
        return _rebuild, (record, values(self))

    record.__reduce__ = reduce  # type: ignore[method-assign]
    return record


_SETTERS: dict[type, tuple[Any, ...]] = {}


def _rebuild(record: type, values: tuple[Any, ...]) -> Any:
    made: Any = object.__new__(record)
    for put, value in zip(_SETTERS[record], values, strict=True):
        put(made, value)
    return made
