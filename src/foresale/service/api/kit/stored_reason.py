"""A reason that was written down, perhaps by another release."""

from __future__ import annotations

from typing import Annotated, Any, get_args

from pydantic import BeforeValidator

from foresale.error_reasons import ReasonCode

_CODES = frozenset(get_args(ReasonCode))


def _forget_unknown(code: Any) -> Any:
    """None for a code of a newer release, or one that isn't raised any more: the sentence tells it."""
    return code if code in _CODES else None


StoredReason = Annotated[ReasonCode | None, BeforeValidator(_forget_unknown)]
"""A reason as it was stored; null where this release has no such code."""
