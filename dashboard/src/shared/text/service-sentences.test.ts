import { describe, expect, it } from 'vitest';
import { inLanguage } from './service-sentences';

const NBSP = '\u00a0';

describe('sentences of the service', () => {
  it.each([
    [`It is off by 5${NBSP}%.`, `It is off by 5${NBSP}%.`],
    ['The end of 2026-11-28.', 'Das Ende des 28.11.2026.'],
    ["There is no product 'TEA'.", 'Es gibt kein Produkt „TEA“.'],
    ['Something that is new.', 'Something that is new.'],
  ])('are said in German where they are known: %s', (english, german) => {
    expect(inLanguage(english, 'de')).toBe(german);
    expect(inLanguage(english, 'en')).toBe(english.replaceAll(`${NBSP}%`, '%'));
  });
});
