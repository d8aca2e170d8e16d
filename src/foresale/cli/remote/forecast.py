"""`foresale remote forecast` and `predict`."""

from __future__ import annotations

import math
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from foresale.cli.declared_options import OUTPUT, ParsedOptions, takes
from foresale.cli.options.setting import Setting, SettingGroup
from foresale.cli.remote.asking import SERVER, asking
from foresale.errors import OptionError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from foresale.client.predictions import Estimate, Prediction

_MONTHS = 12
_QUESTION = SettingGroup(
    "question",
    "Question",
    (
        Setting("horizon", "whole", "Days ahead; 28, or what is forecast.", metavar="DAYS"),
        Setting("level", "number", "Share of cases in the interval.", default="0.8", metavar="SHARE"),
    ),
)
_SPLIT = SettingGroup(
    "split",
    "Question",
    (
        Setting(
            "grain",
            "choice",
            "What the forecast is split into.",
            default="day",
            choices=("day", "week", "month"),
        ),
    ),
)
_MONTH = SettingGroup(
    "month",
    "Month",
    (
        Setting("month", "text", "Estimate this month from --lags instead.", metavar="YYYY-MM"),
        Setting("lags", "text", "Units of the months before it, the most recent first.", metavar="N,…"),
    ),
)


@takes(_QUESTION, _SPLIT, SERVER, reads=False)
def forecast(
    given: ParsedOptions,
    product: Annotated[str, typer.Option(metavar="SKU", help="The product.")],
    store: Annotated[str, typer.Option(metavar="CODE", help="The store.")],
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="CSV", help="Write the table there.", rich_help_panel=OUTPUT, show_default=False
        ),
    ] = None,
) -> None:
    """Show what a product will sell in a store, from the forecast that is served."""
    screen = given.screen
    with asking(given) as client:
        made = client.predict(product, store, **given.options["question"], **given.options["split"])
        if out is not None:
            _write(made, out)
        if not screen.as_json:
            screen.show(*_describe_prediction(made))
            if out is not None:
                screen.show_place("Forecast", out)
        screen.answer({**asdict(made), "file": out})


@takes(_QUESTION, _MONTH, SERVER, reads=False)
def predict(
    given: ParsedOptions,
    product: Annotated[
        str | None, typer.Option(metavar="SKU", help="The product.", show_default=False)
    ] = None,
    store: Annotated[str | None, typer.Option(metavar="CODE", help="The store.", show_default=False)] = None,
) -> None:
    """Predict one number: what a product sells in a store, or what a month sells after given months."""
    screen, question, month = given.screen, given.options["question"], given.options["month"]
    with asking(given) as client:
        if month:
            year, number = _month(month.get("month"))
            of = None if product is None and store is None else (product, store)
            told = {name: value for name, value in question.items() if name == "level"}
            estimate = client.predict_month(year, number, _lags(month.get("lags")), of=of, **told)
            if not screen.as_json:
                screen.show(*_describe_estimate(estimate))
            screen.answer(asdict(estimate))
            return
        if product is None or store is None:
            raise OptionError(
                "It isn't said what to predict.", fix="Give --product and --store, or --month and --lags."
            )
        made = client.predict(product, store, **question)
        if not screen.as_json:
            screen.show(*_describe_prediction(made, periods=False))
        answer = asdict(made)
        del answer["periods"]
        screen.answer(answer)


def _describe_prediction(made: Prediction, *, periods: bool = True) -> list[RenderableType]:
    from foresale.cli.output.tables import simple_table

    share = f"{made.level:.0%} of cases"
    told = (
        f"{made.product.sku} in {made.store.code}, {made.first} to {made.last}: "
        f"{made.total.mean:,.1f} units, {share} {made.total.lower:,.1f} to {made.total.upper:,.1f}"
    )
    parts: list[RenderableType] = [told]
    if periods:
        rows = (
            (str(row.date), f"{row.mean:,.1f}", f"{row.lower:,.1f}", f"{row.upper:,.1f}")
            for row in made.periods
        )
        columns = (made.grain.capitalize(), "Units", "from", "to")
        parts.append(simple_table(columns, rows, numbers=columns[1:]))
    if made.reasons:
        parts.append("\n".join(made.reasons))
    stale = "; a newer one should be there by now" if made.stale else ""
    parts.append(f"By {made.model_version}, from sales up to {made.cutoff}{stale}.")
    return parts


def _describe_estimate(estimate: Estimate) -> list[RenderableType]:
    told = (
        f"{estimate.year}-{estimate.month:02}: {estimate.mean:,.1f} units, {estimate.level:.0%} of cases "
        f"{estimate.lower:,.1f} to {estimate.upper:,.1f}"
    )
    parts: list[RenderableType] = [told]
    if estimate.reasons:
        parts.append("\n".join(estimate.reasons))
    return [*parts, f"By {estimate.model_version}."]


def _write(made: Prediction, out: Path) -> None:
    import csv

    from foresale.writing.atomic_file import whole_file

    with (
        whole_file(out, "mean,lower,upper", "a forecast") as draft,
        draft.open("w", encoding="utf-8", newline="") as file,
    ):
        table = csv.writer(file)
        table.writerow(("product", "store", made.grain, "mean", "lower", "upper"))
        table.writerows(
            (made.product.sku, made.store.code, row.date, row.mean, row.lower, row.upper)
            for row in made.periods
        )


def _month(text: str | None) -> tuple[int, int]:
    year, _, month = (text or "").partition("-")
    if not (year.isdecimal() and month.isdecimal() and 1 <= int(month) <= _MONTHS):
        raise OptionError(
            f"--month is {text!r}." if text else "--lags needs a --month.", fix="Write it as --month 2026-11."
        )
    return int(year), int(month)


def _lags(text: str | None) -> list[float]:
    try:
        found = [float(part) for part in (text or "").split(",") if part.strip()]
    except ValueError:
        found = []
    if not found or not all(0 <= units < math.inf for units in found):
        raise OptionError(
            f"--lags is {text!r}." if text else "--month needs --lags.",
            fix="Write numbers, 0 or more: --lags 310,290,305",
        )
    return found
