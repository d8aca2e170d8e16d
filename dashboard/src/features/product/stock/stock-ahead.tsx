import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { readStockProjectionOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { TimeChart } from '@/shared/charts/time-chart';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Card } from '@/shared/ui/card';
import { QueryView } from '@/shared/ui/query-view';
import { stockOutlook } from './stock-outlook';
import { stockWords } from './stock-words';

const DAYS = 28;

/** How a store's stock will go: the day it runs out, what is on its way, and how sure that is. */
export function StockAhead({ sku, store }: { sku: string; store: string }) {
  const text = useText(stockWords);
  const format = useFormat();
  const projection = useQuery(readStockProjectionOptions({ query: { product: sku, store, days: DAYS } }));
  return (
    <Card title={text('title')} hint={text('hint')}>
      <QueryView query={projection} loadingClass="h-56">
        {(found) => {
          const { runsOut, mayRunOut, arrivals } = stockOutlook(found.items);
          const stock = text('inStock', { count: found.on_hand, units: format.units(found.on_hand) });
          return (
            <div className="flex flex-col gap-3">
              <p
                className={
                  runsOut ? 'font-medium text-bad' : mayRunOut ? 'font-medium text-warn' : 'font-medium'
                }
              >
                {runsOut
                  ? text('runsOut', { day: format.weekday(runsOut.date), stock })
                  : mayRunOut
                    ? text('mayRunOut', {
                        day: format.weekday(mayRunOut.date),
                        chance: format.percent(mayRunOut.runs_out),
                        stock,
                      })
                    : text('lasts', { days: DAYS, stock })}
              </p>
              <TimeChart
                label={text('title')}
                days={found.items.map((day) => day.date)}
                lines={[
                  {
                    key: 'left',
                    label: text('left'),
                    values: found.items.map((day) => day.stock),
                    colour: 'forecast',
                  },
                  ...(arrivals.length > 0
                    ? [
                        {
                          key: 'arrives',
                          label: text('arrives'),
                          values: found.items.map((day) => (day.arrives > 0 ? day.arrives : null)),
                          colour: 'good' as const,
                          shape: 'bars' as const,
                        },
                      ]
                    : []),
                ]}
                bands={[
                  {
                    label: text('range'),
                    lower: found.items.map((day) => day.lower),
                    upper: found.items.map((day) => day.upper),
                    opacity: 0.2,
                  },
                ]}
                height={180}
              />
              <ul className="flex flex-col gap-0.5 text-sm text-ink-soft">
                {arrivals.map((day) => (
                  <li key={day.date}>
                    {text('onItsWay', {
                      count: day.arrives,
                      units: format.units(day.arrives),
                      day: format.weekday(day.date),
                    })}
                  </li>
                ))}
                {arrivals.length === 0 && <li>{text('nothing')}</li>}
                <li>
                  {text('next', {
                    order: format.weekday(found.order_on),
                    arrives: format.weekday(found.arrives_on),
                    following: format.weekday(found.next_arrives_on),
                  })}{' '}
                  <Link to="/orders" search={{ q: sku, store }} className="text-accent underline">
                    {text('order')}
                  </Link>
                </li>
              </ul>
            </div>
          );
        }}
      </QueryView>
    </Card>
  );
}
