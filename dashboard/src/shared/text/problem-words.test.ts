// @vitest-environment jsdom
import { afterEach, describe, expect, it } from 'vitest';
import type { Problem } from '../api/generated';
import { problemOf } from '../api/problem';
import { i18next } from './i18n';
import './problem-words-de';
import { fieldWords, problemWords, wordJob } from './problem-words';

function problem(parts: Partial<Problem>): Problem {
  return { title: '', status: 404, code: 'not_found', detail: 'As told.', fix: 'Do so.', ...parts };
}

afterEach(() => i18next.changeLanguage('en'));

describe('problems', () => {
  it('are worded in the chosen language by their reason', async () => {
    const known = problem({ reason: 'no_such_product', arguments: { name: 'TEA' } });
    expect(problemOf(known).detail).toBe('There is no product “TEA”.');
    await i18next.changeLanguage('de');
    expect(problemOf(known)).toMatchObject({
      detail: 'Es gibt kein Produkt „TEA“.',
      fix: 'Suchen Sie es bei den Produkten.',
    });
  });

  it('write days and numbers as the language does, and ids as they are', async () => {
    await i18next.changeLanguage('de');
    const days = problem({
      reason: 'nothing_forecast',
      arguments: { first: '2026-11-01', last: '2026-11-02' },
    });
    expect(problemOf(days).detail).toBe(
      'Vom 1. Nov. 2026 bis zum 2. Nov. 2026 ist hier nichts vorhergesagt.',
    );
    const large = problem({ reason: 'body_too_large', arguments: { bytes: 10485760 } });
    expect(problemOf(large).detail).toContain('10.485.760');
    expect(problemOf(problem({ reason: 'no_such_order', arguments: { name: 12345 } })).detail).toContain(
      '12345',
    );
    const dated = problem({ reason: 'no_such_product', arguments: { name: '2026-11-01' } });
    expect(problemOf(dated).detail).toContain('2026-11-01');
  });

  it('keep the words of the service where there is no reason, or one of a newer service', () => {
    const newer = problem({ reason: 'of_tomorrow' as Problem['reason'] });
    for (const told of [problem({}), problem({ reason: null }), newer]) {
      expect(problemOf(told)).toMatchObject({ detail: 'As told.', fix: 'Do so.' });
    }
  });

  it('of jobs are worded too, with what an error of the library told', async () => {
    const job = {
      problem: 'As told.',
      fix: 'Do so.',
      reason: 'worker_died',
      reason_arguments: { times: 3 },
    } as const;
    expect(wordJob(job)?.detail).toBe('Its worker died, 3 times in a row.');
    await i18next.changeLanguage('de');
    const short = {
      ...job,
      reason: 'job_history',
      reason_arguments: { told: 'As told.', fix: 'Do so.' },
    } as const;
    expect(wordJob(short)).toEqual({ detail: 'Es gibt zu wenige Verkäufe: As told.', fix: 'Do so.' });
    expect(wordJob({ ...job, reason: null })).toEqual({ detail: 'As told.', fix: 'Do so.' });
    expect(wordJob({ problem: null })).toBeUndefined();
  });

  it('word the parts that can’t be used', async () => {
    await i18next.changeLanguage('de');
    const errors: Problem['errors'] = [
      {
        where: 'body.name',
        problem: 'Too long.',
        fix: 'Shorten it.',
        reason: 'too_long',
        arguments: { limit: 200 },
      },
      { where: 'body.days', problem: 'Not these.', fix: 'Others.', reason: null },
    ];
    const shown = problemOf(problem({ status: 422, reason: 'wrong_fields', errors }));
    expect(shown.fields.map((field) => field.problem)).toEqual([
      'Es hat mehr als 200 Zeichen.',
      'Not these.',
    ]);
  });

  it.each([problemWords, fieldWords])(
    'have the same places for values in each language: %s',
    ({ name, en }) => {
      const places = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).sort();
      for (const key of Object.keys(en)) {
        const [english = '', german = ''] = ['en', 'de'].map((language) =>
          String(i18next.getResource(language, name, key)),
        );
        expect(german.trim(), key).not.toBe('');
        expect(places(german), key).toEqual(places(english));
      }
    },
  );
});
