import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { INPUT_CLASSES } from '../ui/field';

const TYPING_MS = 250;

/** Letters to look for; asked for once the hand rests. */
export function SearchField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string | undefined;
  onChange: (q: string | undefined) => void;
}) {
  const [typed, setTyped] = useState(value ?? '');
  const change = useRef(onChange);
  useEffect(() => {
    change.current = onChange;
  });
  useEffect(() => setTyped(value ?? ''), [value]);
  useEffect(() => {
    const wanted = typed.trim() || undefined;
    if (wanted === value) return;
    const timer = setTimeout(() => change.current(wanted), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, value]);
  return (
    <label data-print="hide" className="relative w-full sm:w-56">
      <span className="sr-only">{label}</span>
      <Search aria-hidden className="absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-ink-faint" />
      <input
        type="search"
        value={typed}
        placeholder={label}
        maxLength={100}
        onChange={(event) => setTyped(event.target.value)}
        className={`${INPUT_CLASSES} pl-8`}
      />
    </label>
  );
}
