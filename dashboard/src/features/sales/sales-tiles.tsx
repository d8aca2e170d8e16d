import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Tile } from '@/shared/ui/tile';
import { type ComparedPeriod, compareTotals, type Measure } from './compare-years';
import type { Grain } from './periods';
import { words } from './words';

/** The span in figures, and against a year earlier as far as that is known. */
export function SalesTiles({
  grain,
  periods,
  measure,
  firstKnown,
}: {
  grain: Grain;
  periods: ComparedPeriod[];
  measure: Measure;
  firstKnown: string;
}) {
  const text = useText(words);
  const format = useFormat();
  const amount = measure === 'units' ? format.units : format.money;
  const known = periods.filter(({ value }) => value !== null);
  const total = known.reduce((sum, { value }) => sum + (value ?? 0), 0);
  const compared = compareTotals(periods, firstKnown);
  const isAll = compared?.from === periods[0]?.start;
  return (
    <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      <Tile
        label={text(measure === 'units' ? 'sold' : 'soldRevenue')}
        value={amount(known.length > 0 ? total : null)}
        unit={measure === 'units' ? text('unit') : undefined}
        note={
          grain === 'day' && known.length > 0
            ? `${amount(total / known.length)} ${text('perDay')}`
            : undefined
        }
      />
      <Tile
        label={text('change')}
        value={
          compared && compared.before > 0
            ? format.percent(compared.now / compared.before - 1, { signed: true, digits: 1 })
            : '–'
        }
        note={
          compared && compared.before > 0
            ? isAll
              ? text('before', { amount: amount(compared.before) })
              : text('changeFrom', { day: format.date(compared.from) })
            : text('noLastYear')
        }
      />
      <Tile
        label={text('receipts')}
        value={format.count(periods.reduce((sum, { receipts }) => sum + (receipts ?? 0), 0))}
      />
      {grain === 'day' && (
        <Tile
          label={text('daysSold')}
          value={format.count(known.length)}
          note={text('ofDays', { count: periods.length })}
        />
      )}
    </div>
  );
}
