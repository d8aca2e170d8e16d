"""How many values a JSON body may hold: counted by its bytes, before anything of it is made."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foresale.errors import OptionError
from foresale.service.api.kit.http_errors import TooLargeError

MAX_DEPTH = 20
MAX_KEYS = 200
"""Of one object."""

MAX_ELEMENTS = 20_000
"""Of one list: more than any route takes, so that the route itself can say what it takes."""

MAX_VALUES = 250_000

SMALL_BYTES = 1024
"""What can't hold enough to matter."""

_QUOTE, _COMMA, _LIST, _OBJECT, _END = 1, 2, 3, 4, 5
_KINDS = np.zeros(256, np.uint8)
_KINDS[list(b'",[{]}')] = (_QUOTE, _COMMA, _LIST, _OBJECT, _END, _END)


def check_shape(body: bytes) -> None:
    """Refuse a JSON body that holds more, or more deeply, than any route takes.

    Counts commas and brackets outside strings, so that no parser has to make what is refused then. What
    isn't JSON passes: the parser says where it is wrong.

    Args:
        body: All of it.

    Raises:
        TooLargeError: An object has too many names, a list too many elements, or all together too much.
        OptionError: It is nested too deeply, or isn't UTF-8.

    Examples:
        >>> check_shape(b'{"year": 2026, "month": 11, "lags": [310, 290, 305]}')
    """
    if len(body) <= SMALL_BYTES or body.count(b",") + body.count(b"[") + body.count(b"{") < MAX_DEPTH:
        return
    if b"\x00" in body:
        raise OptionError("The body isn't UTF-8.", fix="Send JSON as UTF-8.")
    tokens = _tokens_of(body)
    opens = (tokens == _LIST) | (tokens == _OBJECT)
    depth = np.cumsum(opens, dtype=np.int32) - np.cumsum(tokens == _END, dtype=np.int32)
    if depth.size and depth.max() > MAX_DEPTH:
        raise OptionError(
            f"The body is nested more than {MAX_DEPTH} deep.", fix="Send what /api/docs shows, no deeper."
        )
    is_comma = tokens == _COMMA
    values = int(is_comma.sum()) + int(opens.sum())
    if values > MAX_VALUES:
        raise _too_much(f"The body holds more than {MAX_VALUES:,} values.")
    _check_parts(tokens, depth, opens, is_comma)


def _tokens_of(body: bytes) -> NDArray[np.uint8]:
    """The commas and brackets outside strings, in order."""
    if b"\\" in body:
        # Pairs from the left: what is left of a row of backslashes belongs to the letter after it.
        body = body.replace(b"\\\\", b"__").replace(b'\\"', b"__")
    kinds = _KINDS[np.frombuffer(body, np.uint8)]
    tokens = kinds[np.flatnonzero(kinds)]
    is_quote = tokens == _QUOTE
    inside = np.cumsum(is_quote, dtype=np.int32) & 1
    outside: NDArray[np.uint8] = tokens[(inside == 0) & ~is_quote]
    return outside


def _check_parts(
    tokens: NDArray[np.uint8], depth: NDArray[np.int32], opens: NDArray[np.bool_], is_comma: NDArray[np.bool_]
) -> None:
    """Count the commas of each object and list: those of its own depth up to the next that opens there."""
    counted = np.flatnonzero((opens | is_comma) & (depth > 0))
    ordered = counted[np.argsort(depth[counted], kind="stable")]
    begins = opens[ordered]
    part = np.cumsum(begins) - 1
    if not part.size or part[0] < 0:
        return
    commas = np.bincount(part[~begins], minlength=int(part[-1]) + 1)
    is_list = tokens[ordered[begins]] == _LIST
    elements = int(commas[is_list].max(initial=0)) + 1
    keys = int(commas[~is_list].max(initial=0)) + 1
    if elements > MAX_ELEMENTS:
        raise _too_much(f"A list in the body has {elements:,} elements, more than {MAX_ELEMENTS:,}.")
    if keys > MAX_KEYS:
        raise _too_much(f"An object in the body has {keys:,} names, more than {MAX_KEYS}.")


def _too_much(problem: str) -> TooLargeError:
    return TooLargeError(problem, fix="Send less at once, or upload a file at /api/imports.")
