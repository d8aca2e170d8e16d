"""One conversation with a server: says who asks, renews tokens, waits where asked to, tells refusals."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from foresale.client.account import Tokens, with_tokens
from foresale.client.answers import read
from foresale.client.http_client import open_http
from foresale.client.http_errors import ServerError, read_problem, unreachable
from foresale.client.logins import Login, Logins
from foresale.client.query import format_query
from foresale.errors import MissingExtraError
from foresale.json_values import to_json
from foresale.writing.atomic_file import whole_file

try:
    import httpx
except ModuleNotFoundError as error:
    raise MissingExtraError("httpx", "client") from error

PAGE_ROWS = 200
_MARGIN_SECONDS = 20.0
_BUSY_SECONDS = 10.0  # what isn't there yet, such as a first model, answers 503 too: that isn't waited for


class Connection:
    """Asks a server; several threads may ask through one.

    Args:
        login: The server, and how to be known to it.
        logins: Where renewed tokens are kept; by default nowhere.
        patience: Seconds to wait, all in all, where a server says that it will answer later.
        transport: What carries the requests; by default the network.
    """

    def __init__(
        self,
        login: Login,
        logins: Logins | None = None,
        patience: float = 30.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.login = login
        self._logins, self._patience = logins, patience
        self._renewing = threading.Lock()
        self._http = open_http(login.server, transport)

    def close(self) -> None:
        """End the conversation."""
        self._http.close()

    def adopt(self, tokens: Tokens) -> None:
        """Go on with other tokens, and keep them where the old ones were kept."""
        with self._renewing, self._logins.alone() if self._logins else nullcontext():
            self.login = with_tokens(self.login, tokens)
            if self._logins is not None:
                self._logins.renew(self.login)

    def keep(self, logins: Logins) -> None:
        """Keep who asks in a file, and renewed tokens from now on."""
        logins.keep(self.login)
        self._logins = logins

    def forget(self) -> None:
        """Forget who asks, here and where it is kept."""
        self.login = Login(self.login.server)
        if self._logins is not None:
            self._logins.forget(self.login.server)

    def headers(self) -> dict[str, str]:
        """What says who asks, renewed where its token is about to end."""
        return _who(self._fresh_login())

    def get(self, path: str, **parameters: Any) -> Any:
        """The answer to a question, read from JSON."""
        return _json(self.send("GET", path, params=format_query(parameters)))

    def post(self, path: str, body: Any = None, *, once: bool = False) -> Any:
        """Have something done; the answer, or None where there is none.

        Args:
            path: What.
            body: What is said with it.
            once: Whether it is sent with a key, by which the server knows it again: so it may be repeated.
        """
        headers = {"Idempotency-Key": uuid.uuid4().hex} if once else {}
        return _json(self.send("POST", path, json=to_json(body), headers=headers, repeatable=once))

    def ask(self, path: str, body: Any) -> Any:
        """The answer to a question that is too long for an address; nothing is done by it."""
        return _json(self.send("POST", path, json=to_json(body), repeatable=True))

    def post_form(self, path: str, content: Mapping[str, Any]) -> Any:
        """Send a form, such as one with a file; the answer.

        Args:
            path: Where.
            content: As httpx takes it; see `send`.
        """
        return _json(self.send("POST", path, **content))

    def put(self, path: str, body: Any) -> Any:
        """Replace something; the answer."""
        return _json(self.send("PUT", path, json=to_json(body)))

    def change(self, path: str, changes: Mapping[str, Any], settable: frozenset[str]) -> Any:
        """Change some of a thing's fields; refused if somebody else changed it meanwhile.

        Args:
            path: The thing.
            changes: New values, by field.
            settable: The fields that are sent back as they were where they aren't changed.
        """
        answer = self.send("GET", path)
        kept = {name: value for name, value in _json(answer).items() if name in settable}
        tag = answer.headers.get("etag")
        headers = {"If-Match": tag} if tag else {}
        body = {**kept, **to_json(changes)}
        return _json(self.send("PUT", path, json=body, headers=headers))

    def delete(self, path: str, **parameters: Any) -> Any:
        """Remove something; the answer, or None where there is none."""
        return _json(self.send("DELETE", path, params=format_query(parameters)))

    def pages(self, path: str, **parameters: Any) -> Iterator[Mapping[str, Any]]:
        """Every item of a list, page by page as they are asked for."""
        cursor: str | None = None
        while True:
            page = self.get(path, **{"limit": PAGE_ROWS, **format_query(parameters), "cursor": cursor})
            if not isinstance(page, Mapping) or not isinstance(page.get("items"), list):
                raise _strange(self.login.server)
            yield from page["items"]
            cursor = page.get("next")
            if cursor is None:
                return

    def download(self, path: str, to: Path, mark: str) -> Path:
        """Write an answer to a file, whole or not at all.

        Args:
            path: What is asked for.
            to: The file.
            mark: What such a file has at its beginning; another one in the way stays.

        Raises:
            OptionError: The file can't be written, or another one is there.
        """
        answer = self.begin("GET", path, {})
        try:
            with whole_file(to, mark, "a file of that kind") as draft, draft.open("wb") as file:
                for block in answer.iter_bytes():
                    file.write(block)
        except httpx.HTTPError as error:
            raise unreachable(self.login.server, _why(error)) from None
        finally:
            answer.close()
        return to

    def send(self, method: str, path: str, **content: Any) -> httpx.Response:
        """Send a request; waits where the server asks to, and renews an access token once.

        Args:
            method: Such as GET.
            path: Below /api.
            content: As httpx takes it; functions are called anew for each try. `repeatable` says whether
                it may be sent again to a server that couldn't answer.

        Raises:
            ServerError: The server refused, or can't be reached.
        """
        answer = self.begin(method, path, content)
        try:
            answer.read()
        except httpx.HTTPError as error:
            raise unreachable(self.login.server, _why(error)) from None
        finally:
            answer.close()
        return answer

    def begin(self, method: str, path: str, content: Mapping[str, Any]) -> httpx.Response:
        """The beginning of an answer that isn't a refusal; to be closed. Arguments as for `send`."""
        renewed = False
        repeatable = content.get("repeatable", method != "POST")
        began = time.monotonic()
        while True:
            login = self._fresh_login()
            answer = self._try(method, path, content, login)
            if not answer.is_error:
                if answer.is_redirect:
                    answer.close()
                    raise _strange(login.server)
                return answer
            told = _read_short_json(answer)
            if answer.status_code == 401 and login.refresh_token and not renewed:
                renewed = True
                if self._renew(login):
                    continue
            if answer.status_code == 429 or (answer.status_code == 503 and repeatable):
                wait = _seconds(answer.headers.get("retry-after"))
                longest = self._patience if answer.status_code == 429 else min(self._patience, _BUSY_SECONDS)
                if time.monotonic() - began + wait < longest:
                    time.sleep(wait)
                    continue
            raise read_problem(answer.status_code, told)

    def _try(self, method: str, path: str, content: Mapping[str, Any], login: Login) -> httpx.Response:
        made = {name: value() if callable(value) else value for name, value in content.items()}
        made.pop("repeatable", None)
        headers = {**_who(login), **made.pop("headers", {})}
        try:
            request = self._http.build_request(method, path, headers=headers, **made)
            return self._http.send(request, stream=True)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise unreachable(login.server, _why(error)) from None

    def _fresh_login(self) -> Login:
        """The login, renewed where its token is about to end: an upload isn't sent in vain."""
        login = self.login
        if login.refresh_token and login.access_until and login.access_until - _MARGIN_SECONDS < time.time():
            self._renew(login)
        return self.login

    def _renew(self, seen: Login) -> bool:
        """Get new tokens, unless another thread or process just did; whether there are any.

        Args:
            seen: The login whose token is worth nothing any more.
        """
        with self._renewing, self._logins.alone() if self._logins else nullcontext():
            if self.login.refresh_token != seen.refresh_token:
                return True
            stored = self._read_stored_login()
            if stored is not None and stored.refresh_token != seen.refresh_token:
                self.login = stored
                return True
            body = {"json": {"refresh_token": seen.refresh_token}}
            answer = self._try("POST", "/auth/refresh", body, Login(seen.server))
            told = _read_short_json(answer)
            if answer.is_error:
                return False
            self.login = with_tokens(seen, read(Tokens, told))
            if self._logins is not None:
                self._logins.renew(self.login)
            return True

    def _read_stored_login(self) -> Login | None:
        """The same person's login as another process may have renewed it."""
        if self._logins is None:
            return None
        stored = self._logins.find(self.login.server)
        return stored if stored.email == self.login.email and stored.refresh_token else None


def _who(login: Login) -> dict[str, str]:
    if login.api_key:
        return {"X-API-Key": login.api_key}
    return {"Authorization": f"Bearer {login.access_token}"} if login.access_token else {}


def _json(answer: httpx.Response) -> Any:
    if not answer.content:
        return None
    try:
        return answer.json()
    except ValueError:
        raise _strange(str(answer.url.host)) from None


def _read_short_json(answer: httpx.Response) -> Any:
    """A short answer's JSON; None where it has none."""
    try:
        answer.read()
        return answer.json()
    except (ValueError, httpx.HTTPError):
        return None
    finally:
        answer.close()


def _strange(server: str) -> ServerError:
    return ServerError(
        f"What answers at {server} isn't Foresale's API.", fix="Check the address; `foresale up` prints it."
    )


def _why(error: Exception) -> str:
    return str(error) or type(error).__name__


def _seconds(text: str | None) -> float:
    return float(text) if text and text.isdecimal() else 1.0
