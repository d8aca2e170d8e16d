"""Versions of models on a server: which serve, how good they are, promotion and rollback."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from foresale.client.answers import read, reads
from foresale.client.connection import Connection
from foresale.client.query import quote_name


@reads("Model")
@dataclass(frozen=True)
class Model:
    """A registered version of a model.

    Attributes:
        version: Its name, such as daily.all.3.
        family: daily forecasts products in stores; monthly answers what-ifs.
        segment: all, category=…, store=…, product=… or segment=….
        number: Counts up within family and segment.
        aliases: Such as champion, which answers, or challenger.
        cutoff: The last day of the history it learned from.
        created_at: When it was registered, UTC.
        metrics: On the test window, which was kept from choosing it.
        run_id: Its run in MLflow.
    """

    version: str
    family: str
    segment: str
    number: int
    aliases: tuple[str, ...]
    cutoff: date
    created_at: datetime
    metrics: Mapping[str, float]
    run_id: str = ""


@reads("ModelPromotion")
@dataclass(frozen=True)
class Promotion:
    """A change of champion, as the history has it.

    Attributes:
        from_version: The champion's number before; None where there was none.
        to_version: Its number since.
        action: promoted, overridden, rolled_back or retired.
        reason: Why.
        at: When, UTC.
        user_id: Who; None where the service did it by itself.
    """

    from_version: int | None
    to_version: int
    action: str
    reason: str
    at: datetime
    user_id: int | None = None


@reads("ModelDetails")
@dataclass(frozen=True)
class ModelDetails:
    """A version with all that is known of it.

    Attributes:
        version: Its name.
        aliases: Such as champion.
        metrics: On the test window.
        about: Parameters, the data's fingerprint, the gate's verdict.
        leaderboard: The models that were tried, the best first.
        segments: Parts of the assortment, and whether a model of their own is worth it.
        promotions: Changes of champion in its scope, newest first.
    """

    version: str
    aliases: tuple[str, ...]
    metrics: Mapping[str, float]
    about: Mapping[str, str]
    leaderboard: tuple[Mapping[str, str], ...]
    promotions: tuple[Promotion, ...]
    segments: tuple[Mapping[str, str], ...] = ()


@reads("ServingChange")
@dataclass(frozen=True)
class Change:
    """A change of champion that was made.

    Attributes:
        scope: Of what, such as daily.all.
        from_version: The champion's number before; None where there was none.
        to_version: Its number now.
        action: promoted, overridden, rolled_back or retired.
        reason: Why.
    """

    scope: str
    from_version: int | None
    to_version: int
    action: str
    reason: str


class Models:
    """The registered models of a server."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list(
        self, family: str | None = None, segment: str | None = None, alias: str | None = None
    ) -> Iterator[Model]:
        """The versions, newest first.

        Args:
            family: daily or monthly.
            segment: all, category=…, store=…, product=… or segment=….
            alias: Only those named so, such as champion.
        """
        told = self._connection.pages("/models", family=family, segment=segment, alias=alias, limit=1000)
        return (read(Model, item) for item in told)

    def get(self, version: str) -> ModelDetails:
        """One version, such as daily.all.3."""
        return read(ModelDetails, self._connection.get(f"/models/{quote_name(version)}"))

    def promote(self, version: str, *, override: bool = False, comment: str | None = None) -> Change:
        """Let a version serve if it passed the gate, or by `override` with a comment.

        Args:
            version: Which.
            override: Promote it though the gate refused it.
            comment: Why; needed with override.
        """
        asked = {"override": override, "comment": comment}
        return read(Change, self._connection.post(f"/models/{quote_name(version)}/promote", asked))

    def rollback(self, version: str, *, comment: str | None = None) -> Change:
        """Let the champion before serve again.

        Args:
            version: The one that serves now, so that asking twice goes back only once.
            comment: Why.
        """
        path = f"/models/{quote_name(version)}/rollback"
        return read(Change, self._connection.post(path, {"comment": comment}))

    def retire(self, version: str, *, comment: str | None = None) -> Change:
        """Take the champion of a part of the assortment away: the model of all answers again.

        Args:
            version: The one that serves now.
            comment: Why.
        """
        path = f"/models/{quote_name(version)}/retire"
        return read(Change, self._connection.post(path, {"comment": comment}))
