"""Several products in one cell: a row each where the cells prove it, else a question."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

import polars as pl
import pytest

from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError
from foresale.sales import Sales
from odd_tables import DAYS
from sales_tables import read, total

MENU = {"Latte": 4.5, "Bagel": 3.0, "Croissant": 2.75}
LOOKED_AT = DAYS[:60]


def orders(seed: int = 4) -> list[dict[str, int]]:
    """What was bought in each of five orders a day: product → how many."""
    dice = random.Random(seed)
    return [
        {item: dice.randint(1, 3) for item in dice.sample(sorted(MENU), dice.randint(1, 3))}
        for _ in range(5 * len(LOOKED_AT))
    ]


def table(cell: Callable[[dict[str, int]], dict[str, object]]) -> pl.DataFrame:
    rows = [
        {"Order": 1000 + i, "Date": str(LOOKED_AT[i // 5]), **cell(bought)}
        for i, bought in enumerate(orders())
    ]
    return pl.DataFrame(rows)


def sold(sales: Sales) -> dict[str, float]:
    (key,) = sales.roles.keys
    return dict(sales.frame.group_by(key).agg(pl.col(sales.roles.target).sum()).iter_rows())


TRUTH = sum((Counter(bought) for bought in orders()), Counter())


@pytest.mark.parametrize(
    ("mark", "part"),
    [
        (", ", "{n}x {item}"),
        ("; ", "{item} x {n}"),
        (" | ", "{item} ({n})"),
        ("\n", "{item}: {n}"),
    ],
)
def test_products_with_their_counts_become_rows(mark: str, part: str) -> None:
    made = table(
        lambda bought: {
            "Items": mark.join(part.format(item=item, n=n) for item, n in bought.items()),
            "Total": sum(MENU[item] * n for item, n in bought.items()),
        }
    )
    assert sold(read(made)) == TRUTH


def test_a_single_piece_needs_no_count_beside_others() -> None:
    made = table(lambda b: {"Items": ", ".join(item if n == 1 else f"{n} x {item}" for item, n in b.items())})
    assert sold(read(made)) == TRUTH


def test_a_list_of_quantities_beside_them_says_how_many() -> None:
    made = table(lambda b: {"Items": "; ".join(b), "Quantities": "; ".join(map(str, b.values()))})
    assert sold(read(made)) == TRUTH


def test_one_of_each_is_what_the_quantity_adds_up_to() -> None:
    made = table(lambda b: {"Items": "; ".join(b), "Qty": len(b)})
    assert sold(read(made)) == Counter(item for bought in orders() for item in bought)


def test_a_product_named_twice_counts_twice() -> None:
    made = table(
        lambda b: {"Items": "; ".join(i for i, n in b.items() for _ in range(n)), "Qty": sum(b.values())}
    )
    assert sold(read(made)) == TRUTH


@pytest.mark.parametrize("amount", [{"Qty": 9}, {"Total": 12.5}])
def test_a_quantity_that_cannot_be_parted_is_asked_about(amount: dict[str, float]) -> None:
    made = table(lambda b: {"Items": "; ".join(b), **{name: n + len(b) for name, n in amount.items()}})
    with pytest.raises(ColumnsError, match="several products in a cell") as caught:
        read(made)
    assert "keys=[]" in caught.value.fix
    answered = read_sales(made, ask=lambda question: question.answers[0])
    assert (answered.roles.keys, total(answered)) == ((), pytest.approx(made[next(iter(amount))].sum()))
    together = read(made, keys=())
    assert together.roles.keys == ()
    assert total(together) == pytest.approx(made[next(iter(amount))].sum())


@pytest.mark.parametrize(
    "names",
    [
        ("Shirt, blue", "Shirt, red", "Pants, blue", "Pants, black", "Hat"),
        ("Eggs (6)", "Eggs (12)", "Milk", "Bread; rye", "Rolls x 4"),
        ("Salt + Pepper", "Oil + Vinegar", "Fish + Chips", "Tea"),
    ],
)
def test_names_with_marks_are_products_of_their_own(names: tuple[str, ...]) -> None:
    rows = [
        {"date": str(day), "product": name, "qty": 1 + i} for day in LOOKED_AT for i, name in enumerate(names)
    ]
    assert set(sold(read(pl.DataFrame(rows)))) == set(names)
