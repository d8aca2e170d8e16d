"""A browser's session, held by a cookie that no script reads."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session

from foresale.service.accounts.login import log_in
from foresale.service.accounts.sessions import SessionKind
from foresale.service.api.auth.dependencies import Audited, Auth
from foresale.service.api.auth.own_account import log_out, renew_password, show_account
from foresale.service.api.auth.schemas import Credentials, Me, PasswordChange
from foresale.service.api.kit.access import Caller, needs, public
from foresale.service.api.kit.cookies import Jar, refuse_forgery
from foresale.service.api.kit.dependencies import Services, Writing
from foresale.service.api.kit.http_errors import wrong_login
from foresale.service.api.kit.permissions import Permission

router = APIRouter(prefix="/auth/session", tags=["auth"], dependencies=[Depends(refuse_forgery)])
Own = Annotated[Caller, needs(Permission.READ_OWN_ACCOUNT)]


@router.post("", status_code=201, dependencies=[public()], summary="Log in with a browser")
def begin_session(given: Credentials, jar: Jar, container: Services, auth: Auth) -> Me:
    """Start a session that a cookie holds, for pages of this service; answers your account.

    Needs the header `X-Foresale: 1`, as does whatever is changed with the cookie, and no page of another
    site may send it. The session lasts while it is used, and ends `refresh_days` after. Wrong passwords
    count as at `/api/auth/login`.
    """
    password = given.password.get_secret_value()
    begun = log_in(container.engine, auth.passwords, auth.rules, given.email, password, SessionKind.BROWSER)
    if begun is None:
        raise wrong_login(auth.rules.lock_minutes)
    jar.give(begun.secret)
    with Session(container.engine.execution_options(writes=False)) as session:
        return show_account(session, begun.user_id, container.settings)


@router.delete("", status_code=204, summary="Log out with a browser")
def end_session(
    caller: Own,
    jar: Jar,
    session: Writing,
    auth: Auth,
    audit: Audited,
) -> None:
    """End the session and take the cookie away."""
    log_out(caller, session, auth, audit, everywhere=False)
    jar.take_away()


@router.post("/password", summary="Change the own password with a browser")
def choose_password(
    caller: Own,
    given: PasswordChange,
    jar: Jar,
    container: Services,
    auth: Auth,
    audit: Audited,
) -> Me:
    """Choose another password: all sessions end, and a new one begins with a new cookie."""
    begun = renew_password(caller, given, container, auth, audit, SessionKind.BROWSER)
    jar.give(begun.secret)
    with Session(container.engine.execution_options(writes=False)) as session:
        return show_account(session, begun.user_id, container.settings)
