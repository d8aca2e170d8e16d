"""An order on disk: tables, workbook, report, and all that it takes to make it again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from foresale.json_values import to_json
from foresale.progress import Progress, SilentProgress
from foresale.reports.order import OrderReport, order_report
from foresale.reports.order_summary import OrderSummary
from foresale.workflows.ordering.inputs import OrderSources
from foresale.workflows.ordering.make_order import Order
from foresale.workflows.ordering.summary import summarise
from foresale.workflows.ordering.table import lines_to_order, order_table
from foresale.writing.atomic_folder import whole_folder
from foresale.writing.manifest import file_digest
from foresale.writing.spreadsheet_text import guard_formulas

ORDER_FILES = {
    "report": "order.html",
    "orders": "orders.csv",
    "workbook": "orders.xlsx",
    "every_series": "every_series.csv",
    "curve": "money.csv",
    "transfers": "transfers.csv",
    "rejects": "rejects.csv",
    "made_from": "made_from.json",
}
_DECIMALS = 4
_MONEY = ("unit_cost", "cost", "saves")
_AMOUNTS = (
    *("sells_before", "sells_until_next", "days_of_cover", "days_with_order"),
    *("lost_without", "lost_with"),
)


def write_order(
    order: Order,
    folder: Path,
    made_from: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> dict[str, Path]:
    """Write what `foresale order` promises into `folder`.

    Args:
        order: What to order.
        folder: Where to.
        made_from: What it takes to make the order again: see `describe_sources`.
        progress: Hears how far the writing is.

    Returns:
        What each file holds and where it is.
    """
    progress = progress or SilentProgress()
    progress.start("Writing", 2)
    table = order_table(order)
    chosen = lines_to_order(table)
    summary = summarise(order, table)
    with whole_folder(folder) as draft:
        guard_formulas(_format_table(chosen)).write_csv(draft / "orders.csv", float_precision=_DECIMALS)
        guard_formulas(_format_table(table)).write_csv(draft / "every_series.csv", float_precision=_DECIMALS)
        _write_workbook(chosen, summary, draft / "orders.xlsx")
        curve = pl.DataFrame(
            {"money": order.curve.spend, "saves": order.curve.saves, "fill_rate": order.curve.fill}
        )
        curve.write_csv(draft / "money.csv", float_precision=_DECIMALS)
        guard_formulas(order.transfers.table).write_csv(draft / "transfers.csv", float_precision=_DECIMALS)
        _set_aside(order).write_csv(draft / "rejects.csv")
        told = {
            "foresale": version("foresale"),
            "order_day": str(order.situation.moment.date),
            "sales_end": str(order.situation.moment.sales_end),
            "policy": order.options.policy_name,
            "options": asdict(order.options),
            **(made_from or {}),
        }
        (draft / "made_from.json").write_text(
            json.dumps(to_json(told), ensure_ascii=False, indent=2), encoding="utf-8"
        )
        progress.advance()
        page = order_report(_report_of(order, table, summary))
        (draft / "order.html").write_text(page, encoding="utf-8")
        progress.advance()
    return {what: folder / name for what, name in ORDER_FILES.items()}


def _report_of(order: Order, table: pl.DataFrame, summary: OrderSummary) -> OrderReport:
    """What the page shows."""
    return OrderReport(
        table=table,
        summary=summary,
        money=order.curve.spend,
        saves=order.curve.saves,
        fill=order.curve.fill,
        budget=order.options.budget,
        notes=order.notes,
        set_aside=_set_aside(order),
        warnings=order.warnings,
        transfers=order.transfers.table,
        transfers_save=order.transfers.saves,
    )


def describe_sources(sales: Sequence[object] | None, sources: OrderSources) -> dict[str, Any]:
    """Each file that an order was made from with its SHA-256, by what it holds.

    Args:
        sales: Paths of the sales; tables among them are passed over.
        sources: The other files.
    """
    files = {
        "sales": sales or (),
        "stock": (sources.stock,),
        "supply": (sources.supply,),
        "on_the_way": (sources.on_the_way,),
    }
    told: dict[str, Any] = {}
    for what, given in files.items():
        paths = [Path(path) for path in given if isinstance(path, str | Path)]
        known = [path for path in paths if path.is_file()]
        if known:
            told[what] = [{"file": path.name, "sha256": file_digest(path)} for path in known]
    return {"inputs": told}


def _format_table(table: pl.DataFrame) -> pl.DataFrame:
    """The table as buyers get it: whole numbers without decimals, no column that repeats the keys."""
    whole = [
        name
        for name in ("units", "packs", "pack", "on_hand", "on_the_way")
        if bool((table[name] == table[name].round()).all())
    ]
    empty = [name for name in ("supplier",) if bool((table[name] == "").all())]
    return table.with_columns(pl.col(whole).cast(pl.Int64)).drop("series", *empty)


def _set_aside(order: Order) -> pl.DataFrame:
    """Rows of the files, and series of the sales, that weren't used, with reasons."""
    series = order.apart.select(
        file=pl.lit("the sales"),
        row=pl.lit(None, dtype=pl.Int64),
        column=pl.lit(None, dtype=pl.String),
        value=pl.col("series"),
        reason=pl.col("reason"),
    )
    return pl.concat([order.rejects, series])


def _write_workbook(table: pl.DataFrame, summary: OrderSummary, place: Path) -> None:
    """A workbook with a sheet for all suppliers together and one for each of the first of them."""
    import xlsxwriter

    printed = _format_table(table).with_columns(table["supplier"].alias("supplier"))
    with xlsxwriter.Workbook(place) as workbook:
        _sheet(printed, workbook, "Order")
        taken = {"order"}
        for supplier in summary.suppliers[:20]:
            if not supplier.name:
                continue
            title = _sheet_name(supplier.name, taken)
            _sheet(printed.filter(pl.col("supplier") == supplier.name), workbook, title)


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that a sheet may have, and none of the others has."""
    plain = "".join(" " if letter in "[]:*?/\\'" else letter for letter in name).strip()[:28] or "Supplier"
    title, number = plain, 2
    while title.lower() in taken:
        title, number = f"{plain[:25]} {number}", number + 1
    taken.add(title.lower())
    return title


def _sheet(table: pl.DataFrame, workbook: Any, name: str) -> None:
    shares = [column for column in table.columns if column.startswith("chance_")]
    formats: dict[Any, str] = {
        **dict.fromkeys(shares, "0%"),
        **dict.fromkeys(_MONEY, "#,##0.00"),
        **dict.fromkeys(_AMOUNTS, "#,##0.0"),
    }
    table.write_excel(
        workbook,
        name,
        column_formats=formats,
        column_widths={"why": 700},
        autofit=table.height < 10_000,
        freeze_panes=(1, 0),
    )
