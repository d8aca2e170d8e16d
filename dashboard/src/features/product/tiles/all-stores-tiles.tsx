import { useQuery } from '@tanstack/react-query';
import type { Product, SeriesPage, SeriesRow } from '@/shared/api/generated';
import {
  readAccuracyOptions,
  readForecastTotalsOptions,
} from '@/shared/api/generated/@tanstack/react-query.gen';
import { addDays } from '@/shared/format/days';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Tile } from '@/shared/ui/tile';
import { USUAL_LEVEL } from '../use-outlook';
import { productWords } from '../words';
import { comparedWeeks } from './compared-weeks';

/** The next week in all stores together, how good such forecasts were, and all stock. */
export function AllStoresTiles({
  product,
  rows,
  page,
}: {
  product: Product;
  rows: SeriesRow[];
  page: SeriesPage;
}) {
  const text = useText(productWords);
  const format = useFormat();
  const week = page.next_week;
  const totals = useQuery(
    readForecastTotalsOptions({ query: { product: product.sku, grain: 'week', level: USUAL_LEVEL } }),
  );
  const accuracy = useQuery(
    readAccuracyOptions({ query: { product: product.sku, grain: 'week', lag: [1, 2, 3, 4, 5, 6, 7] } }),
  );
  const next = totals.data?.items.find((item) => item.period === week);
  const compared = comparedWeeks(rows);
  const judged = accuracy.data?.overall;
  return (
    <>
      <Tile
        label={text('next', { from: format.day(week), to: format.day(week && addDays(week, 6)) })}
        value={format.units(next?.mean)}
        unit={next ? text('units') : undefined}
        note={
          <>
            {next?.lower != null && (
              <span className="block">
                {text('nextNote', { lower: format.units(next.lower), upper: format.units(next.upper) })}
              </span>
            )}
            {next && compared && (
              <span className="block">
                {text('nextYear', {
                  units: format.units(compared.before),
                  change: format.percent(compared.change, { signed: true }),
                })}
              </span>
            )}
          </>
        }
      />
      <Tile
        label={text('offBy')}
        value={format.percent(judged?.wape)}
        note={
          judged ? text('offAll', { bias: format.percent(judged.bias, { signed: true }) }) : text('offNone')
        }
      />
      <Tile
        label={text('stock')}
        value={format.units(product.stock)}
        unit={product.stock == null ? undefined : text('units')}
        note={product.stock == null ? text('stockNone') : text('stockAll')}
      />
    </>
  );
}
