import type { Sale } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { ConflictAlert } from '@/shared/ui/conflict-alert';
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
  if (sale === null) return <ConflictAlert title={text('gone')} />;
  return (
    <ConflictAlert
      title={text('conflict')}
      hint={text('conflictHint')}
      theirs={{ label: text('theirs'), onChoose: onTheirs }}
    >
      <strong>{format.amount(sale.quantity)}</strong> {text('unit')}, {format.money(sale.revenue)},{' '}
      {sale.product}, {sale.store}
      {clock && `, ${write(clock)}`}
    </ConflictAlert>
  );
}
