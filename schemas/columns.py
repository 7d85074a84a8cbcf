"""The one way to declare a field of a record: its meaning stands beside its type."""

from __future__ import annotations

import dataclasses
from typing import Any

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
