"""Parts of a request that can't be used: where, what and what to do, without the value: it may be secret."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

from pydantic import BaseModel, Field

from foresale.error_reasons import Argument

FieldReason = Literal[
    "missing",
    "unknown",
    "json",
    "too_long",
    "too_short",
    "too_many",
    "too_few",
    "above",
    "at_least",
    "below",
    "at_most",
    "whole_number",
    "number",
    "yes_or_no",
    "day",
    "moment",
    "text",
    "pattern",
    "choice",
]
"""Why a field can't be used, stable across releases."""

_REASONS: Mapping[str, FieldReason] = MappingProxyType(
    {
        "missing": "missing",
        "extra_forbidden": "unknown",
        "json_invalid": "json",
        "string_too_long": "too_long",
        "string_too_short": "too_short",
        "too_long": "too_many",
        "too_short": "too_few",
        "greater_than": "above",
        "greater_than_equal": "at_least",
        "less_than": "below",
        "less_than_equal": "at_most",
        **dict.fromkeys(("int_parsing", "int_type", "int_from_float", "int_parsing_size"), "whole_number"),
        **dict.fromkeys(
            ("float_parsing", "float_type", "decimal_parsing", "decimal_type", "finite_number"), "number"
        ),
        **dict.fromkeys(("bool_parsing", "bool_type"), "yes_or_no"),
        **dict.fromkeys(
            ("date_parsing", "date_type", "date_from_datetime_parsing", "date_from_datetime_inexact"), "day"
        ),
        **dict.fromkeys(
            ("datetime_parsing", "datetime_type", "datetime_from_date_parsing", "timezone_aware"), "moment"
        ),
        "string_type": "text",
        "string_pattern_mismatch": "pattern",
        "enum": "choice",
        "literal_error": "choice",
    }
)
_ARGUMENTS: Mapping[str, str] = MappingProxyType(
    {
        "max_length": "limit", "min_length": "limit", "gt": "limit", "ge": "limit", "lt": "limit",
        "le": "limit", "expected": "choices",
    }
)  # fmt: skip
"""Names of ours for what pydantic tells of a rule."""

_LAST_OR = re.compile(r"(['\d]) or (['\d])")
"""Pydantic writes choices as an English sentence does; others have other words for it."""

_FIXES: Mapping[str, str] = MappingProxyType(
    {
        "missing": "Add it.",
        "extra_forbidden": "Leave it out, or correct its name.",
        "json_invalid": "Correct the JSON there.",
        "string_too_long": "Shorten it.",
        "string_too_short": "Lengthen it.",
        "too_long": "Send fewer at once.",
        "enum": "Choose one of the values named.",
        "literal_error": "Choose one of the values named.",
    }
)


class WrongField(BaseModel):
    """A part of a request that can't be used."""

    where: str = Field(description="Which part, such as body.items.3.quantity or query.limit.")
    problem: str = Field(description="What is wrong with it.")
    fix: str = Field(description="What to do about it.")
    reason: FieldReason | None = Field(
        None, description="The kind of fault, stable for machines; null where `problem` alone tells it."
    )
    arguments: dict[str, Argument] = Field(
        default={},
        description="`limit` of numbers, lengths and counts; `choices`, the values that are taken.",
    )


def wrong_field(item: Mapping[str, Any]) -> WrongField:
    """A fault that pydantic found, as it is told.

    Args:
        item: One of pydantic's `errors()`.
    """
    kind = str(item["type"])
    message = str(item["msg"]).removeprefix("Value error, ").rstrip(".") + "."
    told = item.get("ctx") or {}
    return WrongField(
        where=".".join(str(part) for part in item["loc"]),
        problem=message[:1].upper() + message[1:],
        fix=_FIXES.get(kind, "Correct it; /api/docs shows an example."),
        reason=_REASONS.get(kind),
        arguments={
            name: value if isinstance(value, int | float) else _LAST_OR.sub(r"\1, \2", str(value))
            for stated, value in told.items()
            if (name := _ARGUMENTS.get(stated)) is not None and kind in _REASONS
        },
    )
