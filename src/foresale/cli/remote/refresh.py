"""`foresale remote refresh`: a new forecast now, of everything or of some series."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from foresale.cli.declared_options import Given, takes
from foresale.cli.progress_bars import progress_on
from foresale.cli.remote.asking import SERVER, asking
from foresale.cli.remote.jobs import describe_job
from foresale.cli.setting import Setting, SettingGroup
from foresale.errors import OptionError

if TYPE_CHECKING:
    from foresale.client.forecasts import RefreshOptions

_WHICH = SettingGroup(
    "which",
    "Which",
    (
        Setting(
            "segment",
            "text",
            "All of this part: all, category=Drinks, store=S1 or segment=NAME; all by itself.",
            metavar="SEGMENT",
        ),
        Setting("products", "names", "Only these products; all others stay as they are.", metavar="SKU,…"),
        Setting("stores", "names", "Only these stores; all others stay as they are.", metavar="CODE,…"),
        Setting("because", "text", "Why; kept with the forecast of single series.", metavar="TEXT"),
    ),
)


@takes(_WHICH, SERVER, reads=False)
def refresh(
    given: Given,
    wait: Annotated[
        bool, typer.Option("--wait/--no-wait", metavar=" ", help="Wait until it is done, or only ask for it.")
    ] = True,
) -> None:
    """Have the champion forecast anew from today's sales, as after a late import."""
    screen, which = given.screen, given.options["which"]
    wanted: RefreshOptions = {}
    if segment := which.get("segment"):
        wanted["segment"] = segment
    if products := which.get("products"):
        wanted["products"] = list(products)
    if stores := which.get("stores"):
        wanted["stores"] = list(stores)
    if because := which.get("because"):
        wanted["because"] = because
    with asking(given) as client:
        if "segment" in wanted and ("products" in wanted or "stores" in wanted):
            raise OptionError(
                "A part of the assortment and single series can't be asked for together.",
                fix="Give --segment, or --products and --stores.",
            )
        job = client.forecasts.refresh(**wanted)
        if wait:
            with progress_on(screen) as progress:
                job = client.jobs.wait(job.id, progress)
        if not screen.as_json:
            screen.show(describe_job(job))
        screen.answer(asdict(job))
