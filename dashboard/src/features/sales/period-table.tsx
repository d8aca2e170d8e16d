import { Download } from 'lucide-react';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Badge } from '@/shared/ui/badge';
import { buttonClasses } from '@/shared/ui/button';
import { Card } from '@/shared/ui/card';
import { type Column, DataTable } from '@/shared/ui/data-table';
import type { ComparedPeriod, Measure } from './compare-years';
import { LinesLink } from './lines-link';
import { daysOf, type Grain } from './periods';
import type { SalesChoice } from './use-sums';
import { LAST_YEAR, words } from './words';

const LISTS: Record<Grain, string> = { day: 'daily', week: 'weekly', month: 'monthly' };

/** Each period with its year before, newest first; the same as a file. */
export function PeriodTable({
  grain,
  periods,
  measure,
  filters,
  notes,
}: {
  grain: Grain;
  periods: ComparedPeriod[];
  measure: Measure;
  /** What is chosen, as the API's parameters. */
  filters: SalesChoice;
  /** Why a day is compared with its day of last year, by day. */
  notes: ReadonlyMap<string, string>;
}) {
  const text = useText(words);
  const format = useFormat();
  const amount = measure === 'units' ? format.units : format.money;
  const nameOf = (start: string) =>
    grain === 'month' ? format.month(start) : `${format.weekday(start)} ${start.slice(0, 4)}`;
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) if (value !== undefined) asked.set(name, value);
  const columns: Column<ComparedPeriod>[] = [
    {
      key: 'period',
      label: text(grain),
      className: 'whitespace-nowrap',
      cell: ({ start, value, isPartial }) => (
        <span className="flex items-center gap-2">
          {value === null ? (
            nameOf(start)
          ) : (
            <LinesLink {...daysOf(grain, start, filters)}>{nameOf(start)}</LinesLink>
          )}
          {isPartial && <Badge>{text('soFar')}</Badge>}
        </span>
      ),
    },
    {
      key: 'value',
      label: text(measure === 'units' ? 'units' : 'revenue'),
      isNumber: true,
      cell: ({ value }) => amount(value),
    },
    {
      key: 'before',
      label: text(LAST_YEAR[grain]),
      isNumber: true,
      cell: ({ start, before }) => (
        <>
          {amount(before)}
          {grain === 'day' && before !== null && notes.has(start) && (
            <span className="block min-w-32 text-xs text-ink-faint">{notes.get(start)}</span>
          )}
        </>
      ),
    },
    {
      key: 'change',
      label: '±',
      isNumber: true,
      cell: ({ value, before, isPartial }) =>
        isPartial || value === null || !before ? '–' : format.percent(value / before - 1, { signed: true }),
    },
    {
      key: 'receipts',
      label: text('receipts'),
      isNumber: true,
      cell: ({ receipts }) => format.count(receipts),
    },
  ];
  return (
    <Card
      flush
      title={text('table')}
      actions={(['csv', 'xlsx'] as const).map((kind) => (
        <a
          key={kind}
          className={buttonClasses('plain', 'small')}
          href={`/api/exports/sales/${LISTS[grain]}?${asked}&format=${kind}`}
          aria-label={text('download', { kind: text(kind) })}
          download
        >
          <Download aria-hidden />
          {text(kind)}
        </a>
      ))}
    >
      <div className="max-h-[32rem] overflow-y-auto">
        <DataTable
          label={text('table')}
          columns={columns}
          rows={[...periods].reverse()}
          rowKey={({ start }) => start}
        />
      </div>
    </Card>
  );
}
