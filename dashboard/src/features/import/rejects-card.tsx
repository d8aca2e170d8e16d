import { Download } from 'lucide-react';
import type { Import } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Button, buttonClasses } from '@/shared/ui/button';
import { Card } from '@/shared/ui/card';
import { type Column, DataTable } from '@/shared/ui/data-table';
import { words } from './words';

type Row = Record<string, unknown>;

/** The reason of rows that lie too far back to be taken unasked. */
const OLD = /lies more than \d+ years before all sales so far/;

/** The rows that can't be stored, each with its reason; all of them as a file. */
export function RejectsCard({
  imported,
  onTakeOld,
}: {
  imported: Import;
  /** Says that sales from years before all others are meant; left out where nothing can be read anew. */
  onTakeOld?: (() => void) | undefined;
}) {
  const text = useText(words);
  const format = useFormat();
  const rows = imported.preview.rejects ?? [];
  if (rows.length === 0) return null;
  const areOld = rows.some((row) => OLD.test(String(row.reason)));
  const columns: Column<Row>[] = [
    { key: 'row', label: text('row'), isNumber: true, cell: (row) => format.count(row.row as number | null) },
    { key: 'column', label: text('column'), cell: (row) => String(row.column ?? '–') },
    {
      key: 'value',
      label: text('value'),
      cell: (row) => <code className="break-all">{String(row.value ?? '–')}</code>,
    },
    { key: 'reason', label: text('reason'), cell: (row) => String(row.reason ?? '–') },
  ];
  return (
    <Card
      flush
      title={text('rejects')}
      hint={text('rejectsHint')}
      actions={
        imported.rejects && (
          <a className={buttonClasses('plain', 'small')} href={imported.rejects} download>
            <Download aria-hidden />
            {text('rejectsFile')}
          </a>
        )
      }
    >
      {areOld && onTakeOld && (
        <div className="mx-4 my-2 flex flex-wrap items-center gap-3 rounded-md bg-warn-soft px-3 py-2 text-warn">
          <p className="min-w-0 flex-1">{text('oldRows')}</p>
          <Button size="small" onClick={onTakeOld}>
            {text('takeOld')}
          </Button>
        </div>
      )}
      <DataTable
        label={text('rejects')}
        columns={columns}
        rows={rows}
        rowKey={(row) => `${row.row} ${row.column} ${row.reason} ${rows.indexOf(row)}`}
      />
    </Card>
  );
}
