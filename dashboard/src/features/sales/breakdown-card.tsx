import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { addDays } from '@/shared/format/days';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Card } from '@/shared/ui/card';
import { type Column, DataTable } from '@/shared/ui/data-table';
import { Segments } from '@/shared/ui/segments';
import { Failed, Loading } from '@/shared/ui/states';
import { type BrokenDown, breakDown } from './break-down';
import type { Measure } from './compare-years';
import { type SalesChoice, useSums } from './use-sums';
import { words } from './words';

const route = getRouteApi('/signed-in/data/sales');

/** The span's sales by store or by category, biggest first, beside the year before. */
export function BreakdownCard({
  choice,
  measure,
  firstKnown,
}: {
  choice: SalesChoice;
  measure: Measure;
  firstKnown: string;
}) {
  const text = useText(words);
  const format = useFormat();
  const navigate = route.useNavigate();
  const by = route.useSearch().by ?? 'store';
  const now = useSums('month', { ...choice, by });
  const before = useSums('month', {
    ...choice,
    by,
    from: addDays(choice.from, -364),
    to: addDays(choice.to, -364),
  });
  const isComparable = addDays(choice.from, -364) >= firstKnown;
  const rows = useMemo(
    () => now.rows && before.rows && breakDown(now.rows, isComparable ? before.rows : null, by, measure),
    [now.rows, before.rows, isComparable, by, measure],
  );
  const amount = measure === 'units' ? format.units : format.money;
  const columns: Column<BrokenDown>[] = [
    { key: 'name', label: text(by), cell: ({ name }) => name ?? text('none') },
    {
      key: 'value',
      label: text(measure === 'units' ? 'units' : 'revenue'),
      isNumber: true,
      cell: ({ value }) => amount(value),
    },
    {
      key: 'share',
      label: text('share'),
      isNumber: true,
      cell: ({ share }) => format.percent(share, { digits: 1 }),
    },
    { key: 'before', label: text('lastYear'), isNumber: true, cell: ({ before: then }) => amount(then) },
    {
      key: 'change',
      label: '±',
      isNumber: true,
      cell: ({ value, before: then }) => (then ? format.percent(value / then - 1, { signed: true }) : '–'),
    },
  ];
  const error = now.error ?? before.error;
  return (
    <Card
      flush
      title={text('by')}
      actions={
        <Segments
          label={text('by')}
          value={by}
          options={[
            { value: 'store', label: text('store') },
            { value: 'category', label: text('category') },
          ]}
          onChange={(next) => void navigate({ search: (old) => ({ ...old, by: next }), replace: true })}
        />
      }
    >
      {error ? (
        <div className="p-4">
          <Failed error={error} />
        </div>
      ) : rows ? (
        <div className="max-h-[32rem] overflow-y-auto">
          <DataTable label={text('by')} columns={columns} rows={rows} rowKey={({ name }) => name ?? ''} />
        </div>
      ) : (
        <Loading className="m-4 h-40" />
      )}
    </Card>
  );
}
