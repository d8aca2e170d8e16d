import { ArrowDown, ArrowUp } from 'lucide-react';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Card } from '@/shared/ui/card';
import type { Measure } from './compare-years';
import { LinesLink } from './lines-link';
import type { UnusualDay } from './unusual-days';
import { words } from './words';

const MOST_SHOWN = 12;

/** Days far from their weekday's usual, newest first, with what was usual. */
export function UnusualCard({ days, measure }: { days: UnusualDay[]; measure: Measure }) {
  const text = useText(words);
  const format = useFormat();
  const amount = measure === 'units' ? format.units : format.money;
  return (
    <Card title={text('unusual')} hint={text('unusualHint')}>
      {days.length === 0 ? (
        <p className="text-ink-soft">{text('noUnusual')}</p>
      ) : (
        <ul className="flex flex-col divide-y divide-line">
          {[...days]
            .reverse()
            .slice(0, MOST_SHOWN)
            .map(({ day, value, usual, lowest, highest }) => (
              <li key={day} className="flex flex-wrap justify-between gap-x-4 py-1.5">
                <span className="flex items-center gap-1.5">
                  {value > usual ? (
                    <ArrowUp aria-hidden className="size-4 text-good" />
                  ) : (
                    <ArrowDown aria-hidden className="size-4 text-bad" />
                  )}
                  <LinesLink from={day} to={day}>
                    {format.weekday(day)} {day.slice(0, 4)}
                  </LinesLink>
                  <strong className="font-semibold">{amount(value)}</strong>
                </span>
                <span className="text-ink-faint">
                  {text('unusualLine', {
                    usual: amount(usual),
                    lowest: amount(lowest),
                    highest: amount(highest),
                  })}
                </span>
              </li>
            ))}
        </ul>
      )}
    </Card>
  );
}
