// biome-ignore-all lint/a11y/useSemanticElements: rows that aren't in view aren't drawn, so this is no table of the browser's
// biome-ignore-all lint/a11y/useFocusableInteractive: its rows and cells are for reading; what they hold takes the focus
import { memo } from 'react';
import type { SeriesRow } from '@/shared/api/generated';
import { classes } from '@/shared/ui/classes';
import { NARROW_GRID, type SeriesColumn, WIDE_GRID } from './columns';

export const ROW_PX = 48;

/** How the cells of a column stand. */
export function cellClasses(column: SeriesColumn): string {
  return classes('min-w-0', column.isNumber && 'text-right', column.isWide && 'hidden lg:block');
}

/** One row of the list, at its place; drawn once, however often the list moves. */
export const SeriesLine = memo(function SeriesLine({
  row,
  index,
  top,
  columns,
}: {
  row: SeriesRow;
  index: number;
  top: number;
  columns: SeriesColumn[];
}) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={classes(
        'absolute inset-x-0 top-0 grid items-center gap-x-3 border-b border-line px-4 hover:bg-sunken',
        NARROW_GRID,
        WIDE_GRID,
      )}
      style={{ height: ROW_PX, transform: `translateY(${top}px)` }}
    >
      {columns.map((column) => (
        <div key={column.key} role="cell" className={cellClasses(column)}>
          {column.cell(row)}
        </div>
      ))}
    </div>
  );
});
