import type { Import, ImportColumn, ImportOptionsGiven } from '@/shared/api/generated';
import { useText } from '@/shared/text/define-text';
import { Card } from '@/shared/ui/card';
import { type Column, DataTable } from '@/shared/ui/data-table';
import { Select } from '@/shared/ui/select';
import { ConstantField } from './constant-field';
import { withColumn, withConstant } from './reading-options';
import { FIELDS, isSaleField, type SaleField, words } from './words';

const NOTHING = 'nothing';
const CONSTANTS: SaleField[] = ['store', 'product', 'category'];

/** Each column of the file with its first cells and what it is taken for, which can be changed. */
export function ColumnsCard({
  imported,
  options,
  isFixed,
  isBusy,
  onChange,
}: {
  imported: Import;
  options: ImportOptionsGiven;
  /** What is stored can't be read anew. */
  isFixed: boolean;
  isBusy: boolean;
  onChange: (options: ImportOptionsGiven) => void;
}) {
  const text = useText(words);
  const { preview } = imported;
  const mapping = preview.mapping ?? {};
  const fieldName = (field: string) => (isSaleField(field) ? text(FIELDS[field]) : field);
  const choices = [
    { value: NOTHING, label: text('nothing') },
    ...Object.entries(FIELDS).map(([value, label]) => ({ value, label: text(label) })),
  ];
  const columns: Column<ImportColumn>[] = [
    {
      key: 'column',
      label: text('column'),
      cell: (row) => <span className="font-medium">{row.column}</span>,
    },
    {
      key: 'samples',
      label: text('samples'),
      className: 'max-w-32 text-ink-soft 2xl:max-w-56',
      cell: (row) => <span className="block truncate">{row.samples.join('  ·  ')}</span>,
    },
    {
      key: 'means',
      label: text('means'),
      cell: (row) =>
        isFixed ? (
          row.field ? (
            fieldName(row.field)
          ) : (
            <span className="text-ink-faint">{text('nothing')}</span>
          )
        ) : (
          <Select
            label={`${row.column}: ${text('means')}`}
            hideLabel
            className="w-40"
            value={row.field ?? NOTHING}
            options={choices}
            onChange={(field) =>
              !isBusy && onChange(withColumn(options, row.column, field === NOTHING ? null : field, mapping))
            }
          />
        ),
    },
  ];
  const missing = preview.missing ?? [];
  const open = CONSTANTS.filter((field) => mapping[field] === undefined);
  return (
    <Card flush title={text('columns')} hint={isFixed ? undefined : text('columnsHint')}>
      {missing.length > 0 && (
        <p className="mx-4 my-2 rounded-md bg-warn-soft px-3 py-2 text-warn">
          {text('missing', { fields: missing.map(fieldName).join(', ') })}
        </p>
      )}
      <DataTable
        label={text('columns')}
        columns={columns}
        rows={preview.columns ?? []}
        rowKey={(row) => row.column}
      />
      {!isFixed && open.length > 0 && (
        <div className="flex flex-wrap gap-4 border-t border-line px-4 py-3">
          {open.map((field) => (
            <ConstantField
              key={field}
              label={text('constant', { field: fieldName(field) })}
              value={preview.constants?.[field] ?? ''}
              isBusy={isBusy}
              onChange={(value) => onChange(withConstant(options, field, value))}
            />
          ))}
        </div>
      )}
    </Card>
  );
}
