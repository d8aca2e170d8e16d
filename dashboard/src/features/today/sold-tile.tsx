import type { ForecastSum } from '@/shared/api/generated';
import { RangeBar } from '@/shared/charts/range-bar';
import { today } from '@/shared/format/days';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Tile } from '@/shared/ui/tile';
import { useSalesByDay } from './use-sales-by-day';
import { todayWords } from './words';

/** What today sold so far, on its way to what is expected. */
export function SoldTile({
  store,
  expected,
}: {
  store: string | undefined;
  expected: ForecastSum | undefined;
}) {
  const text = useText(todayWords);
  const format = useFormat();
  const day = today();
  const sold = useSalesByDay(day, day, store);
  const units = sold.data ? (sold.data.get(day) ?? 0) : null;
  return (
    <Tile
      label={text('soldToday')}
      value={format.units(units)}
      unit={text('units')}
      note={
        expected
          ? text('ofExpected', {
              mean: format.units(expected.mean),
              lower: format.units(expected.lower),
              upper: format.units(expected.upper),
            })
          : text('noForecast')
      }
    >
      {expected && units !== null && (
        <div className="mt-2">
          <RangeBar
            value={units}
            mean={expected.mean}
            lower={expected.lower}
            upper={expected.upper}
            max={1.1 * Math.max(expected.upper ?? 0, units)}
          />
        </div>
      )}
    </Tile>
  );
}
