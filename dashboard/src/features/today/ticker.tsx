import { useState } from 'react';
import { useFormat } from '@/shared/format/use-format';
import type { LiveEvent } from '@/shared/live/connection';
import { useLiveEvents } from '@/shared/live/use-live';
import { useText } from '@/shared/text/define-text';
import { Badge } from '@/shared/ui/badge';
import { Card } from '@/shared/ui/card';
import { Empty } from '@/shared/ui/states';
import { todayWords } from './words';

const SHOWN = 12;
const KINDS = ['sale'];

/** The newest sales, from the moment the page was opened. */
export function Ticker({ store }: { store: string | undefined }) {
  const text = useText(todayWords);
  const format = useFormat();
  const [sales, setSales] = useState<LiveEvent[]>([]);
  useLiveEvents(KINDS, (events) => {
    const wanted = events.filter((event) => store === undefined || event.data.store === store);
    setSales((before) => [...wanted.reverse(), ...before].slice(0, SHOWN));
  });
  return (
    <Card title={text('ticker')}>
      {sales.length === 0 ? (
        <Empty title={text('tickerEmpty')}>{text('tickerNone')}</Empty>
      ) : (
        <ul className="flex flex-col divide-y divide-line">
          {sales.map(({ id, at, data }) => (
            <li key={id} className="flex items-baseline gap-3 py-1.5">
              <span className="shrink-0 text-sm text-ink-faint">{format.time(at)}</span>
              <span className="min-w-0 flex-1 truncate">
                {String(data.product)} <span className="text-ink-faint">{String(data.store)}</span>
              </span>
              {data.cancels != null && <Badge tone="warn">{text('cancelled')}</Badge>}
              <span className="shrink-0 font-medium">{format.units(Number(data.quantity))}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
