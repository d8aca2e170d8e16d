"""The client: a server's nouns, and what it predicts."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self

from foresale.client.account import Me, Tokens, with_tokens
from foresale.client.alerts import Alerts
from foresale.client.answers import read
from foresale.client.connection import Connection
from foresale.client.dead_letters import DeadLetters
from foresale.client.drivers import Drivers
from foresale.client.events import Events
from foresale.client.exceptions import Exceptions, find_exceptions
from foresale.client.exports import Exports
from foresale.client.forecasts import Forecasts
from foresale.client.http_errors import ServerError
from foresale.client.imports import Imports
from foresale.client.jobs import Jobs
from foresale.client.live import Live
from foresale.client.logins import Login, Logins, tidy_address
from foresale.client.models import Models
from foresale.client.orders import Orders
from foresale.client.overrides import Overrides
from foresale.client.past_forecasts import Grain
from foresale.client.prediction_history import PredictionHistory
from foresale.client.predictions import Estimate, Prediction
from foresale.client.products import Products
from foresale.client.sales import Sales
from foresale.client.schedules import Schedules
from foresale.client.segments import Segments
from foresale.client.stock import Stock
from foresale.client.stores import Stores
from foresale.client.suppliers import Suppliers
from foresale.client.topics import Topics
from foresale.client.transfers import Transfers
from foresale.client.users import Users

if TYPE_CHECKING:
    import httpx


class Client:
    """Asks a Foresale server; several threads may use one client.

    Lists are iterators that fetch their pages as they go. Where a server asks to be left alone for a
    while, the client waits and asks again; what a server refuses is a `ServerError` with a problem and
    a fix.

    Args:
        server: Its address, such as http://localhost:8000.
        api_key: A machine's key; people use `Client.login`.
        patience: Seconds to wait, all in all, where the server says that it will answer later.
        transport: What carries the requests; by default the network.

    Attributes:
        products: What is sold.
        stores: Where it is sold.
        events: What is known ahead.
        sales: What was sold.
        dead_letters: What streams brought and couldn't be used.
        imports: Files of sales.
        drivers: Tables, and what drives their totals.
        forecasts: What will be sold, and how good past forecasts were.
        overrides: What people changed in forecasts, and what came of it.
        predictions: The predictions that were served, with what then was sold.
        exports: Any list as a file.
        stock: What won't last, and what came and went.
        suppliers: Who delivers, and on which terms.
        orders: Proposed, approved, sent, received.
        transfers: What stores give each other.
        alerts: What someone should look at.
        models: Registered versions, and which serve.
        jobs: Work under way.
        live: What changes, as it happens.
        schedules: Work that begins by itself.
        segments: Parts of the assortment that may have models of their own.
        topics: What goes through the log and through Kafka.
        users: Who may log in.

    Examples:
        >>> client = Client("localhost:8000", api_key="fsk_abc")
        >>> client.server
        'http://localhost:8000'
        >>> client.close()
    """

    def __init__(
        self,
        server: str,
        *,
        api_key: str | None = None,
        patience: float = 30.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        login = Login(tidy_address(server), api_key=api_key)
        self._set_up(Connection(login, patience=patience, transport=transport))

    @classmethod
    def login(
        cls,
        server: str,
        email: str,
        password: str,
        *,
        transport: httpx.BaseTransport | None = None,
    ) -> Self:
        """A client that is somebody; its tokens renew themselves.

        Args:
            server: Its address.
            email: Who.
            password: That person's.
            transport: What carries the requests; by default the network.

        Raises:
            ServerError: They don't fit, or no server answers.
        """
        asked = Login(tidy_address(server), email=email)
        connection = Connection(asked, transport=transport)
        try:
            told = connection.post("/auth/login", {"email": email, "password": password})
        except ServerError:
            connection.close()
            raise
        connection.login = with_tokens(asked, read(Tokens, told))
        return cls._over(connection)

    @classmethod
    def from_stored(cls, server: str | None = None, *, logins: Logins | None = None) -> Self:
        """A client with the tokens or key that `foresale login` kept.

        Args:
            server: Its address; by default that of the last login.
            logins: Where they are kept; by default in the home folder.

        Raises:
            OptionError: There is no login.
        """
        kept = logins or Logins()
        return cls._over(Connection(kept.find(server), kept))

    @classmethod
    def _over(cls, connection: Connection) -> Self:
        made = cls.__new__(cls)
        made._set_up(connection)
        return made

    def _set_up(self, connection: Connection) -> None:
        self._connection = connection
        self.products = Products(connection)
        self.stores = Stores(connection)
        self.events = Events(connection)
        self.sales = Sales(connection)
        self.dead_letters = DeadLetters(connection)
        self.imports = Imports(connection)
        self.drivers = Drivers(connection)
        self.forecasts = Forecasts(connection)
        self.overrides = Overrides(connection)
        self.predictions = PredictionHistory(connection)
        self.exports = Exports(connection)
        self.stock = Stock(connection)
        self.suppliers = Suppliers(connection)
        self.orders = Orders(connection)
        self.transfers = Transfers(connection)
        self.alerts = Alerts(connection)
        self.models = Models(connection)
        self.jobs = Jobs(connection)
        self.live = Live(connection)
        self.schedules = Schedules(connection)
        self.segments = Segments(connection)
        self.topics = Topics(connection)
        self.users = Users(connection)

    @property
    def server(self) -> str:
        """The server's address."""
        return self._connection.login.server

    def keep(self, logins: Logins | None = None) -> None:
        """Keep the tokens or key for `Client.from_stored`, in a file that only its owner can read.

        Args:
            logins: Where; by default in the home folder.
        """
        self._connection.keep(logins or Logins())

    def me(self) -> Me:
        """Who you are to the server, and what you may do."""
        return read(Me, self._connection.get("/auth/me"))

    def change_password(self, current: str, new: str) -> None:
        """Choose another password: all your sessions end, and this client's goes on in a new one."""
        told = self._connection.post("/auth/password", {"current": current, "new": new})
        self._connection.adopt(read(Tokens, told))

    def logout(self, *, everywhere: bool = False) -> None:
        """End this client's session, and forget its tokens.

        Args:
            everywhere: End all of your sessions.
        """
        self._connection.post("/auth/logout", {"everywhere": everywhere})
        self._connection.forget()

    def exceptions(
        self, queue: str | None = None, store: int | str | None = None, limit: int = 200
    ) -> Exceptions:
        """What somebody should look at, urgent first, then by money.

        Args:
            queue: Only of this queue.
            store: Only in this store.
            limit: Items, at most.
        """
        return find_exceptions(self._connection, queue, store, limit)

    def predict(
        self,
        product: int | str,
        store: int | str,
        horizon: int | None = None,
        *,
        grain: Grain = "day",
        level: float = 0.8,
    ) -> Prediction:
        """What a product will sell in a store, from the champion's forecast.

        Args:
            product: Its id (a number) or sku (text).
            store: Its id (a number) or code (text).
            horizon: Days ahead; 28, or what is forecast.
            grain: What the answer is split into.
            level: Share of cases in the intervals.
        """
        asked = {"product": product, "store": store, "horizon": horizon, "grain": grain, "level": level}
        return read(Prediction, self._connection.ask("/predict/", asked))

    def predict_month(
        self,
        year: int,
        month: int,
        lags: Sequence[float | None],
        *,
        level: float = 0.8,
        of: tuple[int | str | None, int | str | None] | None = None,
    ) -> Estimate:
        """What a month would sell after months typed in by hand, from the monthly model.

        Args:
            year: The month's year.
            month: The month, 1–12.
            lags: Units of the months before it, the most recent first; None for one that isn't known.
            level: Share of cases in the interval.
            of: Whose months these are, product and store, so that the answer is later compared.
        """
        asked = {"year": year, "month": month, "lags": list(lags), "level": level}
        if of is not None:
            asked |= {name: value for name, value in zip(("product", "store"), of, strict=True) if value}
        return read(Estimate, self._connection.ask("/predict/", asked))

    def close(self) -> None:
        """End the conversation."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
