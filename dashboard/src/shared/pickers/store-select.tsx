import { useQuery } from '@tanstack/react-query';
import { listStoresOptions } from '../api/generated/@tanstack/react-query.gen';
import { Select } from '../ui/select';

const ALL = '';

/** One of the stores that the caller may see, or all of them. */
export function StoreSelect({
  label,
  all,
  value,
  onChange,
  hideLabel,
  className,
}: {
  label: string;
  hideLabel?: boolean;
  /** What no choice is called; left out, one has to be chosen. */
  all?: string | undefined;
  /** The chosen store's code. */
  value: string | undefined;
  onChange: (code: string | undefined, id: number | undefined) => void;
  className?: string;
}) {
  const stores = useQuery({ ...listStoresOptions({ query: { limit: 1000 } }), staleTime: 5 * 60_000 });
  const items = stores.data?.items ?? [];
  const known = items.map(({ code, name }) => ({
    value: code,
    label: name === code ? code : `${name} (${code})`,
  }));
  if (value !== undefined && !known.some((option) => option.value === value))
    known.push({ value, label: value });
  return (
    <Select
      label={label}
      hideLabel={hideLabel}
      className={className}
      value={value ?? ALL}
      options={all === undefined ? known : [{ value: ALL, label: all }, ...known]}
      onChange={(code) =>
        onChange(code === ALL ? undefined : code, items.find((store) => store.code === code)?.id)
      }
    />
  );
}
