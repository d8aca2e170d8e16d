"""One model a group of series, each with parameters of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
import polars as pl

from foresale.arrays import Index
from foresale.errors import OptionError, did_you_mean
from foresale.forecasting.models.base import Mean, Model
from foresale.forecasting.models.catalog import load_model_class, load_saved_class
from foresale.messages import option
from foresale.panel import Panel

MAX_GROUPS = 30


class ModelByGroup(Model):
    """A model of one kind for each group of series, which learns from its group alone.

    Series of a group that wasn't there in training are forecast by the model of the largest group.

    Args:
        model: The kind's name in the catalog.
        by: The key or static column that groups series.
        settings: Group → arguments of its model beyond the defaults.
        seed: Same seed, same answer.
    """

    name: ClassVar[str] = "by_group"
    family: ClassVar[str] = "machine learning"
    label: ClassVar[str] = "A model for each group"
    uses_covariates: ClassVar[bool] = True
    uses_processes: ClassVar[bool] = True

    def __init__(
        self, *, model: str, by: str, settings: Mapping[str, Mapping[str, Any]], seed: int = 0
    ) -> None:
        super().__init__(seed=seed)
        self.model, self.by = model, by
        self.settings = {group: dict(given) for group, given in settings.items()}
        self._members: dict[str, Model] = {}
        self._largest = ""

    def fit(self, panel: Panel, horizon: int) -> Self:
        """Fit one model for each group of the panel."""
        kind = load_model_class(self.model)
        self._members, sizes = {}, {}
        for group, rows in groups_of(panel, self.by):
            member = kind(**{"seed": self.seed, **self.settings.get(group, {})})
            self._members[group] = member.fit(panel.select(rows), horizon)
            sizes[group] = len(rows)
        self._largest = max(sizes, key=lambda group: sizes[group])
        return self

    def predict(self, panel: Panel, horizon: int) -> Mean:
        """Each group's forecast by its own model."""
        mean = np.zeros((panel.n_series, horizon))
        for group, rows in groups_of(panel, self.by):
            member = self._members.get(group, self._members[self._largest])
            mean[rows] = member.predict(panel.select(rows), horizon)
        return mean

    def parameters(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {"model": self.model, "by": self.by, "settings": self.settings, "seed": self.seed}

    def save(self, folder: Path) -> None:
        """Write the groups, and each group's model in a folder of its own."""
        folder.mkdir(parents=True, exist_ok=True)
        about = {"parameters": self.parameters(), "groups": list(self._members), "largest": self._largest}
        (folder / "model.json").write_text(json.dumps(about, indent=2))
        for place, member in enumerate(self._members.values()):
            member.save(folder / f"group_{place}")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote."""
        about = json.loads((folder / "model.json").read_text())
        made = cls(**about["parameters"])
        kind = load_saved_class(made.model)
        made._members = {
            group: kind.load(folder / f"group_{place}") for place, group in enumerate(about["groups"])
        }
        made._largest = about["largest"]
        return made


def groups_of(panel: Panel, by: str) -> Iterator[tuple[str, Index]]:
    """Each group's name and the positions of its series, by name.

    Args:
        panel: The series.
        by: The key or static column that groups them.

    Raises:
        OptionError: No series has the column, or it has too many groups.
    """
    known = panel.series.columns
    if by not in known:
        raise OptionError(
            f"{option('tune_by', by)} names {by!r}, which doesn't describe the series.",
            fix=did_you_mean(by, known, f"Series have: {', '.join(known)}."),
        )
    names = panel.series[by].cast(pl.String).fill_null("")
    groups = names.unique().sort().to_list()
    if len(groups) > MAX_GROUPS:
        raise OptionError(
            f"{option('tune_by', by)} makes {len(groups):,} groups.",
            fix=f"Name a column with at most {MAX_GROUPS}.",
        )
    for group in groups:
        yield group, np.flatnonzero((names == group).to_numpy())
