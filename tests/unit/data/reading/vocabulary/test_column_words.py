"""Column names are understood in many languages and scripts."""

# ruff: noqa: RUF001 - letters that look alike are what is tested
from __future__ import annotations

import polars as pl
import pytest

from foresale.data.reading.columns.words.names import date_rank, kind_of, words_of
from foresale.data.reading.read_sales import read_sales
from foresale.data.reading.vocabulary.column_words import PARTS_OF_DATES, kind_phrases
from foresale.data.reading.vocabulary.column_words import _languages as languages

HEADERS = {
    "Portuguese": "Data Loja Produto Quantidade Preço_unitário Valor_total",
    "Spanish": "Fecha Tienda Producto Cantidad Precio_unitario Importe_total",
    "French": "Date Magasin Produit Quantité Prix_unitaire Montant",
    "German": "Buchungsdatum Filiale Artikel Menge Einzelpreis Umsatz",
    "Italian": "Data Negozio Prodotto Quantità Prezzo_unitario Importo_totale",
    "Dutch": "Datum Winkel Artikel Aantal Stukprijs Omzet",
    "Polish": "Data_sprzedaży Sklep Towar Ilość Cena_jednostkowa Wartość",
    "Russian": "Дата Магазин Номенклатура Количество Цена Выручка",
    "Turkish": "Tarih Mağaza Ürün Adet Birim_Fiyatı Tutar",
    "Swedish": "Datum Butik Vara Antal Pris Omsättning",
    "Danish": "Dato Butik Vare Antal Enhedspris Omsætning",
    "Hungarian": "Dátum Üzlet Cikk Mennyiség Egységár Árbevétel",
    "Finnish": "Päivämäärä Myymälä Tuote Määrä Yksikköhinta Liikevaihto",
    "Romanian": "Data_vânzării Magazin Produs Cantitate Preț_unitar Încasări",
    "Ukrainian": "Дата Магазин Товар Кількість Ціна Виручка",
    "Greek": "Ημερομηνία Κατάστημα Προϊόν Ποσότητα Τιμή Τζίρος",
    "Hebrew": "תאריך סניף מוצר כמות מחיר הכנסות",
    "Vietnamese": "Ngày Cửa_hàng Sản_phẩm Số_lượng Đơn_giá Doanh_thu",
    "Indonesian": "Tanggal Toko Produk Jumlah Harga Omzet",
    "Thai": "วันที่ สาขา สินค้า จำนวน ราคา รายได้",
    "Czech": "Datum Prodejna Zboží Množství Cena Tržba",
    "Arabic": "التاريخ الفرع المنتج الكمية السعر المبلغ",
    "Chinese": "销售日期 门店 商品 销售数量 单价 销售金额",
    "Taiwanese": "銷售日期 門店 產品 銷售數量 單價 銷售金額",
    "Japanese": "売上日 店舗 商品 数量 単価 売上金額",
    "Korean": "판매일자 매장 상품 판매수량 단가 매출액",
    "Hindi": "दिनांक दुकान उत्पाद मात्रा कीमत राशि",
    "plain letters": "fecha tienda articulo cantidad precio importe",
}


@pytest.mark.parametrize("language", HEADERS)
def test_the_parts_of_columns_are_found_in_many_languages(language: str) -> None:
    names = [name.replace("_", " ") for name in HEADERS[language].split(" ")]
    rows = [
        (f"2024-03-{day:02d}", store, product, day + 2 * (product == "B"), 2 + day % 3, (2 + day % 3) * day)
        for day in range(1, 29) for store in ("S1", "S2") for product in ("A", "B")
    ]  # fmt: skip
    table = pl.DataFrame([[str(cell) for cell in row] for row in rows], schema=names, orient="row")
    sales = read_sales(table)
    roles = sales.roles
    assert (roles.date, roles.target, set(roles.keys)) == (names[0], names[3], {names[1], names[2]})
    assert roles.price == names[4]
    assert sales.frame[names[3]].sum() == sum(row[3] for row in rows)


def test_words_without_spaces_are_cut_where_a_known_word_begins() -> None:
    assert words_of("商品销售数量(件)")[:2] == ["商品", "销售数量"]
    assert kind_of("商品销售数量") == "units"


def test_accents_and_articles_make_no_difference() -> None:
    assert words_of("Réf. Unité") == words_of("REF_UNITE")
    assert words_of("الكمية") == words_of("كمية")
    assert date_rank("DATA SPRZEDAŻY") == date_rank("data_sprzedazy") == 3


def test_a_date_of_delivery_is_another_date_in_other_languages() -> None:
    assert [date_rank(name) for name in ("Data de entrega", "Дата доставки", "发货日期")] == [-1, -1, -1]


def test_every_entry_of_a_language_names_a_known_kind() -> None:
    known = {kind for kind, _ in kind_phrases()} | PARTS_OF_DATES
    for language, kinds in languages().items():
        assert {kind for kind, _ in kinds} <= known, language
        assert all(words and all(words) for _, words in kinds), language
