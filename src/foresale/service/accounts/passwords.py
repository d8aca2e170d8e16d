"""Passwords, kept as Argon2id."""

from __future__ import annotations

import secrets
import unicodedata
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_AT_ONCE = 4
_NOBODYS = "nobody has this password"


class Passwords:
    """Makes and checks what is kept of passwords.

    Each check takes 64 MiB for some 50 ms, on purpose; so only a few are made at once, whatever arrives.

    Args:
        hasher: Makes the hashes; tests give one that is quick.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turn = BoundedSemaphore(_AT_ONCE)
        self._nobodys: str | None = None

    def hash(self, password: str) -> str:
        """What to keep of a password."""
        with self._turn:
            return self._hasher.hash(_plain(password))

    def fits(self, password: str, kept: str | None) -> bool:
        """Whether a password is the one kept; takes as long where nothing is."""
        if kept is None:
            self._nobodys = self._nobodys or self.hash(_NOBODYS)
        with self._turn:
            try:
                self._hasher.verify(kept or self._nobodys or "", _plain(password))
            except (VerificationError, InvalidHashError):
                return False
        return kept is not None

    def is_dated(self, kept: str) -> bool:
        """Whether it was made with weaker settings than today's."""
        return self._hasher.check_needs_rehash(kept)


def one_time_password() -> str:
    """A password to be used once and changed: 100 bits, easy to read out.

    Examples:
        >>> len(one_time_password())
        24
    """
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(5))


def _plain(password: str) -> str:
    """The same letters typed on different keyboards are the same password."""
    return unicodedata.normalize("NFKC", password)
