import { defineText, type Say, useText } from '@/shared/text/define-text';

export const REASON_WORDS = 'forecast-reasons';

const words = defineText(
  REASON_WORDS,
  {
    forecastZero: 'Forecast 0: it hasn’t sold lately, or isn’t on sale yet.',
    newcomer: '{{ahead}} a day ahead, from products like it: it hasn’t sold lately.',
    head_one: '{{ahead}} in the next day against a usual {{usual}} ({{change}})',
    head_other: '{{ahead}} a day in the next {{count}} days against a usual {{usual}} ({{change}})',
    ordinary: 'nothing out of the ordinary',
    overall: 'On the whole forecasts are moved most by {{names}}.',
    salesAlone:
      '{{model}} forecasts each series from its own past sales alone: no price, promotion, holiday or other column moves it.',
    cannotTell: '{{model}} looks at many columns, but doesn’t tell what each one did. LightGBM does.',
    weekday: 'day of the week',
    time_of_year: 'time of year',
    time_of_month: 'time of month',
    holidays: 'holidays',
    no_holiday: 'no holiday near',
    beforeHoliday_one: '{{count}} day before {{name}}',
    beforeHoliday_other: '{{count}} days before {{name}}',
    afterHoliday_one: '{{count}} day after {{name}}',
    afterHoliday_other: '{{count}} days after {{name}}',
    promotion: 'promotion',
    no_promotion: 'no promotion',
    unknown_promotion: 'promotion not known',
    recent_promotions: 'recent promotions',
    price: 'price',
    priceAsUsual: 'price as usual',
    priceHigher: 'price {{share}} higher',
    priceLower: 'price {{share}} lower',
    recent_prices: 'recent prices',
    recent_sales: 'recent sales',
    rising_sales: 'rising sales',
    falling_sales: 'falling sales',
    similar_series: 'sales of similar series',
    drift: 'drift over the history',
    kind: 'product and store',
    age: 'age of the product',
    step: 'how far ahead',
    past_misses: 'correction by past misses',
    other: 'everything else',
    other_models: 'the blend’s other models',
    otherModel: '{{name}} in the blend',
  },
  {
    forecastZero: 'Vorhersage 0: Es hat sich zuletzt nicht verkauft oder ist noch nicht im Verkauf.',
    newcomer: '{{ahead}} am Tag voraus, nach ähnlichen Produkten: Es hat sich zuletzt nicht verkauft.',
    head_one: '{{ahead}} am nächsten Tag gegen sonst {{usual}} ({{change}})',
    head_other: '{{ahead}} am Tag in den nächsten {{count}} Tagen gegen sonst {{usual}} ({{change}})',
    ordinary: 'nichts Außergewöhnliches',
    overall: 'Im Ganzen bewegen die Vorhersagen am meisten: {{names}}.',
    salesAlone:
      '{{model}} sagt jede Reihe nur aus ihren eigenen Verkäufen vorher: Kein Preis, keine Aktion, kein Feiertag bewegt sie.',
    cannotTell: '{{model}} sieht viele Spalten an, sagt aber nicht, was jede bewirkt hat. LightGBM sagt es.',
    weekday: 'Wochentag',
    time_of_year: 'Jahreszeit',
    time_of_month: 'Zeit im Monat',
    holidays: 'Feiertage',
    no_holiday: 'kein Feiertag in der Nähe',
    beforeHoliday_one: '{{count}} Tag vor {{name}}',
    beforeHoliday_other: '{{count}} Tage vor {{name}}',
    afterHoliday_one: '{{count}} Tag nach {{name}}',
    afterHoliday_other: '{{count}} Tage nach {{name}}',
    promotion: 'Aktion',
    no_promotion: 'keine Aktion',
    unknown_promotion: 'Aktion nicht bekannt',
    recent_promotions: 'jüngste Aktionen',
    price: 'Preis',
    priceAsUsual: 'Preis wie üblich',
    priceHigher: 'Preis {{share}} höher',
    priceLower: 'Preis {{share}} niedriger',
    recent_prices: 'jüngste Preise',
    recent_sales: 'jüngste Verkäufe',
    rising_sales: 'steigende Verkäufe',
    falling_sales: 'fallende Verkäufe',
    similar_series: 'Verkäufe ähnlicher Reihen',
    drift: 'Entwicklung über die Jahre',
    kind: 'Produkt und Laden',
    age: 'Alter des Produkts',
    step: 'wie weit voraus',
    past_misses: 'Ausgleich früherer Fehler',
    other: 'alles andere',
    other_models: 'die anderen Modelle der Mischung',
    otherModel: '{{name}} in der Mischung',
  },
);

export type ReasonText = Say<(typeof words)['en']>;
/** A word of the service for what moves a forecast, where the pages have one for it. */
type Key = Parameters<ReasonText>[0];

/** What finds the words of reasons in the chosen language. */
export function useReasonText(): ReasonText {
  return useText(words);
}

/** Whether the pages have words for it. */
export function isKnown(what: string): what is Key {
  return what in words.en;
}
