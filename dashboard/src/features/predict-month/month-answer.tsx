import type { WhatIfAnswer } from '@/shared/api/generated';
import { RangeBar } from '@/shared/charts/range-bar';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Card } from '@/shared/ui/card';
import { firstDay } from './months';
import { predictMonthWords } from './words';

/** What a month will sell, with its range and what it rests on. */
export function MonthAnswer({ answer }: { answer: WhatIfAnswer }) {
  const text = useText(predictMonthWords);
  const format = useFormat();
  return (
    <Card title={format.month(firstDay(answer))} hint={text('by', { version: answer.model_version })}>
      <div role="status" className="flex flex-col gap-3">
        <p className="text-2xl font-semibold tracking-tight">
          {format.units(answer.mean)}{' '}
          <span className="text-base font-normal text-ink-soft">{text('units')}</span>
        </p>
        <p className="text-ink-soft">
          {text('range', { lower: format.units(answer.lower), upper: format.units(answer.upper) })}
        </p>
        <RangeBar
          value={0}
          mean={answer.mean}
          lower={answer.lower}
          upper={answer.upper}
          max={1.15 * answer.upper}
        />
        <h3 className="mt-2 text-sm font-medium text-ink-faint">{text('reasons')}</h3>
        <ul className="list-disc pl-5">
          {answer.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      </div>
    </Card>
  );
}
