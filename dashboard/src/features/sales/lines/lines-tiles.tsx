import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Failed, Loading } from '@/shared/ui/states';
import { Tile } from '@/shared/ui/tile';
import type { SalesChoice } from '../use-sums';
import { useChoiceSums } from './use-choice-sums';
import { linesWords } from './words';

/** What the chosen sales add up to. */
export function LinesTiles({ choice }: { choice: SalesChoice }) {
  const text = useText(linesWords);
  const format = useFormat();
  const { sums, error, refetch } = useChoiceSums(choice);
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!sums) return <Loading className="h-20" />;
  return (
    <section
      aria-label={text('chosen')}
      className="grid grid-cols-2 gap-3 max-sm:[&>:last-child]:col-span-2 sm:grid-cols-3"
    >
      <Tile label={text('units')} value={format.amount(sums.units)} />
      <Tile label={text('revenue')} value={format.money(sums.revenue)} />
      <Tile label={text('lines')} value={format.count(sums.lines)} />
    </section>
  );
}
