"""Who uses the app, and the client that asks the service for them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from foresale.client.account import Me
from foresale.client.client import Client
from foresale.client.http_errors import ServerError
from foresale.errors import ForesaleError
from foresale.lab.start import SERVER, SHOWN

_CLIENT, _ME = "client", "me"
DEFAULT_SERVER = "http://localhost:8000"


def server() -> str:
    """The address of the service."""
    return os.environ.get(SERVER, DEFAULT_SERVER)


def public_server() -> str:
    """The address of the service as people know it."""
    return os.environ.get(SHOWN) or server()


def client() -> Client:
    """The client of who is signed in."""
    found: Client = st.session_state[_CLIENT]
    return found


def me() -> Me:
    """Who is signed in, and what they may do."""
    found: Me = st.session_state[_ME]
    return found


def show_error(error: ForesaleError) -> None:
    """What went wrong, and what to do."""
    st.error(f"{error.problem}\n\n**What to do:** {error.fix}")


@contextmanager
def report_problems() -> Iterator[None]:
    """Show what a server refuses; who is no longer known signs in again."""
    try:
        yield
    except ServerError as error:
        if error.status == 401:
            sign_out()
        show_error(error)
    except ForesaleError as error:
        show_error(error)


def sign_in() -> bool:
    """Whether somebody is signed in; if not, the form for it is shown."""
    if _ME in st.session_state:
        return True
    st.title("Foresale Lab")
    st.caption(f"Sign in with your account at {public_server()}.")
    with st.form("sign_in", width=420):
        email = st.text_input("E-mail", autocomplete="username")
        password = st.text_input("Password", type="password", autocomplete="current-password")
        wanted = st.form_submit_button("Sign in", type="primary")
    if wanted:
        with report_problems():
            made = Client.login(server(), email, password)
            who = made.me()
            if who.must_change_password:
                made.close()
                st.warning(
                    f"This password is for one time. Choose your own at {public_server()}, then sign in here."
                )
                return False
            st.session_state[_CLIENT], st.session_state[_ME] = made, who
            st.rerun()
    return False


def show_account() -> None:
    """Who is signed in, and the way out, at the foot of the sidebar."""
    who = me()
    with st.sidebar:
        st.caption(f"{who.name or who.email} · {who.role}  \n{public_server()}")
        if st.button("Sign out"):
            with report_problems():
                client().logout()
            sign_out()
            st.rerun()


def sign_out() -> None:
    """Forget who was signed in, and all they saw."""
    if _CLIENT in st.session_state:
        client().close()
    for name in list(st.session_state):
        del st.session_state[name]
