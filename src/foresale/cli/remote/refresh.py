"""`foresale remote refresh`: a new forecast now, of everything or of some series."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foresale.cli.declared_options import ParsedOptions, takes
from foresale.cli.options.setting import Setting, SettingGroup
from foresale.cli.remote.asking import SERVER, asking
from foresale.cli.remote.jobs import Wait, follow_job
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
        Setting(
            "until",
            "day",
            "The last day that may be known, so that it shows what the champion was worth since; by default "
            "the last that is over.",
            metavar="DATE",
        ),
        Setting("because", "text", "Why; kept with the forecast of single series.", metavar="TEXT"),
    ),
)


@takes(_WHICH, SERVER, reads=False)
def refresh(
    given: ParsedOptions,
    wait: Wait = True,
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
    if until := which.get("until"):
        wanted["until"] = until
    if because := which.get("because"):
        wanted["because"] = because
    with asking(given) as client:
        if "segment" in wanted and ("products" in wanted or "stores" in wanted):
            raise OptionError(
                "A part of the assortment and single series can't be asked for together.",
                fix="Give --segment, or --products and --stores.",
            )
        job = client.forecasts.refresh(**wanted)
        follow_job(client, screen, job, wait=wait)
