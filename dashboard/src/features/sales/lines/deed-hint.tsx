import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import type { Deed } from './deed-buttons';
import { cancelledBy } from './sale-draft';
import type { StoredSale } from './use-stored-sale';
import { linesWords } from './words';

/** Which sale it is, and what taking it back, deleting it or letting it count again does to the sums. */
export function DeedHint({ stored: { sale, cancelling }, deed }: { stored: StoredSale; deed: Deed }) {
  const text = useText(linesWords);
  const format = useFormat();
  const values = {
    units: format.amount(sale.quantity),
    revenue: format.money(sale.revenue),
    day: format.weekday(sale.sold_on),
  };
  const hint = () => {
    if (cancelledBy(sale) !== undefined) return text('removeLineHint');
    if (deed === 'takeBack') return text('takeBackHint', values);
    if (deed === 'restore') return text('restoreHint', values);
    if (deed === 'remove') return text(cancelling === undefined ? 'removeHint' : 'removeBoth', values);
    return text('takenBackNote');
  };
  return (
    <div className="flex flex-col gap-2">
      <p>
        <strong>{sale.product}</strong>, {sale.store}, {values.day}: {values.units} {text('unit')},{' '}
        {values.revenue}
      </p>
      <p className="text-ink-soft">{hint()}</p>
    </div>
  );
}
