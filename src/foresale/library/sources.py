"""Reading, as the library offers it: from paths, tables in memory or a database to `Sales`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from foresale.data.reading.answers import Questioner
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import Source, read_sales
from foresale.errors import OptionError
from foresale.library.arguments import read_options
from foresale.library.notebook_progress import notebook_progress
from foresale.sales import Sales


def read(source: Source | None = None, **options: Any) -> Sales:
    """Sales from files, globs, a table or a database, with their columns told apart.

    Args:
        source: A path, a glob, several of them, or a table in memory: polars, pandas (dates in its
            index too) or Arrow; left out with `sql_url` and `query`.
        options: Fields of `ReadOptions` by name: `target="revenue"`, `keys=("store",)`,
            `future="prices.csv"`; `future` and `join` take tables in memory too.

    Raises:
        UnreadableFileError: A file is missing, empty, damaged or not what its name says.
        ColumnsError: A column's part can't be told.
        BadRowsError: More rows are unusable than allowed.
        OptionError: An argument isn't known, or its value can't be used.

    Examples:
        >>> import polars as pl
        >>> table = pl.DataFrame({"date": ["2024-05-13", "2024-05-14"], "item": ["a", "b"], "units": [3, 4]})
        >>> read(table).roles.keys
        ('item',)
    """
    return _read(source, read_options(options), None)


def _read(source: Source | None, chosen: ReadOptions, asked: Questioner | None) -> Sales:
    if source is None and chosen.sql_url is None and chosen.query is None:
        raise OptionError("There is nothing to read.", fix="Give a path, a table, or sql_url= and query=.")
    with notebook_progress() as progress:
        return read_sales(source, options=chosen, ask=asked, progress=progress)


def as_sales(
    source: Sales | Source, options: Mapping[str, Any], function: str, asked: Questioner | None = None
) -> Sales:
    """Sales that were read already, or are read now.

    Args:
        source: The sales, or where they are.
        options: How to read them, by name.
        function: What was called, for errors.
        asked: Answers their questions and those of further files; None where there are no others.

    Raises:
        OptionError: They were read already, and yet there are options of reading.
    """
    if not isinstance(source, Sales):
        chosen = read_options(options)
        return _read(source, chosen if asked is None else replace(chosen, answers=()), asked)
    refuse_reading(options, function)
    return source


def refuse_reading(options: Mapping[str, Any], function: str) -> None:
    """Stop where sales that were read already come with options of reading.

    Raises:
        OptionError: They do.
    """
    for name in options:
        raise OptionError(
            f"{name}= says how to read, and {function}() wasn't given anything to read.",
            fix=f"Give {name}= to fs.read(), or give {function}() the path or table itself.",
        )
