// @vitest-environment jsdom
import { afterEach, describe, expect, it } from 'vitest';
import type { Nudge } from '@/shared/api/generated';
import { formatFor } from '@/shared/format/format';
import { i18next } from '@/shared/text/i18n';
import { planWords } from './plan-words';
import { writeNudge } from './write-nudge';

const NBSP = '\u00a0';
const noise: Nudge = {
  kind: 'within_noise',
  text: '',
  before: 1234,
  after: 1260,
  level: 0.8,
  lower: 1100,
  upper: 1400,
  record: null,
};
const record = { direction: 'down' as const, changes: 7, error_without: 0.21, error_with: 0.3, nearer: 0.25 };
const against: Nudge = { ...noise, kind: 'against_record', level: null, lower: null, upper: null, record };
const text = (key: string, values?: object) => i18next.t(key, { ns: planWords.name, ...values });

afterEach(() => i18next.changeLanguage('en'));

describe('what speaks against a change', () => {
  it('is told from its figures in each language', async () => {
    expect(writeNudge(noise, text, formatFor('en'))).toContain('1,260 is within');
    await i18next.changeLanguage('de');
    expect(writeNudge(noise, text, formatFor('de'))).toContain('1.100 bis 1.400');
    expect(writeNudge(against, text, formatFor('de'))).toContain(`Fehler 30${NBSP}% der Verkäufe`);
  });
});
