"""Secrets that are handed over as files, as containers get them, and such as nobody should use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from foresale.errors import OptionError

SUFFIX = "_FILE"
_MAX_BYTES = 64 * 1024
_SAMPLE = re.compile(
    r"change[-_ ]?(me|this|it)|replace[-_ ]?(me|this)|your[-_ ]?(own[-_ ]?)?(secret|password|key)"
    r"|(sample|example|placeholder|dummy|insecure)[-_ ]?(secret|password|key)|<[^>]*>",
    re.IGNORECASE,
)
_MIN_LETTERS = 8
"""So many different letters a key has at least: what a generator makes of 32 has 20 and more."""


def read_secret_files(environment: Mapping[str, str], prefix: str, names: Iterable[str]) -> dict[str, str]:
    """The secrets that variables such as `FORESALE_SECRET_KEY_FILE` name files of, by setting.

    Args:
        environment: The variables.
        prefix: What variables of settings begin with.
        names: The settings that may be kept in a file.

    Raises:
        OptionError: A file can't be read or is empty, or the secret is stated a second time.
    """
    found = {}
    variables = {name.upper(): value for name, value in environment.items()}
    for name in names:
        plain = prefix + name.upper()
        place = variables.get(plain + SUFFIX)
        if not place:
            continue
        if variables.get(plain):
            raise OptionError(
                f"Both {plain} and {plain}{SUFFIX} are set.",
                fix=f"Set one of them: {plain}{SUFFIX} is safer.",
            )
        found[name] = _read(Path(place), plain + SUFFIX)
    return found


def _read(place: Path, variable: str) -> str:
    try:
        with place.open("rb") as file:
            text = file.read(_MAX_BYTES).decode().strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it isn't text"
        raise OptionError(
            f"{variable} names {place}, which can't be read: {reason}.",
            fix="Check that it is there and that this user may read it.",
        ) from None
    if not text:
        raise OptionError(f"{variable} names {place}, which is empty.", fix="Write the secret into it.")
    return text


def is_sample(secret: str) -> bool:
    """Whether a secret is one that a page shows as an example, not one that somebody made.

    Examples:
        >>> is_sample("change-me-in-production-please-1"), is_sample("kN3vZ-2fWm7aQ")
        (True, False)
    """
    return bool(_SAMPLE.search(secret))


def is_guessable(key: str) -> bool:
    """Whether a key is a sample, or has so few different letters that nobody drew it.

    Examples:
        >>> is_guessable("0123" * 8), is_guessable("Vd8_xq2LwTz-0hRkYb5nCf7sJm1pGa4E")
        (True, False)
    """
    return is_sample(key) or len(set(key)) < _MIN_LETTERS


def with_password(address: str, password: str) -> str:
    """An address with a password put in.

    Args:
        address: With the user and without a password.
        password: As it is, not quoted.

    Raises:
        ValueError: It names no user, or has a password already.

    Examples:
        >>> with_password("postgresql://foresale@db/foresale", "a/b@c")
        'postgresql://foresale:a%2Fb%40c@db/foresale'
    """
    parts = urlsplit(address)
    user, at, host = parts.netloc.rpartition("@")
    if not at or not user:
        raise ValueError("it names no user")
    if ":" in user:
        raise ValueError("it has a password already")
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{host}"))


def refuse_samples(secrets: Mapping[str, str], *, keys: Iterable[str] = ()) -> None:
    """Refuse a secret that nobody made.

    Args:
        secrets: By setting.
        keys: Those of them that are keys, and so have to be hard to guess.

    Raises:
        OptionError: One is a sample.
    """
    for name, secret in secrets.items():
        if (is_guessable if name in keys else is_sample)(secret):
            raise OptionError(
                f"Setting '{name}' is a sample or easily guessed, not a secret of your own.",
                fix="Make one, such as by `openssl rand -hex 32`.",
            )


def refuse_misfit(url: str, password: str, secrets: Mapping[str, str]) -> None:
    """Refuse a password that doesn't fit its address.

    Args:
        url: The setting that holds the address.
        password: The setting that holds the password.
        secrets: By setting.

    Raises:
        OptionError: The address names no user, or has a password already.
    """
    if password not in secrets:
        return
    try:
        with_password(secrets.get(url, ""), secrets[password])
    except ValueError as error:
        raise OptionError(
            f"Setting '{password}' doesn't fit '{url}': {error}.",
            fix="Write the user before an @ there, as in postgresql://foresale@host/foresale.",
        ) from None
