// biome-ignore-all lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it
// biome-ignore-all lint/a11y/useSemanticElements: rows that aren't in view aren't drawn, so this is no table of the browser's
// biome-ignore-all lint/a11y/useFocusableInteractive: its rows and cells are for reading; what they hold takes the focus
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import type { SeriesRow } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { classes } from '@/shared/ui/classes';
import { columnsOf, NARROW_GRID, type SeriesColumn, WIDE_GRID } from './columns';
import { nextSort } from './series-query';
import { cellClasses, ROW_PX, SeriesLine } from './series-row';
import { productsWords } from './words';

const AHEAD = 40;
/** Rows before the end at which the next page is asked for. */
const SOON = 60;

/** All rows in one list that only draws those in view, and asks for more before its end is reached. */
export function SeriesList({
  rows,
  total,
  sort,
  onSort,
  onNearEnd,
  hasMore,
}: {
  rows: SeriesRow[];
  total: number;
  sort: string | undefined;
  onSort: (sort: string) => void;
  onNearEnd: () => void;
  hasMore: boolean;
}) {
  const text = useText(productsWords);
  const format = useFormat();
  const columns = useMemo(() => columnsOf(text, format), [text, format]);
  const place = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => place.current,
    estimateSize: () => ROW_PX,
    overscan: 6,
    // Drawn with the next frame, not within the event: fast scrolling would otherwise draw rows that nobody sees.
    useFlushSync: false,
  });
  const shown = list.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && last >= rows.length - SOON) onNearEnd();
  }, [hasMore, last, rows.length, onNearEnd]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another order begins at the top
  useEffect(() => {
    if (place.current) place.current.scrollTop = 0;
  }, [sort]);

  return (
    <>
      <p className="hidden px-4 pt-3 text-sm text-ink-soft print:block">
        {text('printed', { shown: format.count(shown.length), total: format.count(total) })}
      </p>
      <div
        ref={place}
        tabIndex={0}
        role="table"
        aria-label={text('list')}
        aria-rowcount={total + 1}
        className="max-h-[max(20rem,calc(100dvh-13.5rem))] overflow-auto rounded-lg"
      >
        <div role="rowgroup" className="sticky top-0 z-10 bg-surface lg:min-w-[66rem]">
          <div
            role="row"
            aria-rowindex={1}
            className={classes(
              'grid gap-x-3 border-b border-line px-4 py-2 text-sm text-ink-faint',
              NARROW_GRID,
              WIDE_GRID,
            )}
          >
            {columns.map((column) => (
              <Heading key={column.key} column={column} sort={sort} onSort={onSort} />
            ))}
          </div>
        </div>
        <div
          role="rowgroup"
          className="relative lg:min-w-[66rem]"
          style={{ height: list.getTotalSize() + (hasMore ? AHEAD : 0) }}
        >
          {shown.map((item) => {
            const row = rows[item.index];
            return (
              row && (
                <SeriesLine key={item.key} row={row} index={item.index} top={item.start} columns={columns} />
              )
            );
          })}
          {hasMore && (
            <p className="absolute inset-x-0 bottom-0 px-4 py-2 text-sm text-ink-faint">{text('more')}</p>
          )}
        </div>
      </div>
    </>
  );
}

function Heading({
  column,
  sort,
  onSort,
}: {
  column: SeriesColumn;
  sort: string | undefined;
  onSort: (sort: string) => void;
}) {
  const isUp = (sort ?? 'exception') === column.key;
  const isDown = sort === `-${column.key}`;
  return (
    <div
      role="columnheader"
      aria-sort={isUp ? 'ascending' : isDown ? 'descending' : undefined}
      title={column.hint}
      className={classes(cellClasses(column), 'font-medium')}
    >
      <button
        type="button"
        className="inline-flex max-w-full items-center gap-1 hover:text-ink"
        onClick={() => onSort(nextSort(sort, column.key, Boolean(column.isNumber) || column.key === 'units'))}
      >
        <span className="truncate">{column.label}</span>
        {isUp && <ArrowUp aria-hidden className="size-3.5 shrink-0" />}
        {isDown && <ArrowDown aria-hidden className="size-3.5 shrink-0" />}
      </button>
    </div>
  );
}
