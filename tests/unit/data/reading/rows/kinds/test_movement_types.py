"""Movement types of SAP, and words for cancelled in more languages."""
# ruff: noqa: RUF001 - words in many scripts

from __future__ import annotations

import datetime

import polars as pl
import pytest

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError

DAYS = [datetime.date(2024, 3, 1) + datetime.timedelta(days=n) for n in range(40)]


def total(column, values, amounts, **options):
    frame = pl.DataFrame({"date": DAYS, "product": "A", column: values, "qty": amounts})
    sales = read_sales(frame, options=ReadOptions(**options))
    return float(sales.frame["qty"].sum()), sales


@pytest.mark.parametrize("column", ["Bewegungsart", "BWART", "BwA", "Movement type", "Mvt"])
def test_goods_taken_back_are_taken_off_and_transfers_left_out(column):
    codes = ["601"] * 30 + ["602"] * 3 + ["651"] * 2 + ["101"] * 3 + ["311"] * 2
    amounts = [10] * 30 + [10] * 3 + [4] * 2 + [500] * 3 + [80] * 2
    assert total(column, codes, amounts)[0] == 300 - 30 - 8


def test_a_movement_type_that_is_not_known_is_asked_about_and_the_way_out_works():
    codes, amounts = ["601"] * 30 + ["602"] * 3 + ["Z99"] * 7, [10] * 40
    with pytest.raises(ColumnsError, match="Z99") as asked:
        total("Bewegungsart", codes, amounts)
    assert "Bewegungsart=" in asked.value.fix
    assert total("Bewegungsart", codes, amounts, without=("Bewegungsart=Z99,602",))[0] == 300


def test_numbers_of_another_column_are_no_movement_types():
    assert total("Type of shelf", ["601"] * 30 + ["602"] * 10, [1] * 40)[0] == 40


@pytest.mark.parametrize(
    ("column", "done", "cancelled"),
    [
        ("Trạng thái", "Hoàn thành", "Đã hủy"),
        ("Állapot", "Teljesítve", "Törölve"),
        ("Tila", "Toimitettu", "Peruttu"),
        ("Tilanne", "Valmis", "Peruttu"),
        ("Sipariş Durumu", "Tamamlandı", "İptal"),
        ("Состояние", "Выполнен", "Отменен"),
        ("Stare", "Livrată", "Anulată"),
        ("Статус", "Виконано", "Скасовано"),
        ("Κατάσταση", "Ολοκληρώθηκε", "Ακυρώθηκε"),
        ("סטטוס", "הושלם", "בוטל"),
        ("สถานะ", "สำเร็จ", "ยกเลิก"),
        ("Status", "Selesai", "Dibatalkan"),
    ],
)
def test_cancelled_orders_do_not_count_in_more_languages(column, done, cancelled):
    found, sales = total(column, [done] * 36 + [cancelled] * 4, [10] * 36 + [999] * 4)
    assert found == 360
    assert "no_sales" in {note.rule for note in sales.notes}


@pytest.mark.parametrize(
    ("column", "out", "into"),
    [("Direction", "OUT", "IN"), ("Movement", "Issue", "Receipt"), ("Bewegung", "Abgang", "Zugang"),
     ("Mouvement", "Sortie", "Entrée"), ("入出庫区分", "出庫", "入庫")],
)  # fmt: skip
def test_of_goods_in_and_out_only_those_that_went_out_are_sales(column, out, into):
    amounts = [10] * 30 + [500] * 10
    assert total(column, [out] * 30 + [into] * 10, amounts)[0] == 300


def test_goods_in_and_out_under_another_name_are_asked_about():
    with pytest.raises(ColumnsError, match="Kind says In in 10 rows: are these sales"):
        total("Kind", ["Out"] * 30 + ["In"] * 10, [10] * 30 + [500] * 10)


def test_eating_in_and_taking_out_are_both_sales():
    assert total("Service", ["Eat in"] * 30 + ["Take out"] * 10, [10] * 40)[0] == 400


def test_goods_received_beside_sales_are_none():
    amounts = [10] * 30 + [500] * 10
    assert total("Movement", ["Sale"] * 30 + ["Receipt"] * 10, amounts)[0] == 300
    with pytest.raises(ColumnsError, match="says Receipt in 10 rows: are these sales"):
        total("Type", ["Sale"] * 30 + ["Receipt"] * 10, amounts)
