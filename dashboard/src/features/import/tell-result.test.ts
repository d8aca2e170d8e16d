// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { formatFor } from '@/shared/format/format';
import { i18next } from '@/shared/text/i18n';
import { resultWords, tellResult } from './tell-result';

const result = { new: 47896, known: 0, conflicting: 0, rejected: 1, products: 20, stores: 1, message: '' };
const say = (language: string) => (key: string, values?: object) =>
  i18next.getFixedT(language, resultWords.name)(key, { ...values });

test('what an import did is told in the chosen language', () => {
  expect(tellResult(result, false, say('de'), formatFor('de'))).toBe(
    '47.896 Verkäufe hinzugefügt; 1 Zeile beiseitegelegt; 20 neue Produkte; 1 neuer Laden.',
  );
  expect(tellResult({ ...result, new: 0 }, false, say('en'), formatFor('en'))).toContain(
    'Nothing changed: no new sale; 1 row set aside',
  );
  expect(tellResult({ ...result, removed: 1 }, true, say('en'), formatFor('en'))).toBe(
    'Undone: 1 sale removed again; its products and stores stay.',
  );
});
