# ruff: noqa: E501, RUF001 (a language a line, in its own letters)
"""Names of weekdays, whole and cut short, in the languages that sales are written in."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from foresale.data.reading.parsing.dates.numbered_names import numbers_by_name
from foresale.data.reading.parsing.plain_text import plain_word

# A language a line: its seven days from Monday on; forms of one day are separated by "/".
_WEEKDAYS = """
en: monday/mon tuesday/tue/tues wednesday/wed thursday/thu/thur/thurs friday/fri saturday/sat sunday/sun
de: montag/mo dienstag/di mittwoch/mi donnerstag/do freitag/fr samstag/sonnabend/sa sonntag/so
fr: lundi/lun mardi/mar mercredi/mer jeudi/jeu vendredi/ven samedi/sam dimanche/dim
es: lunes/lun martes/mar miércoles/mié jueves/jue viernes/vie sábado/sáb domingo/dom
it: lunedì/lun martedì/mar mercoledì/mer giovedì/gio venerdì/ven sabato/sab domenica/dom
pt: segunda/segunda-feira/seg terça/terça-feira/ter quarta/quarta-feira/qua quinta/quinta-feira/qui sexta/sexta-feira/sex sábado/sáb domingo/dom
nl: maandag/ma dinsdag/di woensdag/wo donderdag/do vrijdag/vr zaterdag/za zondag/zo
pl: poniedziałek/pon wtorek/wt środa/śr czwartek/czw piątek/pt sobota/sob niedziela/nd/ndz
ru: понедельник/пн вторник/вт среда/ср четверг/чт пятница/пт суббота/сб воскресенье/вс
uk: понеділок/пн вівторок/вт середа/ср четвер/чт п’ятниця/пт субота/сб неділя/нд
tr: pazartesi/pzt salı/sal çarşamba/çar perşembe/per cuma/cum cumartesi/cmt pazar/paz
ar: الاثنين/الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد
hi: सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार
sv: måndag/mån tisdag/tis onsdag/ons torsdag/tors fredag/fre lördag/lör söndag/sön
da: mandag/man tirsdag/tir onsdag/ons torsdag/tor fredag/fre lørdag/lør søndag/søn
fi: maanantai/ma tiistai/ti keskiviikko/ke torstai/to perjantai/pe lauantai/la sunnuntai/su
cs: pondělí/po úterý/út středa/st čtvrtek/čt pátek/pá sobota/so neděle/ne
hu: hétfő kedd szerda csütörtök péntek szombat vasárnap
zh: 星期一/周一/週一 星期二/周二/週二 星期三/周三/週三 星期四/周四/週四 星期五/周五/週五 星期六/周六/週六 星期日/星期天/周日/週日
ja: 月曜日/月曜/月 火曜日/火曜/火 水曜日/水曜/水 木曜日/木曜/木 金曜日/金曜/金 土曜日/土曜/土 日曜日/日曜/日
ko: 월요일/월 화요일/화 수요일/수 목요일/목 금요일/금 토요일/토 일요일/일
"""


def weekdays_by_name(words: Iterable[str]) -> dict[str, int]:
    """The number of each word that names a weekday, from 1 for Monday; others are left out.

    Args:
        words: Different words of one column.

    Examples:
        >>> weekdays_by_name(["Mo", "Di", "Sa", "So"]), weekdays_by_name(["Sun", "Sunny"])
        ({'Mo': 1, 'Di': 2, 'Sa': 6, 'So': 7}, {'Sun': 7})
    """
    return numbers_by_name(words, _languages())


@cache
def weekday_words() -> frozenset[str]:
    """Every name of a weekday, as `plain_text` spells it."""
    return frozenset(word for named in _languages().values() for word in named)


@cache
def _languages() -> dict[str, dict[str, int]]:
    """Language → every form of its weekdays → its number."""
    return {
        language: {
            plain_word(form): number
            for number, day in enumerate(names.split(), start=1)
            for form in day.split("/")
        }
        for language, _, names in (line.partition(": ") for line in _WEEKDAYS.strip().splitlines())
    }
