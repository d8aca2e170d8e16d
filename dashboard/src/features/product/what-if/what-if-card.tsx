import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { ForecastWhatIf, Product } from '@/shared/api/generated';
import { askWhatIfMutation } from '@/shared/api/generated/@tanstack/react-query.gen';
import { TimeChart } from '@/shared/charts/time-chart';
import { daysBetween } from '@/shared/format/days';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Card } from '@/shared/ui/card';
import { Failed } from '@/shared/ui/states';
import type { Outlook } from '../use-outlook';
import { WhatIfForm } from './what-if-form';
import { whatIfWords } from './what-if-words';

const RANGE_OPACITY = 0.16;

/** The forecast beside what it would be with another price, a promotion or an event; nothing is kept. */
export function WhatIfCard({
  product,
  store,
  outlook,
}: {
  product: Product;
  /** Its code; without one the card asks for it. */
  store: string | undefined;
  /** By day. */
  outlook: Outlook;
}) {
  const text = useText(whatIfWords);
  const [asked, setAsked] = useState(0);
  const answer = useMutation(askWhatIfMutation());
  return (
    <div data-print={answer.data ? undefined : 'hide'}>
      <Card title={text('title')} hint={text('hint')}>
        {store === undefined ? (
          <p className="text-ink-soft">{text('chooseStore')}</p>
        ) : (
          <div className="flex flex-col gap-4">
            <WhatIfForm
              key={asked}
              days={outlook.starts}
              isBusy={answer.isPending}
              onAsk={(change) => answer.mutate({ body: { product: product.sku, store, ...change } })}
              onClear={() => {
                answer.reset();
                setAsked(asked + 1);
              }}
            />
            {answer.isError && <Failed error={answer.error} />}
            {answer.data && (
              <Answer
                told={answer.data}
                isPriceTyped={(answer.variables.body.price ?? answer.variables.body.discount) !== undefined}
              />
            )}
          </div>
        )}
      </Card>
    </div>
  );
}

function Answer({ told, isPriceTyped }: { told: ForecastWhatIf; isPriceTyped: boolean }) {
  const text = useText(whatIfWords);
  const format = useFormat();
  const { effect, forecast } = told;
  const signed = (factor: number) => format.percent(factor - 1, { signed: true });
  const isOther = (day: string) => day >= told.from && day <= told.to;
  const isPriceTaken = effect.usual_price !== null && effect.price !== 1;
  return (
    <div className="flex flex-col gap-3">
      <div role="status" className="flex flex-col gap-1">
        <p className="text-lg font-semibold">
          {text('answer', {
            before: format.units(told.before),
            after: format.units(told.after),
            change: signed(told.before > 0 ? told.after / told.before : effect.factor),
            count: daysBetween(told.from, told.to) + 1,
          })}
        </p>
        <p className="text-ink-soft">
          {text('range', { lower: signed(effect.lower), upper: signed(effect.upper) })},{' '}
          {text(effect.source === 'product' ? 'ofProduct' : 'ofCategory', { count: effect.cases })}
        </p>
        {isPriceTaken && (
          <p className="text-sm text-ink-faint">
            {text(isPriceTyped ? 'atPrice' : 'promotionPrice', {
              price: format.money((effect.usual_price ?? 0) * effect.price),
              change: signed(effect.price),
              usual: format.money(effect.usual_price),
            })}
          </p>
        )}
        {effect.is_price_new && <p className="text-sm text-warn">{text('priceNew')}</p>}
        {told.planned_promotion_days > 0 && (
          <p className="text-sm text-warn">{text('planned', { count: told.planned_promotion_days })}</p>
        )}
      </div>
      <TimeChart
        label={text('title')}
        days={forecast.map((day) => day.date)}
        lines={[
          {
            key: 'before',
            label: text('before'),
            values: forecast.map((day) => day.before.mean),
            colour: 'forecast',
          },
          {
            key: 'after',
            label: text('after'),
            values: forecast.map((day) => (isOther(day.date) ? day.after.mean : null)),
            colour: 'good',
            dashed: true,
          },
        ]}
        bands={[
          {
            label: text('rangeBefore'),
            lower: forecast.map((day) => day.before.lower),
            upper: forecast.map((day) => day.before.upper),
            opacity: RANGE_OPACITY,
          },
          {
            label: text('rangeAfter'),
            lower: forecast.map((day) => (isOther(day.date) ? day.after.lower : null)),
            upper: forecast.map((day) => (isOther(day.date) ? day.after.upper : null)),
            opacity: RANGE_OPACITY,
            colour: 'good',
          },
        ]}
        height={220}
      />
    </div>
  );
}
