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

/** What an event says, in words. */
export function eventLine(event: LiveEvent, say: Say<typeof liveWords.en>, format: Format): EventLine {
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
    case 'outlook':
      return {
        ...line,
        what: `${line.what}: ${say('outlook', { mean: units('mean'), lower: units('lower'), upper: units('upper') })}`,
      };
    case 'forecast':
      return { ...line, what: say('newForecast', { version: text('model_version') }) };
    case 'job':
      return {
        ...line,
        where: text('scope'),
        what: [text('kind'), text('state'), text('stage')].filter(Boolean).join(' · '),
      };
    case 'alert':
      return { ...line, where: text('subject'), what: text('message') };
    default:
      return {
        ...line,
        what: [kind, line.what || text('reason') || text('message')].filter(Boolean).join(': '),
      };
  }
}
