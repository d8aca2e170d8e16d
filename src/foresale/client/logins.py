"""Where a person's logins are kept: one file in the home folder that only its owner can read."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from foresale.errors import OptionError, UnreadableFileError

_PATIENCE_SECONDS = 30.0


@dataclass(frozen=True)
class Login:
    """How to be known to a server: by tokens, or by an API key.

    Attributes:
        server: Its address.
        email: Whose tokens these are.
        access_token: Short-lived.
        access_until: When it ends, in seconds since 1970.
        refresh_token: Good for one renewal.
        api_key: A machine's key, instead of tokens.
    """

    server: str
    email: str | None = None
    access_token: str | None = field(default=None, repr=False)
    access_until: float = 0.0
    refresh_token: str | None = field(default=None, repr=False)
    api_key: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.api_key is not None and not (self.api_key.isascii() and self.api_key.isprintable()):
            raise OptionError("The API key has letters that no key has.", fix="Copy it again, and whole.")


def default_place() -> Path:
    """The file of this person's logins."""
    base = os.environ.get("XDG_CONFIG_HOME") or (Path.home() / ".config")
    return Path(base) / "foresale" / "logins.json"


class Logins:
    """The logins of one person, by server; the last one is the default.

    Args:
        place: The file.
    """

    def __init__(self, place: Path | None = None) -> None:
        self.place = place or default_place()

    def find(self, server: str | None = None) -> Login:
        """The login for a server, or the last one made.

        Raises:
            OptionError: There is none.
            UnreadableFileError: The file isn't what it should be.
        """
        known = self._read()
        if not known and server is None:
            raise OptionError("You aren't logged in to any server.", fix="Run: foresale login --server URL")
        if server is None:
            return known[-1]
        wanted = tidy_address(server)
        found = next((login for login in known if login.server == wanted), None)
        if found is None:
            raise OptionError(
                f"You aren't logged in to {wanted}.", fix=f"Run: foresale login --server {wanted}"
            )
        return found

    def keep(self, login: Login) -> None:
        """Remember a login in place of an older one for the same server; it becomes the default."""
        with self.alone():
            self._keep(login, last=True)

    def renew(self, login: Login) -> None:
        """Put renewed tokens in the place of a login's old ones, from inside `alone`."""
        self._keep(login, last=False)

    def forget(self, server: str) -> None:
        """Forget the login for a server."""
        with self.alone():
            self._write([known for known in self._read() if known.server != tidy_address(server)])

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other processes from changing the logins meanwhile: a token is renewed by one only."""
        self.place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self.place.with_suffix(".lock").open("a+b") as file:
            _lock(file.fileno())
            try:
                yield
            finally:
                _unlock(file.fileno())

    def _keep(self, login: Login, *, last: bool) -> None:
        known = self._read()
        at = next((n for n, entry in enumerate(known) if entry.server == login.server), len(known))
        rest = [entry for entry in known if entry.server != login.server]
        rest.insert(len(rest) if last else at, login)
        self._write(rest)

    def _read(self) -> list[Login]:
        if not self.place.exists():
            return []
        names = {item.name for item in fields(Login)}
        try:
            stored = json.loads(self.place.read_text(encoding="utf-8"))
            return [
                Login(**{name: value for name, value in entry.items() if name in names})
                for entry in stored["logins"]
            ]
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise UnreadableFileError(
                f"The logins in {self.place} can't be read ({type(error).__name__}).",
                fix="Delete the file and log in again.",
            ) from error

    def _write(self, logins: list[Login]) -> None:
        draft = self.place.with_suffix(f".{os.getpid()}")
        draft.unlink(missing_ok=True)
        # Made unreadable to others before anything is in it.
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump({"logins": [asdict(login) for login in logins]}, file)
        draft.replace(self.place)


def tidy_address(server: str) -> str:
    """A server's address with its scheme and without what follows the host.

    Raises:
        OptionError: It isn't an address.

    Examples:
        >>> tidy_address("localhost:8000/")
        'http://localhost:8000'
    """
    scheme, found, rest = server.strip().partition("://")
    if not found:
        scheme, rest = "http", scheme
    rest = rest.rstrip("/").removesuffix("/api")
    if scheme not in ("http", "https") or not rest or any(sign in rest for sign in "/@?# "):
        raise OptionError(f"'{server}' isn't a server's address.", fix="Give one as http://localhost:8000.")
    return f"{scheme}://{rest.lower()}"


if sys.platform == "win32":
    import msvcrt

    _HELD = OSError

    def _try_lock(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    _HELD = BlockingIOError

    def _try_lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


def _lock(descriptor: int) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            return _try_lock(descriptor)
        except _HELD:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
