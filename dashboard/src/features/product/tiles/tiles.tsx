import { useQuery } from '@tanstack/react-query';
import type { SeriesPage, SeriesRow } from '@/shared/api/generated';
import { readTodayOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { RangeBar } from '@/shared/charts/range-bar';
import { addDays } from '@/shared/format/days';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Tile } from '@/shared/ui/tile';
import { productWords } from '../words';

/** What a store sold of a product today, on its way to what is expected. */
export function TodayTile({ sku, store }: { sku: string; store: string | undefined }) {
  const text = useText(productWords);
  const format = useFormat();
  const day = useQuery(readTodayOptions({ query: { product: sku, store } }));
  const items = day.data?.items ?? [];
  const sum = (of: (item: (typeof items)[number]) => number) =>
    items.reduce((total, item) => total + of(item), 0);
  const [sold, mean] = [sum((item) => item.sold), sum((item) => item.mean)];
  const [only] = items;
  const note =
    items.length === 1 && only
      ? text('todayNote', {
          mean: format.units(mean),
          lower: format.units(only.lower),
          upper: format.units(only.upper),
        })
      : items.length > 0
        ? text('todaySum', { mean: format.units(mean) })
        : day.data || day.isError
          ? text('todayNone')
          : ' ';
  return (
    <Tile
      label={text('today')}
      value={items.length > 0 ? format.units(sold) : '–'}
      unit={items.length > 0 ? text('units') : undefined}
      note={note}
    >
      {items.length === 1 && only && (
        <div className="mt-2">
          <RangeBar
            value={only.sold}
            mean={only.mean}
            lower={only.lower}
            upper={only.upper}
            max={1.1 * Math.max(only.upper, only.sold, only.morning.upper)}
          />
        </div>
      )}
    </Tile>
  );
}

/** The next week, how good such forecasts were, and the stock of a product in one store. */
export function SeriesTiles({ row, page }: { row: SeriesRow; page: SeriesPage }) {
  const text = useText(productWords);
  const format = useFormat();
  const week = page.next_week;
  return (
    <>
      <Tile
        label={text('next', { from: format.day(week), to: format.day(week && addDays(week, 6)) })}
        value={format.units(row.next_mean)}
        unit={row.next_mean == null ? undefined : text('units')}
        note={
          <>
            {row.next_lower != null && (
              <span className="block">
                {text('nextNote', {
                  lower: format.units(row.next_lower),
                  upper: format.units(row.next_upper),
                })}
              </span>
            )}
            {row.change != null && (
              <span className="block">
                {text('nextYear', {
                  units: format.units(row.last_year),
                  change: format.percent(row.change, { signed: true }),
                })}
              </span>
            )}
          </>
        }
      />
      <Tile
        label={text('offBy')}
        value={format.percent(row.wape)}
        note={
          row.weeks_judged > 0
            ? text('offNote', {
                bias: format.percent(row.bias, { signed: true }),
                count: row.weeks_judged,
              })
            : text('offNone')
        }
      />
      <Tile
        label={text('stock')}
        value={format.units(row.stock)}
        unit={row.stock == null ? undefined : text('units')}
        tone={row.exception === 'out_of_stock' || row.exception === 'runs_out' ? 'bad' : undefined}
        note={
          row.stock == null
            ? text('stockNone')
            : row.days_of_cover != null &&
              text('stockNote', {
                count: Math.round(10 * row.days_of_cover) / 10,
                days: format.units(row.days_of_cover),
              })
        }
      />
    </>
  );
}
