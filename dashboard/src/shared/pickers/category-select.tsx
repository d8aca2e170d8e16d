import { useQuery } from '@tanstack/react-query';
import { listCategoriesOptions } from '../api/generated/@tanstack/react-query.gen';
import { Select } from '../ui/select';

const ALL = '';

/** One of the products' categories, or all of them. */
export function CategorySelect({
  label,
  all,
  value,
  onChange,
  className,
}: {
  label: string;
  /** What no choice is called. */
  all: string;
  value: string | undefined;
  onChange: (category: string | undefined) => void;
  className?: string;
}) {
  const categories = useQuery({
    ...listCategoriesOptions({ query: { limit: 1000 } }),
    staleTime: 5 * 60_000,
  });
  const known = (categories.data?.items ?? []).map(({ name }) => name);
  if (value !== undefined && !known.includes(value)) known.push(value);
  return (
    <Select
      label={label}
      className={className}
      value={value ?? ALL}
      options={[{ value: ALL, label: all }, ...known.map((name) => ({ value: name, label: name }))]}
      onChange={(category) => onChange(category === ALL ? undefined : category)}
    />
  );
}
