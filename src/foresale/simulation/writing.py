"""A simulated chain's files."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from foresale.errors import OptionError
from foresale.simulation.chain import SimulatedChain

FORMATS = ("csv", "parquet")


def write_chain(chain: SimulatedChain, folder: Path, file_format: str = "csv") -> dict[str, Path]:
    """Write what the retailer would have, and the truth beside it; no file is ever half written.

    `sales`, `future` and `weather` are what a forecast may use; `truth.parquet` is for
    judging it, and `products` and `stores` say how the chain was made.

    Args:
        chain: The chain.
        folder: Where to; made if it isn't there, files of the same names replaced.
        file_format: `csv` or `parquet`.

    Returns:
        Each table's name and its file.

    Raises:
        OptionError: The format isn't one we write, or the folder can't be written.
    """
    if file_format not in FORMATS:
        raise OptionError(
            f"Simulated files can't be written as {file_format!r}.",
            fix=f"Give --format {' or '.join(FORMATS)}.",
        )
    tables = {
        "sales": chain.sales,
        "future": chain.future,
        "weather": chain.weather,
        "products": chain.products,
        "stores": chain.stores,
    }
    paths = {name: folder / f"{name}.{file_format}" for name in tables}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in tables.items():
            _write(table, paths[name])
        paths["truth"] = folder / "truth.parquet"
        _write(chain.truth, paths["truth"])
    except OSError as error:
        raise OptionError(
            f"{folder} can't be written: {error.strerror or error}.",
            fix="Give --out a folder you may write to.",
        ) from error
    return paths


def _write(table: pl.DataFrame, path: Path) -> None:
    """Write beside the place and move there, so that an interruption leaves the old file or none."""
    part = path.with_name(f".{path.name}.part")
    try:
        if path.suffix == ".csv":
            table.write_csv(part)
        else:
            table.write_parquet(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
