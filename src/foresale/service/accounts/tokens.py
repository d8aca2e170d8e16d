"""Access tokens: short-lived, signed by the service, void once the user's generation moves on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import jwt

ISSUER, AUDIENCE, ALGORITHM = "foresale", "foresale-api", "HS256"


@dataclass(frozen=True)
class Pass:
    """What an access token says.

    Attributes:
        user_id: Whose it is.
        generation: The user's generation when it was given out.
        session_id: The session it belongs to; over with it.
        expires_at: When it ends.
    """

    user_id: int
    generation: int
    session_id: str
    expires_at: datetime


class TokenSigner:
    """Gives out access tokens and reads them.

    Args:
        key: Signs them.
        minutes: Their life.
    """

    def __init__(self, key: bytes, minutes: int) -> None:
        self._key, self._life = key, timedelta(minutes=minutes)

    def issue(self, user_id: int, generation: int, session_id: str) -> tuple[str, int]:
        """A token for a session of a user, and its life in seconds."""
        now = datetime.now(UTC)
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": str(user_id),
            "gen": generation,
            "sid": session_id,
            "iat": now,
            "exp": now + self._life,
        }
        return jwt.encode(claims, self._key, ALGORITHM), int(self._life.total_seconds())

    def read(self, token: str) -> Pass | None:
        """What a token says; None if it isn't ours, was changed or is over."""
        try:
            claims = jwt.decode(
                token,
                self._key,
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                issuer=ISSUER,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
            end = datetime.fromtimestamp(claims["exp"], tz=UTC)
            return Pass(int(claims["sub"]), int(claims["gen"]), str(claims["sid"]), end)
        except (jwt.InvalidTokenError, KeyError, TypeError, ValueError):
            return None
