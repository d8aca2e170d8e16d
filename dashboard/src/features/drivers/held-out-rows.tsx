import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Card } from '@/shared/ui/card';
import { type Column, DataTable } from '@/shared/ui/data-table';
import type { Findings, HeldOutRow } from './findings';
import { round, signed } from './round';
import { words } from './words';

/** The rows that were told worst and best by models that hadn't seen them. */
export function HeldOutRows({ found }: { found: Findings }) {
  const text = useText(words);
  const format = useFormat();
  const amount = (value: number) => format.amount(round(value));
  const columns: Column<HeldOutRow>[] = [
    {
      key: 'row',
      label: found.unit ?? text('row'),
      cell: (row) => row.unit ?? format.count(row.row + 1),
    },
    { key: 'actual', label: text('actual'), isNumber: true, cell: (row) => amount(row.actual) },
    {
      key: 'predicted',
      label: text('predicted'),
      isNumber: true,
      cell: (row) => (
        <>
          {amount(row.predicted)}
          <span className="ml-2 whitespace-nowrap text-ink-faint">
            {amount(row.low)} – {amount(row.high)}
          </span>
        </>
      ),
    },
    { key: 'error', label: text('error'), isNumber: true, cell: (row) => signed(row.error, format.amount) },
  ];
  const table = (title: string, rows: HeldOutRow[]) => (
    <Card flush title={title}>
      <DataTable label={title} columns={columns} rows={rows.slice(0, 5)} rowKey={(row) => row.row} />
    </Card>
  );
  return (
    <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-2">
      {table(text('worst'), found.worst_rows)}
      {table(text('best'), found.best_rows)}
    </div>
  );
}
