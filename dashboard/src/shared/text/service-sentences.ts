import { i18next } from './i18n';

type Rule = [pattern: RegExp, german: string | ((...found: string[]) => string)];

const DAYS: Record<string, string> = {
  Monday: 'Montag',
  Tuesday: 'Dienstag',
  Wednesday: 'Mittwoch',
  Thursday: 'Donnerstag',
  Friday: 'Freitag',
  Saturday: 'Samstag',
  Sunday: 'Sonntag',
};
const TIMES: Record<string, string> = {
  'five of ten': 'fünf von zehn',
  'eight of ten': 'acht von zehn',
  'half of the': 'der Hälfte der',
  'half of all': 'der Hälfte aller',
};
const MONTHS: Record<string, string> = {
  January: 'Januar',
  February: 'Februar',
  March: 'März',
  April: 'April',
  May: 'Mai',
  June: 'Juni',
  July: 'Juli',
  August: 'August',
  September: 'September',
  October: 'Oktober',
  November: 'November',
  December: 'Dezember',
};
const NAMES: Record<string, string> = {
  ...DAYS,
  promotion: 'Aktion',
  'no promotion': 'keine Aktion',
  'promotion not known': 'Aktion nicht bekannt',
  'recent promotions': 'jüngste Aktionen',
  'recent prices': 'jüngste Preise',
  price: 'Preis',
  'price as usual': 'Preis wie üblich',
  'rising sales': 'steigende Verkäufe',
  'falling sales': 'fallende Verkäufe',
  'recent sales': 'jüngste Verkäufe',
  holidays: 'Feiertage',
  'no holiday near': 'kein Feiertag in der Nähe',
  'correction by past misses': 'Ausgleich früherer Fehler',
  weather: 'Wetter',
};

/** Numbers and minus signs as German writes them: 1,234.5 as 1.234,5. */
function number(text: string): string {
  return text.replace(/[.,]/g, (mark) => (mark === '.' ? ',' : '.'));
}

const NAME_RULES: Rule[] = [
  [/^time of year \((\w+)\)$/, (month) => `Jahreszeit (${MONTHS[month ?? ''] ?? month})`],
  [/^promotion \((.+)\)$/, (what) => `Aktion (${what})`],
  [
    /^price (\d+)\s% (higher|lower)$/,
    (share, way) => `Preis ${share} % ${way === 'higher' ? 'höher' : 'niedriger'}`,
  ],
  [
    /^(\d+) days? (before|after) (.+)$/,
    (count, way, name) =>
      `${count} ${count === '1' ? 'Tag' : 'Tage'} ${way === 'before' ? 'vor' : 'nach'} ${name}`,
  ],
];

const SENTENCES: Rule[] = [
  [
    /^([\d.,e-]+) a day in the next (\d+) days against a usual ([\d.,e-]+) \(([+−]?[\d,]+)\s%\)(.*)$/s,
    (ahead = '', days, usual = '', change, rest = '') =>
      `${number(ahead)} am Tag in den nächsten ${days} Tagen gegen sonst ${number(usual)} (${change} %)${reasons(rest)}`,
  ],
  [
    /^Forecast 0: it hasn’t sold lately, or isn’t on sale yet\.$/,
    'Vorhersage 0: Es hat sich zuletzt nicht verkauft oder ist noch nicht im Verkauf.',
  ],
  [
    /^([\d.,e-]+) a day ahead, from products like it: it hasn’t sold lately\.$/,
    (ahead = '') =>
      `${number(ahead)} am Tag voraus, nach ähnlichen Produkten: Es hat sich zuletzt nicht verkauft.`,
  ],
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

function reasons(rest: string): string {
  if (rest.startsWith('. ')) return `. ${toGerman(rest.slice(2))}`;
  if (rest === ': nothing out of the ordinary.') return ': nichts Außergewöhnliches.';
  return rest.replace(
    /(: |, )(.+?) ([+−][\d,]+)\s%/gs,
    (_, before, name, effect) => `${before}${germanName(name)} ${effect} %`,
  );
}

function apply(rules: Rule[], sentence: string): string | undefined {
  for (const [pattern, german] of rules) {
    const found = pattern.exec(sentence);
    if (found) return typeof german === 'string' ? german : german(...found.slice(1));
  }
  return undefined;
}

function germanName(name: string): string {
  return NAMES[name] ?? apply(NAME_RULES, name) ?? name;
}

function toGerman(sentence: string): string {
  const alone =
    /^([^.]+) forecasts each series from its own past sales alone: no price, promotion, holiday or other column moves it\.$/.exec(
      sentence,
    );
  if (alone)
    return `${alone[1]} sagt jede Reihe nur aus ihren eigenen Verkäufen vorher: Kein Preis, keine Aktion, kein Feiertag bewegt sie.`;
  return apply(SENTENCES, sentence) ?? sentence;
}

/** The service parts a number from its per cent sign; the dashboard's English doesn't. */
function toEnglish(sentence: string): string {
  return sentence.replace(/(\d)\s%/g, '$1%');
}

/** A sentence of the service in the chosen language, where it is one of those that are known; else as it is. */
export function inLanguage(sentence: string, language: string = i18next.language): string {
  return language.startsWith('de') ? toGerman(sentence) : toEnglish(sentence);
}

/** The name of what moves a forecast, in the chosen language. */
export function reasonName(name: string, language: string = i18next.language): string {
  return language.startsWith('de') ? germanName(name) : toEnglish(name);
}
