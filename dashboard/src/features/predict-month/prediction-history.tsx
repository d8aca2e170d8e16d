import { useQuery } from '@tanstack/react-query';
import { Sparkles } from 'lucide-react';
import type { LoggedPrediction } from '@/shared/api/generated';
import { listPredictionsOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Badge } from '@/shared/ui/badge';
import { Card } from '@/shared/ui/card';
import { DataTable } from '@/shared/ui/data-table';
import { QueryView } from '@/shared/ui/query-view';
import { Empty } from '@/shared/ui/states';
import { PredictionDots } from './prediction-dots';
import { predictMonthWords } from './words';

const SHOWN = 50;

/** What was predicted so far, drawn and listed, with what was then sold. */
export function PredictionHistory() {
  const text = useText(predictMonthWords);
  const format = useFormat();
  const predictions = useQuery(
    listPredictionsOptions({ query: { form: 'what_if', limit: SHOWN, sort: '-id' } }),
  );
  const month = (item: LoggedPrediction) => format.month(`${item.target_date ?? ''}`);
  const rests = (item: LoggedPrediction) => {
    const lags = Array.isArray(item.inputs.lags) ? (item.inputs.lags as (number | null)[]) : [];
    const recent = lags.slice(0, 3).map((value) => format.units(value));
    return lags.length > 11
      ? `${recent.join(' · ')} (${text('yearAgo')}: ${format.units(lags[11])})`
      : recent.join(' · ');
  };
  return (
    <Card flush title={text('history')} hint={text('historyHint')}>
      <QueryView query={predictions}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon={Sparkles} title={text('nothing')}>
              {text('nothingHint')}
            </Empty>
          ) : (
            <>
              <PredictionDots predictions={[...items].reverse()} />
              <DataTable
                label={text('history')}
                rows={items}
                rowKey={(item) => item.id}
                columns={[
                  { key: 'asked', label: text('asked'), cell: (item) => format.moment(item.served_at) },
                  { key: 'month', label: text('monthColumn'), cell: month },
                  {
                    key: 'product',
                    label: text('product'),
                    cell: (item) => [item.product, item.store].filter(Boolean).join(', ') || '–',
                  },
                  { key: 'rests', label: text('rests'), cell: rests },
                  {
                    key: 'mean',
                    label: text('mean'),
                    isNumber: true,
                    cell: (item) => format.units(item.mean),
                  },
                  {
                    key: 'range',
                    label: text('rangeColumn'),
                    isNumber: true,
                    cell: (item) => `${format.units(item.lower)} – ${format.units(item.upper)}`,
                  },
                  {
                    key: 'actual',
                    label: text('actual'),
                    isNumber: true,
                    cell: (item) => format.units(item.actual),
                  },
                  {
                    key: 'error',
                    label: text('error'),
                    isNumber: true,
                    cell: (item) =>
                      item.error == null || !item.actual ? (
                        '–'
                      ) : (
                        <Badge tone={item.in_range ? 'good' : 'warn'}>
                          {format.percent(item.error / item.actual, { signed: true })}
                        </Badge>
                      ),
                  },
                  { key: 'model', label: text('model'), cell: (item) => item.model_version },
                ]}
              />
            </>
          )
        }
      </QueryView>
    </Card>
  );
}
