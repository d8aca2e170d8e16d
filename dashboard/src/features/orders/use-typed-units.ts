import { useState } from 'react';
import type { LineGiven } from '@/shared/api/generated';
import { typedNumber } from '@/shared/format/typed-number';
import { useFormat } from '@/shared/format/use-format';
import { writeUnits } from './write-units';

interface Line {
  product_id: number;
  quantity: number;
  received: number;
}

/** What is typed into the fields of lines: the units of it, and which of them are others than before. */
export function useTypedUnits(lines: Line[]) {
  const { locale } = useFormat();
  const [typed, setTyped] = useState<Record<number, string>>({});
  const units = Object.entries(typed).flatMap(([product, value]): LineGiven[] => {
    const quantity = typedNumber(value, locale);
    return quantity === null ? [] : [{ product_id: Number(product), quantity }];
  });
  return {
    typed,
    units,
    changed: units.filter(
      ({ product_id, quantity }) =>
        lines.find((line) => line.product_id === product_id)?.quantity !== quantity,
    ),
    isWrong: units.some(({ quantity }) => !(quantity >= 0)),
    isEmptied: units.length < Object.keys(typed).length,
    type: (product: number, value: string) => setTyped((before) => ({ ...before, [product]: value })),
    /** Writes what is still to come into every field. */
    typeRest: () =>
      setTyped(
        Object.fromEntries(
          lines.map((line) => [
            line.product_id,
            writeUnits(Math.max(0, line.quantity - line.received), locale),
          ]),
        ),
      ),
    clear: () => setTyped({}),
  };
}
