"""A typed client of a Foresale server.

Examples:
    >>> from foresale.client import Client, ServerError
    >>> with Client("localhost:1", api_key="fsk_abc") as client:
    ...     try:
    ...         client.predict("TEA-01", "S1")
    ...     except ServerError as error:
    ...         print(error.fix)
    Check the address, and that `foresale up` runs there.
"""

from foresale.client.client import Client
from foresale.client.http_errors import ServerError
from foresale.client.jobs import JobFailedError
from foresale.client.logins import Logins

__all__ = ["Client", "JobFailedError", "Logins", "ServerError"]
