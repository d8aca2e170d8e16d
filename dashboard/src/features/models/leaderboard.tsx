import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { DataTable } from '@/shared/ui/data-table';
import { modelsWords } from './words';

type Row = Record<string, unknown>;

/** The models that a training tried, the best first, with a bar for the loss they were chosen by. */
export function Leaderboard({ rows }: { rows: Row[] }) {
  const text = useText(modelsWords);
  const format = useFormat();
  const name = (row: Row) => String(row.label ?? row.model);
  const number = (row: Row, key: string) => (row[key] == null ? null : Number(row[key]));
  const loss = new Intl.NumberFormat(format.locale, { minimumFractionDigits: 3, maximumFractionDigits: 3 });
  const most = Math.max(...rows.map((row) => number(row, 'score') ?? 0));
  return (
    <div>
      <h3 className="mb-1 text-sm font-medium text-ink-faint">{text('leaderboard')}</h3>
      <DataTable
        label={text('leaderboard')}
        rows={rows}
        rowKey={(row) => String(row.model)}
        columns={[
          {
            key: 'label',
            label: text('model'),
            className: 'min-w-56 break-words',
            cell: (row) => <span title={name(row)}>{name(row)}</span>,
          },
          {
            key: 'bar',
            label: '',
            className: 'w-1/6 min-w-16',
            cell: (row) => (
              <div aria-hidden className="h-2 rounded-sm bg-sunken">
                <div
                  className="h-2 rounded-sm bg-forecast"
                  style={{ width: `${(100 * (number(row, 'score') ?? 0)) / Math.max(most, 1e-9)}%` }}
                />
              </div>
            ),
          },
          {
            key: 'score',
            label: text('score'),
            isNumber: true,
            cell: (row) => (row.score == null ? '–' : loss.format(Number(row.score))),
          },
          {
            key: 'wape',
            label: text('wape'),
            isNumber: true,
            cell: (row) => format.percent(number(row, 'wape'), { digits: 1 }),
          },
          {
            key: 'test_wape',
            label: text('tested'),
            isNumber: true,
            cell: (row) => format.percent(number(row, 'test_wape'), { digits: 1 }),
          },
          {
            key: 'bias',
            label: text('bias'),
            isNumber: true,
            cell: (row) => format.percent(number(row, 'bias'), { signed: true, digits: 1 }),
          },
          {
            key: 'coverage',
            label: text('coverage'),
            isNumber: true,
            cell: (row) => format.percent(number(row, 'coverage_80')),
          },
          {
            key: 'seconds',
            label: text('seconds'),
            isNumber: true,
            cell: (row) => format.units(number(row, 'seconds')),
          },
        ]}
      />
    </div>
  );
}
