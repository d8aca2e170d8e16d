// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { formatFor } from '@/shared/format/format';
import { i18next } from '@/shared/text/i18n';
import { eventLine } from './event-words';
import { liveWords } from './words';

const german = {
  say: (key: string, values?: object) => i18next.getFixedT('de', liveWords.name)(key, { ...values }),
  format: formatFor('de'),
  jobKind: (kind: string) => (kind === 'train' ? 'Modelle trainieren' : kind),
  alert: ({ subject }: { subject: string }) => `${subject} lag daneben.`,
};
const told = (kind: string, data: Record<string, unknown>) =>
  eventLine(
    { id: '1', kind, at: '2026-11-29T10:00:00Z', data, store_id: null, product_id: null, key: '' },
    german,
  );

test('jobs, alerts, orders and files are told in the chosen language', () => {
  expect(
    told('job', { kind: 'train', state: 'running', stage: 'backtest', scope: 'daily.all' }),
  ).toMatchObject({ where: 'daily.all', what: 'Modelle trainieren · läuft · backtest' });
  expect(told('alert', { subject: 'daily.all', message: 'was wrong' }).what).toBe('daily.all lag daneben.');
  expect(told('order', { id: 7, lines: 2 })).toMatchObject({ what: 'Bestellung 7', amount: '2 Positionen' });
  expect(told('import', { change: 'added', sales: 1200, from: '2026-11-01', to: '2026-11-02' }).what).toBe(
    'Eine Datei brachte 1.200 Verkäufe, 1. Nov. 2026 – 2. Nov. 2026',
  );
});

test('an alert that is over and an event of the calendar say what became of them', () => {
  expect(told('alert', { subject: 'S1', resolved_at: '2026-11-29T09:00:00Z' }).mark).toBe('erledigt');
  expect(told('calendar', { change: 'added', name: 'Stadtfest' })).toMatchObject({
    what: 'Kalender: Stadtfest',
    mark: 'hinzugefügt',
  });
});
