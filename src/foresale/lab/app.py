"""The app: sign in, then its pages. Streamlit runs this file."""

from __future__ import annotations

from base64 import b64encode

import streamlit as st

from foresale.lab import session
from foresale.lab.screens import drivers, live, models, predict_month, try_file

# A named icon would be fetched from another host.
ICON = (
    "data:image/svg+xml;base64,"
    + b64encode(
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M1 14 6 7l4 3 5-8" '
        b'fill="none" '
        b'stroke="#0072b2" stroke-width="2"/></svg>'
    ).decode()
)
SCREENS = (
    ("Predict a month", "predict", ":material/calendar_month:", predict_month.show),
    ("Live", "live", ":material/monitoring:", live.show),
    ("Try a file", "try", ":material/upload_file:", try_file.show),
    ("Drivers", "drivers", ":material/insights:", drivers.show),
    ("Models", "models", ":material/leaderboard:", models.show),
)


def main() -> None:
    """Show the page that was asked for, to who is signed in."""
    st.set_page_config(page_title="Foresale Lab", page_icon=ICON, layout="wide")
    if not session.sign_in():
        return
    pages = [
        st.Page(show, title=title, url_path=path, icon=icon, default=path == "predict")
        for title, path, icon, show in SCREENS
    ]
    chosen = st.navigation(pages)
    session.show_account()
    st.title(chosen.title)
    with session.report_problems():
        chosen.run()


if __name__ == "__main__":
    main()
