"""Rows that carry a balance into or out of a period, as ledgers and stock cards begin and end with."""
# ruff: noqa: RUF001 - words in many scripts

from __future__ import annotations

import polars as pl

from foresale.data.reading.questions import Ask
from foresale.data.reading.rows.sale_rows import SaleRows
from foresale.data.reading.vocabulary.plain_words import plain_words
from foresale.notes import Evidence, Note, Reading, counted

_MOST = 0.5  # share of the rows up to which such words can tell the others apart
_FEWEST_LABELLED = 0.2  # share of a column's cells that hold letters
_WORDS = """
    opening balance, beginning balance, starting balance, initial balance, closing balance, ending
    balance, opening stock, closing stock, beginning stock, initial stock, opening inventory,
    closing inventory, beginning inventory, ending inventory, balance b/f, balance c/f, balance b/d,
    balance c/d, balance brought forward, balance carried forward, brought forward, carried forward,
    previous balance, anfangsbestand, endbestand, eröffnungsbestand, schlussbestand,
    eröffnungsbilanz, anfangssaldo, endsaldo, saldovortrag, eröffnungssaldo, schlusssaldo,
    bestandsvortrag, übertrag, saldoübertrag, solde initial, solde final, solde d'ouverture, solde
    de clôture, stock initial, stock final, stock de départ, report à nouveau, à nouveau,
    a-nouveaux, saldo inicial, saldo final, saldo de apertura, saldo anterior, existencia inicial,
    existencias iniciales, existencia final, existencias finales, inventario inicial, inventario
    final, asiento de apertura, estoque inicial, estoque final, saldo iniziale, saldo finale,
    giacenza iniziale, giacenza finale, rimanenze iniziali, rimanenze finali, esistenze iniziali,
    beginsaldo, eindsaldo, beginvoorraad, eindvoorraad, openingsbalans, stan początkowy, stan
    końcowy, bilans otwarcia, bilans zamknięcia, saldo początkowe, saldo końcowe, počáteční stav,
    konečný stav, počáteční zůstatek, konečný zůstatek, nyitó készlet, záró készlet, nyitóegyenleg,
    záróegyenleg, sold inițial, sold final, stoc inițial, stoc final, açılış bakiyesi, kapanış
    bakiyesi, devreden, açılış stoku, dönem başı stok, dönem sonu stok, начальный остаток, конечный
    остаток, остаток на начало, остаток на конец, входящий остаток, исходящий остаток, сальдо
    начальное, сальдо конечное, початковий залишок, кінцевий залишок, ingående saldo, utgående
    saldo, ingående balans, utgående balans, primosaldo, inngående saldo, utgående beholdning,
    alkusaldo, loppusaldo, υπόλοιπο έναρξης, υπόλοιπο λήξης, απογραφή έναρξης, 期首残高, 期末残高, 期首在庫,
    期末在庫, 前期繰越, 前月繰越, 次月繰越, 繰越, 期初余额, 期末余额, 期初库存, 期末库存,
    期初结存, 期末结存, 上期结转, 기초재고,
    기말재고, 전월이월, 이월, رصيد
    افتتاحي, الرصيد الافتتاحي, رصيد أول المدة, رصيد آخر المدة, saldo awal, saldo akhir, stok awal,
    stok akhir, số dư đầu kỳ, số dư cuối kỳ, tồn đầu kỳ, tồn cuối kỳ
"""
_BALANCES = frozenset(plain_words(phrase) for phrase in _WORDS.split(","))


def leave_out_balances(rows: SaleRows, ask: Ask | None) -> tuple[SaleRows, list[Note]]:
    """The rows without opening and closing balances: what was there before, or is left, wasn't sold.

    Only a cell that says so and nothing else counts, beside others of its column that say something else.

    Args:
        rows: The rows.
        ask: Nobody is asked.
    """
    del ask
    notes: list[Note] = []
    for name in [*rows.free(), rows.date]:
        if name == rows.date:
            if rows.unread.dtype != pl.String:
                continue
            labels = rows.unread.set(rows.frame[name].is_not_null(), None)
        else:
            stat = rows.stats[name]
            if stat.numeric >= 1 - _FEWEST_LABELLED or stat.dates >= _MOST or stat.constant:
                continue
            labels = rows.labels(name)
        values = labels.unique(maintain_order=True).drop_nulls()
        found = [value for value in values.to_list() if plain_words(value) in _BALANCES]
        inside = labels.is_in(found).fill_null(value=False)
        if not found or inside.sum() > _MOST * len(inside):
            continue
        whole, amount = rows.total(), rows.total(inside)
        text = (
            f"{counted(int(inside.sum()), 'row')} are balances by {name} ({', '.join(found[:4])}), and no "
            f"sales: left out, {amount:,.10g} of {whole:,.10g} {rows.target}."
        )
        readings = (Reading("without them", whole - amount), Reading("with them", whole))
        evidence = Evidence(f"{name} {', '.join(found)}", readings, "likely")
        notes.append(Note("balances", int(inside.sum()), text, evidence))
        rows = rows.filter(~inside)
    return rows, notes
