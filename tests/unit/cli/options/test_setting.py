"""What an option's value becomes."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
import typer

from foresale.cli.options.setting import Setting


@pytest.mark.parametrize(
    ("kind", "typed", "taken"),
    [
        ("names", ["store", "product"], ("store", "product")),
        ("names", ["store,product", " town "], ("store", "product", "town")),
        ("names", [""], ()),
        ("names", [], None),
        ("names", None, None),
        ("numbers", ["1, 15"], (1, 15)),
        ("paths", [Path("a.csv")], (Path("a.csv"),)),
        ("day", datetime(2024, 5, 31), date(2024, 5, 31)),
        ("switch", False, False),
        ("whole", 0, 0),
    ],
)
def test_a_typed_value_arrives_as_the_library_takes_it(kind, typed, taken):
    assert Setting("thing", kind, "").from_option(typed) == taken


def test_a_list_of_numbers_refuses_words():
    with pytest.raises(typer.BadParameter, match="'first'"):
        Setting("paydays", "numbers", "").from_option(["1,first"])


def test_underscores_become_dashes_unless_it_is_spelled_otherwise():
    assert Setting("known_ahead", "names", "").spelling == "--known-ahead"
    assert Setting("ignored", "names", "", flag="--ignore").keys == ("ignored", "ignore")
