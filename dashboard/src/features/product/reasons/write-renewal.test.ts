// @vitest-environment jsdom
import { afterEach, describe, expect, it } from 'vitest';
import { formatFor } from '@/shared/format/format';
import { i18next } from '@/shared/text/i18n';
import { productWords } from '../words';
import { writeRenewal } from './write-renewal';

const renewal = { kind: 'end_of_day' as const, day: '2024-05-01', series: null };
const text = (key: string, values?: object) => i18next.t(key, { ns: productWords.name, ...values });

afterEach(() => i18next.changeLanguage('en'));

describe('why a series was forecast anew', () => {
  it('is told in the chosen language where the service says it, and as it was typed else', async () => {
    expect(writeRenewal('x', renewal, text, formatFor('en'))).toBe('The end of 1 May 2024.');
    await i18next.changeLanguage('de');
    expect(writeRenewal('x', renewal, text, formatFor('de'))).toBe('Das Ende des 1. Mai 2024.');
    expect(writeRenewal('A late import.', null, text, formatFor('de'))).toBe('A late import.');
  });
});
