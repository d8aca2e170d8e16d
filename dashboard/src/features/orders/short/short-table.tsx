import { Link } from '@tanstack/react-router';
import type { StockAlert } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Badge } from '@/shared/ui/badge';
import { DataTable } from '@/shared/ui/data-table';
import { shortWords } from './short-words';

/** Products that run short, the most urgent first, with what to order and why. */
export function ShortTable({ alerts }: { alerts: StockAlert[] }) {
  const text = useText(shortWords);
  const format = useFormat();
  const days = (count: number) => text('days', { count: Math.round(count) });
  return (
    <DataTable
      label={text('short')}
      rows={alerts}
      rowKey={(item) => `${item.product_id} ${item.store_id}`}
      columns={[
        {
          key: 'product',
          label: text('product'),
          cell: (item) => (
            <Link to="/products/$sku" params={{ sku: item.sku }} className="font-medium hover:underline">
              {item.name}
              <span className="block text-sm font-normal text-ink-faint">
                {[item.store, item.category].filter(Boolean).join(' · ')}
              </span>
            </Link>
          ),
        },
        {
          key: 'stock',
          label: text('stock'),
          isNumber: true,
          cell: (item) => (
            <>
              {format.units(item.stock)}
              {item.arriving !== 0 && (
                <span className="block text-xs text-ink-faint">
                  {text(item.arriving > 0 ? 'arriving' : 'leaving', {
                    units: format.units(Math.abs(item.arriving)),
                  })}
                </span>
              )}
            </>
          ),
        },
        {
          key: 'cover',
          label: text('cover'),
          isNumber: true,
          cell: (item) =>
            item.days_of_cover == null ? (
              '–'
            ) : (
              <Badge tone={item.days_of_cover < item.lead_time_days ? 'bad' : 'warn'}>
                {days(item.days_of_cover)}
              </Badge>
            ),
        },
        { key: 'out', label: text('runsOut'), cell: (item) => format.weekday(item.runs_out_on) },
        { key: 'lead', label: text('lead'), isNumber: true, cell: (item) => days(item.lead_time_days) },
        {
          key: 'expected',
          label: text('expected'),
          isNumber: true,
          cell: (item) => (
            <>
              {format.units(item.demand_mean)}
              <span className="block text-xs text-ink-faint">
                {format.units(item.demand_high)} {text('high')}
              </span>
            </>
          ),
        },
        {
          key: 'short',
          label: text('short'),
          isNumber: true,
          cell: (item) => format.units(item.units_short),
        },
        {
          key: 'order',
          label: text('order'),
          isNumber: true,
          cell: (item) => (
            <>
              <span className="font-semibold">{format.count(item.suggested_order)}</span>
              {item.pack_size > 1 && (
                <span className="block text-xs text-ink-faint">
                  {text('pack', { count: item.pack_size })}
                </span>
              )}
            </>
          ),
        },
      ]}
    />
  );
}
