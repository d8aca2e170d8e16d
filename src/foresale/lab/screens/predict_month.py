"""A month is predicted from the months before it, typed in by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

import streamlit as st

from foresale.client.prediction_history import LoggedPrediction
from foresale.client.predictions import Estimate
from foresale.lab.figures import PastMonth, draw_months
from foresale.lab.formats import UNITS, WHEN
from foresale.lab.session import client, me

RECENT = 3
LAGS = (1, 2, 3, 12)
MAX_PAST = 200
LEVELS = (0.5, 0.8, 0.95)
USUAL_LEVEL = 0.8


def show() -> None:
    """The form, its answer, and all that were given before."""
    if "predict" not in me().permissions:
        st.info(f"Your role, {me().role}, may look at forecasts and not ask for predictions.")
        return
    if "read_models" in me().permissions and not _show_champion():
        return
    year, month = _ask_month()
    with st.form("months"):
        st.markdown(
            f"**Units sold in the months before {_name(year, month)}** – leave empty what you don't know."
        )
        given = {}
        for column, lag in zip(st.columns(len(LAGS)), LAGS, strict=True):
            given[lag] = column.number_input(
                _name(*_before(year, month, lag)),
                min_value=0.0,
                value=None,
                step=1.0,
                format="%.0f",
                key=f"lag_{lag}",
            )
        level = st.segmented_control(
            "Range that holds", LEVELS, default=0.8, format_func=lambda share: f"{share:.0%} of cases"
        )
        asked = st.form_submit_button("Predict", type="primary")
    if asked:
        _predict(year, month, given, float(level or 0.8))
    if "estimate" in st.session_state:
        _show_answer(*st.session_state["estimate"])
    _show_past()


def _show_champion() -> bool:
    """Who answers, and whether anybody does."""
    champion = next(iter(client().models.list(family="monthly", alias="champion")), None)
    if champion is None:
        st.info(
            "There is no model of months yet. It is trained from the sales that are stored, by "
            "`foresale remote train --family monthly`; come back when that is done."
        )
        return False
    st.caption(f"Answered by {champion.version}, which knows the sales until {champion.cutoff:%d %B %Y}.")
    return True


def _ask_month() -> tuple[int, int]:
    today = datetime.now(UTC).date()
    left, right, _ = st.columns([1, 1, 2])
    year = left.number_input("Year", min_value=2000, max_value=2100, value=today.year, step=1)
    month = right.selectbox(
        "Month", range(1, 13), index=today.month - 1, format_func=lambda number: f"{date(2000, number, 1):%B}"
    )
    return int(year), int(month)


def _predict(year: int, month: int, given: dict[int, float | None], level: float) -> None:
    """Ask the service; at least one of the months before has to be known."""
    st.session_state.pop("estimate", None)
    if all(given[lag] is None for lag in range(1, RECENT + 1)):
        st.warning(f"Type in at least one of the {RECENT} months before {_name(year, month)}.")
        return
    furthest = max(lag for lag, units in given.items() if units is not None)
    lags = [given.get(lag) for lag in range(1, furthest + 1)]
    st.session_state["estimate"] = client().predict_month(year, month, lags, level=level), given


def _show_answer(estimate: Estimate, given: dict[int, float | None]) -> None:
    name = _name(estimate.year, estimate.month)
    left, right = st.columns([1, 2])
    left.metric(f"{name}, units", f"{estimate.mean:,.0f}")
    left.markdown(
        f"{estimate.level:.0%} of such months lie between **{estimate.lower:,.0f}** "
        f"and **{estimate.upper:,.0f}**."
    )
    used = {lag: units for lag, units in given.items() if units is not None}
    rests = ", ".join(
        f"{_name(*_before(estimate.year, estimate.month, lag))} ({units:,.0f})" for lag, units in used.items()
    )
    left.markdown(f"It rests on {rests}.")
    for reason in estimate.reasons:
        left.markdown(f"- {reason}")
    months = {date(*_before(estimate.year, estimate.month, lag), 1): units for lag, units in used.items()}
    now = PastMonth(
        date(estimate.year, estimate.month, 1), estimate.mean, estimate.lower, estimate.upper, None
    )
    right.plotly_chart(draw_months(months, [now], estimate.level), key="answer")


def _show_past() -> None:
    st.subheader("Predicted before")
    logged = list(islice(client().predictions.list(form="what_if"), MAX_PAST))
    months = [month for each in logged if (month := _past_month(each)) is not None]
    if not months:
        st.caption(
            "No month has been predicted yet. Each answer is kept here, and compared once sales are known."
        )
        return
    newest = {each.month: each for each in reversed(months)}
    shown = [newest[month] for month in sorted(newest)]
    st.plotly_chart(draw_months({}, shown, level_of(logged)), key="past")
    if not any(each.actual is not None for each in months):
        st.caption(
            "Nothing to compare yet: actuals appear for predictions of a product in a store, once sold."
        )
    figures = dict.fromkeys(("Prediction", "From", "To", "Sold"), UNITS)
    st.dataframe(_table(logged), hide_index=True, column_config={"Asked": WHEN, **figures})


def level_of(logged: Iterable[LoggedPrediction]) -> float | None:
    """The share of cases in the ranges; None where they were asked for with several."""
    levels = {float(each.inputs.get("level") or USUAL_LEVEL) for each in logged}
    return levels.pop() if len(levels) == 1 else None


def _past_month(logged: LoggedPrediction) -> PastMonth | None:
    year, month = logged.inputs.get("year"), logged.inputs.get("month")
    if year is None or month is None:
        return None
    first = date(int(year), int(month), 1)
    return PastMonth(first, logged.mean, logged.lower, logged.upper, logged.actual)


def _table(logged: Sequence[LoggedPrediction]) -> list[dict[str, Any]]:
    """A row a prediction; what was sold only where it is known of one of them."""
    is_known = any(each.actual is not None for each in logged)
    return [
        {
            "Asked": each.served_at,
            "Month": None if (month := _past_month(each)) is None else f"{month.month:%B %Y}",
            "Prediction": round(each.mean),
            "From": round(each.lower),
            "To": round(each.upper),
            "Range": f"{float(each.inputs.get('level') or USUAL_LEVEL):.0%}",
            **({"Sold": None if each.actual is None else round(each.actual)} if is_known else {}),
            "Model": each.model_version,
        }
        for each in logged
    ]


def _before(year: int, month: int, lag: int) -> tuple[int, int]:
    back, place = divmod(year * 12 + month - 1 - lag, 12)
    return back, place + 1


def _name(year: int, month: int) -> str:
    return f"{date(year, month, 1):%B %Y}"
