import { Toggle } from '@base-ui/react/toggle';
import { ToggleGroup } from '@base-ui/react/toggle-group';

/** One of two to five choices that are all in view, such as day, week, month. */
export function Segments<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: T;
  options: { value: T; label: string }[];
  onChange: (value: T) => void;
}) {
  return (
    <ToggleGroup
      aria-label={label}
      value={[value]}
      onValueChange={(chosen) => {
        const next = chosen[0];
        if (next !== undefined) onChange(next as T);
      }}
      className="inline-flex max-w-full flex-wrap rounded-md border border-line bg-sunken p-0.5"
    >
      {options.map((option) => (
        <Toggle
          key={option.value}
          value={option.value}
          className="h-7 rounded-sm px-2.5 text-sm font-medium text-ink-soft hover:text-ink data-pressed:bg-surface data-pressed:text-ink data-pressed:shadow-card"
        >
          {option.label}
        </Toggle>
      ))}
    </ToggleGroup>
  );
}
