"""The regressions there are, the simplest first, and how one is made by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from foresale.errors import MissingExtraError, OptionError, did_you_mean
from foresale.messages import option
from foresale.notes import Note
from foresale.regression.models.base import Regressor
from foresale.regression.models.linear import ElasticNet, Linear, Mean, Ridge
from foresale.regression.models.network import SIZES, Network, is_installed
from foresale.regression.models.trees import Boosting, RandomForest

MODELS: dict[str, type[Regressor]] = {
    kind.name: kind for kind in (Mean, Linear, Ridge, ElasticNet, RandomForest, Boosting, Network)
}
"""The simplest first: of models that do equally well the first is taken."""
BY_DEFAULT = ("mean", "linear", "ridge", "random_forest", "boosting", "network")

Maker = Callable[[], Regressor]


def choose_models(
    names: Sequence[str] = (), sizes: tuple[int, ...] = SIZES
) -> tuple[dict[str, Maker], tuple[Note, ...]]:
    """The models to try, the mean always among them, and a note on one that isn't installed.

    Args:
        names: Those wanted; the usual ones where there are none.
        sizes: Neurons of the network's hidden layers.

    Raises:
        OptionError: There is no such model, or the sizes make no network.
        MissingExtraError: A model that was asked for by name isn't installed.
    """
    for name in names:
        if name not in MODELS:
            raise OptionError(
                f"There is no regression '{name}'.",
                fix=did_you_mean(name, MODELS, f"Give {option('models')} any of: {', '.join(MODELS)}."),
            )
    if not sizes or min(sizes) < 1 or len(sizes) > 8 or max(sizes) > 4096:
        raise OptionError(
            f"A network can't have hidden layers of {', '.join(map(str, sizes)) or 'no'} neurons.",
            fix=f"Give {option('hidden')} one to eight numbers from 1 to 4,096, such as 32,16.",
        )
    wanted = [name for name in MODELS if name in {"mean", *(names or BY_DEFAULT)}]
    notes: tuple[Note, ...] = ()
    if "network" in wanted and not is_installed():
        if names:
            raise MissingExtraError("keras", "deep")
        wanted.remove("network")
        text = "The neural network isn't tried: it needs Keras (pip install 'foresale[deep]')."
        notes = (Note("model_left_out", 1, text),)
    return {name: (lambda: Network(sizes)) if name == "network" else MODELS[name] for name in wanted}, notes
