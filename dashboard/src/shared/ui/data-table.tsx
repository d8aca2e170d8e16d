import { ArrowDown, ArrowUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { classes } from './classes';

export interface Column<Row> {
  /** Its name, and what sorting by it is called. */
  key: string;
  label: ReactNode;
  cell: (row: Row) => ReactNode;
  /** Figures stand at the right, so that they can be compared. */
  isNumber?: boolean;
  isSortable?: boolean;
  /** Left out on a phone, whose width is for what decides. */
  isExtra?: boolean;
  className?: string;
}

export interface Sorting {
  key: string;
  descending: boolean;
}

/** Rows of a page that are few enough to stand there at once; the service sorts. */
export function DataTable<Row>({
  label,
  columns,
  rows,
  rowKey,
  sorting,
  onSort,
  onRow,
}: {
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string | number;
  sorting?: Sorting;
  onSort?: (sorting: Sorting) => void;
  /** What a click on a row does besides; the same must be there as a link or button for the keyboard. */
  onRow?: (row: Row) => void;
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: no landmark, for it often stands in a card of the same name
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it sideways
    <div role="group" aria-label={label} tabIndex={0} className="relative overflow-x-auto">
      <table className="w-full border-collapse">
        <thead>
          <tr className="border-b border-line text-left text-sm text-ink-faint">
            {columns.map((column) => {
              const isSorted = sorting?.key === column.key;
              const direction = sorting?.descending ? 'descending' : 'ascending';
              return (
                <th
                  key={column.key}
                  scope="col"
                  aria-sort={isSorted ? direction : undefined}
                  className={classes(
                    'px-3 py-2 font-medium whitespace-nowrap first:pl-4 last:pr-4',
                    column.isNumber && 'text-right',
                    column.isExtra && 'max-sm:hidden',
                  )}
                >
                  {column.isSortable && onSort ? (
                    <button
                      type="button"
                      className="inline-flex items-center gap-1 hover:text-ink"
                      onClick={() =>
                        onSort({
                          key: column.key,
                          descending: isSorted ? !sorting.descending : Boolean(column.isNumber),
                        })
                      }
                    >
                      {column.label}
                      {isSorted &&
                        (sorting.descending ? (
                          <ArrowDown className="size-3.5" />
                        ) : (
                          <ArrowUp className="size-3.5" />
                        ))}
                    </button>
                  ) : (
                    column.label
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={rowKey(row)}
              className={classes(
                'border-b border-line last:border-0',
                onRow && 'cursor-pointer hover:bg-sunken',
              )}
              onClick={onRow ? () => onRow(row) : undefined}
            >
              {columns.map((column) => (
                <td
                  key={column.key}
                  className={classes(
                    'px-3 py-2 first:min-w-32 first:pl-4 print:first:min-w-0 last:pr-4',
                    column.isNumber && 'text-right',
                    column.isExtra && 'max-sm:hidden',
                    column.className,
                  )}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
