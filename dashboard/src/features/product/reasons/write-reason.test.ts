// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import type { ExplainedForecast, ReasonPart } from '@/shared/api/generated';
import { formatFor } from '@/shared/format/format';
import { i18next } from '@/shared/text/i18n';
import { isKnown, REASON_WORDS, type ReasonText } from './reason-words';
import { writeCause, writeReason } from './write-reason';

const part = (what: string, effect: number, more: Partial<ReasonPart> = {}): ReasonPart => ({
  what,
  effect,
  name: null,
  amount: null,
  ...more,
});
const explained = (more: Partial<ExplainedForecast>): ExplainedForecast => ({
  usual: 9,
  ahead: 8.1,
  days: 7,
  parts: null,
  overall: [],
  no_cause: null,
  ...more,
});

function write(reason: ExplainedForecast, language: string): string {
  const text = i18next.getFixedT(language, REASON_WORDS) as unknown as ReasonText;
  // A space before the per cent sign that no line ends at is still a space here.
  return writeReason(reason, text, formatFor(language)).replaceAll('\u00a0', ' ');
}

describe('the sentence of a reason', () => {
  const parts = [
    part('promotion', 0.2),
    part('time_of_year', -0.03, { amount: 12 }),
    part('holiday', 0.04, { amount: -2, name: 'Christmas Day' }),
    part('price', 0.05, { amount: -0.2 }),
  ];

  it.each([
    [
      explained({ parts }),
      '8.1 a day in the next 7 days against a usual 9 (-10%): promotion +20%, time of year (December) -3%, 2 days before Christmas Day +4%, price 20% lower +5%.',
      '8,1 am Tag in den nächsten 7 Tagen gegen sonst 9 (-10 %): Aktion +20 %, Jahreszeit (Dezember) -3 %, 2 Tage vor Christmas Day +4 %, Preis 20 % niedriger +5 %.',
    ],
    [
      explained({ parts: [] }),
      '8.1 a day in the next 7 days against a usual 9 (-10%): nothing out of the ordinary.',
      '8,1 am Tag in den nächsten 7 Tagen gegen sonst 9 (-10 %): nichts Außergewöhnliches.',
    ],
    [
      explained({ overall: [part('price', 0.4), part('recent_sales', 0.3)] }),
      '8.1 a day in the next 7 days against a usual 9 (-10%). On the whole forecasts are moved most by price (40%) and recent sales (30%).',
      '8,1 am Tag in den nächsten 7 Tagen gegen sonst 9 (-10 %). Im Ganzen bewegen die Vorhersagen am meisten: Preis (40 %) und jüngste Verkäufe (30 %).',
    ],
    [
      explained({ no_cause: { model: 'TSB', uses_columns: false } }),
      '8.1 a day in the next 7 days against a usual 9 (-10%). TSB forecasts each series from its own past sales alone: no price, promotion, holiday or other column moves it.',
      '8,1 am Tag in den nächsten 7 Tagen gegen sonst 9 (-10 %). TSB sagt jede Reihe nur aus ihren eigenen Verkäufen vorher: Kein Preis, keine Aktion, kein Feiertag bewegt sie.',
    ],
    [
      explained({ usual: null }),
      '8.1 a day ahead, from products like it: it hasn’t sold lately.',
      '8,1 am Tag voraus, nach ähnlichen Produkten: Es hat sich zuletzt nicht verkauft.',
    ],
    [
      explained({ ahead: 0 }),
      'Forecast 0: it hasn’t sold lately, or isn’t on sale yet.',
      'Vorhersage 0: Es hat sich zuletzt nicht verkauft oder ist noch nicht im Verkauf.',
    ],
  ])('is written from its numbers in both languages', (reason, english, german) => {
    expect(write(reason, 'en')).toBe(english);
    expect(write(reason, 'de')).toBe(german);
  });

  it('shows a column by its own name, and a word that is new as it is', () => {
    const text = i18next.getFixedT('de', REASON_WORDS) as unknown as ReasonText;
    expect(writeCause(part('column', 0.1, { name: 'Rain' }), text, formatFor('de'))).toBe('Rain');
    expect(writeCause(part('moon', 0.1), text, formatFor('de'))).toBe('moon');
    expect(writeCause(part('weekday', 0.1, { amount: 6 }), text, formatFor('de'))).toBe('Samstag');
    expect(isKnown('falling_sales')).toBe(true);
  });
});
