"""Old encodings are told apart by what they make of the text."""

# ruff: noqa: RUF001 - letters that look alike are what is tested
from __future__ import annotations

import pytest

from foresale.data.reading.formats.text.code_pages import find_code_page
from foresale.data.reading.read_sales import read_sales

TEXTS = {
    "pt": (
        "Data;Loja;Preço;Quantidade\n01/01/2024;Região São João;1;2\n",
        ["windows-1252", "mac-roman", "cp850"],
    ),
    "de": ("Datum;Filiale;Stückzahl\n01.01.2024;München;3\n", ["windows-1252", "cp850", "mac-roman"]),
    "plainde": (
        "Datum;Filiale;Menge;Artikel\n01.01.2024;Köln;3;Brötchen\n01.01.2024;Köln;3;Weißbrot\n",
        ["windows-1252", "cp850", "mac-roman"],
    ),
    "euro": ("Datum;Umsatz\n01.01.2024;2,50 €\n", ["windows-1252"]),
    "pl": ("Data;Sklep;Ilość;Wartość\n2024-01-01;Łódź;3;4\n2024-01-01;Gdańsk;3;4\n", ["windows-1250"]),
    "cs": ("Datum;Prodejna;Množství\n2024-01-01;Plzeň jih;3\n", ["windows-1250"]),
    "tr": ("Tarih;Mağaza;Ürün;Satış\n2024-01-01;Beşiktaş;Çay;3\n", ["windows-1254"]),
    "ru": (
        "Дата;Магазин;Номенклатура;Количество\n01.01.2024;Центр;Рис;12\n",
        ["windows-1251", "koi8-r", "cp866"],
    ),
    "runohead": (
        "date;store;units\n01.01.2024;Центральный;12\n01.01.2024;Северный рынок;12\n",
        ["windows-1251", "koi8-r", "cp866"],
    ),
    "el": ("Ημερομηνία;Κατάστημα;Ποσότητα\n01.01.2024;Αθήνα;3\n", ["windows-1253"]),
    "ar": ("التاريخ;الفرع;الكمية\n2024-01-01;الرياض;3\n", ["windows-1256"]),
    "he": ("תאריך;חנות;כמות\n2024-01-01;תל אביב;3\n", ["windows-1255"]),
    "zh": ("日期,门店,商品,数量\n2024-01-01,北京店,牛奶,3\n", ["gb18030"]),
    "zhplain": ("date,store,qty\n2024-01-01,北京朝阳,3\n2024-01-01,上海浦东,3\n", ["gb18030"]),
    "tw": ("日期,門店,產品,數量\n2024-01-01,台北店,牛奶,3\n", ["big5"]),
    "ja": ("日付,店舗,商品,数量\n2024-01-01,東京店,牛乳,3\n2024-01-01,東京店,パン,3\n", ["cp932", "euc-jp"]),
    "ko": ("날짜,매장,상품,수량\n2024-01-01,서울점,우유,3\n", ["euc-kr"]),
    "kopl": ("date,store,qty\n2024-01-01,서울강남,3\n2024-01-01,부산,3\n", ["euc-kr"]),
    "lt": ("Data;Prekė;Kiekis\n2024-01-01;Sūris džiūvėsėliais;3\n", ["windows-1257"]),
    "lv": ("Datums;Prece;Daudzums\n2024-01-01;Šokolāde ar ķiršiem;3\n", ["windows-1257"]),
    "et": ("Kuupäev;Toode;Kogus\n2024-01-01;Juust kõva;3\n2024-01-01;Šokolaad;3\n", ["windows-1257"]),
    "lt no head": ("date,product,qty\n1,Bulvių traškutės,3\n1,Kefyras šviežias,3\n", ["windows-1257"]),
    "hu": ("Dátum;Termék;Mennyiség\n2024-01-01;Túró fűszeres, sült hússal és sőrrel;3\n", ["windows-1250"]),
    "ro": ("Data;Produs;Cantitate\n2024-01-01;Şuncă;3\n2024-01-01;Ţuică de prună;3\n", ["windows-1250"]),
    "el no head": ("date,product,qty\n1,Ψωμί,3\n1,Γάλα,2\n1,Τυρί,2\n", ["windows-1253"]),
    "he no head": ("date,product,qty\n1,לחם,3\n1,חלב,2\n1,גבינה,2\n", ["windows-1255"]),
    "th no head": ("date,product,qty\n1,ขนมปัง,3\n1,นม,2\n1,ชีส,2\n", ["cp874"]),
    "small letters": ("date,product,qty\n1,хлеб,3\n1,молоко,2\n1,печенье,2\n", ["windows-1251"]),
    "capitals": ("date,product,qty\n1,ХЛЕБ,3\n1,МОЛОКО,2\n1,ПЕЧЕНЬЕ,2\n", ["windows-1251"]),
    "fr": (
        "Date;Magasin;Quantité;Libellé\n2024-01-01;Châlons;3;Crème brûlée\n",
        ["windows-1252", "mac-roman", "cp850"],
    ),
}
CASES = [(text, encoding) for text, encodings in TEXTS.values() for encoding in encodings]


@pytest.mark.parametrize(("text", "encoding"), CASES)
def test_a_text_in_an_old_encoding_is_read_as_it_was_written(text: str, encoding: str) -> None:
    raw = text.encode(encoding)
    assert raw.decode(find_code_page(raw).name) == text


@pytest.mark.parametrize(
    "encoding", ["windows-1251", "koi8-r", "cp866", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"]
)
def test_a_russian_export_has_its_parts_in_any_encoding(tmp_path, encoding: str) -> None:
    lines = ["Дата;Магазин;Номенклатура;Количество;Выручка"]
    lines += [
        f"{day:02d}.01.2024;{s};{p};{day};{day * 10},00"
        for day in range(1, 29)
        for s in ("Центр", "Север")
        for p in ("Рис", "Чай")
    ]
    path = tmp_path / "export.csv"
    path.write_bytes("\r\n".join(lines).encode(encoding))
    sales = read_sales(path)
    assert sales.roles.target == "Количество"
    assert set(sales.roles.keys) == {"Магазин", "Номенклатура"}
    assert sales.frame["Количество"].sum() == 4 * sum(range(1, 29))


def test_the_choice_says_what_it_rests_on(tmp_path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes("Дата;Товар;Количество\n01.01.2024;Чай;3\n02.01.2024;Чай;4\n".encode("windows-1251"))
    note = next(note for note in read_sales(path).notes if note.rule == "text_encoding")
    assert "Windows-1251" in note.text
    assert "encoding=" in note.text
    assert note.evidence is not None
    assert "Количество" in note.evidence.seen
