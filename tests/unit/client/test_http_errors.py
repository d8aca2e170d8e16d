"""What a server refused is told, whatever else stands in its answer."""

from __future__ import annotations

from typing import Any

import pytest

from foresale.client.http_errors import read_problem

TOLD = {"detail": "There is no product 17.", "fix": "List them.", "reason": "no_such_product"}


@pytest.mark.parametrize(
    ("arguments", "known"), [({"name": 17}, {"name": 17}), (None, {}), ([17], {}), ("17", {})]
)
def test_a_reason_is_read_with_what_stands_in_its_sentence(arguments: Any, known: dict[str, Any]) -> None:
    error = read_problem(404, TOLD | {"arguments": arguments})
    assert (error.problem, error.fix) == (TOLD["detail"], TOLD["fix"])
    assert error.reason is not None
    assert (error.reason.code, error.reason.arguments) == ("no_such_product", known)


def test_an_answer_without_a_reason_has_its_sentence_alone() -> None:
    error = read_problem(404, {"detail": TOLD["detail"]})
    assert (error.problem, error.reason) == (TOLD["detail"], None)


def test_a_single_part_that_the_sentence_tells_already_is_told_once() -> None:
    part = {"where": "body.month", "problem": "Input should be at most 12.", "fix": "Correct it."}
    told = f"{part['where']}: {part['problem']}"
    assert read_problem(422, {"detail": told, "errors": [part]}).problem == told
    several = read_problem(422, {"detail": "2 parts can't be used.", "errors": [part, part]})
    assert several.problem == f"2 parts can't be used.\n  {told}\n  {told}"
