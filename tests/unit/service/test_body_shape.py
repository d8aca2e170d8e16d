"""A body's shape: as a parser would find it, whatever its strings hold."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresale.errors import ForesaleError
from foresale.service.api.middleware import body_shape
from foresale.service.api.middleware.body_shape import check_shape

BODIES = st.recursive(
    st.none() | st.integers() | st.text(alphabet='a,"\\[]{}:é', max_size=6),
    lambda inner: (
        st.lists(inner, max_size=6)
        | st.dictionaries(st.text(alphabet='b,"\\[{', max_size=4), inner, max_size=6)
    ),
    max_leaves=30,
)


def largest(value: Any) -> tuple[int, int, int]:
    """The deepest place, the longest list and the largest object of a value."""
    if not isinstance(value, list | dict):
        return 0, 0, 0
    inner = [largest(item) for item in (value.values() if isinstance(value, dict) else value)]
    depth, elements, keys = (max((found[n] for found in inner), default=0) for n in range(3))
    if isinstance(value, dict):
        return depth + 1, elements, max(keys, len(value))
    return depth + 1, max(elements, len(value)), keys


@settings(max_examples=100, deadline=None)
@given(BODIES)
def test_the_shape_is_what_a_parser_finds(body: Any) -> None:
    depth, elements, keys = largest(body)
    text = json.dumps(body, ensure_ascii=False)
    with pytest.MonkeyPatch.context() as patched:
        for name, most in (("SMALL_BYTES", 0), ("MAX_DEPTH", 3), ("MAX_ELEMENTS", 4), ("MAX_KEYS", 4)):
            patched.setattr(body_shape, name, most)
        try:
            check_shape(text.encode())
            is_refused = False
        except ForesaleError:
            is_refused = True
    has_few_marks = sum(map(text.count, ",[{")) < 3  # these pass unread
    assert is_refused == ((depth > 3 or elements > 4 or keys > 4) and not has_few_marks)


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({f"k{n}": 1 for n in range(201)}, "201 names"),
        ({"sales": [{}, {f"k{n}": {} for n in range(300)}]}, "300 names"),
        ({"sales": [1] * 20_001}, "20,001 elements"),
        ({"sales": [[1] * 20_000] * 13}, "250,000 values"),
    ],
)
def test_what_is_too_much_is_said(body: Any, word: str) -> None:
    with pytest.raises(ForesaleError, match=word):
        check_shape(json.dumps(body).encode())


def test_a_deep_body_is_refused() -> None:
    with pytest.raises(ForesaleError, match="deep"):
        check_shape(b"[" * 2_000)


def test_what_is_no_json_is_left_to_the_parser() -> None:
    check_shape(b"," * 5_000)
    check_shape(b"]" * 5_000)
    check_shape(b'"' * 5_001)


def test_no_other_encoding_hides_a_shape() -> None:
    hidden = json.dumps({"a": "∀", **{f"k{n}": 1 for n in range(300)}}, ensure_ascii=False).encode("utf-16")
    with pytest.raises(ForesaleError, match="UTF-8"):
        check_shape(hidden)
