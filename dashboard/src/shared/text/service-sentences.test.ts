import { describe, expect, it } from 'vitest';
import { inLanguage, reasonName } from './service-sentences';

const NBSP = '\u00a0';

describe('sentences of the service', () => {
  it.each([
    [
      `1,234 a day in the next 7 days against a usual 10.5 (−14${NBSP}%): promotion +20${NBSP}%, time of year (December) −3${NBSP}%, 2 days before Christmas Day +4${NBSP}%.`,
      '1.234 am Tag in den nächsten 7 Tagen gegen sonst 10,5 (−14 %): Aktion +20 %, Jahreszeit (Dezember) −3 %, 2 Tage vor Christmas Day +4 %.',
    ],
    [
      `4.5 a day in the next 7 days against a usual 5.2 (−14${NBSP}%): nothing out of the ordinary.`,
      '4,5 am Tag in den nächsten 7 Tagen gegen sonst 5,2 (−14 %): nichts Außergewöhnliches.',
    ],
    [
      `4.5 a day in the next 7 days against a usual 5.2 (−14${NBSP}%). Blend of the best models forecasts each series from its own past sales alone: no price, promotion, holiday or other column moves it.`,
      '4,5 am Tag in den nächsten 7 Tagen gegen sonst 5,2 (−14 %). Blend of the best models sagt jede Reihe nur aus ihren eigenen Verkäufen vorher: Kein Preis, keine Aktion, kein Feiertag bewegt sie.',
    ],
    ['The end of 2026-11-28.', 'Das Ende des 28.11.2026.'],
    ["There is no product 'TEA'.", 'Es gibt kein Produkt „TEA“.'],
    ['Something that is new.', 'Something that is new.'],
  ])('are said in German where they are known: %s', (english, german) => {
    expect(inLanguage(english, 'de')).toBe(german);
    expect(inLanguage(english, 'en')).toBe(english.replaceAll(`${NBSP}%`, '%'));
  });

  it('name reasons in German', () => {
    expect(reasonName('Saturday', 'de')).toBe('Samstag');
    expect(reasonName(`price 20${NBSP}% lower`, 'de')).toBe('Preis 20 % niedriger');
    expect(reasonName('Saturday', 'en')).toBe('Saturday');
    expect(reasonName(`price 20${NBSP}% lower`, 'en')).toBe('price 20% lower');
  });
});
