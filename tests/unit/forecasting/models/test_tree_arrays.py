"""Trees kept as arrays answer as the grown ones did."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from foresale.forecasting.models.tree_arrays import LEAF, TreeArrays


@pytest.fixture
def by_hand() -> TreeArrays:
    """A stump on column 1 at 2.5 (10 or 20), and a tree that is a leaf of 3."""
    return TreeArrays(
        root=np.array([0, 3]),
        feature=np.array([1, LEAF, LEAF, LEAF]),
        threshold=np.array([2.5, 0.0, 0.0, 0.0]),
        left=np.array([1, -1, -1, -1]),
        right=np.array([2, -1, -1, -1]),
        value=np.array([0.0, 10.0, 20.0, 3.0]),
        base=100.0,
        factor=0.5,
    )


def test_a_row_goes_left_where_its_value_is_at_most_the_threshold(by_hand: TreeArrays) -> None:
    rows = np.array([[9.0, 2.5], [0.0, 2.6]], dtype=np.float32)
    np.testing.assert_array_equal(by_hand.predict(rows), [100 + 0.5 * 13, 100 + 0.5 * 23])


def test_no_rows_have_no_answers(by_hand: TreeArrays) -> None:
    assert by_hand.predict(np.empty((0, 2), dtype=np.float32)).shape == (0,)


def test_they_save_and_load_to_the_same_answers(by_hand: TreeArrays, tmp_path: Path) -> None:
    rows = np.array([[0.0, 1.0], [0.0, 9.0]], dtype=np.float32)
    by_hand.save(tmp_path / "trees.npz")
    loaded = TreeArrays.load(tmp_path / "trees.npz")
    np.testing.assert_array_equal(loaded.predict(rows), by_hand.predict(rows))
    assert (loaded.base, loaded.factor) == (100.0, 0.5)


def test_pickled_content_is_refused(tmp_path: Path) -> None:
    harmful = np.array([{"a": 1}], dtype=object)
    np.savez(tmp_path / "trees.npz", **dict.fromkeys(TreeArrays.__dataclass_fields__, harmful))
    with pytest.raises(ValueError, match="allow_pickle=False"):
        TreeArrays.load(tmp_path / "trees.npz")


def test_trees_of_scikit_learn_answer_the_same_as_arrays() -> None:
    from sklearn.tree import DecisionTreeRegressor

    random = np.random.default_rng(0)
    rows = random.normal(size=(300, 4)).astype(np.float32)
    answer = rows[:, 0] * (rows[:, 1] > 0) + random.normal(size=300)
    # Different depths have different numbers of nodes, so a wrong offset can't go unseen.
    grown = [DecisionTreeRegressor(max_depth=d, random_state=d).fit(rows, answer) for d in (2, 5, None)]
    arrays = TreeArrays.from_trees(grown, base=1.5, factor=0.1)
    new = random.normal(size=(200, 4)).astype(np.float32)
    expected = 1.5 + 0.1 * sum(tree.predict(new) for tree in grown)
    np.testing.assert_allclose(arrays.predict(new), expected)
