// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { formatFor } from '../format/format';
import { i18next } from '../text/i18n';
import { tellDayBefore, yearBeforeWords } from './year-before-words';

const day = { day: '2026-04-06', before: '2025-04-21', event: null, instead_of: null };
const say = (language: string) => (key: string, values?: object) =>
  i18next.getFixedT(language, yearBeforeWords.name)(key, { ...values });

test('a day of an event tells the event and its day last year', () => {
  const told = tellDayBefore({ ...day, event: 'Easter Monday' }, say('en'), formatFor('en'));
  expect(told).toBe('Easter Monday: 21 Apr 2025');
});

test('a day that would meet an event tells which one it is not beside', () => {
  const moved = { ...day, before: '2025-04-28', instead_of: 'Ostermontag' };
  expect(tellDayBefore(moved, say('de'), formatFor('de'))).toBe('28. Apr. 2025, nicht Ostermontag');
});

test('a weekday says nothing', () => {
  expect(tellDayBefore(day, say('en'), formatFor('en'))).toBeNull();
});
