import type { TableColumn, TableOptionsGiven, TablePreview } from '@/shared/api/generated';
import { useText } from '@/shared/text/define-text';
import { Badge } from '@/shared/ui/badge';
import { type Column, DataTable } from '@/shared/ui/data-table';
import { words } from './words';

/** Each column with its part; any that explains may be left out. */
export function ColumnsTable({
  preview,
  options,
  isFixed,
  onChange,
}: {
  preview: TablePreview;
  options: TableOptionsGiven;
  isFixed: boolean;
  onChange: (options: TableOptionsGiven) => void;
}) {
  const text = useText(words);
  const ignored = options.ignored ?? [];
  const toggle = (column: string) =>
    onChange({
      ...options,
      ignored: ignored.includes(column) ? ignored.filter((one) => one !== column) : [...ignored, column],
    });
  const isChoice = (row: TableColumn) =>
    ignored.includes(row.column) || ['number', 'class', 'date'].includes(row.part ?? '');
  const columns: Column<TableColumn>[] = [
    {
      key: 'use',
      label: text('use'),
      cell: (row) =>
        isChoice(row) && !row.column.includes(' (') ? (
          <input
            type="checkbox"
            className="size-4 accent-(--accent)"
            disabled={isFixed}
            aria-label={text(ignored.includes(row.column) ? 'takeIn' : 'leaveOut', { column: row.column })}
            checked={!ignored.includes(row.column)}
            onChange={() => toggle(row.column)}
          />
        ) : null,
    },
    {
      key: 'column',
      label: text('column'),
      cell: (row) => <span className="font-medium">{row.column}</span>,
    },
    {
      key: 'part',
      label: text('part'),
      cell: (row) =>
        row.part ? (
          <span className="flex flex-wrap items-center gap-2">
            <Badge tone={row.part === 'target' ? 'accent' : 'neutral'}>{text(`part_${row.part}`)}</Badge>
            {row.part === 'left_out' && <span className="text-sm text-ink-soft">{row.reason}</span>}
          </span>
        ) : (
          '–'
        ),
    },
    {
      key: 'samples',
      label: text('samples'),
      className: 'max-w-64 text-ink-soft',
      cell: (row) => <span className="block truncate">{row.samples.join('  ·  ')}</span>,
    },
  ];
  return (
    <DataTable
      label={text('look')}
      columns={columns}
      rows={preview.columns ?? []}
      rowKey={(row) => row.column}
    />
  );
}
