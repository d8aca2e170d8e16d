# ruff: noqa: E501, RUF001 (a pattern or a language a line, in its own letters)
"""Names of months, whole and cut short, in the languages that sales are written in."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from foresale.data.reading.parsing.dates.numbered_names import numbers_by_name
from foresale.data.reading.parsing.plain_text import plain_word

# A language a line: its twelve months; forms of one month are separated by "/". Beginnings of three letters or
# more are found by themselves where they name one month only, so that only other short forms stand here.
_MONTHS = """
en: january february march april may june july august september/sept october november december
de: januar/jänner februar/feber märz/mrz april mai juni juli august september oktober november dezember
fr: janvier février mars avril mai juin juillet août septembre octobre novembre décembre
es: enero febrero marzo abril mayo junio julio agosto septiembre/setiembre octubre noviembre diciembre
it: gennaio febbraio/fbr marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
pt: janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
nl: januari februari maart/mrt april mei juni juli augustus september oktober november december
pl: styczeń/stycznia luty/lutego marzec/marca kwiecień/kwietnia maj/maja czerwiec/czerwca lipiec/lipca sierpień/sierpnia wrzesień/września październik/października listopad/listopada grudzień/grudnia
ru: январь/января февраль/февраля март/марта апрель/апреля май/мая июнь/июня июль/июля август/августа сентябрь/сентября октябрь/октября ноябрь/ноября декабрь/декабря
uk: січень/січня лютий/лютого березень/березня квітень/квітня травень/травня червень/червня липень/липня серпень/серпня вересень/вересня жовтень/жовтня листопад/листопада грудень/грудня
tr: ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
ar: يناير فبراير مارس أبريل/ابريل مايو يونيو/يونيه يوليو/يوليه أغسطس/اغسطس سبتمبر أكتوبر/اكتوبر نوفمبر ديسمبر
fa: ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر
hi: जनवरी फ़रवरी/फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर/सितम्बर अक्टूबर/अक्तूबर नवंबर/नवम्बर दिसंबर/दिसम्बर
sv: januari februari mars april maj juni juli augusti september oktober november december
da: januar februar marts april maj juni juli august september oktober november december
no: januar februar mars april mai juni juli august september oktober november desember
fi: tammikuu/tammikuuta/tammi helmikuu/helmikuuta/helmi maaliskuu/maaliskuuta/maalis huhtikuu/huhtikuuta/huhti toukokuu/toukokuuta/touko kesäkuu/kesäkuuta/kesä heinäkuu/heinäkuuta/heinä elokuu/elokuuta/elo syyskuu/syyskuuta/syys lokakuu/lokakuuta/loka marraskuu/marraskuuta/marras joulukuu/joulukuuta/joulu
cs: leden/ledna únor/února březen/března duben/dubna květen/května červen/června/čvn červenec/července/čvc srpen/srpna září říjen/října listopad/listopadu prosinec/prosince
hr: siječanj/siječnja veljača/veljače ožujak/ožujka travanj/travnja svibanj/svibnja lipanj/lipnja srpanj/srpnja kolovoz/kolovoza rujan/rujna listopad/listopada studeni/studenoga prosinac/prosinca
hu: január február március április május június július augusztus szeptember október november december
ro: ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
el: ιανουάριος/ιανουαρίου φεβρουάριος/φεβρουαρίου μάρτιος/μαρτίου απρίλιος/απριλίου μάιος/μαΐου ιούνιος/ιουνίου ιούλιος/ιουλίου αύγουστος/αυγούστου σεπτέμβριος/σεπτεμβρίου οκτώβριος/οκτωβρίου νοέμβριος/νοεμβρίου δεκέμβριος/δεκεμβρίου
id: januari februari maret april mei juni juli agustus september oktober november desember
th: มกราคม/มค กุมภาพันธ์/กพ มีนาคม/มีค เมษายน/เมย พฤษภาคม/พค มิถุนายน/มิย กรกฎาคม/กค สิงหาคม/สค กันยายน/กย ตุลาคม/ตค พฤศจิกายน/พย ธันวาคม/ธค
"""
_FEWEST_LETTERS = 3
_WHOLE_WORDS = ("fi",)  # its short forms stand above: "mar" would be its November


def months_by_name(words: Iterable[str]) -> dict[str, int]:
    """The number of each word that names a month, 1–12; words of no language are left out.

    A word that names different months (the eleventh in Polish is the tenth in Croatian) is left out.

    Args:
        words: Different words of one column.

    Examples:
        >>> months_by_name(["mars", "févr.", "Maria"])
        {'mars': 3, 'févr.': 2}
    """
    return numbers_by_name(words, _languages())


@cache
def _languages() -> dict[str, dict[str, int]]:
    """Language → every form of its months, and the beginnings that only one month has → its number."""
    languages = {}
    for line in _MONTHS.strip().splitlines():
        language, _, names = line.partition(": ")
        forms = {
            plain_word(form): number
            for number, month in enumerate(names.split(), start=1)
            for form in month.split("/")
        }
        beginnings: dict[str, set[int]] = {}
        for form, number in forms.items():
            for length in range(_FEWEST_LETTERS, len(form)):
                beginnings.setdefault(form[:length], set()).add(number)
        single = {start: numbers.pop() for start, numbers in beginnings.items() if len(numbers) == 1}
        languages[language] = forms if language in _WHOLE_WORDS else single | forms
    return languages
