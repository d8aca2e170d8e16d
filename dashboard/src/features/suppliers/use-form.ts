import { useState } from 'react';
import { typedNumber, writeNumber } from '@/shared/format/typed-number';
import { useFormat } from '@/shared/format/use-format';

const DECIMALS = 4;

/** The text fields of a form whose numbers are written as the reader's language writes them. */
export function useForm<Name extends string>(start: Record<Name, string | number | null | undefined>) {
  const format = useFormat();
  const write = (value: string | number | null | undefined) =>
    typeof value === 'number' ? writeNumber(value, format.locale, DECIMALS) : (value ?? '');
  const [typed, setTyped] = useState(
    () =>
      Object.fromEntries(
        Object.entries<string | number | null | undefined>(start).map(([name, value]) => [
          name,
          write(value),
        ]),
      ) as Record<Name, string>,
  );
  const number = (name: Name) => typedNumber(typed[name], format.locale);
  return {
    /** What a field needs to show and change its text. */
    field: (name: Name) => ({
      value: typed[name],
      autoComplete: 'off',
      onChange: (event: { target: { value: string } }) =>
        setTyped((before) => ({ ...before, [name]: event.target.value })),
    }),
    text: (name: Name) => typed[name].trim() || null,
    number,
    isWrong: (name: Name) => {
      const value = number(name);
      return value !== null && !(value >= 0);
    },
  };
}
