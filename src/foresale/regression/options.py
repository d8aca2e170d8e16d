"""How drivers are looked for."""

from __future__ import annotations

from dataclasses import dataclass

from foresale.errors import OptionError
from foresale.messages import option
from foresale.regression.models.network import SIZES
from foresale.regression.preparation import Outliers


@dataclass(frozen=True)
class DriverOptions:
    """How drivers are looked for.

    Attributes:
        unit: The column that names a row, or day, week, month, quarter or year of the only date; found by
            itself where it's None.
        models: Regressions to try; the usual ones where there are none.
        outliers: Values far out are counted ("flag"), set to their fences ("winsorise"), or their rows are
            left out of learning ("drop").
        folds: Parts of the rows, each judged by models that learned from the others.
        repeats: How often the rows are split again.
        hidden: Neurons of the network's hidden layers.
        singles: Whether each column is tried alone, too.
        keep: Columns to use although they seem to be made from the target.
        seed: Same seed, same answer.
    """

    unit: str | None = None
    models: tuple[str, ...] = ()
    outliers: Outliers = "flag"
    folds: int = 5
    repeats: int = 3
    hidden: tuple[int, ...] = SIZES
    singles: bool = False
    keep: tuple[str, ...] = ()
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse values that can't mean anything."""
        if self.outliers not in ("flag", "winsorise", "drop"):
            raise OptionError(
                f"Outliers can't be treated by '{self.outliers}'.",
                fix=f"Use {option('outliers', 'flag')}, winsorise or drop.",
            )
        for name, value, low, high in (("folds", self.folds, 2, 20), ("repeats", self.repeats, 1, 50)):
            if not low <= value <= high:
                raise OptionError(
                    f"{name.capitalize()} of {value} can't be.",
                    fix=f"Give {option(name)} a whole number from {low} to {high}.",
                )
