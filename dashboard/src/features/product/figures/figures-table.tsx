import { useMemo } from 'react';
import { addDays } from '@/shared/format/days';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Card } from '@/shared/ui/card';
import { DataTable } from '@/shared/ui/data-table';
import { type Grain, periodBefore } from '../periods';
import { type Outlook, USUAL_LEVEL } from '../use-outlook';
import { useSold } from '../use-sold';
import { productWords } from '../words';

/** Each period ahead with its range, beside last year's. */
export function FiguresTable({
  sku,
  store,
  grain,
  outlook,
}: {
  sku: string;
  store: string | undefined;
  grain: Grain;
  outlook: Outlook;
}) {
  const text = useText(productWords);
  const format = useFormat();
  const [first = '', last = ''] = [outlook.starts[0], outlook.starts.at(-1)];
  const before = useSold(sku, store, grain, periodBefore(first, grain), periodBefore(last, grain));
  const rows = useMemo(() => {
    const firstSold = before && [...before.keys()].sort()[0];
    const range = outlook.ranges.find((one) => one.level === USUAL_LEVEL);
    return outlook.starts.map((start, index) => {
      const mean = outlook.mean[index] ?? 0;
      const then = periodBefore(start, grain);
      // A period without a sale sold nothing, once it was sold at all.
      const year = firstSold && then >= firstSold ? (before?.get(then) ?? 0) : null;
      return {
        start,
        mean,
        year,
        lower: range?.lower[index] ?? null,
        upper: range?.upper[index] ?? null,
        change: year !== null && year > 0 ? mean / year - 1 : null,
      };
    });
  }, [outlook, before, grain]);
  const told = (start: string) =>
    grain === 'month'
      ? format.month(start)
      : grain === 'week'
        ? `${format.day(start)} – ${format.day(addDays(start, 6))}`
        : format.weekday(start);
  return (
    <Card flush title={text('figures')} hint={text('figuresHint')}>
      <div className="max-h-96 overflow-y-auto">
        <DataTable
          label={`${text('figures')}: ${sku}`}
          rows={rows}
          rowKey={(row) => row.start}
          columns={[
            {
              key: 'period',
              label: text('period'),
              className: 'whitespace-nowrap',
              cell: (row) => told(row.start),
            },
            {
              key: 'mean',
              label: text('mean'),
              isNumber: true,
              cell: (row) => <span className="font-medium">{format.units(row.mean)}</span>,
            },
            {
              key: 'range',
              label: text('rangeColumn'),
              isNumber: true,
              className: 'whitespace-nowrap',
              cell: (row) =>
                row.lower === null ? '–' : `${format.units(row.lower)} – ${format.units(row.upper)}`,
            },
            {
              key: 'year',
              label: text('lastYear'),
              isNumber: true,
              cell: (row) => format.units(row.year),
            },
            {
              key: 'change',
              label: text('change'),
              isNumber: true,
              cell: (row) => format.percent(row.change, { signed: true }),
            },
          ]}
        />
      </div>
    </Card>
  );
}
