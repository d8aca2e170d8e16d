import { X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { typedNumber } from '@/shared/format/typed-number';
import { useFormat } from '@/shared/format/use-format';
import { ProductInput } from '@/shared/pickers/product-input';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import { newLinesWords } from './new-lines-words';

interface TypedLine {
  key: number;
  sku?: string | undefined;
  id?: number | undefined;
  units: string;
}

/** Products and units as they are typed, and those of them that can be sent. */
export function useNewLines() {
  const format = useFormat();
  const [lines, setLines] = useState<TypedLine[]>([{ key: 0, units: '' }]);
  const read = ({ units }: TypedLine) => typedNumber(units, format.locale);
  const chosen = lines.flatMap((line) => {
    const quantity = read(line);
    return line.id !== undefined && quantity !== null && quantity > 0
      ? [{ product_id: line.id, quantity }]
      : [];
  });
  const isWrong = lines.some((line) => {
    const quantity = read(line);
    return quantity !== null && !(quantity >= 0);
  });
  return { lines, setLines, chosen, canSend: chosen.length > 0 && !isWrong };
}

/** Fields for products and units of an order or a transfer that somebody makes. */
export function NewLines({
  lines,
  setLines,
  note,
}: Pick<ReturnType<typeof useNewLines>, 'lines' | 'setLines'> & {
  /** What is to be known of a line with a product. */
  note?: (product: number, units: string) => ReactNode;
}) {
  const text = useText(newLinesWords);
  const change = (key: number, part: Partial<TypedLine>) =>
    setLines((before) => before.map((line) => (line.key === key ? { ...line, ...part } : line)));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 font-semibold">{text('products')}</legend>
      {lines.map((line, place) => (
        <div key={line.key} className="flex flex-wrap items-end gap-2">
          <ProductInput
            label={text('product')}
            placeholder={text('find')}
            className="min-w-0 flex-1"
            value={line.sku}
            onChange={(sku, id) => change(line.key, { sku, id })}
          />
          <Field
            label={text('units')}
            inputMode="decimal"
            autoComplete="off"
            className="w-24"
            value={line.units}
            onChange={(event) => change(line.key, { units: event.target.value })}
          />
          <Button
            look="quiet"
            size="icon"
            aria-label={text('takeOut', { place: place + 1 })}
            disabled={lines.length === 1}
            onClick={() => setLines((before) => before.filter(({ key }) => key !== line.key))}
          >
            <X aria-hidden />
          </Button>
          {note && line.id !== undefined && <div className="w-full">{note(line.id, line.units)}</div>}
        </div>
      ))}
      <Button
        size="small"
        className="self-start"
        onClick={() => setLines((before) => [...before, { key: (before.at(-1)?.key ?? 0) + 1, units: '' }])}
      >
        {text('another')}
      </Button>
    </fieldset>
  );
}
