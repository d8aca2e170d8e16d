"""`foresale remote export`: any list of a server as a file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from foresale.cli.declared_options import ParsedOptions, takes
from foresale.cli.remote.asking import SERVER, asking
from foresale.errors import OptionError


@takes(SERVER, reads=False)
def export(
    given: ParsedOptions,
    name: Annotated[
        str, typer.Argument(metavar="LIST", help="The list: sales, sales/daily, products, forecast/weekly …")
    ],
    out: Annotated[
        Path, typer.Argument(metavar="FILE", help="A new file, ending in .csv, .xlsx or .parquet.")
    ],
    filters: Annotated[
        list[str] | None,
        typer.Option(
            "--filter", metavar="NAME=VALUE", help="One of the list's own filters, such as store=S1.",
            show_default=False,
        ),
    ] = None,
) -> None:  # fmt: skip
    """Write all of a list to a file: sales, predictions, stock, forecasts, sums and others."""
    with asking(given) as client:
        place = client.exports.save(name, out, **_read_filters(filters or ()))
        given.screen.show_place("File", place)
        given.screen.answer({"file": place})


def _read_filters(given: Iterable[str]) -> dict[str, list[str]]:
    wanted: dict[str, list[str]] = {}
    for text in given:
        key, is_one, value = text.partition("=")
        if not (key and is_one):
            raise OptionError(f"'{text}' is no filter.", fix="Write it as --filter store=S1.")
        wanted.setdefault(key, []).append(value)
    return wanted
