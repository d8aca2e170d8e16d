"""Why jobs failed, as data: a sentence of the service's own has its reason, others are told by their kind."""

from __future__ import annotations

from foresale.error_reasons import Reason, ReasonCode
from foresale.errors import ForesaleError

MAX_LETTERS = 1_000
_BY_KIND: dict[str, ReasonCode] = {
    "unreadable_file": "job_file",
    "columns": "job_columns",
    "bad_rows": "job_rows",
    "history": "job_history",
    "saved_model": "job_model",
    "registry": "job_model",
    "engine": "job_engine",
    "missing_extra": "job_library",
}
"""By `code` of the error; its arguments are its own sentences, of which there are hundreds."""


def reason_of(error: ForesaleError) -> Reason:
    """The reason of an error, or what kind of error it is with its own words.

    Args:
        error: Why a job failed.

    Examples:
        >>> from foresale.errors import HistoryError
        >>> reason = reason_of(HistoryError("The history has 3 days.", fix="Give at least 14."))
        >>> reason.code, reason.arguments["told"]
        ('job_history', 'The history has 3 days.')
    """
    if error.reason is not None:
        return error.reason
    told, fix = str(error.problem)[:MAX_LETTERS], str(error.fix)[:MAX_LETTERS]
    return Reason(_BY_KIND.get(error.code, "job_refused"), told=told, fix=fix)
