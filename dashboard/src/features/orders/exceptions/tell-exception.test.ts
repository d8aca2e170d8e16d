// @vitest-environment jsdom
import { expect, test } from 'vitest';
import type { ExceptionItem } from '@/shared/api/generated';
import { formatFor } from '@/shared/format/format';
import { i18next } from '@/shared/text/i18n';
import { exceptionWords } from './exception-words';
import { tellException } from './tell-exception';

const item: ExceptionItem = {
  queue: 'urgent',
  kind: 'out_of_stock',
  product: { id: 1, sku: 'TEA', name: 'Green tea' },
  store: { id: 1, code: 'S1' },
  day: null,
  text: '',
  actual: 0,
  expected: 2.5,
  units: 2.5,
  money: 1,
  chance: null,
  lead_time_days: 1,
};
const told = (part: Partial<ExceptionItem>, language = 'de') =>
  tellException(
    { ...item, ...part },
    (key: string, values?: object) => i18next.getFixedT(language, exceptionWords.name)(key, { ...values }),
    formatFor(language, 'EUR'),
  );

test('what was seen is told in the chosen language, with its figures', () => {
  expect(told({})).toBe(
    'Green tea ist in S1 ausverkauft: Etwa 2,5 Stück entgehen am Tag, eine Bestellung braucht 1 Tag.',
  );
  expect(told({ lead_time_days: null }, 'en')).toBe(
    'Green tea is out of stock in S1: about 2.5 a day are lost.',
  );
  expect(told({ kind: 'biased', actual: 0.3 })).toContain('um +30\u00a0% daneben');
  expect(told({ kind: 'price_error', actual: 0.3, expected: 3, day: '2026-11-28' }, 'en')).toBe(
    'Green tea was sold at €0.30 in S1 on 28 Nov 2026; it usually costs €3.00.',
  );
});
