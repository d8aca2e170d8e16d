"""Registered versions, how good they are, and who serves."""

from __future__ import annotations

import streamlit as st

from foresale.lab.formats import DAY, LEADERBOARD, MODEL, WHEN, leaderboard_line
from foresale.lab.session import client, me

PROMOTE = "promote_models"


def show() -> None:
    """All versions, then one of them with its leaderboard, and its promotion to who may."""
    if "read_models" not in me().permissions:
        st.info(f"Your role, {me().role}, may not look at models.")
        return
    versions = list(client().models.list())
    if not versions:
        st.info(
            "No model is registered yet. `foresale remote train` trains one from the sales that are stored."
        )
        return
    st.dataframe(
        [
            {
                "Version": each.version,
                "Serves": "champion" in each.aliases,
                "WAPE, tested": each.metrics.get("wape"),
                "Bias, tested": each.metrics.get("bias"),
                "Knows sales until": each.cutoff,
                "Registered": each.created_at,
            }
            for each in versions
        ],
        hide_index=True,
        column_config={
            "WAPE, tested": LEADERBOARD["WAPE, tested"],
            "Registered": WHEN,
            "Knows sales until": DAY,
            "Bias, tested": LEADERBOARD["Bias"],
        },
    )
    # Products in stores are what most people ask about.
    names = sorted((each.version for each in versions), key=lambda name: not name.startswith("daily"))
    version = st.selectbox("Look at", names)
    details = client().models.get(version)
    st.subheader(f"Leaderboard of {version}")
    if details.leaderboard:
        st.dataframe(
            [leaderboard_line(row) for row in details.leaderboard],
            hide_index=True,
            column_config={"Model": MODEL, **LEADERBOARD},
        )
    else:
        st.caption("None: a model of this family is fitted, not chosen among several.")
    if details.promotions:
        st.subheader("Who served when")
        st.dataframe(
            [
                {"When": each.at, "Action": each.action, "To": each.to_version, "Why": each.reason}
                for each in details.promotions
            ],
            hide_index=True,
            column_config={"When": WHEN},
        )
    _offer_promotion(version, "champion" in details.aliases)


def _offer_promotion(version: str, serves: bool) -> None:
    """The service decides: its gate compares, and refuses what is worse."""
    st.subheader("Promote")
    if serves:
        st.caption(f"{version} serves already.")
        return
    if PROMOTE not in me().permissions:
        st.caption(f"Your role, {me().role}, may look at models and not promote them.")
        return
    with st.form("promote", border=False):
        override = st.checkbox("Even if the gate refuses it")
        comment = st.text_input("Why", help="Needed where the gate is overridden.")
        wanted = st.form_submit_button(f"Let {version} serve", type="primary")
    if wanted:
        change = client().models.promote(version, override=override, comment=comment or None)
        st.success(f"{change.scope} is served by number {change.to_version} now: {change.reason}")
