"""Sales and forecasts of chosen stores, kept up to date."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta

import streamlit as st

from foresale.client.http_errors import ServerError
from foresale.lab.figures import draw_days
from foresale.lab.session import client, report_problems

SECONDS = 5
DAYS_BACK, DAYS_AHEAD = 42, 14


def show() -> None:
    """Stores to choose from, then what they sell, asked for again every few seconds."""
    stores = {store.code: store.name for store in client().stores.list(is_active=True)}
    if not stores:
        st.info("There are no stores yet. Import sales first: on the dashboard, or by `foresale import`.")
        return
    chosen = st.multiselect(
        "Stores", list(stores), default=list(stores)[:2], format_func=lambda code: f"{code} · {stores[code]}"
    )
    if not chosen:
        st.info("Choose one store or more.")
        return
    _follow(tuple(chosen))


@st.fragment(run_every=SECONDS)
def _follow(stores: tuple[str, ...]) -> None:
    with report_problems():
        st.caption(f"Looked at {datetime.now().astimezone():%H:%M:%S}, and again every {SECONDS} seconds.")
        _show_today(stores)
        for store in stores:
            _show_days(store)


def _show_today(stores: tuple[str, ...]) -> None:
    days = [day for day in client().forecasts.today_of_stores() if day.store.code in stores]
    if not days:
        st.info(
            "Nothing is forecast for today in these stores: train a model, or wait for tonight's forecast."
        )
        return
    for column, day in zip(st.columns(len(days)), days, strict=True):
        column.metric(f"{day.store.code} sold so far", f"{day.sold:,.0f}", border=True)
        between = (
            ""
            if day.lower is None or day.lower == day.upper
            else f", likely {day.lower:,.0f} to {day.upper:,.0f}"
        )
        column.caption(
            f"Of about {day.mean:,.0f} by tonight{between}; {day.morning.mean:,.0f} expected this morning."
            + (" More sales were due by now: does the till still send?" if day.behind else "")
        )


def _show_days(store: str) -> None:
    since = datetime.now().astimezone().date() - timedelta(days=DAYS_BACK)
    sold: dict[date, float] = defaultdict(float)
    for each in client().sales.sums("day", store=store, since=since):
        sold[each.period] += each.quantity
    try:
        sums = list(client().forecasts.totals(store=store, grain="day", level=0.8))
    except ServerError as error:
        if error.status != 404:
            raise
        sums = []
    ahead = [(each.period, each.mean, each.lower, each.upper) for each in sums][:DAYS_AHEAD]
    st.markdown(f"**{store}**")
    if not sold and not ahead:
        st.caption(f"Nothing was sold in the last {DAYS_BACK} days, and nothing is forecast.")
        return
    st.plotly_chart(draw_days(sold, ahead), key=f"days_{store}")
    if not ahead:
        st.caption("Nothing is forecast for this store yet.")
