"""Files that people export, each read right or asked about; totals are reckoned beside the file."""

from __future__ import annotations

import json

import polars as pl
import pytest

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from odd_tables import DAYS, MONTHS, amount, saved, span
from sales_tables import fix_of, read, rules, total, with_first_option

# Layers


def test_a_pivot_of_one_column_has_its_labels_as_a_key_and_not_their_sums():
    rows = []
    for item, name in enumerate(("Bread", "Cheese")):
        rows.append({"Row Labels": name, "Sum of Qty": sum(amount(m, item) for m in MONTHS)})
        rows += [{"Row Labels": f"{m:%b %Y}", "Sum of Qty": amount(m, item)} for m in MONTHS]
    rows.append({"Row Labels": "Grand Total", "Sum of Qty": sum(r["Sum of Qty"] for r in rows) // 2})
    sales = read(pl.DataFrame(rows))
    assert sales.roles.keys == ("section",)
    assert total(sales) == sum(amount(m, item) for item in (0, 1) for m in MONTHS)


def test_shares_and_parts_of_other_columns_are_no_products():
    table = pl.DataFrame(
        {
            "month": [f"{m:%Y-%m}" for m in MONTHS],
            "Bread": [amount(m) for m in MONTHS],
            "Cakes": [amount(m, 1) for m in MONTHS],
            "davon online": [amount(m) // 5 for m in MONTHS],
            "Bread %": ["41.5%"] * 23 + ["39.0%"],
        }
    )
    sales = read(table)
    assert set(sales.frame["item"].unique()) == {"Bread", "Cakes"}
    assert total(sales) == sum(amount(m) + amount(m, 1) for m in MONTHS)


def test_labels_below_a_blank_header_are_a_key_and_their_total_is_left_out():
    days = {str(d): [str(amount(d)), str(amount(d, 1)), str(amount(d) + amount(d, 1))] for d in DAYS[:40]}
    sales = read(pl.DataFrame({"column_1": ["x", "y", None], **days}))
    assert sales.roles.keys == ("column_1",)
    assert total(sales) == sum(amount(d) + amount(d, 1) for d in DAYS[:40])


@pytest.mark.parametrize("name", ["S{}", "{}", "Store {}"])
@pytest.mark.parametrize("count", [51, 52, 53])
def test_as_many_stores_beside_a_date_as_a_year_has_weeks_are_no_weeks(name: str, count: int):
    stores = {name.format(i): [amount(d, i) for d in DAYS] for i in range(1, count + 1)}
    sales = read(pl.DataFrame({"date": [str(d) for d in DAYS], **stores}))
    assert len(sales.roles.keys) == 1
    assert sales.frame[sales.roles.keys[0]].n_unique() == count
    assert span(sales) == (DAYS[0], DAYS[-1])


# Status and kinds


def orders(column: str, values: tuple[str, ...]) -> pl.DataFrame:
    """Orders of which each tenth has the second value, each fifteenth the third."""
    rows = []
    for i in range(300):
        value = values[1] if i % 10 == 3 else values[2] if i % 15 == 4 and len(values) > 2 else values[0]
        rows.append({"date": str(DAYS[i // 3]), column: value, "sku": f"P{i % 2}", "qty": 1 + i % 4})
    return pl.DataFrame(rows)


def sums(table: pl.DataFrame, column: str) -> dict[str, int]:
    return dict(table.group_by(column).agg(pl.col("qty").sum()).iter_rows())


def test_payments_beside_refunds_are_the_sales():
    table = orders("Event Type", ("Payment", "Refund", "Fee"))
    each = sums(table, "Event Type")
    assert total(read(table)) == each["Payment"] - each["Refund"]


def test_payments_of_several_kinds_are_the_sales_and_other_movements_of_an_account_are_none() -> None:
    kinds = (
        "Express Checkout Payment",
        "Mobile Payment",
        "Payment Refund",
        "General Withdrawal",
        "Bill Payment",
    )
    table = pl.DataFrame(
        {
            "Date": [str(DAYS[i // 5]) for i in range(300)],
            "Type": [kinds[i % 5] if i % 5 < 2 or i % 4 == 1 else kinds[0] for i in range(300)],
            "Gross": [f"{(5 + i % 7) * (1 if i % 5 < 2 or i % 4 != 1 else -1)}.50" for i in range(300)],
        }
    )
    gross = table.group_by("Type").agg(pl.col("Gross").cast(pl.Float64).sum())
    each = dict(gross.iter_rows())
    assert total(read(table)) == pytest.approx(sum(each[kinds[i]] for i in range(3)))


def test_a_column_of_any_name_whose_values_all_say_sale_or_return_tells_them():
    table = orders("Nature", ("Vente", "Avoir", "Frais"))
    each = sums(table, "Nature")
    assert total(read(table)) == each["Vente"] - each["Avoir"]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("Journey", ("Single", "Return")),
        ("Mode", ("Cash", "Credit")),
        ("Type", ("Cash", "Credit card")),
        ("Type", ("Cash", "Credit", "Debit")),
    ],
)
def test_tickets_back_and_sales_on_credit_are_no_returns(name: str, values: tuple[str, ...]):
    table = orders(name, values)
    assert total(read(table)) == table["qty"].sum()


def test_orders_with_a_day_of_cancellation_are_no_sales():
    table = orders("state", ("a", "b")).with_columns(
        pl.when(pl.col("state") == "b").then(pl.col("date") + " 18:30:00").alias("cancelled_at")
    )
    kept = table.filter(pl.col("state") == "a")["qty"].sum()
    assert total(read(table.drop("state"))) == kept


def test_codes_of_transactions_that_nothing_is_known_of_are_said_with_their_amounts():
    table = orders("trx_type", ("S", "R", "F"))
    sales = read(table)
    note = next(note for note in sales.notes if note.rule == "unknown_types")
    assert f"S {sums(table, 'trx_type')['S']}" in note.text
    kept = read(table, **with_first_option(note.text))
    assert total(kept) == sums(table, "trx_type")["S"]


def test_a_stock_list_whose_receipts_outweigh_what_left_is_asked_about():
    table = orders("what", ("went", "came")).with_columns(
        pl.when(pl.col("what") == "went").then(-pl.col("qty")).otherwise(pl.col("qty") * 40).alias("qty")
    )
    fix = fix_of(table)
    assert (
        total(read(table, **with_first_option(fix))) == -table.filter(pl.col("what") == "went")["qty"].sum()
    )


# Columns and words


@pytest.mark.parametrize(
    "names",
    [
        ("Dátum", "Predajňa", "Tovar", "Množstvo", "Suma"),
        ("Kuupäev", "Kauplus", "Toode", "Kogus", "Summa"),
        ("Data", "Parduotuvė", "Prekė", "Kiekis", "Suma"),
        ("تاریخ", "فروشگاه", "کالا", "تعداد", "مبلغ"),
        ("Датум", "Продавница", "Артикал", "Количина", "Износ"),
        ("Data", "Botiga", "Producte", "Quantitat", "Import total"),
    ],
)
def test_further_languages_have_units_before_money(names):
    rows = [
        dict(zip(names, (str(d), s, p, amount(d), amount(d) * 2.5), strict=True))
        for d in DAYS[:40]
        for s in ("a", "b")
        for p in ("x", "y")
    ]
    sales = read(pl.DataFrame(rows))
    assert sales.roles.target == names[3]
    assert sales.roles.keys == names[1:3]


def test_units_that_were_cancelled_or_refunded_are_not_what_was_sold():
    days = [str(d) for d in DAYS]
    sold, back = [amount(d) for d in DAYS], [amount(d) % 3 for d in DAYS]
    for one, other in (("Verkaufte Einheiten", "Stornierte Einheiten"), ("Units Sold", "Units Refunded")):
        assert read(pl.DataFrame({"date": days, one: sold, other: back})).roles.target == one


def test_lines_of_orders_in_json_are_series_by_title_not_by_order(tmp_path):
    records = [
        {"id": i, "created_at": f"{d}T10:00:00Z", "line_items": [
            {"title": t, "quantity": amount(d, k)} for k, t in enumerate(("Mug", "Cap"))
        ]}
        for i, d in enumerate(DAYS)
    ]  # fmt: skip
    path = saved(tmp_path, "orders.json", json.dumps({"orders": records}))
    sales = read_sales(path)
    assert sales.roles.keys == ("title",)
    assert total(sales) == sum(amount(d, k) for d in DAYS for k in (0, 1))


def test_connections_of_graphql_and_tables_of_columns_are_read(tmp_path):
    wanted = sum(amount(d) for d in DAYS)
    edges = [
        {
            "node": {
                "createdAt": f"{d}T10:00:00Z",
                "lines": {"edges": [{"node": {"sku": "a", "quantity": amount(d)}}]},
            }
        }
        for d in DAYS
    ]
    path = saved(tmp_path, "edges.json", json.dumps({"data": {"orders": {"edges": edges}}}))
    assert total(read_sales(path)) == wanted
    columns = {
        "date": {str(i): str(d) for i, d in enumerate(DAYS)},
        "qty": {str(i): amount(d) for i, d in enumerate(DAYS)},
    }
    assert total(read_sales(saved(tmp_path, "columns.json", json.dumps(columns)))) == wanted


def test_json_in_a_text_file_is_read_and_said(tmp_path):
    records = [{"date": str(d), "qty": amount(d)} for d in DAYS]
    sales = read_sales(saved(tmp_path, "export.txt", json.dumps(records)))
    assert "other_format" in rules(sales)
    assert total(sales) == sum(amount(d) for d in DAYS)


# Cells


def test_marks_of_statistics_and_values_below_what_is_shown():
    cells = [f"{amount(d)} {('p', 'e', '*')[d.day % 3]}" if d.day % 4 == 0 else str(amount(d)) for d in DAYS]
    table = pl.DataFrame({"date": [str(d) for d in DAYS], "sales": cells})
    assert total(read(table)) == sum(amount(d) for d in DAYS)
    below = pl.DataFrame({"date": [str(d) for d in DAYS], "sales": ["<1", *map(str, range(1, 121))]})
    assert total(read(below)) == sum(range(1, 121))


def test_words_for_unknown_in_other_languages_are_no_products():
    names = ["Pan", "desconocido", "Leche", "N/D"]
    table = pl.DataFrame(
        [{"Fecha": str(d), "Producto": n, "Cantidad": amount(d)} for d in DAYS[:40] for n in names]
    )
    products = {name for name in read(table).frame["Producto"].unique() if name is not None}
    assert not products & {"desconocido", "N/D"}


def test_a_wide_table_of_dots_is_asked_about_at_once_not_after_minutes():
    days = {f"{d:%d.%m.%Y}": [f"{amount(d)}.{d.day:03d}", f"{amount(d)}.500"] for d in DAYS}
    table = pl.DataFrame({"Artikel": ["a", "b"], **days})
    assert total(read(table, decimal=",")) == sum(amount(d) * 2000 + d.day + 500 for d in DAYS)


# Several files and sheets


def test_files_called_alike_in_folders_of_places_are_told_apart(tmp_path):
    files = [
        saved(tmp_path, f"{place}/sales.csv", "date,units\n" + "".join(f"{d},{amount(d, k)}\n" for d in DAYS))
        for k, place in enumerate(("north", "south"))
    ]
    sales = read_sales(files)
    assert sales.roles.keys == ("file",)
    assert set(sales.frame["file"].unique()) == {"north", "south"}


def test_sheets_that_overlap_count_their_shared_rows_once(tmp_path):
    xlsxwriter = pytest.importorskip("xlsxwriter")
    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for name, days in (("Q1", DAYS[:70]), ("Q2", DAYS[60:])):
        sheet = book.add_worksheet(name)
        rows = [("date", "item", "qty"), *((str(d), item, amount(d)) for d in days for item in "ab")]
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    book.close()
    sales = read_sales(path, options=ReadOptions())
    assert total(sales) == 2 * sum(amount(d) for d in DAYS)
    assert sales.roles.keys == ("item",)


def test_a_file_put_together_from_two_encodings_has_one_product_each(tmp_path):
    lines = [f"{d};{name};{amount(d)}\n" for d in DAYS for name in ("Käse", "Öl")]
    raw = b"".join(line.encode("utf-8" if i < 100 else "windows-1252") for i, line in enumerate(lines))
    path = tmp_path / "two.csv"
    path.write_bytes(b"date;item;units\n" + raw)
    sales = read_sales(path)
    assert set(sales.frame["item"].unique()) == {"Käse", "Öl"}
    assert "text_encoding" in rules(sales)
