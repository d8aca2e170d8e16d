"""What series are called: names where the file has them, codes where it hasn't."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from foresale.reports.series_labels import column_labels, column_title, name_column, series_labels


def panel_of(made, columns, keys=("sku",)):
    panel = made.make_panel(n_series=4, n_periods=60, keys=("product",))
    return replace(panel, series=pl.DataFrame(columns), keys=keys)


CODES = ["A1", "A2", "B1", "B2"]


def test_a_description_beside_a_code_is_shown_instead(made):
    panel = panel_of(made, {"sku": CODES, "Description": ["Tea", "Coffee", "Milk", "Bread"]})
    assert series_labels(panel) == ["Tea", "Coffee", "Milk", "Bread"]


def test_two_codes_of_one_name_keep_their_codes(made):
    panel = panel_of(made, {"sku": CODES, "Bezeichnung": ["Tea", "Tea", "Milk", "Bread"]})
    assert series_labels(panel) == ["Tea (A1)", "Tea (A2)", "Milk", "Bread"]


def test_a_code_without_a_name_stays_a_code(made):
    panel = panel_of(made, {"sku": CODES, "name": ["Tea", None, "", "Bread"]})
    assert series_labels(panel) == ["Tea", "A2", "B1", "Bread"]


def test_names_are_not_replaced_by_descriptions(made):
    names = ["Tea", "Coffee", "Milk", "Bread"]
    panel = panel_of(made, {"product": names, "description": ["a", "b", "c", "d"]}, keys=("product",))
    assert name_column(panel, "product") is None
    assert series_labels(panel) == names


def test_a_category_of_few_names_names_no_product(made):
    panel = panel_of(made, {"sku": CODES, "category_name": ["Hot", "Hot", "Hot", "Hot"]})
    assert column_labels(panel, "sku") == CODES


def test_a_code_shown_by_its_name_is_called_a_product_in_headings(made):
    coded = panel_of(made, {"sku": CODES, "Description": ["Tea", "Coffee", "Milk", "Bread"]})
    plain = panel_of(made, {"Sub-Category": ["Tea", "Coffee", "Milk", "Bread"]})
    assert column_title(coded, "sku") == "product"
    assert column_title(plain, "Sub-Category") == "Sub-Category"
