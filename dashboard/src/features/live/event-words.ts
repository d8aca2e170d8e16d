import type { Alert } from '@/shared/api/generated';
import type { Format } from '@/shared/format/format';
import type { LiveEvent } from '@/shared/live/connection';
import type { Say } from '@/shared/text/define-text';
import type { liveWords } from './words';

/** An event in a line: where, what, how much. */
export interface EventLine {
  where: string;
  what: string;
  amount: string;
  mark: string | null;
}

/** What finds words in the chosen language. */
export interface EventTexts {
  say: Say<typeof liveWords.en>;
  format: Format;
  jobKind: (kind: string) => string;
  alert: (alert: Alert) => string;
}

const JOB_STATES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
const CHANGES = ['added', 'changed', 'removed'] as const;

/** What an event says, in words. */
export function eventLine(event: LiveEvent, { say, format, jobKind, alert }: EventTexts): EventLine {
  const { data, kind } = event;
  const text = (key: string) => (data[key] == null ? '' : String(data[key]));
  const units = (key: string) => format.units(data[key] == null ? null : Number(data[key]));
  const line = { where: text('store'), what: text('product'), amount: '', mark: null as string | null };
  switch (kind) {
    case 'sale':
      return { ...line, amount: units('quantity'), mark: data.cancels == null ? null : say('took_back') };
    case 'sale_corrected':
      return { ...line, amount: units('quantity'), mark: say('corrected') };
    case 'sale_removed':
      return { ...line, amount: units('quantity'), mark: say('removed') };
    case 'import':
      return {
        ...line,
        what: say(data.change === 'removed' ? 'fileRemoved' : 'fileAdded', {
          count: Number(data.sales),
          sales: format.count(Number(data.sales)),
          from: format.date(text('from')),
          to: format.date(text('to')),
        }),
      };
    case 'outlook':
      return {
        ...line,
        what: `${line.what}: ${say('outlook', { mean: units('mean'), lower: units('lower'), upper: units('upper') })}`,
      };
    case 'forecast':
      return { ...line, what: say('newForecast', { version: text('model_version') }) };
    case 'promotion':
      return { ...line, what: say('serves', { model: text('model'), version: text('to_version') }) };
    case 'job': {
      const state = JOB_STATES.find((one) => one === data.state);
      const told = [jobKind(text('kind')), state && say(state), text('stage')];
      return { ...line, where: text('scope'), what: told.filter(Boolean).join(' · ') };
    }
    case 'alert':
      return {
        ...line,
        where: text('subject'),
        what: alert(data as unknown as Alert),
        mark: data.resolved_at == null ? null : say('resolved'),
      };
    case 'calendar': {
      const change = CHANGES.find((one) => one === data.change) ?? 'changed';
      return { ...line, what: say('calendarEvent', { name: text('name') }), mark: say(change) };
    }
    case 'order':
      return { ...line, what: say('orderEvent', { id: text('id') }), amount: say('lines', lines(data)) };
    case 'transfer':
      return { ...line, what: say('transferEvent', { id: text('id') }), amount: say('lines', lines(data)) };
    case 'stock':
      return { ...line, what: say('stockEvent', { product: line.what }), amount: units('quantity') };
    case 'dead_letter':
      return { ...line, what: say('deadLetter', { reason: text('reason') }) };
    default:
      return {
        ...line,
        what: [kind.replaceAll('_', ' '), line.what || text('reason') || text('message')]
          .filter(Boolean)
          .join(': '),
      };
  }
}

function lines(data: Record<string, unknown>): { count: number } {
  return { count: Number(data.lines ?? 0) };
}
