import type { StockOfLine } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { defineText, useText } from '@/shared/text/define-text';
import { isShort } from './is-short';

const words = defineText(
  'short-note',
  {
    short: 'More than there is: {{stock}} in stock.',
    promised: 'More than there is: {{stock}} in stock, {{promised}} of them promised to others.',
    notKept: 'No stock of it is kept in {{store}}.',
  },
  {
    short: 'Mehr als da ist: {{stock}} im Bestand.',
    promised: 'Mehr als da ist: {{stock}} im Bestand, davon {{promised}} anderen versprochen.',
    notKept: 'In {{store}} wird dafür kein Bestand geführt.',
  },
);

/** That a store hasn't as much to give as it is to; nothing where it has, or where that isn't known yet. */
export function ShortNote({
  stock,
  units,
  store,
}: {
  stock: StockOfLine | undefined;
  units: number | null;
  /** The code of the store that gives. */
  store: string;
}) {
  const text = useText(words);
  const format = useFormat();
  const values = {
    stock: format.amount(stock?.in_stock),
    promised: format.amount(stock?.promised),
    store,
  };
  const told = () => {
    if (!stock || !isShort(stock, units)) return null;
    if (stock.in_stock === null) return text('notKept', values);
    return text(stock.promised > 0 ? 'promised' : 'short', values);
  };
  return (
    <span aria-live="polite" className="block text-sm text-warn">
      {told()}
    </span>
  );
}
