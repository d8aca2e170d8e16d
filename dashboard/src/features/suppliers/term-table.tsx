import type { SupplyTerm } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Badge } from '@/shared/ui/badge';
import { type Column, DataTable } from '@/shared/ui/data-table';
import { weekdayNames } from './weekdays';
import { suppliersWords } from './words';

/** Terms, a row a product; what a row leaves open is shown as a dash. */
export function TermTable({
  rows,
  hasSupplier,
  onOpen,
}: {
  rows: SupplyTerm[];
  hasSupplier: boolean;
  onOpen?: ((term: SupplyTerm) => void) | undefined;
}) {
  const text = useText(suppliersWords);
  const format = useFormat();
  const days = (list: number[] | null | undefined) => (list ? weekdayNames(list, format.locale) : '–');
  const name = (term: SupplyTerm) => (
    <>
      {term.product_name}
      <span className="block text-sm font-normal text-ink-faint">
        {[term.product === term.product_name ? null : term.product, term.store ?? text('allStores')]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </>
  );
  const columns: Column<SupplyTerm>[] = [
    {
      key: 'product',
      label: text('product'),
      className: 'min-w-40',
      cell: (term) =>
        onOpen ? (
          <button
            type="button"
            className="text-left font-medium hover:underline"
            onClick={() => onOpen(term)}
          >
            {name(term)}
          </button>
        ) : (
          <span className="font-medium">{name(term)}</span>
        ),
    },
    ...(hasSupplier
      ? [{ key: 'supplier', label: text('supplier'), cell: (term: SupplyTerm) => term.supplier }]
      : []),
    { key: 'cost', label: text('cost'), isNumber: true, cell: (term) => format.money(term.unit_cost) },
    { key: 'pack', label: text('pack'), isNumber: true, cell: (term) => format.units(term.pack_size) },
    { key: 'least', label: text('least'), isNumber: true, cell: (term) => format.units(term.minimum) },
    { key: 'most', label: text('most'), isNumber: true, cell: (term) => format.units(term.maximum) },
    {
      key: 'lead',
      label: text('lead'),
      isNumber: true,
      className: 'whitespace-nowrap',
      cell: (term) => (term.lead_time_days == null ? '–' : text('days', { count: term.lead_time_days })),
    },
    {
      key: 'order',
      label: text('orderDays'),
      className: 'whitespace-nowrap',
      cell: (term) => days(term.order_days),
    },
    {
      key: 'delivery',
      label: text('deliveryDays'),
      className: 'whitespace-nowrap',
      cell: (term) => days(term.delivery_days),
    },
    {
      key: 'shelf',
      label: text('shelf'),
      isNumber: true,
      cell: (term) => format.count(term.shelf_life_days),
    },
    {
      key: 'preferred',
      label: text('preferred'),
      cell: (term) => (term.is_preferred ? <Badge tone="accent">{text('preferred')}</Badge> : '–'),
    },
  ];
  return <DataTable label={text('terms')} rows={rows} rowKey={(term) => term.id} columns={columns} />;
}
