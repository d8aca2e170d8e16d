import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { compareForecastOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { TimeChart } from '@/shared/charts/time-chart';
import { daysFromTo } from '@/shared/format/days';
import { useText } from '@/shared/text/define-text';
import { Card } from '@/shared/ui/card';
import { QueryView } from '@/shared/ui/query-view';
import { Segments } from '@/shared/ui/segments';
import { accuracyWords } from './words';

const route = getRouteApi('/signed-in/accuracy');
/** Days before a day; longer periods are compared by whichever forecast was the last before them. */
const LAGS = [1, 7, 14, 28];

/** Forecasts as they were made some days before, beside what was sold. */
export function ComparisonChart({
  store,
  grain,
}: {
  store: string | undefined;
  grain: 'day' | 'week' | 'month';
}) {
  const text = useText(accuracyWords);
  const { lag = 1 } = route.useSearch();
  const navigate = route.useNavigate();
  const comparison = useQuery({
    ...compareForecastOptions({
      query: { store, grain, level: 0.8, lag: grain === 'day' ? [lag] : undefined },
    }),
    placeholderData: (before) => before,
  });
  return (
    <Card
      title={text('chart')}
      hint={grain === 'day' ? text('chartHint', { lag: text('days', { count: lag }) }) : undefined}
      actions={
        grain === 'day' && (
          <Segments
            label={text('ahead')}
            value={String(lag)}
            options={LAGS.map((days) => ({ value: String(days), label: String(days) }))}
            onChange={(next) => void navigate({ search: (before) => ({ ...before, lag: Number(next) }) })}
          />
        )
      }
    >
      <QueryView query={comparison} loadingClass="h-72">
        {({ items }) => {
          const byDay = new Map(items.map((item) => [item.date, item]));
          const [first, last] = [items[0]?.date, items.at(-1)?.date];
          // A day without a forecast is a gap, not a line from one to the next.
          const days = grain === 'day' && first && last ? daysFromTo(first, last) : [...byDay.keys()];
          const told = days.map((day) => byDay.get(day)?.forecasts[0]);
          return (
            <TimeChart
              label={text('chart')}
              days={days}
              lines={[
                {
                  key: 'sold',
                  label: text('sold'),
                  values: days.map((day) => byDay.get(day)?.actual ?? null),
                  colour: 'actual',
                },
                {
                  key: 'mean',
                  label: text('forecast'),
                  values: told.map((item) => item?.mean ?? null),
                  colour: 'forecast',
                },
              ]}
              bands={[
                {
                  label: text('range'),
                  lower: told.map((item) => item?.lower ?? null),
                  upper: told.map((item) => item?.upper ?? null),
                  opacity: 0.2,
                },
              ]}
            />
          );
        }}
      </QueryView>
    </Card>
  );
}
