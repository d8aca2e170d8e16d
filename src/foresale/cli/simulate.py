"""`foresale simulate`: a supermarket chain whose true demand is known, as files or as a stream."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer

from foresale.cli.declared_options import OUTPUT, ParsedOptions, takes
from foresale.cli.failures import report_failures
from foresale.cli.options.chain import CHAIN
from foresale.cli.options.live import LIVE


@takes(CHAIN, LIVE, reads=False)
def simulate(
    given: ParsedOptions,
    out: Annotated[
        Path,
        typer.Option(
            metavar="DIR", help="Folder for the files, or for the stream's truth.", rich_help_panel=OUTPUT
        ),
    ] = Path("simulation"),
    file_format: Annotated[
        Literal["csv", "parquet"],
        typer.Option(
            "--format", metavar="csv|parquet", help="What to write the sales as.", rich_help_panel=OUTPUT
        ),
    ] = "csv",
    times: Annotated[
        bool,
        typer.Option(
            "--times",
            metavar=" ",
            help="Sales as the tills' receipts, with a time of day and a transaction_id each.",
            rich_help_panel=OUTPUT,
        ),
    ] = False,
) -> None:
    """Make up a supermarket chain: prices, promotions, holidays, weather, stock-outs, and the true demand."""
    screen = given.screen
    if given.options["live"]:
        from foresale.cli.simulate_live import play_live

        play_live(given, out)
        return
    with report_failures(screen):
        from foresale.cli.resolved_options import ResolvedOptions
        from foresale.simulation.chain import simulate_chain
        from foresale.simulation.writing import chain_files, write_chain
        from foresale.writing.manifest import check_folder

        check_folder(out, chain_files(file_format).values())
        chain = simulate_chain(ResolvedOptions.from_given(given).chain_options())
        days = chain.sales["date"]
        if times:
            from foresale.simulation.till_sales import make_timed_sales

            chain = replace(chain, sales=make_timed_sales(chain))
        places = write_chain(chain, out, file_format)
        if not screen.as_json:
            from foresale.cli.output.printing import describe_chain

            screen.show(describe_chain(chain, places))
            screen.show_place("Sales", places["sales"])
        screen.answer(
            {
                "rows": chain.sales.height,
                "stores": chain.stores.height,
                "products": chain.products.height,
                "first": days.min(),
                "last": days.max(),
                "files": places,
            }
        )
