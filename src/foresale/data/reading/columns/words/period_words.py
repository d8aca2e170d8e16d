"""Words for year, quarter, month, week and day in column names, in the large languages."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from foresale.data.reading.columns.words.names import words_of
from foresale.data.reading.parsing.plain_text import latin_digits, plain_word

_WORDS = {
    "year": """year yearmonth yearweek yearquarter yyyymm yyyyww
        jahr annee ano anno yr rok god jaar vuosi ev yil ar aar tahun an exercice ejercicio
        yyyy год рік سنة السنة साल वर्ष 年 年份 年度 연도 년 ปี""",
    "quarter": """quarter quartal trimestre trimester kwartal kwartaal kvartal qtr ceyrek
        квартал ربع 季度 四半期 분기""",
    "month": """month yearmonth monthyear yyyymm calmonth jahrmonat
        monat mois mes mese miesiac maand manad maned kuukausi honap ay luna mesic bulan mm
        месяц місяць شهر الشهر महीना माह 月 月份 월 เดือน""",
    "week": """week yearweek weekyear yyyyww yyyywk calweek jahrwoche
        woche kw semaine semana settimana wk weeknum vecka uke uge hafta tydzien viikko het cw
        isoweek неделя тиждень أسبوع सप्ताह 周 週 주 สัปดาห์""",
    "day": """day tag jour dia giorno dzien dag gun paiva nap den dd день يوم اليوم दिन 日 일 วัน""",
    "date": """date datum fecha data tarih dato paivamaara kelt tanggal ngay datetime timestamp dt
        дата تاريخ التاريخ तारीख दिनांक 日期 日付 날짜 日時 วันที่""",
    "fiscal": """fiscal fy fiscalyear fiscalmonth fiscalperiod fiscalquarter fiscalweek financial
        geschaftsjahr wirtschaftsjahr exercice ejercicio boekjaar rakenskapsar финансовый""",
}
_KINDS = {kind: frozenset(plain_word(word) for word in words.split()) for kind, words in _WORDS.items()}

_SHORTEST_MONTH, _LAST_DAY = 28, 31
_PREFIXES = r"(?:d|day|tag|jour|j|dia|giorno|dag|dzien|den|gun|день|日|ngay|hari)?"
_DAY = re.compile(rf"^{_PREFIXES}[\s._#-]*(\d{{1,2}})(?:\.|st|nd|rd|th|er|º|日|일|号)?$")


def numbered_days(names: Sequence[str]) -> dict[str, int]:
    """Columns that number the days of a month, each with its day; none where they don't reach over one.

    Args:
        names: Names of columns, such as `Day 1` or `1.`.

    Examples:
        >>> len(numbered_days([f"{day}." for day in range(1, 31)])), numbered_days(["1", "2"])
        (30, {})
    """
    plain = latin_digits(pl.Series([plain_word(name) for name in names], dtype=pl.String)).to_list()
    hits = {name: _DAY.match(word.strip()) for name, word in zip(names, plain, strict=True)}
    numbers = {name: int(hit[1]) for name, hit in hits.items() if hit is not None}
    days = set(numbers.values())
    whole = set(range(1, _SHORTEST_MONTH + 1)) <= days and len(days) == len(numbers)
    return numbers if whole and max(days) <= _LAST_DAY else {}


def period_words(name: str) -> frozenset[str]:
    """What a column's name says of time: any of year, quarter, month, week, day, date and fiscal.

    Examples:
        >>> sorted(period_words("Fiscal Month")), sorted(period_words("Месяц")), sorted(period_words("Brand"))
        (['fiscal', 'month'], ['month'], [])
    """
    words = {*words_of(name), *re.findall(r"[^\W\d_]+", plain_word(name))}
    return frozenset(kind for kind, known in _KINDS.items() if words & known)
