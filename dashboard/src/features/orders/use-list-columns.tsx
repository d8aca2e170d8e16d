import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import type { Column } from '@/shared/ui/data-table';
import { ordersWords } from './words';

interface Listed {
  expected_on: string | null;
  lines: number;
  units: number;
  received: number;
  saves: number | null;
}

/** The columns that lists of orders and of transfers have alike. */
export function useListColumns<Row extends Listed>() {
  const text = useText(ordersWords);
  const format = useFormat();
  return {
    expected: {
      key: 'expected',
      label: text('expected'),
      isExtra: true,
      className: 'whitespace-nowrap',
      cell: (row) => format.weekday(row.expected_on),
    },
    lines: {
      key: 'lines',
      label: text('lines'),
      isNumber: true,
      isExtra: true,
      cell: (row) => format.count(row.lines),
    },
    units: {
      key: 'units',
      label: text('units'),
      isNumber: true,
      isExtra: true,
      className: 'whitespace-nowrap',
      cell: (row) =>
        row.received > 0
          ? text('ofUnits', { came: format.units(row.received), units: format.units(row.units) })
          : format.units(row.units),
    },
    saves: { key: 'saves', label: text('saves'), isNumber: true, cell: (row) => format.money(row.saves) },
  } satisfies Record<string, Column<Row>>;
}
