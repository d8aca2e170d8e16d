"""`foresale remote segments`: parts of the assortment that may have models of their own."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foresale.cli.command_group import App
from foresale.cli.declared_options import ParsedOptions, takes
from foresale.cli.options.setting import Setting, SettingGroup
from foresale.cli.remote.asking import SERVER, asking
from foresale.errors import NotFoundError, OptionError

if TYPE_CHECKING:
    from foresale.client.client import Client
    from foresale.client.segments import Segment

Name = Annotated[str, typer.Argument(metavar="NAME", help="The segment's name.", show_default=False)]
_WHAT = SettingGroup(
    "segment",
    "What it holds",
    (
        Setting("products", "names", "A list: these products, by sku.", metavar="SKU,…"),
        Setting(
            "rule",
            "choice",
            "A rule instead: top_sellers, slow_movers or new_products.",
            choices=("top_sellers", "slow_movers", "new_products"),
        ),
        Setting("days", "whole", "So many days up to the last sale count.", default="91", metavar="DAYS"),
        Setting(
            "by", "choice", "What top sellers are ranked by.", default="units", choices=("units", "revenue")
        ),
        Setting(
            "from_share", "number", "Share of sales that better products make before.", default="0",
            metavar="SHARE",
        ),
        Setting(
            "to_share", "number", "Share of sales that they make with the last one.", default="0.8",
            metavar="SHARE",
        ),
        Setting(
            "units_per_week", "number", "What slow movers sell at most, in a store.", default="1",
            metavar="UNITS",
        ),
        Setting("category", "text", "Only of this category.", metavar="NAME"),
        Setting("description", "text", "What it is for.", metavar="TEXT"),
    ),
)  # fmt: skip

app = App(name="segments", help="Lists and rules that may have models of their own.", no_args_is_help=True)


@app.command("list")
@takes(SERVER, reads=False)
def list_segments(given: ParsedOptions) -> None:
    """List a server's segments, and how many products each holds."""
    screen = given.screen
    with asking(given) as client:
        found = list(client.segments.list())
        if not screen.as_json:
            from foresale.cli.output.tables import simple_table

            columns = ("Name", "Products", "Is", "Found on")
            screen.show(
                simple_table(columns, map(_row, found), numbers=("Products",))
                if found
                else "There is no segment yet. Add one: foresale remote segments add NAME --products SKU,…"
            )
        screen.answer({"segments": [asdict(segment) for segment in found]})


@app.command("add")
@takes(_WHAT, SERVER, reads=False)
def add_segment(given: ParsedOptions, name: Name) -> None:
    """Keep a list or a rule, to train a model for it: foresale remote train --segment segment=NAME."""
    options = dict(given.options["segment"])
    rule, products = options.pop("rule", None), options.pop("products", None)
    body: dict[str, Any] = {"name": name, "description": options.pop("description", None)}
    body |= {"products": list(products)} if products else {"rule": {"kind": rule, **options}}
    with asking(given) as client:
        if (rule is None) == (not products):
            raise OptionError(
                "A segment is a list or a rule.", fix="Give --products or --rule, and not both."
            )
        added = client.segments.add(**body)
        given.screen.show(f"'{added.name}' holds {added.n_products:,} products.")
        given.screen.answer(asdict(added))


@app.command("products")
@takes(SERVER, reads=False)
def list_products(given: ParsedOptions, name: Name) -> None:
    """List the products that a segment holds."""
    screen = given.screen
    with asking(given) as client:
        found = list(client.segments.products(_find(client, name).id))
        if not screen.as_json:
            from foresale.cli.output.tables import simple_table

            rows = [(one.sku, one.name, one.category or "") for one in found]
            screen.show(
                simple_table(("Product", "Name", "Category"), rows) if rows else f"'{name}' holds no product."
            )
        screen.answer({"products": [asdict(product) for product in found]})


@app.command("remove")
@takes(SERVER, reads=False)
def remove_segment(given: ParsedOptions, name: Name) -> None:
    """Forget a segment that no champion serves."""
    with asking(given) as client:
        removed = client.segments.remove(_find(client, name).id)
        given.screen.show(removed.message)
        given.screen.answer(asdict(removed))


def _find(client: Client, name: str) -> Segment:
    found = {segment.name: segment for segment in client.segments.list()}
    if name not in found:
        known = ", ".join(repr(other) for other in found) or "none"
        raise NotFoundError(f"There is no segment '{name}'.", fix=f"There are: {known}.")
    return found[name]


def _row(segment: Segment) -> tuple[str, ...]:
    kind = "a list" if segment.rule is None else segment.rule.kind.replace("_", " ")
    return segment.name, f"{segment.n_products:,}", kind, str(segment.filled_at.date())
