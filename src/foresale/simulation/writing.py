"""A simulated chain's files."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from foresale.errors import OptionError
from foresale.messages import option
from foresale.simulation.chain import SimulatedChain
from foresale.writing.atomic_folder import whole_folder

FORMATS = ("csv", "parquet")
TABLES = ("sales", "future", "weather", "products", "stores")


def write_chain(chain: SimulatedChain, folder: Path, file_format: str = "csv") -> dict[str, Path]:
    """Write what the retailer would have, and the truth beside it; no file is ever half written.

    `sales`, `future` and `weather` are what a forecast may use; `truth.parquet` is for
    judging it, and `products` and `stores` say how the chain was made.

    Args:
        chain: The chain.
        folder: Where to; made if it isn't there, and files that we wrote there replaced.
        file_format: `csv` or `parquet`.

    Returns:
        Each table's name and its file.

    Raises:
        OptionError: The format isn't one we write, something in the way isn't ours, or the folder can't be
            written.
    """
    if file_format not in FORMATS:
        raise OptionError(
            f"Simulated files can't be written as {file_format!r}.",
            fix=f"Give {option('format')} {' or '.join(FORMATS)}.",
        )
    tables: dict[str, pl.DataFrame] = {name: getattr(chain, name) for name in TABLES}
    paths = {name: folder / file for name, file in chain_files(file_format).items()}
    with whole_folder(folder) as draft:
        for name, table in (tables | {"truth": chain.truth}).items():
            place = draft / paths[name].name
            if place.suffix == ".csv":
                table.write_csv(place)
            else:
                table.write_parquet(place)
    return paths


def chain_files(file_format: str) -> dict[str, str]:
    """Each table's name and that of its file.

    Args:
        file_format: `csv` or `parquet`.
    """
    files = {name: f"{name}.{file_format}" for name in TABLES}
    return files | {"truth": "truth.parquet"}
