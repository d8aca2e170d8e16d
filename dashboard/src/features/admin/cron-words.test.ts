// @vitest-environment jsdom
import { expect, it } from 'vitest';
import { cronInWords, cronWords } from './cron-words';

const text = (key: keyof typeof cronWords.en, values: Record<string, string | number> = {}) =>
  Object.entries(values).reduce(
    (said, [name, value]) => said.replace(`{{${name}}}`, String(value)),
    cronWords.en[key] as string,
  );

it.each([
  ['0 2 * * SUN', 'every Sunday at 02:00'],
  ['15 4 * * *', 'every day at 04:15'],
  ['5 * * * *', 'every hour at minute 5'],
  ['*/10 * * * *', 'every 10 minutes'],
  ['0 */6 * * *', 'every 6 hours at minute 0'],
  ['30 6 1 * *', 'on day 1 of every month at 06:30'],
  ['0 5 * * 1-3', 'every Monday, Tuesday and Wednesday at 05:00'],
  ['0 5 * * 0,6', 'every Sunday and Saturday at 05:00'],
  ['0 5 * * 7', 'every Sunday at 05:00'],
])('%s is %s', (cron, said) => {
  expect(cronInWords(cron, text, 'en-GB')).toBe(said);
});

it.each(['0 2 1 * MON', '0 2 * 3 *', '0 2,14 * * *', 'nonsense'])(
  '%s has no short words and stays as it is',
  (cron) => {
    expect(cronInWords(cron, text, 'en-GB')).toBe(cron);
  },
);
