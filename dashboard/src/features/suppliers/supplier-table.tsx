import { Pencil } from 'lucide-react';
import type { Supplier } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Badge } from '@/shared/ui/badge';
import { Button } from '@/shared/ui/button';
import { type Column, DataTable } from '@/shared/ui/data-table';
import { weekdayNames } from './weekdays';
import { suppliersWords } from './words';

/** Suppliers with when they deliver; one is chosen to see its terms. */
export function SupplierTable({
  rows,
  chosen,
  onChoose,
  onEdit,
}: {
  rows: Supplier[];
  chosen: string | undefined;
  onChoose: (code: string | undefined) => void;
  onEdit?: ((supplier: Supplier) => void) | undefined;
}) {
  const text = useText(suppliersWords);
  const format = useFormat();
  const days = (list: number[] | null | undefined) =>
    list ? weekdayNames(list, format.locale) : text('anyDay');
  const columns: Column<Supplier>[] = [
    {
      key: 'name',
      label: text('name'),
      cell: (one) => (
        <button
          type="button"
          aria-pressed={one.code === chosen}
          className="text-left font-medium hover:underline aria-pressed:text-accent"
          onClick={() => onChoose(one.code === chosen ? undefined : one.code)}
        >
          {one.name}
          <span className="block text-sm font-normal text-ink-faint">{one.code}</span>
        </button>
      ),
    },
    {
      key: 'order',
      label: text('orderDays'),
      className: 'whitespace-nowrap',
      cell: (one) => (
        <>
          {days(one.order_days)}
          {one.cutoff && (
            <span className="block text-sm text-ink-faint">{text('cutoffShort', { time: one.cutoff })}</span>
          )}
        </>
      ),
    },
    {
      key: 'delivery',
      label: text('deliveryDays'),
      className: 'whitespace-nowrap',
      cell: (one) => days(one.delivery_days),
    },
    {
      key: 'lead',
      label: text('lead'),
      isNumber: true,
      className: 'whitespace-nowrap',
      cell: (one) => (
        <>
          {one.lead_time_days == null ? '–' : text('days', { count: one.lead_time_days })}
          {Boolean(one.lead_time_spread_days) && (
            <span className="block text-sm text-ink-faint">± {format.amount(one.lead_time_spread_days)}</span>
          )}
        </>
      ),
    },
    {
      key: 'minimum',
      label: text('minimum'),
      isNumber: true,
      cell: (one) => format.money(one.minimum_order_value),
    },
    {
      key: 'active',
      label: text('active'),
      cell: (one) => (
        <Badge tone={one.is_active ? 'good' : 'neutral'}>{text(one.is_active ? 'active' : 'inactive')}</Badge>
      ),
    },
    ...(onEdit
      ? [
          {
            key: 'edit',
            label: <span className="sr-only">{text('edit', { name: '' })}</span>,
            className: 'text-right',
            cell: (one: Supplier) => (
              <Button
                look="quiet"
                size="icon"
                aria-label={text('edit', { name: one.name })}
                onClick={() => onEdit(one)}
              >
                <Pencil aria-hidden />
              </Button>
            ),
          },
        ]
      : []),
  ];
  return <DataTable label={text('list')} rows={rows} rowKey={(one) => one.id} columns={columns} />;
}
