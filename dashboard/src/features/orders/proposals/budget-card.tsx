import { useEffect, useId, useState } from 'react';
import type { Proposals } from '@/shared/api/generated';
import { typedNumber, writeNumber } from '@/shared/format/typed-number';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Card } from '@/shared/ui/card';
import { Field } from '@/shared/ui/field';
import { ordersWords } from '../words';
import { MoneyCurve } from './money-curve';

const STEPS = 200;
const PAUSE_MS = 250;

/** How much money there is to spend, and the curve of what it saves. */
export function BudgetCard({
  proposals,
  budget,
  onChange,
}: {
  proposals: Proposals;
  budget: number | undefined;
  onChange: (budget: number | undefined) => void;
}) {
  const text = useText(ordersWords);
  const format = useFormat();
  const slider = useId();
  const all = proposals.curve.at(-1) ?? { spend: 0, saves: 0 };
  // Without a limit it stays without one, also where the whole becomes dearer.
  const [limit, setLimit] = useState<number | null>(budget ?? null);
  const wanted = limit ?? all.spend;
  const [typed, setTyped] = useState('');
  const write = (value: number) => writeNumber(value, format.locale);

  // What is dragged is asked for once the hand rests.
  useEffect(() => {
    const next = limit ?? undefined;
    if (next === budget) return;
    const timer = setTimeout(() => onChange(next), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [limit, budget, onChange]);

  const type = (value: string) => {
    setTyped(value);
    const money = typedNumber(value, format.locale);
    if (money !== null && money >= 0) setLimit(money < all.spend ? money : null);
    if (money === null) setLimit(null);
  };
  const money = typedNumber(typed, format.locale);
  const share = all.saves > 0 ? proposals.saves / all.saves : null;
  return (
    <Card title={text('budget')} hint={text('budgetHint')}>
      <div className="grid grid-cols-1 items-center gap-x-8 gap-y-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        <div className="flex flex-col gap-3">
          <p className="text-2xl font-semibold tracking-tight">
            {format.money(proposals.spend)}{' '}
            <span className="text-base font-normal text-ink-faint">{text('spend')}</span>
          </p>
          <p className="text-ink-soft">
            {text('buys', {
              spend: format.money(proposals.spend),
              saves: format.money(proposals.saves),
              share: format.percent(share),
            })}
          </p>
          <div className="flex flex-col gap-1">
            <label htmlFor={slider} className="text-sm font-medium text-ink-soft">
              {text('budgetMoney')}
            </label>
            <input
              id={slider}
              type="range"
              min={0}
              max={all.spend}
              step={all.spend / STEPS}
              value={Math.min(wanted, all.spend)}
              aria-valuetext={format.money(wanted)}
              onChange={(event) => {
                setTyped('');
                const money = Number(event.target.value);
                setLimit(money < all.spend ? money : null);
              }}
              className="w-full accent-accent"
            />
          </div>
          <div className="flex items-end gap-2">
            <Field
              hideLabel
              label={text('budgetMoney')}
              inputMode="decimal"
              className="w-40"
              value={typed === '' ? write(wanted) : typed}
              error={
                Number.isNaN(money)
                  ? text('budgetWrong', { example: write(Math.round(all.spend / 2)) })
                  : undefined
              }
              onChange={(event) => type(event.target.value)}
              onBlur={() => setTyped('')}
            />
            {limit !== null && (
              <Button look="quiet" onClick={() => setLimit(null)}>
                {text('budgetAll')}
              </Button>
            )}
          </div>
        </div>
        <MoneyCurve curve={proposals.curve} spend={proposals.spend} saves={proposals.saves} />
      </div>
    </Card>
  );
}
