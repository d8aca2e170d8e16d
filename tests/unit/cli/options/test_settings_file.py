"""A settings file: what it decides, and what is said about a line that can't be used."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from foresale.cli.options.settings_file import read_settings_file
from foresale.cli.options.shared import FILE_GROUPS
from foresale.errors import ForesaleError, OptionError, UnreadableFileError


def read(folder: Path, text: str) -> dict[str, dict[str, object]]:
    path = folder / "shop.toml"
    path.write_text(text, encoding="utf-8")
    return read_settings_file(path, FILE_GROUPS)


def failure(folder: Path, text: str, kind: type[ForesaleError] = OptionError) -> str:
    with pytest.raises(kind) as caught:
        read(folder, text)
    return str(caught.value)


def test_every_kind_of_value_arrives_as_the_library_takes_it(tmp_path):
    text = """
    [columns]
    keys = ["store", "product"]
    static = "category"
    [read]
    day_first = true
    max_bad_share = 0.2
    today = 2024-05-31
    future = "prices.parquet"
    [rules]
    freq = "w"
    week_start = 7
    [calendar]
    paydays = [10, 25]
    events = "fairs.csv"
    """
    assert read(tmp_path, text) == {
        "columns": {"keys": ("store", "product"), "static": ("category",)},
        "read": {
            "day_first": True,
            "max_bad_share": 0.2,
            "today": date(2024, 5, 31),
            "future": (tmp_path / "prices.parquet",),
        },
        "rules": {"freq": "W", "week_start": 7},
        "calendar": {"paydays": (10, 25), "events": tmp_path / "fairs.csv"},
    }


def test_options_words_and_dashes_are_understood_too(tmp_path):
    text = '[columns]\nignore = "note"\n[read]\nday-first = false\n[forecast]\nbudget = 30\n'
    assert read(tmp_path, text) == {
        "columns": {"ignored": ("note",)},
        "read": {"day_first": False},
        "forecast": {"budget_seconds": 30},
    }


def test_an_unknown_setting_is_answered_with_the_closest_one(tmp_path):
    said = failure(tmp_path, '[columns]\ntargte = "units"\n')
    assert "shop.toml [columns] has an unknown setting 'targte'." in said
    assert "Did you mean 'target'?" in said


def test_a_setting_in_the_wrong_table_is_told_its_table(tmp_path):
    assert "Put it under [forecast]." in failure(tmp_path, "[rules]\nhorizon = 7\n")


def test_an_unknown_table_is_answered_with_the_closest_one(tmp_path):
    assert "Did you mean 'columns'?" in failure(tmp_path, '[column]\ntarget = "units"\n')


def test_a_line_outside_any_table_is_named(tmp_path):
    assert "'horizon'" in failure(tmp_path, "horizon = 7\n")


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ('[forecast]\nhorizon = "7"', "a whole number"),
        ("[forecast]\nhorizon = true", "a whole number"),
        ("[forecast]\nhorizon = 7.5", "a whole number"),
        ('[read]\nmax_bad_share = "much"', "a number"),
        ('[read]\nday_first = "yes"', "true or false"),
        ('[read]\ntoday = "tomorrow"', "a date such as 2024-05-31"),
        ("[columns]\nkeys = 3", "a list such as"),
        ("[columns]\nkeys = [1]", "a list such as"),
        ("[columns]\ntarget = 3", "text in quotes"),
        ('[calendar]\npaydays = ["first"]', "a list such as [1, 15]"),
        ("[calendar]\nevents = 3", "a path in quotes"),
        ('[rules]\nfreq = "H"', '"D", "W", "2W", "4W", "M", "Q"'),
        ("[rules]\nfreq = 1", '"D", "W", "2W", "4W", "M", "Q"'),
    ],
)
def test_a_value_of_another_kind_is_named_with_what_is_wanted(tmp_path, line, wanted):
    assert wanted in failure(tmp_path, line)


def test_a_file_that_is_no_toml_names_the_line(tmp_path):
    assert "line 2" in failure(tmp_path, "[columns]\ntarget = units\n", UnreadableFileError)


def test_a_missing_file_names_the_option(tmp_path):
    with pytest.raises(UnreadableFileError, match="--config"):
        read_settings_file(tmp_path / "none.toml", FILE_GROUPS)
