"""Which column plays which part, by name and by content."""

from datetime import timedelta

import polars as pl
import pytest

from foresale.data.reading.columns.words.names import kind_of, words_of
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError
from sales_tables import DAYS, panel


def roles(frame, **options):
    return read_sales(frame, options=ReadOptions(**options)).roles


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("Datum", "Artikel-Nr.", "Filiale", "Menge"), "German"),
        (("Date de vente", "Produit", "Magasin", "Quantité"), "French"),
        (("Fecha", "Producto", "Tienda", "Cantidad"), "Spanish"),
        (("Data", "Prodotto", "Negozio", "Quantità"), "Italian"),
        (("saleDate", "productId", "storeId", "unitsSold"), "camel case"),
        (("sale_date", "item_code", "shop_nr", "qty"), "snake case"),
    ],
)
def test_names_in_five_languages_and_three_styles_tell_the_parts(names, expected):
    day, product, store, target = names
    found = roles(panel(day, product, store, target))
    assert (found.date, found.target, found.keys) == (day, target, (product, store)), expected


def test_words_are_parted_and_stripped_of_accents():
    assert words_of("InvoiceDate") == ["invoice", "date"]
    assert words_of("Straße_Größe2") == ["strasse", "grosse", "2"]
    assert words_of("数量") == ["数量"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("product_price", "price"),
        ("Product line", "category"),
        ("StockCode", "code"),
        ("Stock on hand", "stock"),
        ("Customer type", "person"),
        ("customers", "traffic"),
        ("Order Quantity", "units"),
        ("Order ID", "transaction"),
        ("gross income", "result"),
        ("Net Sales", "revenue"),
        ("wm_yr_wk", "calendar"),
        ("blob", None),
        ("数量", "units"),
    ],
)
def test_a_names_kind_follows_its_most_telling_word(name, kind):
    assert kind_of(name) == kind


def test_covariates_find_their_parts():
    found = roles(
        panel(
            sell_price=lambda d, p, s: 2.0 + 0.1 * (d % 5),
            onpromotion=lambda d, p, s: "yes" if d % 6 == 0 else "no",
            stockout=lambda d, p, s: int(d == 9),
            school_holiday=lambda d, p, s: int(d > 20),
            temperature=lambda d, p, s: 10.5 + d,
            city=lambda d, p, s: {"s1": "Bari", "s2": "Pisa"}[s],
            weekday=lambda d, p, s: d % 7,
            cashier=lambda d, p, s: "AB"[d % 2],
        )
    )
    assert found.price == "sell_price"
    assert found.promotion == "onpromotion"
    assert found.stockout == "stockout"
    assert found.known_ahead == ("school_holiday",)
    assert found.past_only == ("temperature",)
    assert found.static == ("city",)
    assert set(found.ignored) == {"weekday", "cashier"}


def test_a_column_named_like_a_static_one_that_changes_is_not_static():
    found = roles(panel(segmentation=lambda d, p, s: "AB"[d % 2], region=lambda d, p, s: "NS"[d % 2]))
    assert found.static == ()


def test_units_go_before_revenue_and_the_note_names_both():
    sales = read_sales(panel(revenue=lambda d, p, s: 2.5 * d))
    assert sales.roles.target == "units"
    note = next(note for note in sales.notes if note.rule == "target_column")
    assert "not revenue" in note.text
    assert "target=" in note.text


def test_two_counts_of_units_are_asked_about_and_an_error_without_anyone():
    frame = panel(target="units_north", units_south=lambda d, p, s: d % 4)
    with pytest.raises(ColumnsError, match="units_north and units_south") as error:
        read_sales(frame)
    assert "target=" in error.value.fix
    asked = []
    answered = read_sales(frame, ask=lambda question: asked.append(question) or "units_south")
    assert answered.roles.target == "units_south"
    assert asked[0].answers == ("units_north", "units_south")


def test_an_answer_that_was_no_choice_is_an_error():
    frame = panel(target="units_north", units_south=lambda d, p, s: d % 4)
    with pytest.raises(ColumnsError, match="'east' is not one of the answers"):
        read_sales(frame, ask=lambda question: "east")


def test_the_only_free_number_is_the_target_whatever_its_name():
    assert roles(panel(target="blob")).target == "blob"


def test_a_table_without_numbers_says_that_nothing_was_sold():
    frame = panel().with_columns(units=pl.lit("many"))
    with pytest.raises(ColumnsError, match="be read as numbers, such as 'many'"):
        read_sales(frame)


def test_a_table_without_dates_lists_its_columns():
    with pytest.raises(
        ColumnsError, match=r"No column of table holds dates\. Its columns are: product, store, units"
    ):
        read_sales(panel().drop("date"))


def test_two_dates_of_equal_standing_are_asked_about():
    frame = panel("start_x_date", second_date=lambda d, p, s: DAYS[d] + timedelta(days=1)).rename(
        {"start_x_date": "first_date"}
    )
    with pytest.raises(ColumnsError, match="Both first_date and second_date hold dates"):
        read_sales(frame)
    assert roles(frame, date="second_date").date == "second_date"


def test_the_date_of_the_sale_goes_before_that_of_delivery():
    frame = panel("Order Date", **{"Ship Date": lambda d, p, s: DAYS[d] + timedelta(days=2)})
    assert roles(frame).date == "Order Date"


