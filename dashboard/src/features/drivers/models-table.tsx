import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Badge } from '@/shared/ui/badge';
import { Card } from '@/shared/ui/card';
import { type Column, DataTable } from '@/shared/ui/data-table';
import type { Findings, ModelScore } from './findings';
import { round } from './round';
import { modelKey, words } from './words';

/** Every model on rows that it hadn't seen. */
export function ModelsTable({ found }: { found: Findings }) {
  const text = useText(words);
  const format = useFormat();
  const name = (row: ModelScore) => {
    const key = modelKey(row.model);
    return key ? text(key) : row.label;
  };
  const share = (value: number | null) => format.percent(value, { digits: 1 });
  const columns: Column<ModelScore>[] = [
    {
      key: 'model',
      label: text('model'),
      cell: (row) => (
        <span className="flex items-center gap-2 font-medium">
          {name(row)}
          {row.model === found.model && <Badge tone="accent">{text('used')}</Badge>}
        </span>
      ),
    },
    {
      key: 'r2',
      label: `${text('r2')} (R²)`,
      isNumber: true,
      cell: (row) => (
        <>
          {share(row.r2)}
          {row.model !== 'mean' && (
            <span className="ml-2 whitespace-nowrap text-ink-faint">
              {share(row.r2_low)} – {share(row.r2_high)}
            </span>
          )}
        </>
      ),
    },
    {
      key: 'mae',
      label: `${text('mae')} (MAE)`,
      isNumber: true,
      cell: (row) => format.amount(round(row.mae)),
    },
    { key: 'rmse', label: text('rmse'), isNumber: true, cell: (row) => format.amount(round(row.rmse)) },
    { key: 'mape', label: text('mape'), isNumber: true, cell: (row) => format.percent(row.mape) },
    {
      key: 'bias',
      label: text('bias'),
      isNumber: true,
      cell: (row) => format.percent(row.bias, { signed: true, digits: 1 }),
    },
    {
      key: 'within',
      label: text('within'),
      isNumber: true,
      cell: (row) => format.percent(row.within[1]),
    },
  ];
  return (
    <Card flush title={text('leaderboard')} hint={text('leaderboardHint')}>
      <DataTable
        label={text('leaderboard')}
        columns={columns}
        rows={found.models}
        rowKey={(row) => row.model}
      />
    </Card>
  );
}
