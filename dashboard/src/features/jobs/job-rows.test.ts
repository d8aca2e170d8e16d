import { expect, it } from 'vitest';
import { joinLog, secondsOf } from './job-rows';

const line = (number: number) => ({
  number,
  at: '2026-03-01T00:00:00Z',
  level: 'info',
  text: `line ${number}`,
});

it('a log grows by the lines that came since, and keeps none twice', () => {
  const known = [line(1), line(2)];
  expect(joinLog(known, [line(2), line(3)]).map(({ number }) => number)).toEqual([1, 2, 3]);
  expect(joinLog(known, [line(2)])).toBe(known);
});

it('a job that runs took the time until now', () => {
  const job = { started_at: '2026-03-01T00:00:00Z', ended_at: null } as Parameters<typeof secondsOf>[0];
  expect(secondsOf(job, Date.parse('2026-03-01T00:01:30Z'))).toBe(90);
  expect(secondsOf({ ...job, started_at: null })).toBeNull();
  expect(secondsOf({ ...job, ended_at: '2026-03-01T00:00:02Z' })).toBe(2);
});
