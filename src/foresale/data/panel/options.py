"""What a user may decide about how rows become a panel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from foresale.errors import OptionError
from foresale.frequency import Frequency
from foresale.sales import SaidOfRows


@dataclass(frozen=True)
class PanelOptions:
    """How sales rows become regular series; the defaults suit a shop's own export.

    Attributes:
        freq: Length of a period; inferred from the rows' own spacing when not given.
        missing: What a period without a row means: nothing sold (`zero`), not known (`unknown`),
            or decided from the file (`auto`).
        closed_days: Whether days on which a store or the whole file sold nothing count as closed (`auto`).
        duplicates: Whether rows that repeat another row in every column of a transaction file count; by
            default as was said when they were read, else not.
        duplicate_keys: What several rows of one series and date mean in a file without invoices:
            add them up, the last one corrects the others, or stop.
        returns: Cancelled and returned lines: leave them out, and the sale they exactly undo too
            (`match`), leave only them out (`drop`), or subtract them where they were booked (`net`).
        key_spelling: Whether keys that differ only in case, blanks or the form of their letters are one; any
            value but `keep`. By default as was said when the rows were read, else they are.
        incomplete_last: Whether a first or last period that the file covers only in part is dropped
            (`drop`) or counts (`keep`), or the newest period is left out whatever it holds (`newest`).
        min_observations: Series with fewer known periods are named as short.
        non_negative: Whether demand can't fall below zero; decided from the file when not given.
        week_start: First day of the week, 1 (Monday) to 7; the file's own when it is weekly, else Monday.
        time_zone: The zone whose days count, for timestamps that carry one; by default as was said when the
            rows were read.
        assume_known_ahead: Treat price, promotion and the like as known ahead although the file holds
            no values beyond the history (for a backtest of what a plan would have been worth).
        max_cells: Largest series × periods allowed.

    Examples:
        >>> PanelOptions(freq=Frequency.WEEK, week_start=7).freq.noun
        'week'
    """

    freq: Frequency | None = None
    missing: Literal["auto", "zero", "unknown"] = "auto"
    closed_days: Literal["auto", "none"] = "auto"
    duplicates: Literal["drop", "keep"] | None = None
    duplicate_keys: Literal["sum", "last", "error"] = "sum"
    returns: Literal["match", "drop", "net"] = "match"
    key_spelling: Literal["merge", "merge-likely", "keep"] | None = None
    incomplete_last: Literal["drop", "keep", "newest"] = "drop"
    min_observations: int = 2
    non_negative: bool | None = None
    week_start: int | None = None
    time_zone: str | None = None
    assume_known_ahead: bool = False
    max_cells: int = 300_000_000

    def __post_init__(self) -> None:
        """Refuse values that no file could be read with."""
        if self.week_start is not None and not 1 <= self.week_start <= 7:
            raise OptionError(
                f"week_start is {self.week_start}.", fix="Give 1 (Monday) to 7 (Sunday), or leave it out."
            )
        if self.min_observations < 1:
            raise OptionError(f"min_observations is {self.min_observations}.", fix="Give 1 or more periods.")

    def completed_by(self, said: SaidOfRows) -> PanelOptions:
        """These options, with what was said of the rows where nothing is said here, and then the defaults.

        Examples:
            >>> PanelOptions(duplicates="drop").completed_by(SaidOfRows("keep", "keep")).key_spelling
            'keep'
        """
        return replace(
            self,
            duplicates=self.duplicates or said.duplicates or "drop",
            key_spelling=self.key_spelling or said.key_spelling or "merge",
            time_zone=self.time_zone or said.time_zone,
        )
