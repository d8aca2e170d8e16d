"""Plans and joined files are read as the sales are: types, labels, decimal marks, dates and keys."""

from datetime import date, timedelta

import polars as pl
import pytest

from foresale.data.panel.build import build_panel
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales

DAYS = [date(2024, 1, 1) + timedelta(days=i) for i in range(60)]
PAST, AHEAD = DAYS[:46], DAYS[46:]


def write(folder, name, rows, columns):
    path = folder / name
    pl.DataFrame(rows, schema=columns, orient="row").write_csv(path)
    return path


@pytest.fixture
def read(tmp_path):
    """Reads sales with a plan and joined tables, each given as rows and columns."""

    def run(sales, plan=None, join=None, **options):
        files = {
            name: (write(tmp_path, f"{name}.csv", *table),)
            for name, table in (("future", plan), ("join", join))
            if table is not None
        }
        return read_sales(write(tmp_path, "sales.csv", *sales), options=ReadOptions(**files, **options))

    return run


def rule(sales, name):
    return next(note for note in sales.notes if note.rule == name)


def holidays(labels):
    """Two stores, the label of each day, and few sales on holidays."""
    rows = [
        (d, s, 5 if label != "0" else 50, label)
        for d, label in zip(PAST, labels, strict=True)
        for s in ("a", "b")
    ]
    return rows, ["date", "store", "units", "StateHoliday"]


