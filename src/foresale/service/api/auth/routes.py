"""Logging in and out, and the own account."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body
from sqlalchemy.orm import Session

from foresale.error_reasons import Reason
from foresale.errors import ConflictError
from foresale.service.accounts.login import log_in
from foresale.service.accounts.password_rules import check_password
from foresale.service.accounts.sessions import SessionKind, UserSession, renew_session
from foresale.service.accounts.users import NewUser, add_user, check_email
from foresale.service.api.auth.dependencies import Audited, Auth, AuthContext
from foresale.service.api.auth.own_account import log_out, renew_password, show_account
from foresale.service.api.auth.schemas import (
    Credentials,
    Logout,
    Me,
    PasswordChange,
    Refresh,
    Registered,
    Registration,
    Tokens,
)
from foresale.service.api.kit.access import Caller, needs, public
from foresale.service.api.kit.dependencies import Reading, Services, Writing
from foresale.service.api.kit.http_errors import ForbiddenError, UnauthenticatedError, wrong_login
from foresale.service.api.kit.permissions import Permission, Role

router = APIRouter(prefix="/auth", tags=["auth"])
Own = Annotated[Caller, needs(Permission.READ_OWN_ACCOUNT)]


@router.post("/register", status_code=202, dependencies=[public()], summary="Ask for an account")
def register(new: Registration, container: Services, auth: Auth, audit: Audited) -> Registered:
    """Add the caller as a viewer, where the service is open to everybody.

    The answer and its time are the same whether the address was taken.
    """
    if not container.settings.open_registration:
        raise ForbiddenError(
            "Nobody may register here.", fix="Ask an admin to add you.", reason=Reason("no_registration")
        )
    password = new.password.get_secret_value()
    email = check_email(new.email)
    check_password(password, email=email, name=new.name)
    kept = auth.passwords.hash(password)
    try:
        with Session(container.engine) as session, session.begin():
            user = add_user(session, NewUser(email, new.name, Role.VIEWER, kept, must_change_password=False))
            audit.write(session, "user.registered", f"user {user.id}")
    except ConflictError:
        pass
    return Registered(message="If the address was free, you can log in now.")


@router.post("/login", dependencies=[public()], summary="Log in")
def login(given: Credentials, container: Services, auth: Auth) -> Tokens:
    """Start a session.

    A wrong password, an unknown address and a locked account are answered alike. Some wrong passwords
    in a row lock an account for a while.
    """
    begun = log_in(
        container.engine, auth.passwords, auth.rules, given.email, given.password.get_secret_value()
    )
    if begun is None:
        raise wrong_login(auth.rules.lock_minutes)
    return _tokens(auth, begun)


@router.post("/refresh", dependencies=[public()], summary="Exchange a refresh token")
def refresh_tokens(given: Refresh, container: Services, auth: Auth) -> Tokens:
    """Get new tokens for a refresh token, which is used up by it.

    One that comes a second time ends its session: somebody else had it.
    """
    begun = renew_session(container.engine, given.refresh_token.get_secret_value(), auth.rules.refresh_days)
    if begun is None:
        raise UnauthenticatedError(
            "The refresh token isn't valid, or not any more.",
            fix="Log in again.",
            reason=Reason("login_over"),
        )
    return _tokens(auth, begun)


@router.post("/logout", status_code=204, summary="Log out")
def logout(
    caller: Own,
    session: Writing,
    auth: Auth,
    audit: Audited,
    which: Annotated[Logout | None, Body()] = None,
) -> None:
    """End the session of the token this comes with, or all of the caller's."""
    log_out(caller, session, auth, audit, everywhere=which is not None and which.everywhere)


@router.get("/me", summary="The own account")
def read_own_account(caller: Own, session: Reading, container: Services) -> Me:
    """Who you are, and what you may do."""
    return show_account(session, caller.user_id, container.settings, caller.role)


@router.post("/password", summary="Change the own password")
def change_password(
    caller: Own, given: PasswordChange, container: Services, auth: Auth, audit: Audited
) -> Tokens:
    """Choose another password: all sessions end, and a new one begins.

    Wrong current passwords count like wrong logins.
    """
    return _tokens(auth, renew_password(caller, given, container, auth, audit, SessionKind.PROGRAM))


def _tokens(auth: AuthContext, begun: UserSession) -> Tokens:
    token, seconds = auth.access_token(begun)
    return Tokens(access_token=token, expires_in=seconds, refresh_token=begun.secret)
