"""A file is read and forecast without being stored: what was seen, what comes, and what to take home."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import polars as pl
import streamlit as st

from foresale.lab.answers import OF_SALES
from foresale.lab.commands import CommandAnswer
from foresale.lab.figures import draw_days
from foresale.lab.formats import LEADERBOARD, MODEL, leaderboard_line, name_fields
from foresale.lab.screens.file_form import FileField, FileForm

FORM = FileForm(
    "forecast",
    "A file of sales",
    (
        FileField("--horizon", "Periods ahead", "28 days, 13 weeks …", is_count=True),
        FileField("--target", "Column to forecast", "found by itself"),
        FileField("--country", "Country of the holidays", "DE, FR, US …"),
    ),
    "Forecast",
    "Reading, testing models on the past, forecasting … this takes half a minute or more.",
    OF_SALES,
)


def show() -> None:
    """Drop a file, say what is special about it, and read what came out."""
    st.caption(
        "The file is forecast on the machine where this app runs, as `foresale forecast` does it. "
        "Nothing is stored: close the page and it is gone. To keep sales, import them on the dashboard."
    )
    answer = FORM.show()
    if answer is not None:
        show_answer(answer)


def show_answer(answer: CommandAnswer) -> None:
    """What was seen, the forecast, and the downloads."""
    if answer.problem:
        st.error(name_fields(answer.problem, FORM.labels))
        return
    fields = answer.fields
    for warning in fields.get("warnings", ()):
        st.warning(f"**{warning['headline']}** {warning['text']} {warning['action']}")
    st.subheader("What was seen")
    st.markdown(
        f"{fields['rows']:,} rows, {fields['rejected']:,} set aside; {fields['series']:,} series from "
        f"{fields['first']} to {fields['last']}."
    )
    with st.expander("What was decided while reading"):
        st.markdown("\n".join(f"- {name_fields(note['text'], FORM.labels)}" for note in fields["notes"]))
    st.subheader("Forecast")
    st.markdown(fields["champion"]["reason"])
    totals = pl.read_csv(BytesIO(answer.files["totals.csv"]), try_parse_dates=True)
    figure = _total_figure(totals)
    if figure is not None:
        st.plotly_chart(figure, key="total")
    st.dataframe(
        [leaderboard_line(row) for row in fields["leaderboard"]],
        hide_index=True,
        column_config={"Model": MODEL, **LEADERBOARD},
    )
    st.subheader("To take home")
    left, right = st.columns(2)
    left.download_button(
        "Report (HTML)", answer.files["report.html"], "report.html", "text/html", type="primary"
    )
    right.download_button("Everything (ZIP)", answer.archive(), "forecast.zip", "application/zip")


def _total_figure(totals: pl.DataFrame) -> Any:
    """All series together, period by period; None where they can't be added up."""
    needed = {"level", "grain", "mean"}
    if not needed <= set(totals.columns):
        return None
    rows = totals.filter(pl.col("level") == "total", pl.col("grain") != "horizon")
    if not rows.height:
        return None
    rows = rows.filter(pl.col("grain") == rows["grain"][0])
    when = next((name for name in ("date", "start", "first", "period") if name in rows.columns), None)
    if when is None:
        return None
    low, high = ("q0.1", "q0.9") if "q0.1" in rows.columns else ("mean", "mean")
    ahead = [
        (_day(row[when]), float(row["mean"]), float(row[low]), float(row[high]))
        for row in rows.iter_rows(named=True)
    ]
    return draw_days({}, ahead, "All series together")


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
