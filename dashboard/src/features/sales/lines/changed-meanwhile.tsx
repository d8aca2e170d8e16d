import type { Sale } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { linesWords } from './words';
import { useClockText } from './write-clock';

/** What somebody else made of a sale while it was being corrected. */
export function ChangedMeanwhile({
  sale,
  clock,
  onTheirs,
}: {
  /** Null where it is gone. */
  sale: Sale | null;
  clock: string | undefined;
  onTheirs: () => void;
}) {
  const text = useText(linesWords);
  const format = useFormat();
  const write = useClockText();
  return (
    <div role="alert" className="flex flex-col gap-1 rounded-lg border border-warn/50 bg-warn-soft px-4 py-3">
      {sale === null ? (
        <p className="font-medium text-warn">{text('gone')}</p>
      ) : (
        <>
          <p className="font-medium text-warn">{text('conflict')}</p>
          <p className="text-sm text-ink-soft">{text('conflictHint')}</p>
          <p>
            <strong>{format.amount(sale.quantity)}</strong> {text('unit')}, {format.money(sale.revenue)},{' '}
            {sale.product}, {sale.store}
            {clock && `, ${write(clock)}`}
          </p>
          <div>
            <Button size="small" className="mt-1" onClick={onTheirs}>
              {text('theirs')}
            </Button>
          </div>
        </>
      )}
    </div>
  );
}
