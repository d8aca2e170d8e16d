"""Parts of a request that can't be used are told as data, in no language."""

from __future__ import annotations

from enum import Enum
from typing import Any, Literal

import pytest
from pydantic import TypeAdapter, ValidationError

from foresale.service.api.kit.wrong_fields import WrongField, wrong_field


class Grain(Enum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


def fault_of(kind: Any, value: Any) -> WrongField:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(value)
    return wrong_field(caught.value.errors()[0])


@pytest.mark.parametrize("kind", [Literal["day", "week", "month"], Grain])
def test_choices_stand_side_by_side_without_an_english_or(kind: Any) -> None:
    fault = fault_of(kind, "year")
    assert (fault.reason, fault.arguments) == ("choice", {"choices": "'day', 'week', 'month'"})


def test_a_choice_of_numbers_and_one_with_a_word_like_or_stay_readable() -> None:
    assert fault_of(Literal[7, 28], 3).arguments == {"choices": "7, 28"}
    assert fault_of(Literal["more or less"], "much").arguments == {"choices": "'more or less'"}
