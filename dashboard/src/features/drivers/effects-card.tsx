import { useState } from 'react';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Badge } from '@/shared/ui/badge';
import { Card } from '@/shared/ui/card';
import { classes } from '@/shared/ui/classes';
import { CurveChart } from './curve-chart';
import type { Effect, Findings } from './findings';
import { signed } from './round';
import { words } from './words';

/** What each column does: its share, and its curve where it is chosen. */
export function EffectsCard({ found }: { found: Findings }) {
  const text = useText(words);
  const [open, setOpen] = useState(found.effects[0]?.column);
  if (found.effects.length === 0)
    return (
      <Card title={text('effects')}>
        <p className="text-ink-soft">{text('noEffects')}</p>
      </Card>
    );
  const most = Math.max(...found.effects.map(({ share }) => share), 1e-9);
  return (
    <Card title={text('effects')} hint={text('effectsHint')}>
      <ul className="flex flex-col divide-y divide-line">
        {found.effects.map((effect) => (
          <Line
            key={effect.column}
            effect={effect}
            target={found.target}
            most={most}
            isOpen={open === effect.column}
            onOpen={() => setOpen(open === effect.column ? undefined : effect.column)}
          />
        ))}
      </ul>
    </Card>
  );
}

function Line({
  effect,
  target,
  most,
  isOpen,
  onOpen,
}: {
  effect: Effect;
  target: string;
  most: number;
  isOpen: boolean;
  onOpen: () => void;
}) {
  const text = useText(words);
  const format = useFormat();
  const share = (value: number) => format.percent(value, { digits: 1 });
  return (
    <li className="py-2">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={onOpen}
        className="grid w-full grid-cols-[minmax(6rem,12rem)_1fr_3.5rem] items-center gap-3 text-left"
      >
        <span className="flex flex-wrap items-center gap-1 font-medium break-words">
          {effect.column}
          {!effect.is_real && <Badge>{text('unsureEffect')}</Badge>}
        </span>
        <span aria-hidden className="h-3 rounded-sm bg-sunken">
          <span
            className={classes('block h-full rounded-sm', effect.is_real ? 'bg-forecast' : 'bg-line-strong')}
            style={{ width: `${(100 * effect.share) / most}%` }}
          />
        </span>
        <span className="text-right">{format.percent(effect.share)}</span>
      </button>
      {isOpen && (
        <div className="flex flex-col gap-1 pt-3">
          <p className="text-ink-soft">
            {text('size', {
              start: effect.start,
              end: effect.end,
              size: signed(effect.size, format.amount),
              low: signed(effect.size_low, format.amount),
              high: signed(effect.size_high, format.amount),
            })}
          </p>
          <p className="text-sm text-ink-faint">
            {text('worth', {
              worth: share(effect.worth),
              low: share(effect.worth_low),
              high: share(effect.worth_high),
            })}
          </p>
          <CurveChart effect={effect} target={target} />
        </div>
      )}
    </li>
  );
}