def test_customers_and_invoices_never_tell_series_apart():
    frame = panel(
        customer_id=lambda d, p, s: f"c{d % 9}",
        invoice_no=lambda d, p, s: f"i{d}{p}{s}",
        gender=lambda d, p, s: "fm"[d % 2],
        payment=lambda d, p, s: "cash" if d % 3 else "card",
    )
    found = roles(pl.concat([frame, frame]))
    assert found.keys == ("product", "store")
    assert found.transaction == "invoice_no"
    assert set(found.ignored) == {"customer_id", "gender", "payment"}


def test_a_column_that_leaves_one_row_a_date_completes_the_keys():
    frame = pl.concat([panel(channel=lambda d, p, s, name=name: name) for name in ("web", "shop")])
    assert roles(frame).keys == ("product", "store", "channel")


def test_products_with_too_few_rows_give_way_to_their_category():
    rows = [(DAYS[i % 30], f"p{i}", f"c{i % 4}", f"o{i}", i % 5) for i in range(600)]
    frame = pl.DataFrame(rows, schema=["date", "product_id", "category", "order_id", "qty"], orient="row")
    sales = read_sales(frame)
    assert sales.roles.keys == ("category",)
    assert "product_too_sparse" in [note.rule for note in sales.notes]


def test_an_id_that_repeats_the_keys_is_left_out():
    assert roles(panel(id=lambda d, p, s: f"{p}_{s}")).ignored == ("id",)


def test_a_series_column_alone_is_the_key():
    rows = [(f"{p}{s}", DAYS[d], d % 5) for d in range(30) for p in "ab" for s in "xy"]
    found = roles(pl.DataFrame(rows, schema=["unique_id", "ds", "y"], orient="row"))
    assert (found.date, found.target, found.keys) == ("ds", "y", ("unique_id",))


def test_a_table_without_keys_is_one_total():
    found = roles(panel().group_by("date").agg(pl.col("units").sum()))
    assert found.keys == ()


def test_what_the_caller_names_is_taken_and_the_rest_inferred():
    frame = panel(rain=lambda d, p, s: 0.5 * d, region=lambda d, p, s: {"s1": "N", "s2": "S"}[s])
    found = roles(frame, keys=("product",), known_ahead=("rain",), ignored=("region",), target="units")
    assert found.keys == ("product",)
    assert found.known_ahead == ("rain",)
    assert "region" in found.ignored
    assert found.past_only == ()


def test_no_keys_can_be_asked_for():
    assert roles(panel(), keys=()).keys == ()


def test_a_code_of_numbers_and_letters_is_a_label_and_costs_no_row():
    sales = read_sales(panel(state_holiday=lambda d, p, s: "a" if d == 9 else "0"))
    assert sales.roles.known_ahead == ("state_holiday",)
    assert sales.frame["state_holiday"].unique().sort().to_list() == ["0", "a"]
    assert sales.rejects.is_empty()


def test_a_column_without_a_name_is_left_out():
    assert roles(panel(column_5=lambda d, p, s: d)).ignored == ("column_5",)


def test_each_column_plays_one_part():
    frame = panel(
        price=lambda d, p, s: 1.0 + d % 3, list_price=lambda d, p, s: 2.0 + d % 3, deal=lambda d, p, s: d % 2,
        odd=lambda d, p, s: d * 1.5, constant=lambda d, p, s: 1, city=lambda d, p, s: s.upper(),
    )  # fmt: skip
    found = roles(frame)
    single = [
        found.date,
        found.target,
        found.price,
        found.promotion,
        found.stockout,
        found.in_stock,
        found.transaction,
    ]
    lists = [*found.keys, *found.known_ahead, *found.past_only, *found.static, *found.ignored]
    assert sorted([name for name in single if name] + lists) == sorted(frame.columns)
    assert found.price == "price"
    assert found.known_ahead == ("list_price",)
    assert found.past_only == ("odd",)
    assert found.ignored == ("constant",)


def test_a_vanished_column_is_answered_with_the_closest():
    with pytest.raises(ColumnsError, match="There is no column 'unit', which target= names") as error:
        read_sales(panel(), options=ReadOptions(target="unit"))
    assert "units" in error.value.fix


def test_logarithms_are_noted():
    sales = read_sales(panel(target="log_units"))
    assert "log_values" in [note.rule for note in sales.notes]


def test_logarithms_of_counts_become_units_again():
    frame = panel().with_columns((pl.col("units").abs() + 3).log().round(6).alias("log_units")).drop("units")
    sales = read_sales(frame)
    assert sales.roles.target == "units"
    assert sales.frame["units"].to_list() == (panel()["units"].abs() + 3).to_list()
    assert [note.rule for note in sales.notes if "log" in note.rule] == ["logarithm_undone"]
    assert read_sales(frame, options=ReadOptions(target="units")).frame["units"].equals(sales.frame["units"])


def test_a_list_of_customers_is_called_one():
    people = pl.DataFrame(
        {
            "Customer_ID": list(range(60)),
            "Sales": [float(i % 7) for i in range(60)],
            "Date": [f"2024-{1 + i % 12:02}-01" for i in range(60)],
        }
    )
    notes = {note.rule: note.text for note in read_sales(people).notes}
    assert "Every row is another Customer_ID" in notes["list_of_customers"]
    regulars = people.with_columns(pl.col("Customer_ID") % 30)
    assert "list_of_customers" not in {note.rule for note in read_sales(regulars).notes}
