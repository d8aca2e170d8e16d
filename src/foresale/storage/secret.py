"""The service's own secret: signs access tokens and cursors."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from foresale.errors import OptionError

FILE = "secret.key"
SHORTEST = 32


def keep_secret(home: Path) -> str:
    """The secret kept in a folder, made on the first start and readable by its owner alone.

    Args:
        home: The service's folder.

    Raises:
        OptionError: The file is there and holds no usable secret.
    """
    place = home / FILE
    home.mkdir(parents=True, exist_ok=True)
    draft = home / f"{FILE}.{secrets.token_hex(8)}"
    if not place.exists():
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        # A link is refused where another process was first; a rename would replace its secret.
        try:
            os.link(draft, place)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    secret = place.read_text(encoding="ascii").strip()
    if len(secret) < SHORTEST:
        raise OptionError(
            f"{place} holds less than {SHORTEST} letters.",
            fix="Delete it: a new one is made, and everybody logs in again.",
        )
    return secret


def derive_key(secret: str, purpose: str) -> bytes:
    """A key for one purpose only, so that what is signed for one can't be used for another.

    Args:
        secret: The service's secret.
        purpose: Such as `cursor`.
    """
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).digest()
