import { Link } from '@tanstack/react-router';
import type { AccuracyItem } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Card } from '@/shared/ui/card';
import { DataTable } from '@/shared/ui/data-table';
import { accuracyWords } from './words';

const LAG = { day: 'days', week: 'weeks', month: 'months' } as const;
type Key = 'lag' | 'product' | 'store' | 'version';

/** Error, bias and coverage of each of something, with a bar for the error. */
export function AccuracyTable({
  title,
  by,
  grain,
  items,
  storeNames,
}: {
  title: string;
  by: Key;
  /** What lags count. */
  grain: 'day' | 'week' | 'month';
  items: AccuracyItem[];
  storeNames?: ReadonlyMap<string, string>;
}) {
  const text = useText(accuracyWords);
  const format = useFormat();
  const most = Math.max(1e-9, ...items.map((item) => item.wape ?? 0));
  const name = (item: AccuracyItem) => {
    if (by === 'lag' && item.key === '0') return text('begun');
    if (by === 'lag') return text(LAG[grain], { count: Number(item.key) });
    if (by === 'store') return storeNames?.get(item.key) ?? item.key;
    if (by !== 'product') return item.key;
    return (
      <Link to="/products/$sku" params={{ sku: item.key }} className="font-medium hover:underline">
        {item.key}
      </Link>
    );
  };
  return (
    <Card flush title={title}>
      <DataTable
        label={title}
        rows={items}
        rowKey={(item) => item.key}
        columns={[
          { key: 'key', label: text(by), cell: name },
          {
            key: 'bar',
            label: text('error'),
            className: 'w-1/5',
            cell: (item) => (
              <div className="flex items-center gap-2">
                <div aria-hidden className="h-2 min-w-8 flex-1 rounded-sm bg-sunken">
                  <div
                    className="h-2 rounded-sm bg-forecast"
                    style={{ width: `${(100 * (item.wape ?? 0)) / most}%` }}
                  />
                </div>
                <span className="w-14 text-right">
                  {format.percent(item.wape, { digits: 1, isPadded: true })}
                </span>
              </div>
            ),
          },
          {
            key: 'bias',
            label: text('bias'),
            isNumber: true,
            cell: (item) => format.percent(item.bias, { signed: true, digits: 1, isPadded: true }),
          },
          {
            key: 'coverage',
            label: text('coverage'),
            isNumber: true,
            cell: (item) => format.percent(item.coverage),
          },
          { key: 'units', label: text('units'), isNumber: true, cell: (item) => format.units(item.actual) },
          { key: 'n', label: text('forecasts'), isNumber: true, cell: (item) => format.count(item.n) },
        ]}
      />
    </Card>
  );
}
