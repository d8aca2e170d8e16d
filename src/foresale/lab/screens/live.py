"""Sales and forecasts of chosen stores, kept up to date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta

import streamlit as st

from foresale.client.http_errors import ServerError
from foresale.lab.figures import draw_days
from foresale.lab.session import client, report_problems

SECONDS = 5
DAYS_BACK, DAYS_AHEAD = 42, 14
IN_A_ROW = 4


def show() -> None:
    """Stores to choose from, then what they sell, asked for again every few seconds."""
    stores = {store.code: store.name for store in client().stores.list(is_active=True)}
    if not stores:
        st.info("There are no stores yet. Import sales first: on the dashboard, or by `foresale import`.")
        return
    chosen = st.multiselect(
        "Stores",
        list(stores),
        default=list(stores)[:2],
        format_func=lambda code: name_store(code, stores[code]),
    )
    if not chosen:
        st.info("Choose one store or more.")
        return
    _follow(tuple(chosen), stores)


@st.fragment(run_every=SECONDS)
def _follow(stores: tuple[str, ...], names: Mapping[str, str]) -> None:
    with report_problems():
        st.caption(f"Looked at {datetime.now().astimezone():%H:%M:%S}, and again every {SECONDS} seconds.")
        _show_today(stores, names)
        for store in stores:
            _show_days(store, names[store])


def _show_today(stores: tuple[str, ...], names: Mapping[str, str]) -> None:
    days = [day for day in client().forecasts.today_of_stores() if day.store.code in stores]
    if not days:
        st.info(
            "Nothing is forecast for today in these stores: train a model, or wait for tonight's forecast."
        )
        return
    columns = st.columns(min(len(days), IN_A_ROW))
    for place, day in enumerate(days):
        column, name = columns[place % IN_A_ROW], names.get(day.store.code, day.store.code)
        column.metric(f"{name}: units sold so far today", f"{day.sold:,.0f}", border=True)
        between = (
            ""
            if day.lower is None or day.lower == day.upper
            else f", likely {day.lower:,.0f} to {day.upper:,.0f}"
        )
        column.caption(
            f"Of about {day.mean:,.0f} by tonight{between}; {day.morning.mean:,.0f} expected this morning."
            + (" More sales were due by now: does the till still send?" if day.behind else "")
        )


def _show_days(store: str, name: str) -> None:
    today = datetime.now().astimezone().date()
    since = today - timedelta(days=DAYS_BACK)
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
    st.markdown(f"**{name_store(store, name)}**")
    if not sold and not ahead:
        st.caption(f"Nothing was sold in the last {DAYS_BACK} days, and nothing is forecast.")
        return
    st.plotly_chart(draw_days(days_over(sold, today), ahead), key=f"days_{store}")
    if not ahead:
        st.caption("Nothing is forecast for this store yet.")


def name_store(code: str, name: str) -> str:
    """A store's code and name, once where both are the same.

    Examples:
        >>> name_store("S1", "Roma"), name_store("Roma", "Roma")
        ('S1 · Roma', 'Roma')
    """
    return code if code == name else f"{code} · {name}"


def days_over(sold: Mapping[date, float], today: date) -> dict[date, float]:
    """Units of each day that is over, from the first with a sale to the last: none where nothing was sold.

    Today isn't among them: half a day beside whole ones looks like a collapse. Nor are days after the last
    sale: whether nothing was sold or nothing was told isn't known.

    Args:
        sold: Units by day; days without a sale are left out.
        today: The day that isn't over.

    Examples:
        >>> days = {date(2026, 3, 1): 5.0, date(2026, 3, 3): 2.0, date(2026, 3, 5): 1.0}
        >>> [(day.day, units) for day, units in days_over(days, date(2026, 3, 5)).items()]
        [(1, 5.0), (2, 0.0), (3, 2.0)]
    """
    over = [day for day in sold if day < today]
    if not over:
        return {}
    first, last = min(over), max(over)
    days = (first + timedelta(days=at) for at in range((last - first).days + 1))
    return {day: sold.get(day, 0.0) for day in days}
