import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useState } from 'react';
import { listProductsOptions } from '../api/generated/@tanstack/react-query.gen';
import { Field } from '../ui/field';

/** Finds one product by letters of its name or sku; empty is none. */
export function ProductInput({
  label,
  placeholder,
  value,
  onChange,
  className,
}: {
  label: string;
  placeholder?: string;
  /** The chosen product's sku. */
  value: string | undefined;
  onChange: (sku: string | undefined, id: number | undefined) => void;
  className?: string;
}) {
  const list = useId();
  const [typed, setTyped] = useState(value ?? '');
  // Enter came before the list did: what is found first is chosen as soon as it is there.
  const [isWaiting, setIsWaiting] = useState(false);
  useEffect(() => setTyped(value ?? ''), [value]);
  const found = useQuery({
    ...listProductsOptions({ query: { q: typed, limit: 20 } }),
    enabled: typed.trim() !== '' && typed !== value,
    placeholderData: (before) => before,
  });
  const items = found.data?.items ?? [];
  const isKnown = found.isSuccess && !found.isPlaceholderData;
  const [first] = items;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the list arrives
  useEffect(() => {
    if (!isWaiting || !isKnown) return;
    setIsWaiting(false);
    if (first) onChange(first.sku, first.id);
  }, [isWaiting, isKnown]);
  const choose = (text: string) => {
    if (text.trim() === '') return value !== undefined && onChange(undefined, undefined);
    const one = items.find(({ sku, name }) => sku === text || name === text);
    return one && onChange(one.sku, one.id);
  };
  return (
    <>
      <Field
        label={label}
        placeholder={placeholder}
        className={className}
        list={list}
        autoComplete="off"
        maxLength={100}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setIsWaiting(false);
          choose(event.target.value);
        }}
        onBlur={() => {
          setIsWaiting(false);
          setTyped(value ?? '');
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || typed.trim() === '') return;
          event.preventDefault();
          // What is chosen already stays; Enter then is nobody's.
          if (typed !== value) setIsWaiting(true);
        }}
      />
      <datalist id={list}>
        {items.map(({ id, sku, name }) => (
          <option key={id} value={sku}>
            {name}
          </option>
        ))}
      </datalist>
    </>
  );
}
