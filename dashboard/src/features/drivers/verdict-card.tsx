import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Card } from '@/shared/ui/card';
import { bestModel, type Findings } from './findings';
import { round } from './round';
import { modelKey, words } from './words';

/** Whether there is anything to learn, in plain words and with the figures it rests on. */
export function VerdictCard({ found }: { found: Findings }) {
  const text = useText(words);
  const format = useFormat();
  const mean = found.models.find(({ model }) => model === 'mean');
  const chosen = found.models.find(({ model }) => model === found.model);
  const shown = found.model === 'mean' ? bestModel(found) : chosen;
  const key = shown && modelKey(shown.model);
  const digits = Math.abs(shown?.r2 ?? 0) < 0.1 ? 1 : 0;
  const share = (value: number | null | undefined) => format.percent(value, { digits });
  const isNothing = found.finding === 'nothing';
  return (
    <Card title={text('verdict')}>
      <div className="flex max-w-4xl flex-col gap-2">
        <p className="text-xl font-semibold">
          {text(`verdict_${found.finding}`, {
            target: found.target,
            noun: found.noun,
            share: share(chosen?.r2),
          })}
        </p>
        <p className="text-ink-soft">
          {text('averageOff', { mae: format.amount(round(mean?.mae)) })}{' '}
          {shown &&
            text('bestOff', {
              model: key ? text(key) : shown.label,
              mae: format.amount(round(shown.mae)),
              share: share(shown.r2),
              low: share(shown.r2_low),
              high: share(shown.r2_high),
            })}
        </p>
        <p className="text-ink-soft">
          {text('judged', { rows: format.count(found.rows.judged), noun: found.noun })}{' '}
          {text(isNothing ? 'chance' : found.finding === 'unsure' ? 'moreRows' : 'cause')}
        </p>
      </div>
    </Card>
  );
}