CODES = ["abc"[i // 9 % 3] if i % 9 == 4 else "0" for i in range(46)]
PLAN = ["date", "store", "StateHoliday"]


def test_codes_stay_labels_where_a_plan_holds_only_digits(read):
    sales = read(holidays(CODES), ([(d, s, "0") for d in AHEAD for s in ("a", "b")], PLAN))
    assert sales.frame["StateHoliday"].dtype == sales.future["StateHoliday"].dtype == pl.String
    assert sales.future["StateHoliday"].unique().to_list() == ["0"]
    panel, _ = build_panel(sales)
    zero = panel.categories["StateHoliday"].index("0")
    assert (panel.known_ahead["StateHoliday"][:, 46:] == zero).all()


def test_a_plan_of_codes_means_the_same_with_and_without_letters(read):
    ahead = ["0"] * 13 + ["a"]
    sales = read(
        holidays(CODES), ([(d, s, h) for d, h in zip(AHEAD, ahead, strict=True) for s in ("a", "b")], PLAN)
    )
    panel, _ = build_panel(sales)
    labels = panel.categories["StateHoliday"]
    assert [labels[int(code)] for code in panel.known_ahead["StateHoliday"][0, 46:]] == ahead


def test_labels_the_history_lacks_are_named_and_unknown(read):
    sales = read(
        holidays(CODES), ([(d, s, "x" if d == AHEAD[3] else "0") for d in AHEAD for s in ("a", "b")], PLAN)
    )
    note = rule(sales, "future_new_labels")
    assert note.count == 2
    assert "(x; 1 in all): treated as unknown" in note.text
    panel, _ = build_panel(sales)
    assert panel.categories["StateHoliday"] == ("0", "a", "b", "c")


def test_a_joined_calendar_of_codes_is_typed_once_for_past_and_future(read):
    sold = [(d, s, 50) for d in PAST for s in ("a", "b")]
    calendar = [*zip(PAST, CODES, strict=True), *((d, "0") for d in AHEAD)]
    sales = read((sold, ["date", "store", "units"]), join=(calendar, ["date", "StateHoliday"]))
    panel, _ = build_panel(sales)
    zero = panel.categories["StateHoliday"].index("0")
    assert (panel.known_ahead["StateHoliday"][:, 46:] == zero).all()


def test_numbers_stay_numbers_and_words_among_them_are_told(read):
    sold = [(d, "a", 5, 1.5 + d.day % 3) for d in PAST]
    plan = [(d, "a", "soon" if d == AHEAD[0] else "2.5") for d in AHEAD]
    sales = read((sold, ["date", "store", "units", "price"]), (plan, ["date", "store", "price"]))
    assert sales.future["price"].to_list() == [None] + [2.5] * 13
    assert "1 cell of price hold no number" in rule(sales, "future_not_numbers").text


def test_a_decimal_comma_of_the_sales_holds_for_a_plan_that_leaves_it_open(read):
    sold = [(d, "a", 5, f"{1 + d.day % 3},25") for d in PAST]
    plan = [(d, "a", "1,250") for d in AHEAD]
    sales = read((sold, ["date", "store", "units", "price"]), (plan, ["date", "store", "price"]))
    assert sales.future["price"].to_list() == [1.25] * 14


def test_the_order_of_day_and_month_of_the_sales_holds_for_a_plan_that_leaves_it_open(read):
    days = [date(2024, 1, 1) + timedelta(days=i) for i in range(31 + 29)]
    sold = [(d.strftime("%d/%m/%Y"), "a", 5, d.day % 2) for d in days]
    plan = [(f"{n:02d}/03/2024", "a", 1) for n in (1, 4, 7, 10)]
    sales = read((sold, ["date", "store", "units", "promo"]), (plan, ["date", "store", "promo"]))
    assert sales.future["date"].to_list() == [date(2024, 3, n) for n in (1, 4, 7, 10)]


@pytest.mark.parametrize("name", ["MarkDown1", "temperature", "Fuel_Price", "buzz", "customers"])
def test_what_a_plan_gives_is_known_ahead_whatever_its_name(read, name):
    sold = [(d, "a", 5 + d.day % 4, 10 + d.day % 7) for d in PAST]
    plan = [(d, "a", 10 + d.day % 7) for d in AHEAD]
    columns = (["date", "store", "units", name], ["date", "store", name])
    sales = read((sold, columns[0]), (plan, columns[1]))
    panel, _ = build_panel(sales)
    assert panel.known_ahead[name][0, 46:].tolist() == [10 + d.day % 7 for d in AHEAD]
    assert "future_columns_unused" not in [note.rule for note in sales.notes]


def test_the_note_on_planned_columns_names_the_way_to_leave_them_out(read):
    sold = (
        [(d, "a", 5 + d.day % 4, 10 + d.day % 7, d.day % 2) for d in PAST],
        ["date", "store", "units", "temperature", "promo"],
    )
    plan = ([(d, "a", 10 + d.day % 7, 1) for d in AHEAD], ["date", "store", "temperature", "promo"])
    sales = read(sold, plan)
    assert sales.roles.known_ahead == ("temperature",)
    assert 'past_only=["temperature"]' in rule(sales, "planned_columns").text
    left_out = read(sold, plan, past_only=("temperature",))
    assert left_out.roles.past_only == ("temperature",)
    assert "temperature" not in left_out.future.columns


def test_what_is_measured_with_sales_is_never_taken_from_a_plan(read):
    sold = (
        [(d, "a", 5 + d.day % 4, 10.0 * (5 + d.day % 4), d.day % 2) for d in PAST],
        ["date", "store", "units", "revenue", "promo"],
    )
    plan = ([(d, "a", 99.0 + d.day, 1) for d in AHEAD], ["date", "store", "revenue", "promo"])
    sales = read(sold, plan)
    assert "revenue" not in (*sales.roles.known_ahead, *sales.future.columns)


def test_rows_after_the_last_sale_give_weather_ahead(read):
    rows = [(d, "a", 5 + d.day % 4 if d in PAST else None, 10 + d.day % 7) for d in DAYS]
    panel, _ = build_panel(read((rows, ["date", "store", "units", "temperature"])))
    assert panel.known_ahead["temperature"][0, 46:].tolist() == [10 + d.day % 7 for d in AHEAD]


@pytest.mark.parametrize(
    ("sold_as", "planned_as"),
    [("0017", "17"), ("17", "0017"), ("17", "17.0"), ("1001", "1,001"), ("0017", '="0017"'), ("Tea", " TEA")],
)
def test_a_plan_may_spell_its_keys_otherwise(read, sold_as, planned_as):
    sold = [(d, k, 5, d.day % 2) for d in PAST for k in (sold_as, "9000")]
    plan = [(d, k, 1) for d in AHEAD for k in (planned_as, "9000")]
    sales = read((sold, ["date", "sku", "units", "promo"]), (plan, ["date", "sku", "promo"]))
    panel, _ = build_panel(sales)
    assert panel.n_series == 2
    assert (panel.known_ahead["promo"][:, 46:] == 1).all()
    assert sales.frame["sku"].n_unique() == 2


def test_master_data_may_spell_its_keys_otherwise(read):
    sold = [(d, k, 5) for d in PAST for k in ("0017", "0450")]
    sales = read(
        (sold, ["date", "sku", "units"]), join=([("17", "food"), ("450", "toys")], ["sku", "category"])
    )
    found = dict(sales.frame.select("sku", "category").unique().iter_rows())
    assert found == {"0017": "food", "0450": "toys"}
    assert "17 for 0017" in rule(sales, "keys_matched").text


def test_a_number_that_stands_for_two_codes_matches_neither(read):
    sold = [(d, k, 5) for d in PAST for k in ("0017", "017", "0450")]
    sales = read(
        (sold, ["date", "sku", "units"]), join=([("17", "food"), ("0450", "toys")], ["sku", "category"])
    )
    found = dict(sales.frame.select("sku", "category").unique().iter_rows())
    assert found == {"0017": None, "017": None, "0450": "toys"}
