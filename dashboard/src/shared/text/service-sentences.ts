import { i18next } from './i18n';

type Rule = [pattern: RegExp, german: string | ((...found: string[]) => string)];

const TIMES: Record<string, string> = {
  'five of ten': 'fünf von zehn',
  'eight of ten': 'acht von zehn',
  'half of the': 'der Hälfte der',
  'half of all': 'der Hälfte aller',
};
/** Numbers and minus signs as German writes them: 1,234.5 as 1.234,5. */
function number(text: string): string {
  return text.replace(/[.,]/g, (mark) => (mark === '.' ? ',' : '.'));
}

const SENTENCES: Rule[] = [
  [/^The end of (\d{4})-(\d\d)-(\d\d)\.$/, (year, month, day) => `Das Ende des ${day}.${month}.${year}.`],
  [/^You may not see this\.$/, 'Das dürfen Sie nicht sehen.'],
  [/^There is no product '(.+)'\.$/, (name) => `Es gibt kein Produkt „${name}“.`],
  [/^There is no store '(.+)'\.$/, (name) => `Es gibt keinen Laden „${name}“.`],
  [/^It was changed since you read it\.$/, 'Es wurde geändert, seit Sie es gelesen haben.'],
  [
    /^Read it again, and repeat your change\.$/,
    'Lesen Sie es noch einmal, und wiederholen Sie Ihre Änderung.',
  ],
  [/^It was deleted in the same moment\.$/, 'Es wurde im selben Moment gelöscht.'],
  [/^The role (\w+) may not (.+)\.$/, (role) => `Die Rolle „${role}“ darf das nicht.`],
  [/^Ask an admin for a role that may\.$/, 'Bitten Sie einen Administrator um eine Rolle, die das darf.'],
  [/^You are limited to some stores\.$/, 'Sie sehen nur einige Läden.'],
  [/^Name one of them as store_id\.$/, 'Wählen Sie einen davon.'],
  [/^It is your own change\.$/, 'Es ist Ihre eigene Änderung.'],
  [/^Ask somebody else to approve it\.$/, 'Bitten Sie jemand anderen um die Freigabe.'],
  [/^(E-mail|The e-mail) or (the )?password is wrong\.$/, 'E-Mail oder Passwort stimmt nicht.'],
  [
    /^([\d,.]+) is within what the forecast of ([\d,.]+) expects in (.+) cases anyway \(([\d,.]+) to ([\d,.]+)\): such changes seldom help\.$/,
    (after = '', before = '', times, lower = '', upper = '') =>
      `${number(after)} liegt in dem, was die Vorhersage von ${number(before)} ohnehin in ${TIMES[times ?? ''] ?? times} Fällen erwartet (${number(lower)} bis ${number(upper)}): Solche Änderungen helfen selten.`,
  ],
  [
    /^Your (\d+) (upward|downward) changes so far made forecasts worse: off by (\d+)% of sales, without them by (\d+)%; (\d+)% of the days came nearer\.$/,
    (count, way, after, before, helped) =>
      `Ihre ${count} Änderungen nach ${way === 'upward' ? 'oben' : 'unten'} haben Vorhersagen bisher verschlechtert: Fehler ${after} % der Verkäufe, ohne sie ${before} %; ${helped} % der Tage kamen näher.`,
  ],
  [/^No forecast is served\.?$/, 'Es gibt noch keine Vorhersage.'],
];

function toGerman(sentence: string): string {
  for (const [pattern, german] of SENTENCES) {
    const found = pattern.exec(sentence);
    if (found) return typeof german === 'string' ? german : german(...found.slice(1));
  }
  return sentence;
}

/** The service parts a number from its per cent sign; the dashboard's English doesn't. */
function toEnglish(sentence: string): string {
  return sentence.replace(/(\d)\s%/g, '$1%');
}

/** A sentence of the service in the chosen language, where it is one of those that are known; else as it is. */
export function inLanguage(sentence: string, language: string = i18next.language): string {
  return language.startsWith('de') ? toGerman(sentence) : toEnglish(sentence);
}
